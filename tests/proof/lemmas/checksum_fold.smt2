; Folding ends, in less than 66 rounds, with less than 2^16, and with zero only for zero (src/checksum.c).
; expect: unsat unsat sat
(set-logic QF_BV)
;@ fold(sum)

(push 1) ; 
(assert |fold.unwound|)
(check-sat)
(pop 1)

(push 1) ; 
(assert (distinct (= fold #x0000) (= sum (_ bv0 64))))
(check-sat)
(pop 1)

(push 1) ; 
(assert (and (= fold #x0001) (bvugt sum #x0000ffff00000000)))
(check-sat)
(pop 1)
