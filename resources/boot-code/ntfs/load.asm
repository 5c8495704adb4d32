; The file into memory.

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
