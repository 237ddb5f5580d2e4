; A time plus a wait never wraps: it is at least either, or SYNFIN_NEVER (src/timer.c).
; expect: unsat unsat unsat sat
(set-logic QF_BV)
;@ later(from, wait)

(push 1) ; 
(assert (not (and (bvuge later |from|) (bvuge later |wait|))))
(check-sat)
(pop 1)

(push 1) ; exact below SYNFIN_NEVER
(assert (and (distinct later (bvnot (_ bv0 64))) (distinct later (bvadd |from| |wait|))))
(check-sat)
(pop 1)

(push 1) ; never stays never
(assert (and (= |from| (bvnot (_ bv0 64))) (distinct later (bvnot (_ bv0 64)))))
(check-sat)
(pop 1)

(push 1) ; it is cut off
(assert (and (= later (bvnot (_ bv0 64))) (bvult |from| (_ bv9 64))))
(check-sat)
(pop 1)
