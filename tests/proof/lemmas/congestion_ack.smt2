; An ACK of new octets never leaves a congestion window of zero, and grows it by at most an MSS outside recovery (RFC 5681 3.1).
; expect: unsat unsat sat
(set-logic QF_BV)
;@ congestion_ack(c, acked)
(define-fun mss () (_ BitVec 32) ((_ zero_extend 16) |c.snd.mss|))
(define-fun bounded () Bool (and (bvuge mss #x00000001) (bvuge |acked| #x00000001) (bvuge |c.snd.cwnd| #x00000001) (bvule |c.snd.cwnd| #x40010000) (bvuge |c.snd.ssthresh| #x00000001) (bvult (bvsub |c.snd.max| |c.snd.una|) #x40000002)))

(push 1) ; not zero
(assert (and bounded (= |c.snd.cwnd'| #x00000000)))
(check-sat)
(pop 1)

(push 1) ; slow start: by at most an MSS (2)
(assert (and bounded (bvule |c.snd.cwnd| #x40000000) (bvult |c.snd.dupacks| #x03) (bvult |c.snd.cwnd| |c.snd.ssthresh|) (bvugt (bvsub |c.snd.cwnd'| |c.snd.cwnd|) mss)))
(check-sat)
(pop 1)

(push 1) ; it grows
(assert (and bounded (bvugt |c.snd.cwnd'| |c.snd.cwnd|) (bvuge |c.snd.cwnd| mss)))
(check-sat)
(pop 1)
