; What is taken of a segment is octets that the segment has: skip + len =< SEG.LEN, and octet k of the piece is octet
; skip + k of the text (memory safety of store() in src/receive.c).
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
(assert (and bounded (bvugt |receive_trim.len| #x00000000) (not (and (bvule |receive_trim.skip| |seg.len|) (bvule |receive_trim.len| (bvsub |seg.len| |receive_trim.skip|))))))
(check-sat)
(pop 1)

(push 1) ; the same sequence number
(assert (distinct (bvadd |seg.seq| |receive_trim.skip|) |receive_trim.seq|))
(check-sat)
(pop 1)

(push 1) ; 
(assert (and bounded (bvugt |receive_trim.skip| #x00000000) (= (bvadd |receive_trim.skip| |receive_trim.len|) |seg.len|) (bvugt |receive_trim.len| #x00000001)))
(check-sat)
(pop 1)
