; How large the file may be, and the jump into it.

; check_size: EAX = bytes, which must fit below the end of conventional memory. Keeps EAX.
check_size:
        test eax, eax
        jz missing
        push eax
        int 0x12                                ; KB
        movzx ecx, ax
        pop eax
        shl ecx, 10
        sub ecx, LOAD_LINEAR
        cmp eax, ecx
        ja too_large
        ret

hand_over:
        mov ax, 0x2401                          ; A20 on, asked of the BIOS and, as some do not know it, of port 92h
        int 0x15
        in al, 0x92
        test al, 2
        jnz .on
        or al, 2
        and al, 0xFE                            ; bit 0 would reset the computer
        out 0x92, al
.on:    xor ax, ax
        mov ds, ax
        mov es, ax
        mov fs, ax
        mov gs, ax
        movzx edx, byte [drive]
        cld
        sti
        jmp LOAD_SEGMENT:0
