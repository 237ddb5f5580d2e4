; An ACK acknowledges something exactly if SND.UNA < SEG.ACK =< SND.MAX (RFC 9293 3.10.7.4 Fifth, RULING 13).
; Less than 2^31 octets are in flight.
; expect: unsat unsat sat
(set-logic QF_BV)
;@ acks_something(c, seg)
;@ seq_lt
;@ seq_le
(define-fun flight () (_ BitVec 32) (bvsub |c.snd.max| |c.snd.una|))

(push 1) ; 
(assert (and (bvult flight #x80000000) (distinct (bvsub |seg.ack| |c.snd.una|) #x80000000) (distinct (bvsub |c.snd.max| |seg.ack|) #x80000000) (distinct acks_something (and (seq_lt |c.snd.una| |seg.ack|) (seq_le |seg.ack| |c.snd.max|)))))
(check-sat)
(pop 1)

(push 1) ; nothing in flight, nothing acknowledged
(assert (and (= flight #x00000000) acks_something))
(check-sat)
(pop 1)

(push 1) ; the last octet, across zero
(assert (and (bvult flight #x80000000) acks_something (= |seg.ack| |c.snd.max|) (bvult |seg.ack| |c.snd.una|)))
(check-sat)
(pop 1)
