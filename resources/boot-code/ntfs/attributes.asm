; Attributes, wherever attribute lists have put them.

; open_attribute: EAX = type, DX = name, BX and CX = run table. Of the file that load_base has loaded.
; CF = 1: there is none. ZF = 1: resident, [value] in FS and [value_length] tell where. Else the run table is filled, and
; [data_size], [valid_size] and [data_flags] are set.
open_attribute:
        mov [wanted_type], eax
        mov [wanted_name], dx
        push bx
        push cx
        mov dword [wanted_vcn], 0
        mov di, BASE
        mov eax, STANDARD_LIST
        mov dx, no_name
        call find_attribute
        jnc .listed
        pop cx
        pop bx
        call start_table
        call find_wanted
        jc .end
        jmp take_piece
.end:   ret
.listed:
        call load_list
        pop cx
        pop bx
        call start_table                        ; only now: the list may itself have needed a run table

        mov si, LIST
.entry: cmp si, [list_end]
        jae .all
        mov cx, [fs:si + LISTED_LENGTH]
        cmp cx, LISTED_SHORTEST
        jb bad_list
        add cx, si
        jc bad_list
        cmp cx, [list_end]
        ja bad_list
        push cx
        mov eax, [fs:si]
        cmp eax, [wanted_type]
        jne .next
        mov al, [fs:si + LISTED_NAME_LEN]
        movzx bx, byte [fs:si + LISTED_NAME]
        mov dx, [wanted_name]
        call same_name
        jne .next
        call load_piece
        jnz .next
        pop cx
        ret                                     ; resident: CF = 0, ZF = 1
.next:  pop si
        jmp .entry
.all:   mov bx, [table_start]
        cmp bx, [table_next]
        stc
        je .end                                 ; no piece was listed
        or al, 1                                ; CF = 0, ZF = 0
        ret

; load_piece: FS:SI = an entry of the list. Its piece of the attribute is taken.
load_piece:
        mov eax, [fs:si + LISTED_VCN]
        mov [wanted_vcn], eax
        cmp word [fs:si + LISTED_RECORD + 4], 0
        jne bad_list
        mov eax, [fs:si + LISTED_RECORD]
        mov di, BASE
        cmp eax, [base_record]
        je .loaded
        mov di, EXTENT
        call load_record
        mov eax, [base_record]
        cmp [fs:di + RECORD_OF], eax
        jne bad_list                            ; another file's
.loaded:
        call find_wanted
        jc bad_list

; take_piece: FS:SI = an attribute. ZF = 1: resident. Else its runs are appended. CF = 0.
take_piece:
        cmp byte [fs:si + ATTR_NONRESIDENT], 0
        je .resident
        cmp dword [fs:si + LOWEST_VCN], 0
        jne .runs
        mov ax, [fs:si + ATTR_FLAGS]
        mov [data_flags], ax
        lea bx, [si + DATA_SIZE]
        call size
        mov [data_size], eax
        lea bx, [si + VALID_SIZE]
        call size
        mov [valid_size], eax
.runs:  call append_runs
        or al, 1
        ret
.resident:
        call resident_value
        mov [value], si
        mov [value_length], ecx
        xor ax, ax                              ; CF = 0, ZF = 1
        ret

; resident_value: FS:SI = resident attribute -> FS:SI = its value, ECX = length.
resident_value:
        movzx ecx, word [fs:si + VALUE]
        movzx eax, word [fs:si + ATTR_LENGTH]
        sub eax, ecx
        jb bad_record
        cmp [fs:si + VALUE_LENGTH], eax         ; beyond the attribute lies something else
        ja bad_record
        mov eax, [fs:si + VALUE_LENGTH]
        add si, cx
        mov ecx, eax
        ret

; size: FS:BX = u64 -> EAX, FFFFFFFF if it is larger.
size:   mov eax, [fs:bx]
        cmp dword [fs:bx + 4], 0
        je .end
        or eax, -1
.end:   ret

; load_list: FS:SI = $ATTRIBUTE_LIST -> the list at LIST, up to [list_end].
load_list:
        cmp byte [fs:si + ATTR_NONRESIDENT], 0
        jne .on_disk
        call resident_value
        call .end_at
        push es
        push fs
        pop es
        mov di, LIST
        fs rep movsb
        pop es
        ret
.on_disk:
        lea bx, [si + DATA_SIZE]
        call size
        mov ecx, eax
        call .end_at
        push ecx
        mov bx, LIST_RUNS
        mov cx, LIST_RUNS_END
        call start_table
        call append_runs
        pop ecx
        add ecx, SECTOR - 1
        shr ecx, 9
        xor eax, eax
        mov edi, WORK_LINEAR + LIST
        mov bx, LIST_RUNS
        jmp read_stream
.end_at:
        cmp ecx, MAX_LIST
        ja bad_list
        lea ax, [ecx + LIST]
        mov [list_end], ax
        ret

; find_attribute: FS:DI = FILE record, EAX = type, DX = name -> SI. CF = 1: absent. A non-resident attribute must be
; the piece that begins at [wanted_vcn].
find_wanted:
        mov eax, [wanted_type]
        mov dx, [wanted_name]
find_attribute:
        mov cx, [fs:di + RECORD_USED]
        add cx, di                              ; where the record's used part ends
        mov si, [fs:di + RECORD_FIRST]
        cmp si, MAX_FILE_RECORD
        jae bad_record
        add si, di
.attribute:
        lea bx, [si + 4]
        cmp bx, cx
        ja bad_record
        cmp dword [fs:si + ATTR_TYPE], -1
        je .absent
        mov bp, [fs:si + ATTR_LENGTH]
        cmp bp, ATTR_SHORTEST
        jb bad_record
        add bp, si
        jc bad_record
        cmp bp, cx
        ja bad_record
        cmp [fs:si + ATTR_TYPE], eax
        jne .next
        push ax
        mov al, [fs:si + ATTR_NAME_LENGTH]
        mov bx, [fs:si + ATTR_NAME]
        call same_name
        pop ax
        jne .next
        cmp byte [fs:si + ATTR_NONRESIDENT], 0
        je .found
        mov ebx, [fs:si + LOWEST_VCN]
        cmp ebx, [wanted_vcn]
        je .found
.next:  mov si, bp
        jmp .attribute
.absent:
        stc
        ret
.found: clc
        ret

; same_name: AL = length of the name at FS:SI+BX, DX = {u16 length, text} to compare with. ZF = 1: the same.
same_name:
        push si
        push di
        push cx
        add si, bx
        mov di, dx
        movzx cx, al
        cmp cx, [di]
        jne .end
        lea di, [di + 2]                        ; unlike an addition it keeps ZF, which no unit at all leaves as it is
        fs repe cmpsw
.end:   pop cx
        pop di
        pop si
        ret
