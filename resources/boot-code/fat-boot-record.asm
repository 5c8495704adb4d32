; The FAT32 boot record: sectors 0 and 2..5 of a FAT32 volume that find \BOOTMGR, load it at 2000:0000 and jump there.
;
;   nasm -f bin -o fat-boot-record.bin fat-boot-record.asm
;
; Written from the on-disk format. Sector 1 (FSInfo) stays the volume's own, and so do bytes 03h..59h of sector 0. The
; same five sectors stand once more from the volume's backup boot sector on. What the loaded file finds is what the
; NTFS boot record hands over, with the drive number where FAT32 has it (40h).
;
; Its parts, by reason, in fat/:
;   layout.asm     where things are in memory and on disk; the variables
;   messages.asm   every reason to stop
;   volume.asm     sizes from the BIOS parameter block
;   chain.asm      clusters, and which follows which
;   directory.asm  \BOOTMGR in the root directory
;   load.asm       the file into memory
; and, the same in the NTFS boot record, in boot-record/: see there.
;
; The reader is real mode, 386. All segment registers stay 0.

        cpu 386
        bits 16
        org 0x7C00

%include "fat/layout.asm"
%include "boot-record/message.asm"

; ------------------------------------------------------------------------------------------------- sector 0

        jmp short start
        nop
        times BPB_LENGTH - ($ - $$) db 0        ; name and BIOS parameter block: the formatted volume's own stay here

%include "boot-record/first-sector.asm"

        times 510 - ($ - $$) db 0
        dw 0xAA55

; --------------------------------------------------------------------------------------------- sectors 2..5

bootmgr_name:
        db 'BOOTMGR    '

load_bootmgr:
        call measure_volume
        call find_bootmgr
        call load_file
        jmp hand_over

%include "fat/volume.asm"
%include "fat/chain.asm"
%include "fat/directory.asm"
%include "fat/load.asm"
%include "boot-record/hand-over.asm"
%include "fat/messages.asm"

        align 4, db 0
tag:    dd TAG                                  ; sector 0 looks whether all of this was loaded
        times RECORD_SECTORS * SECTOR - ($ - $$) db 0
