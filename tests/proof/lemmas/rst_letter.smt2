; A RST is obeyed at RCV.NXT only, challenged elsewhere in the window, and else dropped (RFC 5961 3.2, RULING 6).
; expect: unsat unsat unsat sat
(set-logic QF_BV)
;@ rst_letter(c, seg)
(define-fun wnd () (_ BitVec 32) (bvsub |c.rcv.edge| |c.rcv.nxt|))

(push 1) ; obeyed: exactly at RCV.NXT, whatever the window
(assert (distinct (= rst_letter (_ bv14 32)) (= |seg.seq| |c.rcv.nxt|)))
(check-sat)
(pop 1)

(push 1) ; challenged: elsewhere in the window
(assert (distinct (= rst_letter (_ bv15 32)) (and (distinct |seg.seq| |c.rcv.nxt|) (bvult (bvsub |seg.seq| |c.rcv.nxt|) wnd))))
(check-sat)
(pop 1)

(push 1) ; dropped: all others
(assert (distinct (= rst_letter (_ bv16 32)) (and (distinct |seg.seq| |c.rcv.nxt|) (bvuge (bvsub |seg.seq| |c.rcv.nxt|) wnd))))
(check-sat)
(pop 1)

(push 1) ; 
(assert (and (= rst_letter (_ bv15 32)) (bvult |seg.seq| |c.rcv.nxt|)))
(check-sat)
(pop 1)
