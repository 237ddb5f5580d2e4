; A FIN is taken exactly if it stands in the window, and not beyond one that is known (RFC 9293 3.10.7.4 Eighth, RULING 9).
; expect: unsat sat sat
(set-logic QF_BV)
;@ receive_trim(c, seg)
(define-fun wnd () (_ BitVec 32) (bvsub |c.rcv.edge| |c.rcv.nxt|))
(define-fun text_end () (_ BitVec 32) (bvadd |seg.seq| |seg.len|))
(define-fun from_nxt ((x (_ BitVec 32))) (_ BitVec 32) (bvsub x |c.rcv.nxt|))
(define-fun limit () (_ BitVec 32) (ite |c.fin_held| |c.rcv.fin| |c.rcv.edge|))
(define-fun bounded () Bool (and (bvule |seg.len| #x0000ffff) (bvule wnd #x40000000) (=> |c.fin_held| (bvult (from_nxt |c.rcv.fin|) wnd))
  (bvult (bvadd (from_nxt |seg.seq|) #x00010000) (bvadd wnd #x00010000))))  ; what passed the acceptability test
(define-fun fin () Bool (distinct (bvand |seg.flags| #x01) #x00))

(push 1) ; 
(assert (and bounded (distinct |receive_trim.fin| (and fin (bvult (from_nxt text_end) wnd) (=> |c.fin_held| (bvule (from_nxt text_end) (from_nxt |c.rcv.fin|)))))))
(check-sat)
(pop 1)

(push 1) ; with text
(assert (and bounded |receive_trim.fin| (bvugt |receive_trim.len| #x00000000)))
(check-sat)
(pop 1)

(push 1) ; the FIN at the edge of the window is not taken
(assert (and bounded fin (not |receive_trim.fin|) (= text_end |c.rcv.edge|) (not |c.fin_held|)))
(check-sat)
(pop 1)
