; Less or equal is less, or equal, for what is less than 2^31 apart (RFC 9293 3.4, =<).
; expect: unsat sat
(set-logic QF_BV)
;@ seq_lt
;@ seq_le
(declare-const a (_ BitVec 32))
(declare-const b (_ BitVec 32))

(push 1) ; 
(assert (and (distinct (bvsub a b) #x80000000) (distinct (seq_le a b) (or (seq_lt a b) (= a b)))))
(check-sat)
(pop 1)

(push 1) ; strictly less, across zero
(assert (and (seq_le a b) (bvugt a b)))
(check-sat)
(pop 1)
