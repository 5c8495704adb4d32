; The NTFS boot record: 16 sectors at the start of an NTFS volume that find \bootmgr, load it at 2000:0000 and
; jump there.
;
;   nasm -f bin -o ntfs-boot-record.bin ntfs-boot-record.asm
;
; Written from the on-disk format. What the loaded file finds (the same as under GRUB's `ntldr` command, but that
; leaves interrupts off):
;   CS:IP = 2000:0000, DS = ES = FS = GS = SS = 0, SP = 7C00h, EDX = BIOS drive, interrupts on, direction flag
;   clear, A20 on, 80x25 text, and at 0:7C00 this volume's boot sector with its drive number (24h) set.
;
; Its parts, by reason, in ntfs/:
;   layout.asm      where things are in memory and on disk; the variables
;   disk.asm        sectors of the volume into memory
;   messages.asm    every reason to stop
;   volume.asm      sizes from the BIOS parameter block; $MFT
;   runs.asm        cluster runs, and reading through them
;   records.asm     FILE records and update sequences
;   attributes.asm  attributes, wherever attribute lists have put them
;   index.asm       \bootmgr in the root directory's B-tree
;   load.asm        the file into memory, and the jump
;
; The reader is real mode, 386. FS is the work segment (see layout.asm); DS and ES stay 0.

        cpu 386
        bits 16
        org 0x7C00

%include "ntfs/layout.asm"

; ------------------------------------------------------------------------------------------------- sector 0

        jmp short start
        nop
        db 'NTFS    '
        times BPB_LENGTH - ($ - $$) db 0        ; BIOS parameter block: the formatted volume's own stays here

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
        mov eax, 1
        mov ecx, RECORD_SECTORS - 1
        mov edi, 0x7E00
        call read_sectors
        cmp dword [tag], TAG                    ; wrong hidden sectors, or a record written in part
        je load_bootmgr
        jmp incomplete

%include "ntfs/disk.asm"

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
.intro: db 13, 10, 'NTFS boot: ', 0
.outro: db 13, 10, 'Press Ctrl+Alt+Del to restart', 13, 10, 0

print:  lodsb
        test al, al
        jz .end
        mov ah, 0x0E
        mov bx, 7
        int 0x10
        jmp print
.end:   ret

; Needed before the other 15 sectors are there.
message no_extensions, 'no INT13 extensions'
message read_error,    'disk read error'
message incomplete,    'boot record incomplete'

drive:  db 0

        times 510 - ($ - $$) db 0
        dw 0xAA55

; --------------------------------------------------------------------------------------------- sectors 1..15

; Data first: tools tell an NT6 boot record by these words at this place.
bootmgr_name:
        dw 7, 'B', 'O', 'O', 'T', 'M', 'G', 'R'
index_name:
        dw 4, '$', 'I', '3', '0'
no_name:
        dw 0

load_bootmgr:
        mov ax, WORK_SEGMENT
        mov fs, ax
        call measure_volume
        call open_mft
        call find_bootmgr
        call load_file
        jmp hand_over

%include "ntfs/volume.asm"
%include "ntfs/runs.asm"
%include "ntfs/records.asm"
%include "ntfs/attributes.asm"
%include "ntfs/index.asm"
%include "ntfs/load.asm"
%include "ntfs/messages.asm"

        align 4, db 0
tag:    dd TAG                                  ; sector 0 looks whether all of this was loaded
        times RECORD_SECTORS * SECTOR - ($ - $$) db 0
