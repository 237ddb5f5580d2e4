/* see sockets.h: nothing here but POSIX. */
#include "sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

static void address_of(struct sockaddr_storage *to, const struct scene *scene, const uint8_t octets[16], uint16_t port)
{
  struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(port)};
  struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
  memcpy(&in.sin_addr, octets, 4);
  memcpy(&in6.sin6_addr, octets, 16);
  memset(to, 0, sizeof *to);
  if (scene->version == 4)
    memcpy(to, &in, sizeof in);
  else
    memcpy(to, &in6, sizeof in6);
}

static void drop(int *fd)
{
  if (*fd >= 0)
    close(*fd);
  *fd = -1;
}

static void reset(int *fd)
{
  const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  if (*fd >= 0)
    setsockopt(*fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  drop(fd);
}

void sockets_end(struct sockets *s)
{
  reset(&s->connection);
  drop(&s->listener);
}

void sockets_begin(struct sockets *s, const struct scene *scene, const uint8_t peer[16])
{
  static const uint8_t any[16];
  sockets_end(s);
  *s = (struct sockets)SOCKETS_NONE;
  s->no_delay = scene->no_delay;
  s->len = scene->version == 4 ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
  address_of(&s->ours, scene, any, scene->our_port);
  address_of(&s->peer, scene, peer, scene->peer_port);
}

/* Urgent text stays where it stands in the stream (RFC 6093 6). */
static void prepare(const struct sockets *s, int fd)
{
  const int one = 1, no_delay = s->no_delay;
  fcntl(fd, F_SETFL, O_NONBLOCK);
  setsockopt(fd, SOL_SOCKET, SO_OOBINLINE, &one, sizeof one);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &no_delay, sizeof no_delay);
}

static int bound(const struct sockets *s)
{
  const int one = 1;
  int fd = socket(s->ours.ss_family, SOCK_STREAM, 0);
  if (fd < 0)
    return -1;
  prepare(s, fd);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (s->ours.ss_family == AF_INET6)
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
  if (bind(fd, (const struct sockaddr *)&s->ours, s->len) != 0) {
    int why = errno;
    drop(&fd);
    errno = why;
  }
  return fd;
}

/* ---- The calls --------------------------------------------------------------------------------------------------- */

/* What errno says. EPIPE is either our own CLOSE, or a reset that was told before. */
static ptrdiff_t failed(const struct sockets *s)
{
  switch (errno) {
  case EPIPE: return s->closed ? SYNFIN_ERR_CLOSING : SYNFIN_ERR_RESET;
  case ECONNRESET: case ECONNABORTED: return SYNFIN_ERR_RESET;
  case ECONNREFUSED: return SYNFIN_ERR_REFUSED;
  case ETIMEDOUT: return SYNFIN_ERR_USER_TIMEOUT;
  case ENOTCONN: return SYNFIN_ERR_NO_CONNECTION;
  case EADDRINUSE: case EADDRNOTAVAIL: case EISCONN: case EALREADY: case EINVAL: return SYNFIN_ERR_EXISTS;
  case EAGAIN: case ENOBUFS: case ENOMEM: case EMFILE: case ENFILE: return SYNFIN_ERR_RESOURCES;
  default: return SYNFIN_ERR_ARGUMENT;
  }
}

/* OPEN of what is there already is for the socket to refuse; a listener stays one. */
static ptrdiff_t open_active(struct sockets *s)
{
  if (s->listener >= 0)
    return TARGET_NO_CALL;
  bool fresh = s->connection < 0;
  int fd = fresh ? bound(s) : s->connection;
  if (fd >= 0 && (connect(fd, (const struct sockaddr *)&s->peer, s->len) == 0 || errno == EINPROGRESS)) {
    s->connection = fd;
    return SYNFIN_OK;
  }
  ptrdiff_t result = failed(s);
  if (fresh)
    drop(&fd);
  return result;
}

static ptrdiff_t open_passive(struct sockets *s)
{
  bool fresh = s->connection < 0 && s->listener < 0;
  int fd = fresh ? bound(s) : s->connection >= 0 ? s->connection : s->listener;
  if (fd >= 0 && listen(fd, 16) == 0) {
    s->listener = fd;
    s->connection = -1;
    return SYNFIN_OK;
  }
  ptrdiff_t result = failed(s);
  if (fresh)
    drop(&fd);
  return result;
}

static ptrdiff_t receive(struct sockets *s, void *octets, size_t len)
{
  ssize_t n = recv(s->connection, octets, len, 0);
  return n > 0 || len == 0 ? n : n == 0 ? SYNFIN_ERR_CLOSING : errno == EAGAIN ? 0 : failed(s);
}

static ptrdiff_t send_(struct sockets *s, const void *octets, size_t len, int flags)
{
  ssize_t n = send(s->connection, octets, len, flags | MSG_NOSIGNAL);
  return n >= 0 ? n : failed(s);
}

static ptrdiff_t close_(struct sockets *s)
{
  if (shutdown(s->connection, SHUT_WR) != 0)
    return failed(s);
  s->closed = true;
  return SYNFIN_OK;
}

/* A listener's connection is not to be had before it is accepted; what it received can be waited for. */
static ptrdiff_t without_connection(struct sockets *s, enum target_call which)
{
  if (s->let_go)
    return TARGET_NO_CALL;
  if (s->listener < 0)
    return SYNFIN_ERR_NO_CONNECTION;
  if (which == TARGET_CALL_RECEIVE)
    return 0;
  if (which == TARGET_CALL_SEND || which == TARGET_CALL_SEND_URGENT)
    return TARGET_NO_CALL;
  drop(&s->listener);
  return SYNFIN_OK;
}

ptrdiff_t sockets_call(struct sockets *s, enum target_call which, void *octets, size_t len)
{
  sockets_accept(s);
  if (which == TARGET_CALL_OPEN_ACTIVE)
    return open_active(s);
  if (which == TARGET_CALL_OPEN_PASSIVE)
    return open_passive(s);
  if (s->connection < 0)
    return without_connection(s, which);
  switch (which) {
  case TARGET_CALL_SEND: return send_(s, octets, len, 0);
  case TARGET_CALL_SEND_URGENT: return send_(s, octets, len, MSG_OOB);
  case TARGET_CALL_RECEIVE: return receive(s, octets, len);
  case TARGET_CALL_CLOSE: return close_(s);
  case TARGET_CALL_ABORT: reset(&s->connection); return SYNFIN_OK;
  default: break;
  }
  drop(&s->connection);
  s->let_go = true;
  return SYNFIN_OK;
}

void sockets_accept(struct sockets *s)
{
  int fd = s->listener >= 0 ? accept(s->listener, NULL, NULL) : -1;
  if (fd < 0)
    return;
  prepare(s, fd);
  s->connection = fd;
  drop(&s->listener);
}
