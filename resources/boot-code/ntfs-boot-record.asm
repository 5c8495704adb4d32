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
;   messages.asm    every reason to stop
;   volume.asm      sizes from the BIOS parameter block; $MFT
;   runs.asm        cluster runs, and reading through them
;   records.asm     FILE records and update sequences
;   attributes.asm  attributes, wherever attribute lists have put them
;   index.asm       \bootmgr in the root directory's B-tree
;   load.asm        the file into memory
; and, the same in the FAT boot record, in boot-record/:
;   first-sector.asm  the code of sector 0, which loads the rest
;   disk.asm          sectors of the volume into memory
;   message.asm       how a reason to stop is told
;   hand-over.asm     how large the file may be, and the jump
;
; The reader is real mode, 386. FS is the work segment (see layout.asm); DS and ES stay 0.

        cpu 386
        bits 16
        org 0x7C00

%include "ntfs/layout.asm"
%include "boot-record/message.asm"

; ------------------------------------------------------------------------------------------------- sector 0

        jmp short start
        nop
        db 'NTFS    '
        times BPB_LENGTH - ($ - $$) db 0        ; BIOS parameter block: the formatted volume's own stays here

%include "boot-record/first-sector.asm"

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
%include "boot-record/hand-over.asm"
%include "ntfs/messages.asm"

        align 4, db 0
tag:    dd TAG                                  ; sector 0 looks whether all of this was loaded
        times RECORD_SECTORS * SECTOR - ($ - $$) db 0
