; What wp_bits.h says of shifts and masks by powers of two, for numbers of 64 bits: they are division, remainder, multiplication and difference, and
; numbers that share no bit are joined as they are added.
; expect: unsat unsat unsat unsat unsat unsat unsat sat
(set-logic QF_BV)
(declare-const x (_ BitVec 64))
(declare-const y (_ BitVec 64))
(define-fun upper ((n (_ BitVec 64)) (power (_ BitVec 64))) Bool (= (bvlshr x n) (bvudiv x power)))
(define-fun lower ((mask (_ BitVec 64)) (power (_ BitVec 64))) Bool (= (bvand x mask) (bvurem x power)))
(define-fun apart ((a (_ BitVec 64)) (b (_ BitVec 64)) (power (_ BitVec 64))) Bool (and (= (bvurem a power) (_ bv0 64)) (bvult b power)))
(define-fun join ((power (_ BitVec 64))) Bool (=> (or (apart x y power) (apart y x power)) (= (bvor x y) (bvadd x y))))

(push 1) ; upper4, upper8, upper16, upper32
(assert (not (and (upper (_ bv4 64) (_ bv16 64)) (upper (_ bv8 64) (_ bv256 64)) (upper (_ bv16 64) (_ bv65536 64)) (upper (_ bv32 64) (_ bv4294967296 64)))))
(check-sat)
(pop 1)

(push 1) ; lower8, lower16, lower32
(assert (not (and (lower (_ bv255 64) (_ bv256 64)) (lower (_ bv65535 64) (_ bv65536 64)) (lower (_ bv4294967295 64) (_ bv4294967296 64)))))
(check-sat)
(pop 1)

(push 1) ; left2, left8, left16
(assert (not (and (= (bvshl x (_ bv2 64)) (bvmul x (_ bv4 64))) (= (bvshl x (_ bv8 64)) (bvmul x (_ bv256 64))) (= (bvshl x (_ bv16 64)) (bvmul x (_ bv65536 64))))))
(check-sat)
(pop 1)

(push 1) ; join8, join16
(assert (not (and (join (_ bv256 64)) (join (_ bv65536 64)))))
(check-sat)
(pop 1)

(push 1) ; fours
(assert (distinct (bvand x (bvnot (_ bv3 64))) (bvsub x (bvurem x (_ bv4 64)))))
(check-sat)
(pop 1)

(push 1) ; complement16
(assert (not (=> (bvult x (_ bv65536 64)) (= (bvand (bvnot x) (_ bv65535 64)) (bvsub (_ bv65535 64) x)))))
(check-sat)
(pop 1)

(push 1) ; none, joined
(assert (not (and (= (bvand (_ bv0 64) x) (_ bv0 64))
                  (=> (and (bvult x (_ bv256 64)) (bvult y (_ bv256 64))) (bvult (bvor x y) (_ bv256 64))))))
(check-sat)
(pop 1)

(push 1) ; numbers that share a bit
(assert (distinct (bvor x y) (bvadd x y)))
(check-sat)
(pop 1)
