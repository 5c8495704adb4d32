; Cluster runs, and reading through them.

; start_table: BX = an empty run table, CX = its last place.
start_table:
        mov [table_start], bx
        mov [table_next], bx
        mov [table_end], cx
        mov dword [bx], 0
        mov dword [table_sectors], 0
        ret

; append_runs: FS:SI = a piece of a non-resident attribute. Its runs go to the end of the run table.
; A run is a byte with two lengths, then as many bytes of clusters and of distance from the run before, both
; little endian; no distance means sparse. Distances count from 0 again in each piece.
append_runs:
        mov eax, [fs:si + LOWEST_VCN]
        mul dword [cluster_sectors]
        or edx, [fs:si + LOWEST_VCN + 4]
        jnz bad_list
        cmp eax, [table_sectors]                ; pieces follow each other without a gap
        jne bad_list
        mov ax, [fs:si + ATTR_LENGTH]
        add ax, si
        mov [runs_end], ax
        add si, [fs:si + RUNS]
        xor ebp, ebp                            ; cluster where the run before began
        mov bx, [table_next]
.run:   cmp si, [runs_end]
        jae bad_runs
        mov al, [fs:si]
        inc si
        test al, al
        jz .end
        cmp bx, [table_end]
        jae too_many_runs
        push ax
        and al, 0x0F
        call number
        mov eax, edx
        mul dword [cluster_sectors]
        or edx, edx
        jnz bad_runs
        or eax, eax
        jz bad_runs                             ; would end the table
        mov [bx], eax
        add [table_sectors], eax
        jc bad_runs
        pop ax
        shr al, 4
        jz .sparse
        call number
        add ebp, edx
        mov eax, ebp
        mul dword [cluster_sectors]
        or edx, edx
        jnz bad_runs
        mov [bx + 4], eax
        add eax, [bx]
        jc bad_runs
        cmp eax, [BPB_SECTORS]
        ja bad_runs                             ; outside the volume
        jmp .next
.sparse:
        mov dword [bx + 4], SPARSE
.next:  add bx, 8
        mov dword [bx], 0
        jmp .run
.end:   mov [table_next], bx
        ret

; number: AL bytes at FS:SI, signed -> EDX; SI moves on. Of more than four bytes the lower ones: a sum of distances
; modulo 2^32 is right as long as the clusters themselves have 32 bits.
number: push bx
        movzx bx, al
        xor edx, edx
        test bx, bx
        jz .end
        add si, bx
        push si
        mov ah, [fs:si - 1]
        shl ah, 1
        sbb edx, edx                            ; the sign, 32 times
.byte:  dec si
        shl edx, 8
        mov dl, [fs:si]
        dec bx
        jnz .byte
        pop si
.end:   pop bx
        ret

; read_stream: BX = run table, EAX = first sector in the stream, ECX = count, EDI = linear address.
read_stream:
.run:   jecxz .end
        mov edx, [bx]
        test edx, edx
        jz runs_too_short
        mov esi, [bx + 4]
        add bx, 8
        sub eax, edx
        jae .run                                ; the stretch begins behind this run
        add edx, eax                            ; where in the run
        neg eax                                 ; sectors of the run from there
        cmp eax, ecx
        jbe .counted
        mov eax, ecx
.counted:
        sub ecx, eax
        push ecx
        mov ecx, eax
        lea eax, [esi + edx]
        cmp esi, SPARSE
        je .sparse
        call read_sectors
        shl ecx, 9
        jmp .next
.sparse:
        shl ecx, 9
        call zero
.next:  add edi, ecx
        pop ecx
        xor eax, eax
        jmp .run
.end:   ret

; zero: EDI = linear address, ECX = bytes. Keeps all registers.
zero:   pushad
        push es
.piece: jecxz .end
        mov edx, 0x8000                         ; so that offset and count stay inside a segment
        cmp edx, ecx
        jbe .counted
        mov edx, ecx
.counted:
        push edi
        push ecx
        mov eax, edi
        shr eax, 4
        mov es, ax
        and di, 15
        mov cx, dx
        xor al, al
        rep stosb
        pop ecx
        pop edi
        sub ecx, edx
        add edi, edx
        jmp .piece
.end:   pop es
        popad
        ret
