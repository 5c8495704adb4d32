; An MBR that makes the BIOS as strict as the strictest, then starts the first partition. Its read with a sector number
; refuses more than 127 sectors and transfers across a 64 KB boundary, and fails at every first try.

        cpu 386
        bits 16
        org 0x0600

HANDLER equ 0x0510                              ; behind the BIOS data, below what the boot record uses
VECTOR  equ 0x13 * 4

        cli
        xor ax, ax
        mov ss, ax
        mov sp, 0x7C00
        mov ds, ax
        mov es, ax
        cld
        mov si, 0x7C00
        mov di, 0x0600
        mov cx, 256
        rep movsw
        jmp 0:moved
moved:  sti
        push dword 0                            ; the first partition's first sector, still by the BIOS as it is
        push dword [0x0600 + 446 + 8]
        push dword 0x7C00
        push dword 0x00010010
        mov si, sp
        mov ah, 0x42
        int 0x13
        add sp, 16
        mov eax, [VECTOR]
        mov [handler.before], eax
        mov si, handler
        mov di, HANDLER
        mov cx, handler.end - handler
        rep movsb
        mov dword [VECTOR], HANDLER
        jmp 0:0x7C00

handler:
        cmp ah, 0x42
        jne .pass
        cmp word [si + 2], 127
        ja .refuse
        pushad
        movzx eax, word [si + 6]
        shl eax, 4
        movzx ebx, word [si + 4]
        add eax, ebx
        movzx eax, ax
        movzx ebx, word [si + 2]
        shl ebx, 9
        add eax, ebx
        cmp eax, 0x10000
        popad
        ja .refuse
        xor byte [cs:HANDLER + .turn - handler], 1
        jz .pass
        mov word [si + 2], 0                    ; how many sectors it did
        mov ah, 4
        jmp .error
.refuse:
        mov ah, 9
.error: push bp
        mov bp, sp
        or byte [bp + 6], 1                     ; carry, in the flags that IRET brings back
        pop bp
        iret
.pass:  db 0xEA                                 ; far jump
.before:
        dd 0
.turn:  db 0
.end:
        times 440 - ($ - $$) db 0
