/* A host of TCP connections on one TUN device: what RFC 9293 asks of a host beside the connections themselves. */
#ifndef SYNFIN_TOOL_ENDPOINT_H
#define SYNFIN_TOOL_ENDPOINT_H

#include "synfin.h"
#include "tun.h"

struct endpoint_conn;

/* Called after everything that may have changed a connection: take what was received, send, close. The call that finds
 * SYNFIN_CLOSED is the last one; one that wants no more calls sets conn->event to NULL. */
typedef void endpoint_event(struct endpoint_conn *conn);

struct endpoint_conn {
  struct synfin_conn tcp;
  struct endpoint *endpoint;
  endpoint_event *event;
  void *user;                          /* the application's; NULL at first for a connection from outside  */
  struct synfin_addresses addresses;   /* src is ours                                                     */
  uint16_t local_port, remote_port;
  uint8_t *buffers;                    /* both of them; NULL once it is in TIME-WAIT                      */
  synfin_time heard;                   /* when the peer was last heard                                    */
  bool opened, silent;                 /* was established once; given up, because `heard` was too long ago */
};

struct endpoint {
  struct tun tun;
  struct synfin_config config;
  struct address address;
  uint8_t isn_key[16];
  synfin_time now;
  uint16_t listening, next_port;       /* port; 0: none                                                   */
  endpoint_event *accepted;            /* the first event of connections from outside                     */
  struct endpoint_conn **conns;
  size_t count, room;
};

struct endpoint_options {
  struct tun_options tun;
  double timeout, msl, rto_min;        /* seconds; 0: the library's                                       */
};

/* Creates the device. From here on SIGINT and SIGTERM end endpoint_turn. Returns an exit status; where it is not
 * TOOL_OK, one line on stderr has said why. */
int endpoint_open(struct endpoint *endpoint, const struct endpoint_options *options);

/* Takes connections to this port. */
void endpoint_listen(struct endpoint *endpoint, uint16_t port, endpoint_event *accepted);

/* Opens a connection; NULL if there is no memory or port left for it. */
struct endpoint_conn *endpoint_connect(struct endpoint *endpoint, const struct address *remote, uint16_t port,
                                       endpoint_event *event, void *user);

/* Waits until there is something to do, and does it. False if the user wants the program to end. */
bool endpoint_turn(struct endpoint *endpoint);

/* How many connections are in one of these states, a union of SYNFIN_IN(). */
size_t endpoint_count(const struct endpoint *endpoint, unsigned states);

/* What went wrong with a connection: one of the library's texts, or that its peer is silent. NULL: nothing. */
const char *endpoint_trouble(const struct endpoint_conn *conn);

struct address endpoint_peer(const struct endpoint_conn *conn);

/* Aborts what is left, tells the peers and removes the device. Whether the capture, if any, was written. */
bool endpoint_close(struct endpoint *endpoint);

#endif
