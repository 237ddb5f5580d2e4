; Taking n octets in order keeps the promise: RCV.WND and the free octets shrink by the same n (src/receive.c, receive_take).
; expect: unsat sat
(set-logic QF_BV)
;@ receive_window(c)
(declare-const n (_ BitVec 32))
(define-fun wnd () (_ BitVec 32) (bvsub |c.rcv.edge| |c.rcv.nxt|))
(define-fun room () (_ BitVec 32) (bvsub |c.rcv.text.size| |c.rcv.text.used|))
(define-fun bounded () Bool (and (bvule |c.rcv.text.size| #x40000000) (bvule |c.rcv.text.used| |c.rcv.text.size|) (bvule wnd room) (bvuge |c.config.mms_r| #x0015)))
(define-fun after () (_ BitVec 32) (bvsub |c.rcv.edge'| |c.rcv.nxt|))

(push 1) ; 
(assert (and bounded (bvule n wnd) (not (bvule (bvsub |c.rcv.edge| (bvadd |c.rcv.nxt| n)) (bvsub |c.rcv.text.size| (bvadd |c.rcv.text.used| n))))))
(check-sat)
(pop 1)

(push 1) ; 
(assert (and bounded (bvule n wnd) (bvugt n #x00000010)))
(check-sat)
(pop 1)
