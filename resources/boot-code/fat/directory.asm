; \BOOTMGR in the root directory. Its short name is looked for: every file has one, and this is short.

; find_bootmgr: -> SI = its entry.
find_bootmgr:
        mov dword [sectors_left], MAX_DIRECTORY
        mov eax, [BPB_ROOT]
        and eax, CLUSTER_BITS
.cluster:
        push eax
        call cluster_sector
        mov ebp, [cluster_sectors]
.sector:
        sub dword [sectors_left], 1
        jb bad_root                             ; its chain leads back into itself
        mov ecx, 1
        mov edi, DIRECTORY_SECTOR
        call read_sectors
        mov si, DIRECTORY_SECTOR
.entry: cmp byte [si + ENTRY_NAME], 0           ; never used, and none behind it
        je missing
        test byte [si + ENTRY_ATTRIBUTES], LABEL_BIT
        jnz .next
        push si
        mov di, bootmgr_name                    ; the name of a deleted file begins with another byte
        mov cx, ENTRY_NAME_BYTES
        repe cmpsb
        pop si
        je .found
.next:  add si, ENTRY_BYTES
        cmp si, DIRECTORY_SECTOR + SECTOR
        jb .entry
        inc eax
        dec ebp
        jnz .sector
        pop eax
        call next_cluster
        jnc .cluster
        jmp missing
.found: pop eax
        ret
