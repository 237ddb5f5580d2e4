; After our SYN is acknowledged an ACK is believed exactly if SND.UNA - MAX.SND.WND =< SEG.ACK =< SND.MAX (RFC 5961 5.2).
; expect: unsat unsat sat sat
(set-logic QF_BV)
;@ ack_letter(c, seg)
(define-fun flight () (_ BitVec 32) (bvsub |c.snd.max| |c.snd.una|))
(define-fun believed () Bool (bvule (bvsub |seg.ack| (bvsub |c.snd.una| |c.snd.max_wnd|)) (bvadd |c.snd.max_wnd| flight)))
(define-fun bounded () Bool (and (= |c.snd.syn| #x00) (bvule |c.snd.max_wnd| #x0000ffff) (bvult flight #x7fff0000)))

(push 1) ; 
(assert (and bounded (distinct believed (distinct ack_letter (_ bv21 32)))))
(check-sat)
(pop 1)

(push 1) ; and it is never called bad
(assert (and bounded (= ack_letter (_ bv20 32))))
(check-sat)
(pop 1)

(push 1) ; an old one, believed
(assert (and bounded believed (= ack_letter (_ bv22 32)) (bvugt (bvsub |c.snd.una| |seg.ack|) #x00000001)))
(check-sat)
(pop 1)

(push 1) ; one beyond SND.MAX
(assert (and bounded (= ack_letter (_ bv21 32)) (= |seg.ack| (bvadd |c.snd.max| #x00000001))))
(check-sat)
(pop 1)
