; COM1 without a BIOS. print: DS:SI text. hex: EAX. hex4: AX. hex2: AL. put: AL.

print:  lodsb
        test al, al
        jz .end
        call put
        jmp print
.end:   ret

hex:    push ax
        shr eax, 16
        call hex4
        pop ax
hex4:   push ax
        mov al, ah
        call hex2
        pop ax
hex2:   push ax
        shr al, 4
        call .digit
        pop ax
.digit: and al, 15
        add al, '0'
        cmp al, '9'
        jbe put
        add al, 'A' - '9' - 1
put:    push dx
        push ax
        mov dx, 0x3FD
.wait:  in al, dx
        test al, 0x20
        jz .wait
        pop ax
        mov dx, 0x3F8
        out dx, al
        pop dx
        ret
