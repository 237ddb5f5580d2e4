; A sample keeps SRTT in 1 .. 1000 s and RTTVAR in 0 .. 1000 s, so that RTO fits (RFC 6298 2.2, 2.3); nothing wraps.
; expect: unsat unsat sat
(set-logic QF_BV)
;@ sample(c, now)
(define-fun second () (_ BitVec 32) (_ bv1000000000 32))
(define-fun ok ((srtt (_ BitVec 32)) (rttvar (_ BitVec 32))) Bool (and (bvule srtt second) (bvule rttvar second)))

(push 1) ; 
(assert (and (ok |c.timer.srtt| |c.timer.rttvar|) (not (ok |c.timer.srtt'| |c.timer.rttvar'|))))
(check-sat)
(pop 1)

(push 1) ; a sample is on record
(assert (= |c.timer.srtt'| #x00000000))
(check-sat)
(pop 1)

(push 1) ; 
(assert (and (ok |c.timer.srtt| |c.timer.rttvar|) (bvugt |c.timer.srtt'| |c.timer.srtt|) (bvugt |c.timer.srtt| #x00000100)))
(check-sat)
(pop 1)
