; A segment that has an octet in the receive window is acceptable (RFC 9293 3.10.7.4 First, RULING 17).
; SEG.LEN is at most 65535 octets of text, SYN and FIN; RCV.WND at most 2^30, the largest buffer.
; expect: unsat sat sat
(set-logic QF_BV)
;@ synfin_segment_len(seg)
;@ acceptable(c, seg)
(declare-const k (_ BitVec 32))
(define-fun no_SYN () Bool (= (bvand |seg.flags| #x02) #x00))
(define-fun wnd () (_ BitVec 32) (bvsub |c.rcv.edge| |c.rcv.nxt|))
(define-fun bounded () Bool (and (bvule synfin_segment_len #x00010001) (bvule wnd #x40000000)))

(push 1) ; octet k of the segment is in the window
(assert (and no_SYN bounded (bvult k synfin_segment_len) (bvult (bvsub (bvadd |seg.seq| k) |c.rcv.nxt|) wnd) (not acceptable)))
(check-sat)
(pop 1)

(push 1) ; the last of many, across zero
(assert (and no_SYN bounded (bvugt k #x00001000) (bvult k synfin_segment_len) (= (bvadd |seg.seq| k) |c.rcv.nxt|) (= |c.rcv.nxt| #x00000000) (bvugt wnd #x00000000)))
(check-sat)
(pop 1)

(push 1) ; without the bound on SEG.LEN it is refused though it has an octet in the window
(assert (and no_SYN (bvule wnd #x40000000) (bvult k synfin_segment_len) (bvult (bvsub (bvadd |seg.seq| k) |c.rcv.nxt|) wnd) (not acceptable)))
(check-sat)
(pop 1)
