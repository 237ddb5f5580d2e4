/* Two TCP endpoints over a network that loses, doubles and fills up, driven by the machine's own table (gen/tcp.pml).
 *
 * Sequence numbers are octets: a connection's incarnation t numbers its SYN 4t, its one octet of text 4t + 1 and its
 * FIN what follows; each comparison of 3.10.7 is made as the RFC writes it. Numbers of different incarnations are never
 * near each other, which is what 3.4.1 to 3.4.3 ask of the choice of ISS. README.md says what else is left out.
 *
 * A configuration is a set of these, given with -D:
 *   ROLE0, ROLE1     how the user opens: OPEN_active (the default of both), OPEN_passive
 *   EITHER           ... or OPEN_passive, as the user likes
 *   TOGETHER         both have called OPEN, active, before anything arrives
 *   SERVED           endpoint 1 listens before the other opens
 *   OPENS=n          how often a user may open (1)
 *   HASTY            CLOSE (until the network is calm) before the connection is established, and SEND in LISTEN as well
 *   ABORTS TIMEOUTS  the user may ABORT (until the network is calm); the user timeout may pass
 *   LETS_GO          the user may let go of the connection with CLOSE, and not receive any more (3.6.1)
 *   STAYS            the user of endpoint 1 never ends the connection
 *   LONG             2 MSL are longer than the peer goes on retransmitting
 *   DELAY            acknowledgments of text may be delayed (3.8.6.3)
 *   EAGER            the retransmission timer may be shorter than the round trip
 *   UNCHECKED        what must be so at each letter is not asserted
 *   LOSS DUP         the network may lose, may double (the copy comes last: a late duplicate)
 *   SLOTS=n          segments in flight each way (2); what comes on top is lost */
#ifndef OPENS
#define OPENS 1
#endif
#ifndef SLOTS
#define SLOTS 2
#endif
#ifndef ROLE0
#define ROLE0 OPEN_active
#endif
#ifndef ROLE1
#define ROLE1 OPEN_active
#endif

#include "tcp.gen.pml"

mtype = { SYN, SYN_ACK, ACK, TEXT, FIN, TEXT_FIN, RST, RST_ACK };   /* all but SYN and RST have an ACK */

chan net[2] = [SLOTS] of { mtype, byte, byte };                      /* what endpoint i sent: control bits, SEQ, ACK */

/* The TCB of each endpoint (3.3.1). */
mtype st[2] = CLOSED;
byte una[2], nxt[2];           /* SND.UNA; SND.NXT, as it is when all that may be sent was sent (SND.MAX) */
byte rcv[2];                   /* RCV.NXT */
bool text[2];                  /* the user has sent the octet of text */
bool held[2];                  /* a FIN is held beyond the gap that the octet leaves (SHLD-31) */
bool owed[2];                  /* a delayed ACK is owed (3.8.6.3) */
bool told[2];                  /* an empty segment was answered less than half a second ago (RFC 5961 7) */
bool gone[2];                  /* the user has let go (3.6.1) */

/* What has happened, for the properties. */
bool est[2];                   /* this incarnation has been ESTABLISHED */
bool got[2];                   /* ... and has taken the peer's octet of text */
bool done[2];                  /* the user has left: CLOSED for good */
bool calm;                     /* from now on the network delivers, as long as there is a slot */

#define NONE          255                                            /* a number that is nobody's */
#define ISS(n)        ((n) / 4 * 4)
#define other         (1 - me)
#define quiet         (empty(net[0]) && empty(net[1]))
#define over          (done[0] && done[1] && quiet)
#define unopened      (st[me] == CLOSED || st[me] == LISTEN)
#define syn_unacked   (una[me] % 4 == 0)
#define fin_received  (st[me] == CLOSE_WAIT || st[me] == CLOSING || st[me] == LAST_ACK || st[me] == TIME_WAIT)
#define fin_unacked   (st[me] == FIN_WAIT_1 || st[me] == CLOSING || st[me] == LAST_ACK)
#define fin_queued    (fin_unacked || st[me] == FIN_WAIT_2 || st[me] == TIME_WAIT)
#define text_end      (ISS(una[me]) + 1 + text[me])                  /* where the FIN stands, if there is one */
#define send_end      (text_end + fin_queued)
#define pending       (!unopened && una[me] < nxt[me])
#ifdef LONG
#define waited_2MSL   (quiet && una[other] == nxt[other])
#else
#define waited_2MSL   quiet
#endif

/* Of the segment at hand. */
#define has_RST       (kind == RST || kind == RST_ACK)
#define has_SYN       (kind == SYN || kind == SYN_ACK)
#define has_ACK       (kind != SYN && kind != RST)
#define has_text      (kind == TEXT || kind == TEXT_FIN)
#define has_FIN       (kind == FIN || kind == TEXT_FIN)
#define seg_len       (has_SYN + has_text + has_FIN)
#define acks_new      (una[me] < ack && ack <= nxt[me])              /* SND.UNA < SEG.ACK =< SND.NXT */
#define in_window     (rcv[me] <= seq && seq / 4 == rcv[me] / 4)     /* the window is as wide as an incarnation */
#define acceptable    (seq / 4 == rcv[me] / 4 && (seg_len == 0 && seq >= rcv[me] || seq + seg_len > rcv[me]))

/* SEGMENT ARRIVES: what the checks find, in their order; letter is the first finding, then1 and then2 what follows. */
inline classify()
{
  if
  :: unopened ->                                                                    /* 3.10.7.1, 3.10.7.2 */
    if
    :: has_RST                                   -> letter = rcv_RST
    :: !has_RST && has_ACK                       -> letter = bad_ACK
    :: kind == SYN                               -> letter = rcv_SYN
    fi
  :: st[me] == SYN_SENT ->                                                          /* 3.10.7.3 */
    if
    :: has_ACK && !acks_new && !has_RST          -> letter = bad_ACK                /* First */
    :: has_ACK && !acks_new && has_RST           -> letter = bad_RST
    :: has_ACK && acks_new && has_RST            -> letter = rcv_RST                /* Second */
    :: kind == RST                               -> letter = bad_RST
    :: kind == SYN_ACK && acks_new               -> letter = rcv_SYN_ACK            /* Fourth */
    :: kind == SYN                               -> letter = rcv_SYN
    :: else                                      -> letter = stray                  /* Fifth */
    fi
  :: else ->                                                                        /* 3.10.7.4 */
    if
    :: has_RST && seq == rcv[me]                 -> letter = rcv_RST                /* Second, RFC 5961 3.2 */
    :: has_RST && seq != rcv[me] && in_window    -> letter = RST_in_window
    :: has_RST && !in_window                     -> letter = bad_RST
    :: kind == SYN && syn_unacked && seq + 1 == rcv[me]                 -> letter = SYN_again
    :: kind == SYN_ACK && syn_unacked && seq + 1 == rcv[me] && acks_new -> letter = SYN_ACK_again
    :: else ->
      if
      :: !acceptable && fin_received && has_FIN && seq + seg_len == rcv[me] -> letter = FIN_again
      :: !acceptable && !(fin_received && has_FIN && seq + seg_len == rcv[me]) -> letter = unacceptable   /* First */
      :: acceptable && has_SYN                   -> letter = rcv_SYN                /* Fourth */
      :: acceptable && !has_SYN ->
        if                                                                          /* Fifth */
        :: !acks_new && syn_unacked              -> letter = bad_ACK
        :: !acks_new && !syn_unacked && (ack > nxt[me] || ack / 4 != nxt[me] / 4) -> letter = ACK_out_of_range
        :: !acks_new && !syn_unacked && ack <= nxt[me] && ack / 4 == nxt[me] / 4  -> letter = rcv_ACK
        :: acks_new && fin_unacked && ack == text_end + 1 -> letter = ACK_of_FIN
        :: acks_new && !(fin_unacked && ack == text_end + 1) && syn_unacked  -> letter = ACK_of_SYN
        :: acks_new && !(fin_unacked && ack == text_end + 1) && !syn_unacked -> letter = ACK_of_data
        fi;
        if                                                                          /* Seventh, Eighth */
        :: letter == bad_ACK || letter == ACK_out_of_range || kind == ACK -> skip
        :: else ->
          if
          :: has_text && gone[me]                -> then1 = TEXT_unwanted
          :: !(has_text && gone[me]) && seq > rcv[me] -> then1 = TEXT_beyond_gap
          :: else ->
            if
            :: has_text && seq == rcv[me]        -> then1 = rcv_TEXT; then2 = (has_FIN || held[me] -> rcv_FIN : 0)
            :: else                              -> then1 = (has_FIN -> rcv_FIN : 0)
            fi
          fi
        fi
      fi
    fi
  fi
}

/* The first number of an incarnation of which nobody has heard, or what was heard is forgotten. */
#define seen_out(n)   (net[me]??[_, eval(n), _] || net[other]??[_, _, eval(n)])
inline choose_iss()
{
  fresh = 4;
  do
  :: rcv[other] / 4 == fresh / 4 || seen_out(fresh) || seen_out(fresh + 1) || seen_out(fresh + 2) || seen_out(fresh + 3)
       -> fresh = fresh + 4
  :: else -> break
  od
}

/* A segment on its way; where the network is full, it is lost. */
inline send(bits, seqno, ackno)
{
  if
  :: nfull(net[me]) -> net[me]!bits(seqno, ackno); printf("|   %d sends %e seq=%d ack=%d\n", me, bits, seqno, ackno)
  :: full(net[me]) -> skip
  fi
}

#ifdef UNCHECKED
#define must(what)    skip
#else
#define must(what)    assert(what)
#endif

/* The effects of one letter, in the order of their bits (src/perform.c). */
inline effects()
{
  must(!(does & DO_impossible));
  if
  :: does & DO_answer_RST ->                                                        /* 3.5.2 */
    must(!has_RST);
    if
    :: has_ACK -> send(RST, ack, 0)
    :: else -> send(RST_ACK, NONE, seq + seg_len)
    fi
  :: else
  fi;
  if :: does & DO_snd_RST -> send(RST, nxt[me], 0) :: else fi;                      /* 3.10.5 */
  if :: does & DO_take_SYN -> must(has_SYN); rcv[me] = seq + 1 :: else fi;
  if :: (does & DO_take_ACK) && acks_new -> una[me] = ack :: else fi;
  if :: does & DO_take_TEXT -> must(seq == rcv[me] && has_text && !syn_unacked); rcv[me]++; got[me] = true :: else fi;
  if :: does & DO_hold -> held[me] = has_FIN :: else fi;
  if :: does & DO_take_FIN -> rcv[me]++; held[me] = false :: else fi;
  if :: does & DO_queue -> text[me] = true :: else fi;
  if
  :: does & DO_delete_TCB ->
    una[me] = 0; nxt[me] = 0; rcv[me] = 0; text[me] = false; held[me] = false; owed[me] = false; told[me] = false;
    gone[me] = false; acks = false; then1 = 0; then2 = 0
  :: else
  fi;
  if
  :: does & DO_create_TCB -> choose_iss(); una[me] = fresh; nxt[me] = fresh; est[me] = false; got[me] = false
  :: else
  fi;
  if :: does & (DO_snd_SYN | DO_snd_SYN_ACK | DO_retransmit) -> nxt[me] = una[me] :: else fi;
  if :: does & DO_snd_ACK -> acks = true :: else fi;
  if
  :: does & DO_owe_ACK ->
#ifdef DELAY
    owed[me] = true
#else
    acks = true
#endif
  :: else
  fi;
  if
  :: does & DO_answer_ACK ->                                                        /* RULING 6 */
    if
    :: has_text || has_FIN -> acks = true
    :: else -> acks = acks || !told[me]; told[me] = true
    fi
  :: else
  fi;
  if :: st[me] == ESTABLISHED -> est[me] = true :: else fi
}

/* What may be sent is sent: SYN, then text and FIN as soon as the SYN is acknowledged, or the ACK that is due. */
inline output()
{
  if
  :: unopened -> skip
  :: !unopened && syn_unacked && nxt[me] == una[me] ->
    send((st[me] == SYN_SENT -> SYN : SYN_ACK), nxt[me], rcv[me]);
    nxt[me]++; acks = false
  :: !unopened && !syn_unacked && nxt[me] < send_end ->
    send((nxt[me] == text_end -> FIN : (fin_queued -> TEXT_FIN : TEXT)), nxt[me], rcv[me]);
    nxt[me] = send_end; acks = false; owed[me] = false
  :: else ->
    if
    :: acks -> send(ACK, nxt[me], rcv[me]); acks = false; owed[me] = false
    :: else
    fi
  fi
}

/* A word, letter by letter through the machine, and what goes out for it. */
inline perform()
{
  do
  :: letter != 0 ->
    was = st[me]; step(st[me], letter, does); printf("| %d %e: %e -> %e\n", me, letter, was, st[me]);
    effects(); letter = then1; then1 = then2; then2 = 0
  :: else -> break
  od;
  output();
  kind = 0; seq = 0; ack = 0; does = 0; fresh = 0; was = 0
}

/* Time passes: more than half a second (RULING 6). */
#define later         told[0] = false; told[1] = false

proctype tcp(bit me)
{
  mtype letter, then1, then2, kind, was;
  byte seq, ack, fresh;
  int does;
  bool acks;
  do
  :: atomic {
    if
    :: net[other]?kind(seq, ack) -> d_step { classify() }
#ifdef EAGER
    :: pending && nfull(net[me])             -> letter = RETRANSMISSION_TIMEOUT
#endif
    :: quiet && pending                      -> letter = RETRANSMISSION_TIMEOUT; later
    :: waited_2MSL && st[me] == TIME_WAIT    -> letter = TIME_WAIT_TIMEOUT; later
    :: quiet && gone[me] && st[me] == FIN_WAIT_2 -> letter = USER_TIMEOUT; later     /* RULING 16 */
#ifdef TIMEOUTS
    :: quiet && pending                      -> letter = USER_TIMEOUT; later
#endif
    :: owed[me]                              -> acks = true                         /* 3.8.6.3 */
    fi;
    d_step { perform() } }
  :: over -> break
  od
}

#define may_send      (st[me] == SYN_SENT || st[me] == SYN_RECEIVED_passive || st[me] == SYN_RECEIVED_active || \
                       st[me] == ESTABLISHED || st[me] == CLOSE_WAIT)
#define may_end       (st[me] == ESTABLISHED || st[me] == CLOSE_WAIT || st[me] == LISTEN && done[other])
#define hurries       (!calm && st[me] != CLOSED || st[me] == LISTEN)
#ifdef STAYS
#define ends          (me == 0)
#else
#define ends          true
#endif

proctype user(bit me)
{
  mtype letter, then1, then2, kind, was;
  byte seq, ack, fresh, opens;
  int does;
  bool acks;
#ifdef TOGETHER
  opens = 1;
#endif
#ifdef SERVED
  opens = me;
#endif
  do
  :: atomic {
    if
    :: st[me] == CLOSED && opens < OPENS     -> letter = (me == 0 -> ROLE0 : ROLE1); opens++
#ifdef EITHER
    :: st[me] == CLOSED && opens < OPENS     -> letter = OPEN_passive; opens++
#endif
#ifdef HASTY
    :: st[me] == LISTEN && !text[me]         -> letter = SEND                       /* RULING 14 */
    :: ends && hurries && !fin_queued        -> letter = CLOSE
#endif
    :: may_send && !text[me]                 -> letter = SEND
    :: ends && may_end                       -> letter = CLOSE
#ifdef LETS_GO
    :: ends && may_end && st[me] != LISTEN   -> letter = CLOSE; gone[me] = true
#endif
#ifdef ABORTS
    :: ends && !calm && st[me] != CLOSED     -> letter = ABORT
#endif
    fi;
    d_step { perform() } }
  :: d_step { st[me] == CLOSED && opens > 0 -> done[me] = true; est[me] = false; got[me] = false }; break
  od
}

#ifdef LOSS
#define loses         true
#else
#define loses         false
#endif
#ifdef DUP
#define doubles       true
#else
#define doubles       false
#endif

proctype network()
{
  mtype kind;
  byte seq, ack;
  do
  :: d_step { loses && !calm && nempty(net[0]) -> net[0]?_(_, _); printf("| lost, from 0\n") }
  :: d_step { loses && !calm && nempty(net[1]) -> net[1]?_(_, _); printf("| lost, from 1\n") }
  :: d_step { doubles && !calm && nempty(net[0]) && nfull(net[0]) ->
              net[0]?<kind(seq, ack)>; net[0]!kind(seq, ack); printf("| doubled, from 0\n");
              kind = 0; seq = 0; ack = 0 }
  :: d_step { doubles && !calm && nempty(net[1]) && nfull(net[1]) ->
              net[1]?<kind(seq, ack)>; net[1]!kind(seq, ack); printf("| doubled, from 1\n");
              kind = 0; seq = 0; ack = 0 }
  :: calm -> break
  od
}

/* With weak fairness the network grows calm some time, whatever it does until then. */
proctype weather()
{
  calm = true
}

init
{
  atomic {
#ifdef TOGETHER
    net[0]!SYN(4, 0); net[1]!SYN(4, 0);
    st[0] = SYN_SENT; una[0] = 4; nxt[0] = 5;
    st[1] = SYN_SENT; una[1] = 4; nxt[1] = 5;
#endif
#ifdef SERVED
    st[1] = LISTEN; una[1] = 4; nxt[1] = 4;
#endif
    run tcp(0); run tcp(1); run user(0); run user(1); run network(); run weather()
  }
}
