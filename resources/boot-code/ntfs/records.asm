; FILE records and update sequences.

; load_base: EAX = number of the file whose attributes are asked for next.
load_base:
        mov [base_record], eax
        mov di, BASE

; load_record: EAX = number, DI = where in FS. Keeps DI.
load_record:
        mul dword [record_sectors]
        or edx, edx
        jnz bad_record
        mov ecx, [record_sectors]
        push di
        movzx edi, di
        add edi, WORK_LINEAR
        mov bx, MFT_RUNS
        call read_stream
        pop di
        mov eax, 'FILE'
        mov cx, [record_sectors]
        call undo_fixups
        test byte [fs:di + RECORD_FLAGS], 1
        jz bad_record                           ; of a file that was deleted
        mov ax, [record_sectors]
        shl ax, 9
        movzx eax, ax
        cmp [fs:di + RECORD_USED], eax
        ja bad_record
        ret

; undo_fixups: FS:DI = block, EAX = its magic, CX = its sectors. On disk the last word of each sector is the same
; check word; the words that belong there are kept in the update sequence. One that differs: a torn write.
undo_fixups:
        cmp [fs:di], eax
        jne bad_record
        mov si, [fs:di + BLOCK_FIXUPS]
        cmp si, SECTOR - 2
        ja bad_record
        inc cx
        cmp [fs:di + BLOCK_FIXUP_SIZE], cx
        jne bad_record
        add si, di
        mov ax, [fs:si]
        lea bx, [di + SECTOR - 2]
        dec cx
.sector:
        cmp [fs:bx], ax
        jne bad_record
        add si, 2
        mov dx, [fs:si]
        mov [fs:bx], dx
        add bx, SECTOR
        loop .sector
        ret
