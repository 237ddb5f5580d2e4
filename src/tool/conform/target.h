/* A TCP under test, as the tester sees it: user calls on one side, IP datagrams on the other, and a clock.
 *
 * One connection at a time. Datagrams that the target sends wait in order until they are read. The tester is the peer;
 * "ours" is the target's end of the connection, "peer" the tester's. */
#ifndef SYNFIN_CONFORM_TARGET_H
#define SYNFIN_CONFORM_TARGET_H

#include "synfin.h"

#define TARGET_DATAGRAM 65535u

/* What a target can do; what it cannot makes cases NOT APPLICABLE. */
#define TARGET_VIRTUAL_TIME 0x001u     /* its clock only moves while it is read                              */
#define TARGET_STATUS 0x002u           /* the state can be asked for                                         */
#define TARGET_SET_ISS 0x004u          /* scene.iss is obeyed                                                */
#define TARGET_OPEN_ACTIVE 0x008u      /* the calls: without any of these, only a listener stands there      */
#define TARGET_OPEN_PASSIVE 0x010u
#define TARGET_SEND 0x020u
#define TARGET_RECEIVE 0x040u
#define TARGET_CLOSE 0x080u
#define TARGET_ABORT 0x100u
#define TARGET_RELEASE 0x200u
#define TARGET_ONE_SIDED 0x20000u      /* a SYN in SYN-SENT leads nowhere: it has no simultaneous open           */
#define TARGET_IPV6 0x400u
#define TARGET_SET_BUFFER 0x800u       /* scene.receive_buffer is obeyed                                     */
#define TARGET_URGENT 0x1000u          /* SEND can be urgent                                                 */
#define TARGET_NO_DELAY 0x2000u        /* Nagle can be switched off                                          */
#define TARGET_UNTHROTTLED 0x8000u     /* answers every empty segment that RFC 5961 7 lets it be silent to       */
#define TARGET_ERRORS 0x4000u          /* calls answer with 3.10's errors, in every state                    */
#define TARGET_HOST 0x10000u           /* a whole host: ICMP errors and IP options reach its TCP              */

/* Where a case takes place. */
struct scene {
  uint8_t version;                     /* 4 or 6                                                             */
  uint16_t our_port, peer_port;        /* chosen by the tester, no two cases in a row the same               */
  uint32_t iss;                        /* the target's, with TARGET_SET_ISS                                  */
  uint32_t receive_buffer;             /* octets, with TARGET_SET_BUFFER                                     */
  bool no_delay;                       /* Nagle off, with TARGET_NO_DELAY                                    */
};

/* SEND, RECEIVE and CLOSE are 3.10's; CLOSE leaves the receiving half open. RELEASE is CLOSE by a user who will not
 * receive either (3.6.1). OPEN is to scene's peer. */
enum target_call {
  TARGET_CALL_OPEN_ACTIVE, TARGET_CALL_OPEN_PASSIVE, TARGET_CALL_SEND, TARGET_CALL_SEND_URGENT, TARGET_CALL_RECEIVE,
  TARGET_CALL_CLOSE, TARGET_CALL_ABORT, TARGET_CALL_RELEASE,
};

/* No answer of a call, but that the target's interface has no such call in this state: a connection that was not
 * accepted yet, or that was let go, is often out of the user's reach. Makes a case NOT APPLICABLE. */
#define TARGET_NO_CALL (-128)

struct target {
  const char *name;                    /* "self", "kernel"                                                   */
  const char *about;                   /* what it is, with its version                                       */
  unsigned can;                        /* TARGET_ bits                                                       */
  void *own;                           /* the target's own memory                                            */
  uint8_t our_address[2][16], peer_address[2][16];   /* IPv4, IPv6; network byte order, IPv4 takes four octets */
  uint16_t our_port;                   /* the only one where it listens; 0: any                              */

  /* A fresh end in CLOSED, nothing left of the last case. `scene` stays valid until the next one. False with a line
   * in `why` if that cannot be had. */
  bool (*begin)(struct target *target, const struct scene *scene, char why[128]);

  /* Octets sent or received, SYNFIN_OK, a SYNFIN_ERR_ number, or TARGET_NO_CALL. `octets` are read by SEND, written by
   * RECEIVE. */
  ptrdiff_t (*call)(struct target *target, enum target_call call, void *octets, size_t len);

  /* A datagram arrives at the target. */
  void (*write)(struct target *target, const uint8_t *octets, size_t len);

  /* The next datagram that the target sent or sends up to and including the time `until` (microseconds of its clock;
   * now or earlier: what it has sent already). Its octets (at most TARGET_DATAGRAM), and when it was sent in `*when`;
   * 0: there is none, and it is `until`. */
  size_t (*read)(struct target *target, uint8_t *octets, synfin_time until, synfin_time *when);

  synfin_time (*now)(struct target *target);

  /* The state of the connection, with TARGET_STATUS: a listener without one is in LISTEN. */
  enum synfin_state (*status)(struct target *target);

  /* NULL, or what became of a target that died. */
  const char *(*trouble)(struct target *target);

  void (*end)(struct target *target);  /* gives back all that it took */
};

/* The targets. Each fills in `target`, or says on stderr in one line why it cannot be had, and returns an exit status. */
int target_self(struct target *target);
int target_lwip(struct target *target);                          /* Debian's liblwip, if the program was built with it */
int target_kernel(struct target *target);                        /* Linux, in a network namespace of our own, over TUN  */
int target_remote(struct target *target, const char *where);     /* conform --help tells what `where` may be            */

#endif
