; Sectors of the volume into memory.

; read_sectors: EAX = sector of the volume, ECX = count, EDI = linear address (multiple of 512). Keeps all registers.
read_sectors:
        pushad
.piece: jecxz .end
        ; A transfer must not cross a 64 KB boundary (DMA), and some BIOSes take no more than 127 sectors.
        mov edx, edi
        shr edx, 9
        or edx, -128                            ; = minus the sectors left before the boundary, 1..128
        neg edx
        cmp edx, 127
        jbe .to_boundary
        dec dx
.to_boundary:
        cmp edx, ecx
        jbe .counted
        mov edx, ecx
.counted:
        mov bp, 3
.try:   ; A new packet for each try: the BIOS writes into it how many sectors it did.
        pushad
        xor ebx, ebx
        add eax, [BPB_HIDDEN]
        adc ebx, ebx                            ; start and volume may add up to more than 2^32
        push ebx
        push eax
        shr edi, 4
        push di                                 ; segment
        push word 0                             ; offset
        push dx                                 ; sectors
        push word 16                            ; size of the packet
        mov si, sp
        mov ah, 0x42
        mov dl, [drive]
        int 0x13
        popa                                    ; 16 bytes: the packet. The carry flag stays
        popad
        jnc .read
        pushad
        xor ah, ah                              ; reset the drive before the next try
        mov dl, [drive]
        int 0x13
        popad
        dec bp
        jnz .try
        jmp read_error
.read:  add eax, edx
        sub ecx, edx
        shl edx, 9
        add edi, edx
        jmp .piece
.end:   popad
        ret
