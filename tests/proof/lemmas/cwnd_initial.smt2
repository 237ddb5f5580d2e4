; The initial window is that of RFC 5681 3.1 (1): at most 4 segments, at most 3 beyond 1095, at most 2 beyond 2190 octets.
; expect: unsat unsat sat
(set-logic QF_BV)
;@ initial_window(c)
(define-fun mss () (_ BitVec 32) ((_ zero_extend 16) |c.snd.mss|))

(push 1) ; 
(assert (distinct initial_window (ite (bvugt mss (_ bv2190 32)) (bvmul mss #x00000002) (ite (bvugt mss (_ bv1095 32)) (bvmul mss #x00000003) (bvmul mss #x00000004)))))
(check-sat)
(pop 1)

(push 1) ; never less than one segment
(assert (bvult initial_window mss))
(check-sat)
(pop 1)

(push 1) ; 
(assert (= initial_window (_ bv4380 32)))
(check-sat)
(pop 1)
