; The file into memory, and the jump.

; load_file: EAX = number of its FILE record -> the whole file at 2000:0000.
load_file:
        call load_base
        mov eax, REPARSE_POINT                  ; a link, or WOF-compressed: then $DATA is nothing but a sparse hole
        mov dx, no_name
        mov bx, FILE_RUNS
        mov cx, FILE_RUNS_END
        call open_attribute
        jnc is_link
        mov eax, DATA
        mov dx, no_name
        mov bx, FILE_RUNS
        mov cx, FILE_RUNS_END
        call open_attribute
        jc missing                              ; a directory has none
        jz .resident
        test word [data_flags], 0x40FF
        jnz is_compressed
        mov eax, [data_size]
        call check_size
        lea ecx, [eax + SECTOR - 1]
        shr ecx, 9
        xor eax, eax
        mov edi, LOAD_LINEAR
        mov bx, FILE_RUNS
        call read_stream
        mov ecx, [data_size]
        mov edi, [valid_size]
        sub ecx, edi
        jbe .end
        add edi, LOAD_LINEAR                    ; never written to: reads as zeros, whatever is on the disk
        jmp zero
.end:   ret
.resident:
        mov eax, [value_length]
        call check_size
        mov cx, ax
        mov si, [value]
        push es
        push word LOAD_SEGMENT
        pop es
        xor di, di
        fs rep movsb
        pop es
        ret

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
