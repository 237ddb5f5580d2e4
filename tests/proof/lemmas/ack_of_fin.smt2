; ACK_of_FIN is said exactly where our FIN was sent and SEG.ACK is one beyond it: SND.UNA + SYN + text + 1 (RFC 9293
; 3.10.7.4 Fifth). SND.MAX never lies beyond that.
; expect: unsat sat sat
(set-logic QF_BV)
;@ text_end(c)
;@ ack_letter(c, seg)
;@ acks_something(c, seg)
(define-fun flight () (_ BitVec 32) (bvsub |c.snd.max| |c.snd.una|))
(define-fun fin () Bool (or (= |c.state| #x06) (= |c.state| #x09) (= |c.state| #x0a)))
(define-fun end () (_ BitVec 32) (bvadd text_end #x00000001))
(define-fun bounded () Bool (and (bvult (bvsub |c.state| #x00) #x0c) (bvule |c.snd.syn| #x01) (bvule |c.snd.text.used| #x40000000) (bvule flight (bvsub end |c.snd.una|))))

(push 1) ; 
(assert (and bounded (distinct (= ack_letter (_ bv25 32)) (and fin (= |seg.ack| end) (= |c.snd.max| end)))))
(check-sat)
(pop 1)

(push 1) ; 
(assert (and bounded (= ack_letter (_ bv25 32))))
(check-sat)
(pop 1)

(push 1) ; FIN-WAIT-1, and the FIN is not sent yet
(assert (and bounded fin acks_something (= |seg.ack| |c.snd.max|) (distinct ack_letter (_ bv25 32))))
(check-sat)
(pop 1)
