; The master boot code: bytes 0..439 of the first sector. Starts the one active partition.
;
;   nasm -f bin -o mbr.bin mbr.asm
;
; The disk signature (440..443), the partition table (446..509) and 55AAh stay the drive's own.
; What the boot sector finds: 0:7C00, DL = BIOS drive, DS:SI = its partition's entry (at 0:7BEh and on).

        cpu 386
        bits 16
        org 0x0600

LOADED  equ 0x7C00
TABLE   equ 0x0600 + 446
ENTRIES equ 4
; Partition entry
FLAG    equ 0                                   ; 80h = active, 0 = not; nothing else is valid
START   equ 8                                   ; u32: first sector

        cli
        xor ax, ax
        mov ss, ax
        mov sp, LOADED
        mov ds, ax
        mov es, ax
        sti
        cld
        mov si, LOADED                          ; out of the way of the boot sector that will be loaded here
        mov di, 0x0600
        mov cx, 512 / 2
        rep movsw
        jmp 0:moved

; stop: the caller's return address is the reason's text.
stop:   mov si, intro
        call print
        pop si
        call print
        mov si, outro
        call print
.halt:  hlt
        jmp .halt

print:  lodsb
        test al, al
        jz .end
        mov ah, 0x0E
        mov bx, 7
        int 0x10
        jmp print
.end:   ret

moved:  mov [drive], dl
        ; One entry is active, and every flag is one that exists. Otherwise the table is not to be trusted: starting
        ; "the first that looks active" may start the wrong system.
        xor bx, bx
        mov si, TABLE
        mov cx, ENTRIES
.entry: mov al, [si + FLAG]
        test al, al
        jz .next
        cmp al, 0x80
        jne bad_table
        test bx, bx
        jnz bad_table
        mov bx, si
.next:  add si, 16
        loop .entry
        test bx, bx
        jz none_active
        mov si, bx
        mov edi, [si + START]
        test edi, edi
        jz bad_table                            ; sector 0 is this code: it would start itself for ever

        mov ah, 0x41
        mov bx, 0x55AA
        int 0x13
        jc no_extensions
        cmp bx, 0xAA55
        jne no_extensions
        shr cx, 1                               ; bit 0: the calls that take a sector number
        jnc no_extensions
        mov bp, 3
.try:   ; A new packet for each try: the BIOS writes into it.
        pushad
        push dword 0
        push edi
        push dword LOADED                       ; segment 0, offset
        push dword 0x00010010                   ; one sector, packet of 16 bytes
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
.read:  cmp word [LOADED + 510], 0xAA55
        jne no_record
        mov dl, [drive]
        jmp 0:LOADED

%macro message 2
%1:     call stop
        db %2, 0
%endmacro
message none_active,   'no active partition'
message bad_table,     'invalid partition table'
message no_extensions, 'no INT13 extensions'
message read_error,    'disk read error'
message no_record,     'partition has no boot record'
intro:  db 13, 10, 'MBR: ', 0
outro:  db 13, 10, 'Press Ctrl+Alt+Del to restart', 13, 10, 0
drive:  db 0

        times 440 - ($ - $$) db 0
