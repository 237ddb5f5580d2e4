; What is taken of a segment lies in the receive window, and before the peer's FIN where that is known (RFC 9293 3.10.7.4
; Seventh, RULING 9).
; expect: unsat unsat sat
(set-logic QF_BV)
;@ receive_trim(c, seg)
(define-fun wnd () (_ BitVec 32) (bvsub |c.rcv.edge| |c.rcv.nxt|))
(define-fun text_end () (_ BitVec 32) (bvadd |seg.seq| |seg.len|))
(define-fun from_nxt ((x (_ BitVec 32))) (_ BitVec 32) (bvsub x |c.rcv.nxt|))
(define-fun limit () (_ BitVec 32) (ite |c.fin_held| |c.rcv.fin| |c.rcv.edge|))
(define-fun bounded () Bool (and (bvule |seg.len| #x0000ffff) (bvule wnd #x40000000) (=> |c.fin_held| (bvult (from_nxt |c.rcv.fin|) wnd))
  (bvult (bvadd (from_nxt |seg.seq|) #x00010000) (bvadd wnd #x00010000))))  ; what passed the acceptability test

(push 1) ; 
(assert (and bounded (bvugt |receive_trim.len| #x00000000) (not (bvule (bvadd (from_nxt |receive_trim.seq|) |receive_trim.len|) (from_nxt limit)))))
(check-sat)
(pop 1)

(push 1) ; and it does not begin before RCV.NXT
(assert (and bounded (bvugt |receive_trim.len| #x00000000) (bvuge (from_nxt |receive_trim.seq|) wnd)))
(check-sat)
(pop 1)

(push 1) ; cut at both edges
(assert (and bounded (bvugt |receive_trim.skip| #x00000000) (bvugt |receive_trim.len| #x00000000) (bvult (bvadd |receive_trim.skip| |receive_trim.len|) |seg.len|)))
(check-sat)
(pop 1)
