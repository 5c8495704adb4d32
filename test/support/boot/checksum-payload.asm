; A stand-in for \bootmgr. Loaded at 2000:0000, it sums its whole file as dwords, which must give 0, and tells on COM1
; that it runs, its drive, the volume's hidden sectors and its size. Ends QEMU through isa-debug-exit: 10h -> code 33.

        cpu 386
        bits 16
        org 0

        jmp short start
        align 4, db 0
size:   dd 0                                    ; put in by who makes the file: its bytes, a multiple of 4
check:  dd 0                                    ; put in too: what makes the sum 0

start:  cli                                     ; SeaBIOS writes its own late text to COM1 from the timer's interrupt
        mov bp, dx                              ; not into memory: the file is not to change before it is summed
        mov ax, cs
        mov ds, ax
        mov es, ax
        mov si, not_at_2000
        cmp ax, 0x2000
        jne stop
        mov ecx, [size]
        shr ecx, 2
        xor ebx, ebx
        xor di, di
.dword: add ebx, [es:di]
        add di, 4
        jnz .same_segment
        mov ax, es
        add ax, 0x1000
        mov es, ax
.same_segment:
        dec ecx
        jnz .dword
        mov si, wrong_sum
        test ebx, ebx
        jnz stop
        mov si, running
        call print
        mov eax, ebp
        movzx eax, al
        call hex
        mov si, hidden
        call print
        xor ax, ax
        mov es, ax
        mov eax, [es:0x7C1C]
        call hex
        mov si, bytes
        call print
        mov eax, [size]
        call hex
        mov si, line_end
        call print
        mov al, 0x10
        jmp leave_qemu
stop:   call print
        mov al, 0x11
leave_qemu:
        out 0xF4, al
.halt:  hlt
        jmp .halt

%include "serial.asm"

running:     db 'PAYLOAD RUNS drive=', 0
hidden:      db ' hidden=', 0
bytes:       db ' size=', 0
line_end:    db 13, 10, 0
not_at_2000: db 'PAYLOAD NOT AT 2000:0000', 13, 10, 0
wrong_sum:   db 'PAYLOAD DAMAGED', 13, 10, 0
        align 4, db 0
