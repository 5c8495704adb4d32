; Sizes from the BIOS parameter block.

; measure_volume: what cannot be right is refused here, before a wrong number reads a wrong place.
measure_volume:
        cmp word [BPB_BYTES_PER_SECTOR], SECTOR ; no BIOS boots from 4096-byte sectors
        jne bad_geometry
        cmp word [BPB_SMALL_TABLE], 0
        jne bad_geometry
        cmp word [BPB_VERSION], 0
        jne bad_geometry
        movzx ecx, byte [BPB_CLUSTER]
        lea eax, [ecx - 1]
        cmp eax, 0x80
        jae bad_geometry                        ; 0 has become 2^32 - 1
        test ecx, eax                           ; a power of two
        jnz bad_geometry
        mov [cluster_sectors], ecx

        movzx eax, byte [BPB_TABLES]
        test eax, eax
        jz bad_geometry
        mul dword [BPB_TABLE_SECTORS]
        movzx ebx, word [BPB_RESERVED]
        add eax, ebx
        adc edx, edx
        jnz bad_geometry
        mov [data_start], eax
        mov edx, [BPB_SECTORS]
        sub edx, eax
        jbe bad_geometry
        mov eax, edx
        xor edx, edx
        div ecx
        inc eax                                 ; clusters are counted from 2
        mov [last_cluster], eax
        shr eax, ENTRIES_SHIFT
        cmp eax, [BPB_TABLE_SECTORS]
        jae bad_geometry                        ; the table ends before its last entry

        xor eax, eax
        test byte [BPB_TABLE_FLAGS], 0x80
        jz .which
        mov al, [BPB_TABLE_FLAGS]
        and al, 0x0F
        cmp al, [BPB_TABLES]
        jae bad_geometry
        mul dword [BPB_TABLE_SECTORS]
.which: add eax, ebx
        mov [table_start], eax
        mov dword [table_at], -1                ; none yet
        ret
