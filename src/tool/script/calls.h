/* The sockets of a script: what its calls do to the one connection of a target (RFC 9293 3.9.1).
 *
 * listen is a passive OPEN, connect an active one; read and its kin are RECEIVE, write and its kin SEND; shutdown is
 * CLOSE, close lets go of the connection, or is ABORT after SO_LINGER with no time. */
#ifndef SYNFIN_SCRIPT_CALLS_H
#define SYNFIN_SCRIPT_CALLS_H

#include "conform/target.h"
#include "script.h"

#define SOCKETS 64                     /* file descriptors */
#define TARGET_OPENS (TARGET_OPEN_ACTIVE | TARGET_OPEN_PASSIVE)

struct calls {
  struct target *target;
  bool established;                    /* the connection was, at some time */
  bool accepted;                       /* and the listener gave it away */
  bool told;                           /* a call has told what ended it */
  bool acknowledged;                   /* the script acknowledged the target's SYN: all that is known without STATUS */
  size_t written;                      /* octets that a write which still goes on has written */
  uint32_t sent, received;             /* octets since the connection began */
  struct socket {
    enum { SOCKET_NONE, SOCKET_FRESH, SOCKET_LISTENING, SOCKET_CONNECTING, SOCKET_CONNECTED } kind;
    bool nonblocking, aborts, read_shut;
  } socket[SOCKETS];
};

/* What became of a call. */
struct returned {
  enum { RETURNED, BLOCKS, IMPOSSIBLE } how;
  int64_t result;
  int error;                           /* errno, with a result of -1 */
  int64_t box;                         /* what getsockopt fills in */
  char why[160];                       /* IMPOSSIBLE: what cannot be done; RETURNED: empty, or what is wrong with it */
};

/* Notes that time has passed or a segment has arrived. */
void calls_look(struct calls *calls);

/* Does a call, or goes on with one that BLOCKS. */
struct returned calls_do(struct calls *calls, const struct script_call *call);

/* The name of an errno, as "ECONNRESET". */
const char *calls_error_name(int error);

#endif
