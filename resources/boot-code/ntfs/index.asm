; \bootmgr in the root directory's B-tree.

; find_bootmgr: -> EAX = number of its FILE record. Goes down the tree by comparing names, so blocks that were
; emptied and left behind are never looked at.
find_bootmgr:
        mov eax, ROOT_RECORD
        call load_base
        mov eax, INDEX_ALLOCATION
        mov dx, index_name
        mov bx, FILE_RUNS
        mov cx, FILE_RUNS_END
        call open_attribute                     ; a small directory has none: then no entry has a child
        mov eax, INDEX_ROOT                     ; second, because it is used where it lies
        mov dx, index_name
        mov bx, LIST_RUNS
        mov cx, LIST_RUNS_END
        call open_attribute
        jc bad_root
        jnz bad_root
        mov si, [value]
        mov eax, [fs:si + ROOT_BLOCK_SIZE]
        test ax, SECTOR - 1
        jnz bad_index
        shr eax, 9
        jz bad_index
        cmp eax, MAX_BLOCK / SECTOR
        ja bad_index
        mov [block_sectors], eax
        ; A child's number counts clusters, but sectors where a block is smaller than a cluster.
        mov ecx, 1
        cmp eax, [cluster_sectors]
        jb .unit
        mov ecx, [cluster_sectors]
.unit:  mov [vcn_sectors], ecx
        mov byte [depth], MAX_DEPTH
        add si, ROOT_NODE

.node:  mov eax, [fs:si + NODE_USED]
        cmp eax, MAX_BLOCK
        ja bad_index
        add ax, si
        jc bad_index
        mov bp, ax                              ; where the node ends
        mov eax, [fs:si + NODE_FIRST]
        cmp eax, MAX_BLOCK
        ja bad_index
        add si, ax
        jc bad_index
.entry: lea ax, [si + ENTRY_SHORTEST]
        cmp ax, bp
        ja bad_index
        mov cx, [fs:si + ENTRY_LENGTH]
        cmp cx, ENTRY_SHORTEST
        jb bad_index
        add cx, si
        jc bad_index
        cmp cx, bp
        ja bad_index
        test byte [fs:si + ENTRY_FLAGS], 2
        jnz .down
        call compare_name
        jb .down
        je .found                               ; Win32, POSIX or DOS name: each leads to the same file
        add si, [fs:si + ENTRY_LENGTH]
        jmp .entry

.down:  test byte [fs:si + ENTRY_FLAGS], 1
        jz missing
        dec byte [depth]
        jz bad_index
        add si, [fs:si + ENTRY_LENGTH]
        cmp dword [fs:si - 4], 0
        jne bad_index
        mov eax, [fs:si - 8]                    ; the child stands at the end of the entry
        mov [block_vcn], eax
        mul dword [vcn_sectors]
        or edx, edx
        jnz bad_index
        mov ecx, [block_sectors]
        mov edi, WORK_LINEAR + BLOCK
        mov bx, FILE_RUNS
        call read_stream
        mov di, BLOCK
        mov eax, 'INDX'
        mov cx, [block_sectors]
        call undo_fixups
        mov eax, [block_vcn]
        cmp [fs:BLOCK + BLOCK_VCN], eax
        jne bad_index
        mov si, BLOCK + BLOCK_NODE
        jmp .node

.found: cmp word [fs:si + ENTRY_RECORD + 4], 0
        jne bad_index
        mov eax, [fs:si + ENTRY_RECORD]
        ret

; compare_name: "BOOTMGR" with the entry's name; flags as cmp would set them. Unit by unit, a-z as A-Z, then the
; shorter one is less. (NTFS upcases by the volume's own table; it differs from this only beyond ASCII, where every
; letter is greater than all of BOOTMGR's both before and after.)
compare_name:
        movzx cx, byte [fs:si + ENTRY_NAME_LEN]
        mov dx, [bootmgr_name]
        mov di, bootmgr_name + 2
        lea bx, [si + ENTRY_NAME]
.unit:  jcxz .ended
        test dx, dx
        jz .ended
        mov ax, [fs:bx]
        cmp ax, 'a'
        jb .upper
        cmp ax, 'z'
        ja .upper
        sub ax, 'a' - 'A'
.upper: cmp [di], ax
        jne .end
        add bx, 2
        add di, 2
        dec cx
        dec dx
        jmp .unit
.ended: cmp dx, cx                              ; what is left of each
.end:   ret
