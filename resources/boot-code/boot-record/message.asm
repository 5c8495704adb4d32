; message LABEL, TEXT: a place to jump to, from anywhere and with any condition, that says TEXT and stops. No
; register has to be loaded first: the call's return address is the text.
%macro message 2
%1:     call fail
        db %2, 0
%endmacro
