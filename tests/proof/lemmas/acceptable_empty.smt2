; An empty segment is acceptable exactly where rows 1 and 2 of Table 6 say, and at the right edge (README: deviations):
; RCV.NXT =< SEG.SEQ =< RCV.NXT+RCV.WND (RFC 9293 3.4). What begins with a SYN: acceptable_syn.
; expect: unsat sat sat
(set-logic QF_BV)
;@ synfin_segment_len(seg)
;@ acceptable(c, seg)
;@ seq_lt
;@ seq_le
(define-fun no_SYN () Bool (= (bvand |seg.flags| #x02) #x00))
(define-fun wnd () (_ BitVec 32) (bvsub |c.rcv.edge| |c.rcv.nxt|))
(define-fun bounded () Bool (and (bvule synfin_segment_len #x00010001) (bvule wnd #x40000000)))
(define-fun table6 () Bool (and (seq_le |c.rcv.nxt| |seg.seq|) (seq_le |seg.seq| (bvadd |c.rcv.nxt| wnd))))

(push 1) ; 
(assert (and no_SYN bounded (= synfin_segment_len #x00000000) (distinct acceptable table6) (distinct (bvsub |seg.seq| |c.rcv.nxt|) #x80000000)))
(check-sat)
(pop 1)

(push 1) ; accepted, the window open
(assert (and no_SYN bounded (= synfin_segment_len #x00000000) acceptable (distinct |seg.seq| |c.rcv.nxt|)))
(check-sat)
(pop 1)

(push 1) ; refused
(assert (and no_SYN bounded (= synfin_segment_len #x00000000) (not acceptable) (bvugt wnd #x00000000)))
(check-sat)
(pop 1)
