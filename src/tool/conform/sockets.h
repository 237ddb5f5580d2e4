/* A user of sockets: the calls of RFC 9293 3.10 as POSIX has them, for one connection at a time. None of them waits. */
#ifndef SYNFIN_CONFORM_SOCKETS_H
#define SYNFIN_CONFORM_SOCKETS_H

#include <sys/socket.h>

#include "target.h"

struct sockets {
  int listener, connection;            /* -1: none                                            */
  bool no_delay;
  bool closed, let_go;                 /* by CLOSE; by RELEASE, out of the user's reach       */
  struct sockaddr_storage ours, peer;
  socklen_t len;                       /* of both addresses                                   */
};

/* A user without any socket. */
#define SOCKETS_NONE {.listener = -1, .connection = -1}

/* Where its connections are to be: at `our_port` of any address of ours; the peer's address in network byte order.
 * Sockets that it has are given up. */
void sockets_begin(struct sockets *s, const struct scene *scene, const uint8_t peer[16]);

/* Returns as the call of a target does. SEND in SYN-SENT, which sockets do not queue, is SYNFIN_ERR_RESOURCES. */
ptrdiff_t sockets_call(struct sockets *s, enum target_call which, void *octets, size_t len);

/* Accepts what has come to the listener, which thereby ends: as a connection of RFC 9293 it takes one peer. */
void sockets_accept(struct sockets *s);

/* Gives all sockets up: what is connected is reset. */
void sockets_end(struct sockets *s);

#endif
