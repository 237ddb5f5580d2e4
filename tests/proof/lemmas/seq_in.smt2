; seq_in: the number is left + k for some k < len (RFC 9293 3.4), for windows of any size and place.
; expect: unsat unsat unsat sat
(set-logic QF_BV)
;@ seq_in
(declare-const seq (_ BitVec 32))
(declare-const left (_ BitVec 32))
(declare-const len (_ BitVec 32))
(declare-const k (_ BitVec 32))

(push 1) ; left + k is in
(assert (and (bvult k len) (not (seq_in (bvadd left k) left len))))
(check-sat)
(pop 1)

(push 1) ; what is in is left + k, k = seq - left
(assert (and (seq_in seq left len) (not (and (bvult (bvsub seq left) len) (= seq (bvadd left (bvsub seq left)))))))
(check-sat)
(pop 1)

(push 1) ; nothing is in an empty window
(assert (and (= len #x00000000) (seq_in seq left len)))
(check-sat)
(pop 1)

(push 1) ; a window across zero
(assert (and (seq_in seq left len) (bvult seq left)))
(check-sat)
(pop 1)
