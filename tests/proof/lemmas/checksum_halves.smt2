; A step of the checksum's wide sum is less than 2^33, so that 2^31 of them (16 GiB) do not overflow (src/checksum.c), and is the
; sum of the four 16-bit words modulo 65535, as 2^16 is 1 (RFC 1071 2 (C)): one fold of both is the same.
; expect: unsat unsat unsat sat
(set-logic QF_BV)
;@ halves
(declare-const w (_ BitVec 64))
(define-fun part ((x (_ BitVec 16))) (_ BitVec 64) ((_ zero_extend 48) x))
(define-fun words () (_ BitVec 64) (bvadd (part ((_ extract 63 48) w)) (part ((_ extract 47 32) w)) (part ((_ extract 31 16) w)) (part ((_ extract 15 0) w))))
(define-fun once ((x (_ BitVec 64))) (_ BitVec 64) (bvadd (bvlshr x (_ bv16 64)) (bvand x (_ bv65535 64))))
(define-fun folded ((x (_ BitVec 64))) (_ BitVec 64) (once (once (once x))))

(push 1) ; 
(assert (bvuge (halves w) (_ bv8589934592 64)))
(check-sat)
(pop 1)

(push 1) ; the same after folding
(assert (distinct (folded (halves w)) (folded words)))
(check-sat)
(pop 1)

(push 1) ; and folding ends below 2^16
(assert (not (bvule (folded (halves w)) (_ bv65535 64))))
(check-sat)
(pop 1)

(push 1) ; 
(assert (and (distinct (halves w) words) (= (folded words) (_ bv65535 64))))
(check-sat)
(pop 1)
