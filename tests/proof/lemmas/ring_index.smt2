; The index of an offset lies in the ring, and is (head + offset) mod size (src/ring.h); no product, no overflow.
; expect: unsat unsat sat
(set-logic QF_BV)
;@ ring_index(r, offset)
(define-fun bounded () Bool (and (bvuge |r.size| #x00000001) (bvule |r.size| #x40000000) (bvult |r.head| |r.size|) (bvult |offset| |r.size|)))

(push 1) ; 
(assert (and bounded (not (bvult ring_index |r.size|))))
(check-sat)
(pop 1)

(push 1) ; 
(assert (and bounded (distinct ring_index (bvurem (bvadd |r.head| |offset|) |r.size|))))
(check-sat)
(pop 1)

(push 1) ; round the end
(assert (and bounded (bvult ring_index |r.head|)))
(check-sat)
(pop 1)
