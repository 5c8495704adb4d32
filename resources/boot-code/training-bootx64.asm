; \EFI\Boot\bootx64.efi of the training medium: says on the screen and on COM1 that the boot chain works, then rests.
;
;   nasm -f bin -o training-bootx64.efi training-bootx64.asm
;
; A UEFI application (PE32+) of one section, position independent. Headers: "PE Format"; tables: UEFI 2.10, 4.3 and 7.

        bits 64
        default rel
        org 0

COM1    equ 0x3F8
EXIT    equ 0xF4                                ; QEMU's isa-debug-exit; reads as FFh on a PC without it
PASSED  equ 0x10
SECTION_RVA     equ 0x1000                      ; where the code is in memory
SECTION_OFFSET  equ 0x200                       ; and in the file
FILE_ALIGN      equ 0x200
; EFI_SYSTEM_TABLE, EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL, EFI_BOOT_SERVICES
CON_OUT         equ 64
BOOT_SERVICES   equ 96
OUTPUT_STRING   equ 8
SET_WATCHDOG    equ 256

        db "MZ"
        times 0x3C - ($ - $$) db 0
        dd pe
pe:     db "PE", 0, 0
        dw 0x8664, 1                            ; x64, one section
        dd 0, 0, 0
        dw sections - optional, 0x0022          ; executable, any address
optional:
        dw 0x020B, 0
        dd code_size, 0, 0                      ; code, data, no zeroed data
        dd SECTION_RVA, SECTION_RVA             ; entry, base of code
        dq 0                                    ; base of the image
        dd 0x1000, FILE_ALIGN
        dw 0, 0, 0, 0, 0, 0
        dd 0
        dd SECTION_RVA + 0x1000, SECTION_OFFSET ; whole image, headers
        dd 0
        dw 10, 0x0100                           ; EFI application, NX compatible
        dq 0, 0, 0, 0
        dd 0, 16
        times 16 dq 0
sections:
        db ".text", 0, 0, 0
        dd code_end - start, SECTION_RVA, code_size, SECTION_OFFSET
        dd 0, 0
        dw 0, 0
        dd 0x60000020                           ; code, execute, read
        times SECTION_OFFSET - ($ - $$) db 0

; RCX = image handle, RDX = system table, as in Microsoft's x64 calling convention.
start:  sub rsp, 0x28
        mov rbx, rdx
        mov rcx, [rbx + CON_OUT]
        test rcx, rcx                           ; a machine without a screen has none
        jz .watch
        lea rdx, [wide]
        call [rcx + OUTPUT_STRING]
.watch: mov rax, [rbx + BOOT_SERVICES]          ; without this the firmware restarts the computer after five minutes
        xor ecx, ecx
        xor edx, edx
        xor r8d, r8d
        xor r9d, r9d
        call [rax + SET_WATCHDOG]

        lea rsi, [wide]
.next:  mov ah, [rsi]
        add rsi, 2
        test ah, ah
        jz .done
        mov ecx, 0xFFFF                         ; a port that never gets ready is left alone
        mov dx, COM1 + 5
.wait:  in al, dx
        test al, 0x20
        loopz .wait
        mov dx, COM1
        mov al, ah
        out dx, al
        jmp .next

.done:  in al, EXIT
        cmp al, 0xFF
        je .rest
        mov al, PASSED
        out EXIT, al
.rest:  hlt
        jmp .rest

wide:   dw 13, 10
        dw __utf16__("PRESTAGE TRAINING MEDIUM: the boot chain works"), 13, 10
        dw __utf16__("This drive was staged with the training medium. There is no Windows on it."), 13, 10
        dw __utf16__("Switch the computer off, and stage the drive with a real medium."), 13, 10
        dw 0
code_end:
        align FILE_ALIGN, db 0
code_size equ $ - start
