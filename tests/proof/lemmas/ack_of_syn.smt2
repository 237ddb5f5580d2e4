; While our SYN is not acknowledged, an ACK that does not acknowledge it is bad, and nothing else is (RFC 9293 3.10.7.4
; Fifth, RULING 5).
; expect: unsat unsat sat
(set-logic QF_BV)
;@ acks_something(c, seg)
;@ ack_letter(c, seg)
(define-fun bounded () Bool (and (= |c.snd.syn| #x01) (= |c.state| #x03)))

(push 1) ; 
(assert (and bounded (distinct (= ack_letter (_ bv20 32)) (not acks_something))))
(check-sat)
(pop 1)

(push 1) ; SYN-RECEIVED hears ACK_of_SYN or bad_ACK, no other letter
(assert (and bounded (distinct ack_letter (_ bv20 32)) (distinct ack_letter (_ bv23 32))))
(check-sat)
(pop 1)

(push 1) ; 
(assert (and bounded (= ack_letter (_ bv23 32))))
(check-sat)
(pop 1)
