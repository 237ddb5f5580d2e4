; Of two numbers less than 2^31 apart exactly one is less, or both are equal (RFC 9293 3.4, src/seq.h).
; At a distance of exactly 2^31 each is less than the other; that is why the engine keeps what it compares closer.
; expect: unsat unsat sat
(set-logic QF_BV)
;@ seq_lt
(declare-const a (_ BitVec 32))
(declare-const b (_ BitVec 32))

(push 1) ; closer than 2^31: exactly one of a < b, b < a, a = b
(assert (and (distinct (bvsub a b) #x80000000) (not (and (or (seq_lt a b) (seq_lt b a) (= a b)) (not (and (seq_lt a b) (seq_lt b a))) (=> (= a b) (not (seq_lt a b)))))))
(check-sat)
(pop 1)

(push 1) ; at 2^31: both
(assert (and (= (bvsub a b) #x80000000) (not (and (seq_lt a b) (seq_lt b a)))))
(check-sat)
(pop 1)

(push 1) ; across zero
(assert (and (seq_lt a b) (= a #xffffffff) (= b #x00000001)))
(check-sat)
(pop 1)
