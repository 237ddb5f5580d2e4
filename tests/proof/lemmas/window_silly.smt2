; The edge moves by at least the smaller of half the buffer and an MSS, or not at all (RFC 9293 3.8.6.2.2, MUST-39).
; expect: unsat sat
(set-logic QF_BV)
;@ receive_window(c)
;@ min_u32
(define-fun wnd () (_ BitVec 32) (bvsub |c.rcv.edge| |c.rcv.nxt|))
(define-fun room () (_ BitVec 32) (bvsub |c.rcv.text.size| |c.rcv.text.used|))
(define-fun bounded () Bool (and (bvule |c.rcv.text.size| #x40000000) (bvule |c.rcv.text.used| |c.rcv.text.size|) (bvule wnd room) (bvuge |c.config.mms_r| #x0015)))
(define-fun after () (_ BitVec 32) (bvsub |c.rcv.edge'| |c.rcv.nxt|))

(push 1) ; 
(assert (and bounded (distinct after wnd) (bvult (bvsub after wnd) (min_u32 (bvlshr |c.rcv.text.size| #x00000001) (bvsub ((_ zero_extend 16) |c.config.mms_r|) #x00000014)))))
(check-sat)
(pop 1)

(push 1) ; free octets are kept back
(assert (and bounded (= after wnd) (bvugt room wnd) (bvult wnd #x00000010)))
(check-sat)
(pop 1)
