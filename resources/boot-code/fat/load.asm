; The file into memory.

; load_file: SI = its directory entry -> the whole file at 2000:0000.
load_file:
        test byte [si + ENTRY_ATTRIBUTES], DIRECTORY_BIT
        jnz is_directory
        mov eax, [si + ENTRY_SIZE]
        test eax, eax
        jz is_empty
        call check_size
        add eax, SECTOR - 1
        shr eax, 9
        mov [sectors_left], eax
        push word [si + ENTRY_HIGH]
        push word [si + ENTRY_LOW]
        pop eax
        and eax, CLUSTER_BITS
        mov edi, LOAD_LINEAR
.cluster:
        push eax
        call cluster_sector
        mov ecx, [cluster_sectors]
        cmp ecx, [sectors_left]
        jbe .counted
        mov ecx, [sectors_left]
.counted:
        call read_sectors
        sub [sectors_left], ecx
        pop eax
        jz .end
        shl ecx, 9
        add edi, ecx
        call next_cluster
        jnc .cluster
        jmp chain_too_short
.end:   ret
