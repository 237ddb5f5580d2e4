; New text and FIN never go beyond the peer's window: SND.NXT + len + FIN =< SND.UNA + SND.WND (RFC 9293 3.8.6).
; expect: unsat unsat unsat sat
(set-logic QF_BV)
;@ next_text(c)
;@ text_end(c)
(define-fun flight () (_ BitVec 32) (bvsub |c.snd.nxt| |c.snd.una|))
(define-fun waits () (_ BitVec 32) (bvsub (bvadd text_end (ite (or (= |c.state| #x06) (= |c.state| #x09) (= |c.state| #x0a)) #x00000001 #x00000000)) |c.snd.una|))
(define-fun octets () (_ BitVec 32) (bvadd |next_text.len| (ite |next_text.fin| #x00000001 #x00000000)))
(define-fun bounded () Bool (and (bvult |c.state| #x0c) (bvule |c.snd.text.used| #x40000000) (= |c.snd.syn| #x00) (bvule flight waits) (bvule |c.snd.wnd| #x0000ffff)))

(push 1) ; 
(assert (and bounded (distinct octets #x00000000) (not (bvule (bvadd flight octets) |c.snd.wnd|))))
(check-sat)
(pop 1)

(push 1) ; nor beyond what there is
(assert (and bounded (not (bvule octets (bvsub waits flight)))))
(check-sat)
(pop 1)

(push 1) ; nor is it longer than an MSS
(assert (and bounded (not (bvule |next_text.len| ((_ zero_extend 16) |c.snd.mss|)))))
(check-sat)
(pop 1)

(push 1) ; a FIN that just fits
(assert (and bounded |next_text.fin| (= (bvadd flight octets) |c.snd.wnd|)))
(check-sat)
(pop 1)
