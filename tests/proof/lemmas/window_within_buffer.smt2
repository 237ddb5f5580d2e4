; The window never reaches beyond the free octets of the buffer (RFC 9293 3.8.6.2.2).
; expect: unsat unsat sat
(set-logic QF_BV)
;@ receive_window(c)
(define-fun wnd () (_ BitVec 32) (bvsub |c.rcv.edge| |c.rcv.nxt|))
(define-fun room () (_ BitVec 32) (bvsub |c.rcv.text.size| |c.rcv.text.used|))
(define-fun bounded () Bool (and (bvule |c.rcv.text.size| #x40000000) (bvule |c.rcv.text.used| |c.rcv.text.size|) (bvule wnd room) (bvuge |c.config.mms_r| #x0015)))
(define-fun after () (_ BitVec 32) (bvsub |c.rcv.edge'| |c.rcv.nxt|))

(push 1) ; 
(assert (and bounded (not (bvule after room))))
(check-sat)
(pop 1)

(push 1) ; nor beyond 65535 once it is not
(assert (and bounded (bvule wnd #x0000ffff) (not (bvule after #x0000ffff))))
(check-sat)
(pop 1)

(push 1) ; it can reach just so far
(assert (and bounded (= after room) (bvugt after wnd)))
(check-sat)
(pop 1)
