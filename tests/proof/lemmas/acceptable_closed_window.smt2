; A closed window takes no octet (RULING 8): nothing with SEG.LEN > 0 is acceptable, and an empty segment only at RCV.NXT.
; expect: unsat sat
(set-logic QF_BV)
;@ synfin_segment_len(seg)
;@ acceptable(c, seg)
(define-fun wnd () (_ BitVec 32) (bvsub |c.rcv.edge| |c.rcv.nxt|))

(push 1) ; 
(assert (and (= wnd #x00000000) acceptable (not (and (= synfin_segment_len #x00000000) (= |seg.seq| |c.rcv.nxt|)))))
(check-sat)
(pop 1)

(push 1) ; 
(assert (and (= wnd #x00000000) acceptable))
(check-sat)
(pop 1)
