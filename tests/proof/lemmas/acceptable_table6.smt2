; Table 6, rows 3 and 4, and what it forgets (RFC 9293 3.4, RULING 17): what the table accepts is acceptable; what is
; acceptable beyond that begins before the window and ends beyond it.
; expect: unsat unsat sat sat
(set-logic QF_BV)
;@ synfin_segment_len(seg)
;@ acceptable(c, seg)
;@ seq_lt
;@ seq_le
(define-fun no_SYN () Bool (= (bvand |seg.flags| #x02) #x00))
(define-fun wnd () (_ BitVec 32) (bvsub |c.rcv.edge| |c.rcv.nxt|))
(define-fun bounded () Bool (and (bvule synfin_segment_len #x00010001) (bvule wnd #x40000000)))
(define-fun in ((x (_ BitVec 32))) Bool (bvult (bvsub x |c.rcv.nxt|) wnd))
(define-fun last () (_ BitVec 32) (bvadd |seg.seq| (bvsub synfin_segment_len #x00000001)))
(define-fun table6 () Bool (and (bvugt wnd #x00000000) (or (in |seg.seq|) (in last))))

(push 1) ; the table accepts nothing that we refuse
(assert (and no_SYN bounded (bvugt synfin_segment_len #x00000000) table6 (not acceptable)))
(check-sat)
(pop 1)

(push 1) ; what it refuses and we accept goes over both edges
(assert (and no_SYN bounded (bvugt synfin_segment_len #x00000000) acceptable (not table6) (not (and (seq_lt |seg.seq| |c.rcv.nxt|) (seq_le |c.rcv.edge| last)))))
(check-sat)
(pop 1)

(push 1) ; the hole: an octet in the window, and the table refuses
(assert (and no_SYN bounded acceptable (not table6) (bvugt synfin_segment_len #x00000000)))
(check-sat)
(pop 1)

(push 1) ; both accept
(assert (and no_SYN bounded acceptable table6))
(check-sat)
(pop 1)
