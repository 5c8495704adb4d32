; \bootmgr of the training medium: says on the screen and on COM1 that the boot chain works, then rests.
;
;   nasm -f bin -o training-bootmgr.bin training-bootmgr.asm
;
; The boot record loads the whole file at 2000:0000 and jumps there in real mode. Nothing else is relied on.

        cpu 386
        bits 16
        org 0

COM1    equ 0x3F8
EXIT    equ 0xF4                                ; QEMU's isa-debug-exit; reads as FFh on a PC without it
PASSED  equ 0x10

start:  cli
        mov ax, cs
        mov ds, ax
        mov ss, ax
        mov sp, 0xFFF0                          ; behind this program, inside its own segment
        sti
        cld
        mov si, message
screen: lodsb
        test al, al
        jz serial
        mov ah, 0x0E                            ; teletype output
        mov bx, 7
        push si
        int 0x10
        pop si
        jmp screen

; The whole text again: a BIOS may send what is on the screen to COM1 too, from its timer, and the two must not mix.
serial: cli
        mov si, setup
.next:  lodsw                                   ; AL = value, AH = register
        cmp ah, 0xFF
        je send
        mov dx, COM1
        add dl, ah
        out dx, al
        jmp .next
send:   mov si, message
.next:  lodsb
        test al, al
        jz done
        mov ah, al
        mov cx, 0xFFFF                          ; a port that never gets ready is left alone
        mov dx, COM1 + 5
.wait:  in al, dx
        test al, 0x20
        loopz .wait
        mov dx, COM1
        mov al, ah
        out dx, al
        jmp .next

done:   in al, EXIT
        cmp al, 0xFF
        je rest
        mov al, PASSED
        out EXIT, al
rest:   sti                                     ; Ctrl+Alt+Del restarts the computer
        hlt
        jmp rest

; Value and register of the UART: 115200 baud, 8 data bits, no parity, 1 stop bit, no interrupts.
setup:  db 0x80, 3, 1, 0, 0, 1, 0x03, 3, 0x00, 1
        db 0xFF, 0xFF

message:
        db 13, 10
        db "PRESTAGE TRAINING MEDIUM: the boot chain works", 13, 10
        db "This drive was staged with the training medium. There is no Windows on it.", 13, 10
        db "Switch the computer off, and stage the drive with a real medium.", 13, 10
        db 0
