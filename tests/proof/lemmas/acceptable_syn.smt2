; A segment with a SYN is acceptable exactly if the SYN itself is in the receive window, whatever follows it
; (RFC 9293 3.10.7.4 Fourth).
; expect: unsat sat sat
(set-logic QF_BV)
;@ acceptable(c, seg)
(define-fun SYN () Bool (distinct (bvand |seg.flags| #x02) #x00))
(define-fun wnd () (_ BitVec 32) (bvsub |c.rcv.edge| |c.rcv.nxt|))

(push 1)
(assert (and SYN (distinct acceptable (bvult (bvsub |seg.seq| |c.rcv.nxt|) wnd))))
(check-sat)
(pop 1)

(push 1) ; accepted
(assert (and SYN acceptable))
(check-sat)
(pop 1)

(push 1) ; refused, though text behind it reaches into the window
(assert (and SYN (not acceptable) (bvult (bvsub (bvadd |seg.seq| #x00000005) |c.rcv.nxt|) wnd) (= |seg.len| #x00000010)))
(check-sat)
(pop 1)
