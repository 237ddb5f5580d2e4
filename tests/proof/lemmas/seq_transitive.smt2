; Less is transitive as long as all lies within half the space (RFC 9293 3.4); beyond that it goes round in a circle.
; expect: unsat sat sat
(set-logic QF_BV)
;@ seq_lt
(declare-const a (_ BitVec 32))
(declare-const b (_ BitVec 32))
(declare-const c (_ BitVec 32))

(push 1) ; c is reached from a over less than half the space
(assert (and (seq_lt a b) (seq_lt b c) (bvult (bvsub b a) #x40000000) (bvult (bvsub c b) #x40000000) (not (seq_lt a c))))
(check-sat)
(pop 1)

(push 1) ; the premise can hold
(assert (and (seq_lt a b) (seq_lt b c) (bvult (bvsub b a) #x40000000) (bvult (bvsub c b) #x40000000)))
(check-sat)
(pop 1)

(push 1) ; without it: a circle
(assert (and (seq_lt a b) (seq_lt b c) (seq_lt c a)))
(check-sat)
(pop 1)
