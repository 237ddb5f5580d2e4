; An empty segment's SEQ lies within SND.UNA .. SND.MAX and, but after every second probe of a closed window, not beyond
; the peer's window (README, first deviation).
; expect: unsat unsat unsat unsat sat
(set-logic QF_BV)
;@ empty_seq(c)
(define-fun flight () (_ BitVec 32) (bvsub |c.snd.max| |c.snd.una|))

(push 1) ; 
(assert (not (bvule (bvsub empty_seq |c.snd.una|) flight)))
(check-sat)
(pop 1)

(push 1) ; 
(assert (and (= |c.snd.syn| #x00) (not (bvule (bvsub empty_seq |c.snd.una|) |c.snd.wnd|))
             (not (and (= |c.snd.wnd| #x00000000) (= ((_ extract 0 0) |c.backoff|) #b0) (distinct |c.backoff| #x00)))))
(check-sat)
(pop 1)

(push 1) ; SND.MAX after the second probe
(assert (and (= |c.snd.wnd| #x00000000) (= |c.backoff| #x02) (distinct empty_seq |c.snd.max|)))
(check-sat)
(pop 1)

(push 1) ; SND.MAX wherever the window allows
(assert (and (bvule flight |c.snd.wnd|) (distinct empty_seq |c.snd.max|)))
(check-sat)
(pop 1)

(push 1) ; a window that shrank
(assert (and (= |c.snd.syn| #x00) (distinct empty_seq |c.snd.max|)))
(check-sat)
(pop 1)
