; Only distances count: an initial sequence number, whatever it is, changes no comparison (RFC 9293 3.4.1).
; expect: unsat sat
(set-logic QF_BV)
;@ seq_lt
;@ seq_le
;@ seq_in
(declare-const a (_ BitVec 32))
(declare-const b (_ BitVec 32))
(declare-const d (_ BitVec 32))
(declare-const n (_ BitVec 32))

(push 1) ; 
(assert (or (distinct (seq_lt a b) (seq_lt (bvadd a d) (bvadd b d))) (distinct (seq_le a b) (seq_le (bvadd a d) (bvadd b d))) (distinct (seq_in a b n) (seq_in (bvadd a d) (bvadd b d) n))))
(check-sat)
(pop 1)

(push 1) ; a shift that wraps one of both
(assert (and (seq_lt a b) (bvult (bvadd b d) (bvadd a d)) (bvult a b)))
(check-sat)
(pop 1)
