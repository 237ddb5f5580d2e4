; A sum of words does not depend on the order of octets in them, if its own are put back (RFC 1071 2 (B)): swapping both addends
; swaps the folded sum. That is why src/checksum.c sums in the order of memory.
; expect: unsat sat
(set-logic QF_BV)
;@ plain = fold(x)
;@ swapped = fold(y)
(declare-const a (_ BitVec 16))
(declare-const b (_ BitVec 16))
(define-fun swap ((x (_ BitVec 16))) (_ BitVec 16) ((_ rotate_left 8) x))
(define-fun sum ((x (_ BitVec 16)) (y (_ BitVec 16))) (_ BitVec 64) (bvadd ((_ zero_extend 48) x) ((_ zero_extend 48) y)))
(assert (and (= x (sum a b)) (= y (sum (swap a) (swap b)))))

(push 1) ; 
(assert (distinct (swap plain) swapped))
(check-sat)
(pop 1)

(push 1) ; with a carry from both octets
(assert (and (bvult plain a) (bvult swapped (swap a))))
(check-sat)
(pop 1)
