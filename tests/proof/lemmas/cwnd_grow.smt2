; The congestion window does not wrap: it grows by at most the octets given and never falls below them (RFC 5681 3.1).
; expect: unsat unsat sat
(set-logic QF_BV)
;@ grow(c, octets)

(push 1) ; 
(assert (and (bvule |octets| (_ bv131070 32)) (not (bvuge |c.snd.cwnd'| |octets|))))
(check-sat)
(pop 1)

(push 1) ; 
(assert (and (bvule |octets| (_ bv131070 32)) (bvule |c.snd.cwnd| #x40000000) (distinct |c.snd.cwnd'| (bvadd |c.snd.cwnd| |octets|))))
(check-sat)
(pop 1)

(push 1) ; held at 2^30
(assert (and (bvule |octets| (_ bv131070 32)) (bvult |c.snd.cwnd'| |c.snd.cwnd|)))
(check-sat)
(pop 1)
