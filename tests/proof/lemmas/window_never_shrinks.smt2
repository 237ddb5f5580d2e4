; The right edge of the window never moves left, whatever the buffer and the window (SHLD-14, RULING 12).
; expect: unsat unsat sat sat
(set-logic QF_BV)
;@ receive_window(c)
(define-fun wnd () (_ BitVec 32) (bvsub |c.rcv.edge| |c.rcv.nxt|))
(define-fun room () (_ BitVec 32) (bvsub |c.rcv.text.size| |c.rcv.text.used|))
(define-fun bounded () Bool (and (bvule |c.rcv.text.size| #x40000000) (bvule |c.rcv.text.used| |c.rcv.text.size|) (bvule wnd room) (bvuge |c.config.mms_r| #x0015)))
(define-fun after () (_ BitVec 32) (bvsub |c.rcv.edge'| |c.rcv.nxt|))

(push 1) ; 
(assert (and bounded (not (bvuge after wnd))))
(check-sat)
(pop 1)

(push 1) ; what is advertised is what is promised
(assert (and bounded (bvule wnd #x0000ffff) (not (= ((_ zero_extend 16) receive_window) after))))
(check-sat)
(pop 1)

(push 1) ; it moves right
(assert (and bounded (bvugt after wnd) (bvugt wnd #x00000000)))
(check-sat)
(pop 1)

(push 1) ; without room for what was promised the invariant is gone (never so: see window_room_kept)
(assert (and (bvugt wnd room) (bvugt after room)))
(check-sat)
(pop 1)
