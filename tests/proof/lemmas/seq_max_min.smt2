; seq_max and seq_min give one each of two numbers, the later and the earlier (src/seq.h).
; expect: unsat unsat sat
(set-logic QF_BV)
;@ seq_lt
;@ seq_le
;@ seq_max
;@ seq_min
(declare-const a (_ BitVec 32))
(declare-const b (_ BitVec 32))

(push 1) ; closer than 2^31: both bounds hold
(assert (and (distinct (bvsub a b) #x80000000) (not (and (seq_le a (seq_max a b)) (seq_le b (seq_max a b)) (seq_le (seq_min a b) a) (seq_le (seq_min a b) b)))))
(check-sat)
(pop 1)

(push 1) ; always: one each
(assert (not (or (and (= (seq_max a b) a) (= (seq_min a b) b)) (and (= (seq_max a b) b) (= (seq_min a b) a)))))
(check-sat)
(pop 1)

(push 1) ; the later one is the smaller number
(assert (bvult (seq_max a b) (seq_min a b)))
(check-sat)
(pop 1)
