; A write of n octets stays in the ring: the straight part ends at the end of the memory at most, the rest, at its beginning,
; ends before the straight part begins (src/ring.h, memory safety of ring_write and ring_take).
; expect: unsat unsat sat
(set-logic QF_BV)
;@ ring_index(r, offset)
;@ ring_straight(r, offset, n)
(define-fun bounded () Bool (and (bvuge |r.size| #x00000001) (bvule |r.size| #x40000000) (bvult |r.head| |r.size|) (bvult |offset| |r.size|)))
(define-fun fits () Bool (and bounded (bvuge |n| #x00000001) (bvule |n| (bvsub |r.size| |offset|))))

(push 1) ; 
(assert (and fits (not (and (bvule ring_straight |n|) (bvule (bvadd ring_index ring_straight) |r.size|)))))
(check-sat)
(pop 1)

(push 1) ; the rest
(assert (and fits (bvult ring_straight |n|) (not (and (= (bvadd ring_index ring_straight) |r.size|) (bvule (bvsub |n| ring_straight) ring_index)))))
(check-sat)
(pop 1)

(push 1) ; in two parts
(assert (and fits (bvult ring_straight |n|) (bvugt ring_straight #x00000001)))
(check-sat)
(pop 1)
