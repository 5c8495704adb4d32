; The code of a volume's first sector: loads the other sectors of the boot record and goes on in them. Who includes it
; says FILE_SYSTEM, MORE_FROM (the volume's sector where the others begin), RECORD_SECTORS (all of them) and TAG.

start:  cli
        xor ax, ax
        mov ss, ax
        mov sp, 0x7C00
        mov ds, ax
        mov es, ax
        cld
        sti
        jmp 0:.at_zero                          ; some BIOSes come here as 07C0:0000
.at_zero:
        mov [drive], dl
        mov [BPB_DRIVE], dl
        mov ah, 0x41
        mov bx, 0x55AA
        int 0x13
        jc no_extensions
        cmp bx, 0xAA55
        jne no_extensions
        shr cx, 1                               ; bit 0: the calls that take a sector number
        jnc no_extensions
        mov eax, MORE_FROM
        mov ecx, RECORD_SECTORS - 1
        mov edi, 0x7E00
        call read_sectors
        cmp dword [tag], TAG                    ; wrong hidden sectors, or a record written in part
        je load_bootmgr
        jmp incomplete

%include "boot-record/disk.asm"

; fail: the caller's return address is the reason's text. Ctrl+Alt+Del still works.
fail:   mov si, .intro
        call print
        pop si
        call print
        mov si, .outro
        call print
.halt:  sti
        hlt
        jmp .halt
.intro: db 13, 10, FILE_SYSTEM, ' boot: ', 0
.outro: db 13, 10, 'Press Ctrl+Alt+Del to restart', 13, 10, 0

print:  lodsb
        test al, al
        jz .end
        mov ah, 0x0E
        mov bx, 7
        int 0x10
        jmp print
.end:   ret

; Needed before the other sectors are there.
message no_extensions, 'no INT13 extensions'
message read_error,    'disk read error'
message incomplete,    'boot record incomplete'

drive:  db 0
