; A segment with octets that is acceptable has one in the receive window (RFC 9293 3.10.7.4 First, RULING 17):
; the first that is not before RCV.NXT.
; expect: unsat sat
(set-logic QF_BV)
;@ seq_max
;@ synfin_segment_len(seg)
;@ acceptable(c, seg)
(define-fun no_SYN () Bool (= (bvand |seg.flags| #x02) #x00))
(define-fun wnd () (_ BitVec 32) (bvsub |c.rcv.edge| |c.rcv.nxt|))
(define-fun first () (_ BitVec 32) (bvsub (seq_max |seg.seq| |c.rcv.nxt|) |seg.seq|))

(push 1) ; whatever the lengths
(assert (and no_SYN (bvugt synfin_segment_len #x00000000) acceptable (not (and (bvult first synfin_segment_len) (bvult (bvsub (bvadd |seg.seq| first) |c.rcv.nxt|) wnd)))))
(check-sat)
(pop 1)

(push 1) ; one that begins before the window
(assert (and no_SYN acceptable (bvugt first #x00000001) (bvult synfin_segment_len #x00000010)))
(check-sat)
(pop 1)
