; get16 and get32 read, put16 and put32 write, the most significant octet first (RFC 9293 3.1); what is written is read again.
; expect: unsat unsat unsat unsat sat
(set-logic QF_BV)
;@ get16(at)
;@ get32(at)
;@ put16(to, number)
;@ two = put32(it, number)

(push 1) ; 16 bits read
(assert (distinct get16 (concat |at.[0]| |at.[1]|)))
(check-sat)
(pop 1)

(push 1) ; 32 bits read
(assert (distinct get32 (concat |at.[0]| |at.[1]| |at.[2]| |at.[3]|)))
(check-sat)
(pop 1)

(push 1) ; 16 bits written
(assert (distinct ((_ extract 15 0) |number|) (concat |to.[0]'| |to.[1]'|)))
(check-sat)
(pop 1)

(push 1) ; 32 bits written
(assert (distinct |number| (concat |it.[0]'| |it.[1]'| |it.[2]'| |it.[3]'|)))
(check-sat)
(pop 1)

(push 1) ; an example
(assert (and (= get32 #x01020380) (= |at.[3]| #x80)))
(check-sat)
(pop 1)
