; RTO lies between rto_min and rto_max whatever was measured and however often it was doubled, and doubling never overflows
; (RFC 6298 2.4, 2.5, 5.5). 1 ms =< rto_min =< rto_max =< 1 h.
; expect: unsat unsat sat
(set-logic QF_BV)
;@ rto(c)
(define-fun bounded () Bool (and (bvugt |c.config.rto_min| (_ bv0 64)) (bvule |c.config.rto_min| |c.config.rto_max|) (bvule |c.config.rto_max| (_ bv3600000000 64)) (bvuge |c.config.rto_min| (_ bv1000 64))))

(push 1) ; 
(assert (and bounded (not (and (bvuge rto |c.config.rto_min|) (bvule rto |c.config.rto_max|)))))
(check-sat)
(pop 1)

(push 1) ; the loop ends by itself: 66 rounds are enough
(assert (and bounded |rto.unwound|))
(check-sat)
(pop 1)

(push 1) ; doubled to the bound
(assert (and bounded (= rto |c.config.rto_max|) (bvugt |c.backoff| #x03) (bvugt |c.config.rto_max| |c.config.rto_initial|)))
(check-sat)
(pop 1)
