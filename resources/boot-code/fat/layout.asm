; Where things are: in memory, in the boot sector, in a directory. And the variables.

SECTOR          equ 512
RECORD_SECTORS  equ 5                           ; of this boot record
MORE_FROM       equ 2                           ; the volume's sector where all but the first of them begin
%define FILE_SYSTEM 'FAT'
TAG             equ 'PSBF'

; ---- memory
;   00600..07BFF  stack (SS:SP = 0:7C00)
;   07C00..085FF  this boot record
;   09C00..09FFF  variables
;   0A000..0A1FF  a sector of the table
;   0A200..0A3FF  a sector of the root directory
;   20000..       \BOOTMGR, up to the end of conventional memory

TABLE_SECTOR     equ 0xA000
DIRECTORY_SECTOR equ 0xA200
LOAD_SEGMENT     equ 0x2000
LOAD_LINEAR      equ LOAD_SEGMENT * 16

; ---- BIOS parameter block, loaded at 7C00
BPB_LENGTH           equ 0x5A
BPB_BYTES_PER_SECTOR equ 0x7C00 + 0x0B          ; u16
BPB_CLUSTER          equ 0x7C00 + 0x0D          ; u8: sectors
BPB_RESERVED         equ 0x7C00 + 0x0E          ; u16: sectors before the first table
BPB_TABLES           equ 0x7C00 + 0x10          ; u8
BPB_SMALL_TABLE      equ 0x7C00 + 0x16          ; u16: 0 on FAT32
BPB_HIDDEN           equ 0x7C00 + 0x1C          ; u32: the volume's first sector on the drive
BPB_SECTORS          equ 0x7C00 + 0x20          ; u32
BPB_TABLE_SECTORS    equ 0x7C00 + 0x24          ; u32: of one table
BPB_TABLE_FLAGS      equ 0x7C00 + 0x28          ; u16: bit 7 = only one table is kept, bits 0..3 which
BPB_VERSION          equ 0x7C00 + 0x2A          ; u16: 0
BPB_ROOT             equ 0x7C00 + 0x2C          ; u32: its first cluster
BPB_DRIVE            equ 0x7C00 + 0x40          ; u8

; ---- table
FIRST_CLUSTER    equ 2
CLUSTER_BITS     equ 0x0FFFFFFF                 ; the upper four bits of an entry mean nothing
LAST             equ 0x0FFFFFF8                 ; this and more: no cluster follows
ENTRIES_SHIFT    equ 7                          ; a sector has 128 entries

; ---- directory entry
ENTRY_NAME       equ 0x00                       ; 8 + 3 bytes, filled up with spaces
ENTRY_NAME_BYTES equ 11
ENTRY_ATTRIBUTES equ 0x0B                       ; u8
LABEL_BIT        equ 0x08                       ; the volume's name, or a piece of a long name
DIRECTORY_BIT    equ 0x10
ENTRY_HIGH       equ 0x14                       ; u16: upper half of the first cluster
ENTRY_LOW        equ 0x1A                       ; u16
ENTRY_SIZE       equ 0x1C                       ; u32 bytes
ENTRY_BYTES      equ 32
MAX_DIRECTORY    equ 4096                       ; sectors: 65 536 entries

; ---- variables
                absolute 0x9C00
cluster_sectors resd 1
table_start     resd 1                          ; the table's first sector
data_start      resd 1                          ; the first cluster's first sector
last_cluster    resd 1                          ; the highest there is
table_at        resd 1                          ; which sector of the table is in memory
sectors_left    resd 1                          ; of the directory, then of the file
                section .text
