; What is sent again from the front is at most a window, or one octet into a closed one (RFC 9293 3.8.6.1, 3.8.6.2.1), and never
; more than there is.
; expect: unsat unsat sat
(set-logic QF_BV)
;@ front(c)
(define-fun octets () (_ BitVec 32) (bvadd |front.len| (ite |front.fin| #x00000001 #x00000000)))
(define-fun bounded () Bool (bvult |c.state| #x0c))

(push 1) ; 
(assert (and bounded (bvugt octets |c.snd.wnd|) (bvugt octets #x00000001)))
(check-sat)
(pop 1)

(push 1) ; 
(assert (and bounded (or (bvugt |front.len| |c.snd.text.used|) (bvugt |front.len| ((_ zero_extend 16) |c.snd.mss|)))))
(check-sat)
(pop 1)

(push 1) ; a probe
(assert (and bounded (= |c.snd.wnd| #x00000000) (= octets #x00000001)))
(check-sat)
(pop 1)
