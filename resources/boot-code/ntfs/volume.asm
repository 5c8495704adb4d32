; Sizes from the BIOS parameter block; $MFT.

; measure_volume: what cannot be right is refused here, before a wrong number reads a wrong place.
measure_volume:
        cmp word [BPB_BYTES_PER_SECTOR], SECTOR ; no BIOS boots from 4096-byte sectors
        jne bad_geometry
        cmp dword [BPB_SECTORS + 4], 0
        jne bad_geometry
        movzx eax, byte [BPB_CLUSTER]
        cmp al, 0x80
        jbe .cluster
        neg al
        cmp al, 12                              ; 2 MB, the largest there is
        ja bad_geometry
        mov cl, al
        mov eax, 1
        shl eax, cl
.cluster:
        test eax, eax
        jz bad_geometry
        lea edx, [eax - 1]
        test eax, edx                           ; a power of two
        jnz bad_geometry
        mov [cluster_sectors], eax
        movsx ecx, byte [BPB_FILE_RECORD]
        test ecx, ecx
        js .bytes
        mul ecx
        jmp .record
.bytes: neg cl
        sub cl, 9                               ; 2^9 bytes are a sector
        jb bad_geometry
        mov eax, 1
        cmp cl, 3
        ja bad_geometry
        shl eax, cl
.record:
        lea edx, [eax - 1]
        cmp edx, MAX_FILE_RECORD / SECTOR - 1   ; 1..8 sectors; 0 has become 2^32 - 1
        ja bad_geometry
        mov [record_sectors], eax
        ret

; open_mft: the run table of $MFT. Its first FILE record describes it, so the table begins with no more than that
; one. If $MFT is in so many pieces that it has an attribute list, each piece lies in what earlier pieces cover.
open_mft:
        mov eax, [BPB_MFT]
        mul dword [cluster_sectors]
        or edx, [BPB_MFT + 4]
        jnz bad_geometry
        cmp eax, [BPB_SECTORS]
        jae bad_geometry
        mov bx, MFT_RUNS
        mov [bx + 4], eax
        mov eax, [record_sectors]
        mov [bx], eax
        mov dword [bx + 8], 0
        mov eax, MFT_RECORD
        call load_base
        mov eax, DATA
        mov dx, no_name
        mov bx, MFT_RUNS
        mov cx, MFT_RUNS_END
        call open_attribute
        jc bad_mft
        jz bad_mft                              ; it cannot be resident in itself
        ret
