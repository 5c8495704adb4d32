; A stand-in for \bootmgr that tells on COM1 what it finds when it is started: registers, flags, A20, and the
; boot sector's drive number, hidden sectors and signature. Ends QEMU through isa-debug-exit: 10h -> code 33.

        cpu 386
        bits 16
        org 0

%ifndef DRIVE_AT
%define DRIVE_AT 0x7C24                         ; of the drive in an NTFS boot sector; FAT32 has it at 40h
%endif

%macro say 1
        mov si, %1
        call print
%endmacro

start:  pushfd
        cli                                     ; SeaBIOS writes its own late text to COM1 from the timer's interrupt
        pushad
        mov bp, sp                              ; [bp]: EDI ESI EBP ESP EBX EDX ECX EAX EFLAGS
        mov [cs:found.ds], ds
        mov [cs:found.es], es
        mov [cs:found.fs], fs
        mov [cs:found.gs], gs
        mov [cs:found.ss], ss
        lea ax, [bp + 36]
        mov [cs:found.sp], ax
        mov [cs:found.cs], cs
        push cs
        pop ds
        cld
        say t_edx
        mov eax, [ss:bp + 20]
        call hex
        say t_registers
        mov di, found
        mov cx, (found.end - found) / 2
.register:
        mov al, ' '
        call put
        mov ax, [di]
        call hex4
        add di, 2
        loop .register
        say t_direction
        mov al, '0'
        test word [ss:bp + 32], 0x0400
        jz .up
        mov al, '1'
.up:    call put
        ; A20: with it off, 1 MB + x is the same place as x.
        say t_a20
        xor ax, ax
        mov fs, ax
        dec ax
        mov gs, ax
        mov ax, [fs:0x7DFE]
        not word [gs:0x7E0E]
        cmp ax, [fs:0x7DFE]
        mov al, '1'
        je .a20
        mov al, '0'
.a20:   not word [gs:0x7E0E]
        call put
        say t_drive
        mov al, [fs:DRIVE_AT]
        call hex2
        say t_hidden
        mov eax, [fs:0x7C1C]
        call hex
        say t_mark
        mov ax, [fs:0x7DFE]
        call hex4
        ; The video mode: 3 is 80x25 text.
        say t_mode
        mov al, [fs:0x449]
        call hex2
        say t_interrupts
        mov al, '0'
        test word [ss:bp + 32], 0x0200
        jz .off
        mov al, '1'
.off:   call put
        say t_end
        mov al, 0x10
        out 0xF4, al
.halt:  hlt
        jmp .halt

%include "serial.asm"

t_edx:       db 'HANDED OVER edx=', 0
t_registers: db ' cs,ds,es,fs,gs,ss,sp=', 0
t_direction: db ' df=', 0
t_a20:       db ' a20=', 0
t_drive:     db ' bpb.drive=', 0
t_hidden:    db ' bpb.hidden=', 0
t_mark:      db ' mark=', 0
t_mode:      db ' mode=', 0
t_interrupts:
             db ' if=', 0
t_end:       db 13, 10, 0
        align 2, db 0
found:
.cs:    dw 0
.ds:    dw 0
.es:    dw 0
.fs:    dw 0
.gs:    dw 0
.ss:    dw 0
.sp:    dw 0
.end:
        align 4, db 0
