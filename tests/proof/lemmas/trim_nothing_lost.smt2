; No octet of text in the window and before a known FIN is lost by trimming (RFC 9293 3.10.7.4 Seventh).
; expect: unsat sat
(set-logic QF_BV)
;@ receive_trim(c, seg)
(declare-const k (_ BitVec 32))
(define-fun wnd () (_ BitVec 32) (bvsub |c.rcv.edge| |c.rcv.nxt|))
(define-fun text_end () (_ BitVec 32) (bvadd |seg.seq| |seg.len|))
(define-fun from_nxt ((x (_ BitVec 32))) (_ BitVec 32) (bvsub x |c.rcv.nxt|))
(define-fun limit () (_ BitVec 32) (ite |c.fin_held| |c.rcv.fin| |c.rcv.edge|))
(define-fun bounded () Bool (and (bvule |seg.len| #x0000ffff) (bvule wnd #x40000000) (=> |c.fin_held| (bvult (from_nxt |c.rcv.fin|) wnd))
  (bvult (bvadd (from_nxt |seg.seq|) #x00010000) (bvadd wnd #x00010000))))  ; what passed the acceptability test

(push 1) ; octet k of the text
(assert (and bounded (bvult k |seg.len|) (bvult (from_nxt (bvadd |seg.seq| k)) (from_nxt limit)) (not (and (bvuge k |receive_trim.skip|) (bvult (bvsub k |receive_trim.skip|) |receive_trim.len|)))))
(check-sat)
(pop 1)

(push 1) ; 
(assert (and bounded (bvult k |seg.len|) (bvugt k #x00000010) (bvult (from_nxt (bvadd |seg.seq| k)) (from_nxt limit))))
(check-sat)
(pop 1)
