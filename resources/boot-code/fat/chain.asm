; Clusters, and which follows which.

; cluster_sector: EAX = cluster -> EAX = its first sector. Keeps ECX and EDI.
cluster_sector:
        cmp eax, FIRST_CLUSTER
        jb bad_chain
        cmp eax, [last_cluster]
        ja bad_chain                            ; among them: marked as bad
        sub eax, FIRST_CLUSTER
        mul dword [cluster_sectors]
        add eax, [data_start]
        ret

; next_cluster: EAX = cluster -> EAX = the one that follows; CF = 1: none does. Keeps EDI.
next_cluster:
        mov ebx, eax
        shr eax, ENTRIES_SHIFT
        cmp eax, [table_at]
        je .here
        mov [table_at], eax
        add eax, [table_start]
        mov ecx, 1
        push edi
        mov edi, TABLE_SECTOR
        call read_sectors
        pop edi
.here:  and ebx, (1 << ENTRIES_SHIFT) - 1
        mov eax, [TABLE_SECTOR + ebx * 4]
        and eax, CLUSTER_BITS
        cmp eax, LAST
        cmc
        ret
