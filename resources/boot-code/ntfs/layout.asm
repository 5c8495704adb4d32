; Where things are: in memory, in the boot sector, in NTFS structures. And the variables.

SECTOR          equ 512
RECORD_SECTORS  equ 16                          ; of this boot record
MORE_FROM       equ 1                           ; the volume's sector where all but the first of them begin
%define FILE_SYSTEM 'NTFS'
TAG             equ 'PSBR'

; ---- memory
;   00600..07BFF  stack (SS:SP = 0:7C00)
;   07C00..09BFF  this boot record
;   09C00..09FFF  variables
;   0A000..0EFFF  run tables of $MFT and of the attribute at hand
;   0F000..0FFFF  run table of an attribute list
;   10000..1FFFF  work segment (FS): records, attribute list, index block
;   20000..       \bootmgr, up to the end of conventional memory
; A run table is an array of {u32 sectors, u32 first sector of the volume}, ended by a run of 0 sectors. A sector
; number has 32 bits: a volume in an MBR partition has fewer than 2^32 sectors.

MFT_RUNS        equ 0xA000
MFT_RUNS_END    equ 0xBFF8                      ; the last place, for the ending 0
FILE_RUNS       equ 0xC000
FILE_RUNS_END   equ 0xEFF8
LIST_RUNS       equ 0xF000
LIST_RUNS_END   equ 0xFFF8
SPARSE          equ -1                          ; first sector of a run that is not on disk

WORK_SEGMENT    equ 0x1000
WORK_LINEAR     equ WORK_SEGMENT * 16
BASE            equ 0x0000                      ; FS offset of a file's base FILE record
EXTENT          equ 0x1000                      ; of one of its extent records
MAX_FILE_RECORD equ 0x1000
LIST            equ 0x2000                      ; of an attribute list
MAX_LIST        equ 0x4000
BLOCK           equ 0x6000                      ; of an index block
MAX_BLOCK       equ 0x8000

LOAD_SEGMENT    equ 0x2000
LOAD_LINEAR     equ LOAD_SEGMENT * 16

; ---- BIOS parameter block, loaded at 7C00
BPB_LENGTH            equ 0x54
BPB_BYTES_PER_SECTOR  equ 0x7C00 + 0x0B         ; u16
BPB_CLUSTER           equ 0x7C00 + 0x0D         ; u8: sectors, or above 80h 2^(256 - x) sectors
BPB_HIDDEN            equ 0x7C00 + 0x1C         ; u32: the volume's first sector on the drive
BPB_DRIVE             equ 0x7C00 + 0x24         ; u8
BPB_SECTORS           equ 0x7C00 + 0x28         ; u64
BPB_MFT               equ 0x7C00 + 0x30         ; u64, cluster
BPB_FILE_RECORD       equ 0x7C00 + 0x40         ; s8: clusters, or if negative 2^-x bytes

; ---- blocks with an update sequence (FILE records and index blocks)
BLOCK_FIXUPS     equ 0x04                       ; u16 offset of the update sequence
BLOCK_FIXUP_SIZE equ 0x06                       ; u16 words: sectors + 1

; ---- FILE record
RECORD_FIRST     equ 0x14                       ; u16 offset of the first attribute
RECORD_FLAGS     equ 0x16                       ; u16: 1 = in use
RECORD_USED      equ 0x18                       ; u32 bytes
RECORD_OF        equ 0x20                       ; u64 reference to the base record; 0 in a base record
MFT_RECORD       equ 0
ROOT_RECORD      equ 5

; ---- attribute
STANDARD_LIST    equ 0x20                       ; $ATTRIBUTE_LIST
DATA             equ 0x80
INDEX_ROOT       equ 0x90
INDEX_ALLOCATION equ 0xA0
REPARSE_POINT    equ 0xC0
ATTR_TYPE        equ 0x00                       ; u32, FFFFFFFF ends the record
ATTR_LENGTH      equ 0x04                       ; u32
ATTR_NONRESIDENT equ 0x08                       ; u8
ATTR_NAME_LENGTH equ 0x09                       ; u8, UTF-16 units
ATTR_NAME        equ 0x0A                       ; u16 offset
ATTR_FLAGS       equ 0x0C                       ; u16: FFh compressed, 4000h encrypted, 8000h sparse
VALUE_LENGTH     equ 0x10                       ; resident: u32
VALUE            equ 0x14                       ; resident: u16 offset
LOWEST_VCN       equ 0x10                       ; non-resident: u64 cluster of the stream where this piece begins
RUNS             equ 0x20                       ; u16 offset of the runs
DATA_SIZE        equ 0x30                       ; u64 bytes; in the piece with VCN 0 only
VALID_SIZE       equ 0x38                       ; u64 bytes; what lies behind reads as zeros
ATTR_SHORTEST    equ 0x18

; ---- entry of an attribute list
LISTED_LENGTH    equ 0x04                       ; u16
LISTED_NAME_LEN  equ 0x06                       ; u8
LISTED_NAME      equ 0x07                       ; u8 offset
LISTED_VCN       equ 0x08                       ; u64
LISTED_RECORD    equ 0x10                       ; u48 FILE record, u16 sequence number
LISTED_SHORTEST  equ 0x18

; ---- index
ROOT_BLOCK_SIZE  equ 0x08                       ; in $INDEX_ROOT: u32 bytes of an index block
ROOT_NODE        equ 0x10
BLOCK_VCN        equ 0x10                       ; in an index block: its own place
BLOCK_NODE       equ 0x18
NODE_FIRST       equ 0x00                       ; u32 offset of the first entry, from the node's header
NODE_USED        equ 0x04                       ; u32 bytes
ENTRY_RECORD     equ 0x00                       ; u48 FILE record, u16 sequence number
ENTRY_LENGTH     equ 0x08                       ; u16
ENTRY_FLAGS      equ 0x0C                       ; u16: 1 = has a child, 2 = last of the node (no name)
ENTRY_NAME_LEN   equ 0x50                       ; u8
ENTRY_NAME       equ 0x52
ENTRY_SHORTEST   equ 0x10
MAX_DEPTH        equ 16

; ---- variables
                absolute 0x9C00
cluster_sectors resd 1
record_sectors  resd 1                          ; of a FILE record
base_record     resd 1                          ; number of the file whose base record is at BASE
wanted_type     resd 1
wanted_vcn      resd 1
data_size       resd 1                          ; FFFFFFFF: 4 GiB or more
valid_size      resd 1
value_length    resd 1
table_sectors   resd 1                          ; sectors that the run table covers so far
block_sectors   resd 1                          ; of an index block
vcn_sectors     resd 1                          ; what a child's number counts
block_vcn       resd 1
wanted_name     resw 1
value           resw 1                          ; FS offset of a resident attribute's value
data_flags      resw 1
table_start     resw 1
table_next      resw 1
table_end       resw 1
runs_end        resw 1
list_end        resw 1
depth           resb 1
                section .text
