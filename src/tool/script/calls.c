/* see calls.h */
#include "calls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "segment.h"
#include "tool.h"

#define FIRST_FD 3                     /* beyond stdin, stdout and stderr */
#define PIECE 65535u                   /* octets that the target is asked for at a time */

static struct returned result(int64_t number) { return (struct returned){.how = RETURNED, .result = number}; }
static struct returned failed(int error) { return (struct returned){.how = RETURNED, .result = -1, .error = error}; }
static struct returned blocks(void) { return (struct returned){.how = BLOCKS}; }

static struct returned impossible(const char *why)
{
  struct returned returned = {.how = IMPOSSIBLE};
  snprintf(returned.why, sizeof returned.why, "%s", why);
  return returned;
}

const char *calls_error_name(int error)
{
  const char *const name = strerrorname_np(error);
  return name ? name : "an error";
}

/* 3.10's errors as sockets have them. */
static int errno_of(ptrdiff_t err)
{
  switch (err) {
  case SYNFIN_ERR_NO_CONNECTION: return ENOTCONN;
  case SYNFIN_ERR_EXISTS: return EISCONN;
  case SYNFIN_ERR_CLOSING: return EPIPE;
  case SYNFIN_ERR_RESET: return ECONNRESET;
  case SYNFIN_ERR_REFUSED: return ECONNREFUSED;
  case SYNFIN_ERR_USER_TIMEOUT: return ETIMEDOUT;
  case SYNFIN_ERR_RESOURCES: return ENOBUFS;
  case SYNFIN_ERR_UNSPECIFIED: return EDESTADDRREQ;
  default: return EINVAL;
  }
}

static ptrdiff_t ask(struct calls *s, enum target_call call, void *octets, size_t len)
{
  return s->target->call(s->target, call, octets, len);
}

void calls_look(struct calls *s)
{
  if (!(s->target->can & TARGET_STATUS))
    s->established |= s->acknowledged;
  else
    s->established |= (SYNFIN_IN_SYNCHRONIZED >> s->target->status(s->target) & 1u) != 0;
}

/* What ended the connection is told once, as sockets do; then it has simply ended. */
static struct returned ended(struct calls *s, ptrdiff_t err, int64_t afterwards)
{
  if (err == TARGET_NO_CALL)
    return impossible("the target has no such call in this state");
  const bool told = s->told;
  s->told = true;
  if (told || err == SYNFIN_ERR_NO_CONNECTION)
    return afterwards < 0 ? failed(EPIPE) : result(afterwards);
  return failed(errno_of(err));
}

/* ---- Opening ----------------------------------------------------------------------------------------------------- */

/* The script names the new descriptor, or it is the least that is free. */
static struct returned new_socket(struct calls *s, const struct script_call *call, struct socket fresh)
{
  int64_t fd = FIRST_FD;
  if (!call->any_result && call->result >= FIRST_FD && call->result < SOCKETS)
    fd = call->result;
  else
    while (fd < SOCKETS && s->socket[fd].kind != SOCKET_NONE)
      fd++;
  if (fd == SOCKETS || s->socket[fd].kind != SOCKET_NONE)
    return impossible("this file descriptor is in use");
  s->socket[fd] = fresh;
  return result(fd);
}

static struct returned call_socket(struct calls *s, const struct script_call *call)
{
  return new_socket(s, call, (struct socket){
    .kind = SOCKET_FRESH, .nonblocking = (call->argument[1].number[0] & SOCK_NONBLOCK) != 0});
}

/* There is one connection, and one OPEN for it. */
static bool is_taken(const struct calls *s)
{
  for (size_t fd = 0; fd < SOCKETS; fd++)
    if (s->socket[fd].kind > SOCKET_FRESH)
      return true;
  return false;
}

/* A target without OPENs listens already. */
static struct returned open_anew(struct calls *s, enum target_call open)
{
  const ptrdiff_t err = s->target->can & TARGET_OPENS ? ask(s, open, NULL, 0) : SYNFIN_OK;
  s->established = s->accepted = s->told = s->acknowledged = false;
  s->sent = s->received = 0;
  if (err == SYNFIN_ERR_EXISTS)
    return impossible("a target has one connection at a time, and the last one is not over");
  return err < 0 ? failed(errno_of(err)) : result(0);
}

static struct returned call_listen(struct calls *s, struct socket *socket)
{
  if (socket->kind == SOCKET_LISTENING)
    return result(0);
  if (is_taken(s))
    return impossible("a target has one connection at a time, and another socket has it");
  const struct returned returned = open_anew(s, TARGET_CALL_OPEN_PASSIVE);
  if (returned.how == RETURNED && returned.result == 0)
    socket->kind = SOCKET_LISTENING;
  return returned;
}

static struct returned call_accept(struct calls *s, const struct script_call *call, const struct socket *socket)
{
  if (socket->kind != SOCKET_LISTENING)
    return failed(EINVAL);
  if (!s->established)
    return socket->nonblocking ? failed(EAGAIN) : blocks();
  if (s->accepted)
    return impossible("a target has one connection at a time, and it was accepted before");
  const struct returned returned = new_socket(s, call, (struct socket){.kind = SOCKET_CONNECTED});
  s->accepted = returned.how == RETURNED;
  return returned;
}

/* Whether text may pass: connect need not have told yet that the connection is made. */
static bool is_connected(const struct calls *s, const struct socket *socket)
{
  return socket->kind == SOCKET_CONNECTED || (socket->kind == SOCKET_CONNECTING && s->established);
}

/* What became of an active OPEN. A reset that ends one is a refusal to sockets. */
static struct returned connect_goes_on(struct calls *s, struct socket *socket)
{
  uint8_t octet;
  if (s->established) {
    socket->kind = SOCKET_CONNECTED;
    return result(0);
  }
  const ptrdiff_t err = ask(s, TARGET_CALL_RECEIVE, &octet, 1);
  if (err >= 0)
    return blocks();
  socket->kind = SOCKET_FRESH;
  return failed(errno_of(err == SYNFIN_ERR_RESET ? SYNFIN_ERR_REFUSED : err));
}

static struct returned call_connect(struct calls *s, struct socket *socket)
{
  if (socket->kind == SOCKET_CONNECTED || socket->kind == SOCKET_LISTENING)
    return failed(EISCONN);
  if (socket->kind == SOCKET_FRESH) {
    if (is_taken(s))
      return impossible("a target has one connection at a time, and another socket has it");
    const struct returned opened = open_anew(s, TARGET_CALL_OPEN_ACTIVE);
    if (opened.how == IMPOSSIBLE || opened.result < 0)
      return opened;
    socket->kind = SOCKET_CONNECTING;
    return socket->nonblocking ? failed(EINPROGRESS) : blocks();
  }
  const struct returned returned = connect_goes_on(s, socket);
  return returned.how == BLOCKS && socket->nonblocking ? failed(EALREADY) : returned;
}

/* ---- Text -------------------------------------------------------------------------------------------------------- */

static bool returns_at_once(const struct script_call *call, const struct socket *socket)
{
  return socket->nonblocking || (call->arguments > 3 && (call->argument[3].number[0] & MSG_DONTWAIT) != 0);
}

/* What was received has to be what the script injected. */
static struct returned check_text(struct calls *s, const uint8_t *octets, size_t len)
{
  struct returned returned = result((int64_t)len);
  for (size_t i = 0; i < len; i++, s->received++)
    if (octets[i] != text_octet(s->received) && !*returned.why)
      snprintf(returned.why, sizeof returned.why, "octet %u of the stream is 0x%02x, but 0x%02x was injected",
               s->received, octets[i], text_octet(s->received));
  return returned;
}

static struct returned call_read(struct calls *s, const struct script_call *call, struct socket *socket)
{
  if (socket->kind == SOCKET_CONNECTING && !s->established)
    return returns_at_once(call, socket) ? failed(EAGAIN) : blocks();
  if (!is_connected(s, socket))
    return failed(ENOTCONN);
  if (call->argument[2].number[0] == 0 || socket->read_shut)
    return result(0);
  const size_t len = (size_t)call->argument[2].number[0];
  uint8_t *const octets = tool_allocate(len, 1);
  const ptrdiff_t got = ask(s, TARGET_CALL_RECEIVE, octets, len);
  struct returned returned;
  if (got > 0)
    returned = check_text(s, octets, (size_t)got);
  else if (got == 0)
    returned = returns_at_once(call, socket) ? failed(EAGAIN) : blocks();
  else
    returned = got == SYNFIN_ERR_CLOSING ? result(0) : ended(s, got, 0);
  free(octets);
  return returned;
}

/* Hands on as much as the target takes. */
static ptrdiff_t write_on(struct calls *s, size_t len, bool urgent)
{
  static uint8_t octets[PIECE];
  ptrdiff_t took = 1;
  while (s->written < len && took > 0) {
    const size_t piece = len - s->written < PIECE ? len - s->written : PIECE;
    text_fill(octets, piece, s->sent);
    took = ask(s, urgent ? TARGET_CALL_SEND_URGENT : TARGET_CALL_SEND, octets, piece);
    s->written += took > 0 ? (size_t)took : 0;
    s->sent += took > 0 ? (uint32_t)took : 0;
  }
  return took;
}

static struct returned call_write(struct calls *s, const struct script_call *call, struct socket *socket)
{
  const size_t len = (size_t)call->argument[2].number[0];
  const bool urgent = call->arguments > 3 && (call->argument[3].number[0] & MSG_OOB) != 0;
  const bool at_once = returns_at_once(call, socket);
  if (socket->kind == SOCKET_CONNECTING && !s->established)
    return at_once ? failed(EAGAIN) : blocks();
  if (!is_connected(s, socket))
    return failed(EPIPE);
  const ptrdiff_t took = write_on(s, len, urgent);
  const size_t written = s->written;
  const bool full = took == 0 || took == SYNFIN_ERR_RESOURCES;
  if (written < len && full && !at_once)
    return blocks();
  s->written = 0;
  if (written > 0 || len == 0)
    return result((int64_t)written);
  return full ? failed(EAGAIN) : ended(s, took, -1);
}

/* ---- Closing ----------------------------------------------------------------------------------------------------- */

static struct returned call_shutdown(struct calls *s, const struct script_call *call, struct socket *socket)
{
  const int64_t how = call->argument[1].number[0];
  if (!is_connected(s, socket))
    return failed(ENOTCONN);
  socket->read_shut |= how != SHUT_WR;
  if (how == SHUT_RD)
    return result(0);
  const ptrdiff_t err = ask(s, TARGET_CALL_CLOSE, NULL, 0);
  return err < 0 && err != SYNFIN_ERR_CLOSING ? failed(ENOTCONN) : result(0);
}

/* A listener takes the connection with it that it did not give away. */
static struct returned call_close(struct calls *s, struct socket *socket)
{
  if (socket->kind == SOCKET_LISTENING && !s->accepted)
    ask(s, TARGET_CALL_ABORT, NULL, 0);
  else if (socket->kind == SOCKET_CONNECTED || socket->kind == SOCKET_CONNECTING)
    ask(s, socket->aborts ? TARGET_CALL_ABORT : TARGET_CALL_RELEASE, NULL, 0);
  *socket = (struct socket){.kind = SOCKET_NONE};
  return result(0);
}

/* ---- Options ----------------------------------------------------------------------------------------------------- */

static struct returned call_fcntl(const struct script_call *call, struct socket *socket)
{
  if (call->argument[1].number[0] == F_GETFL)
    return result(O_RDWR | (socket->nonblocking ? O_NONBLOCK : 0));
  socket->nonblocking = (call->argument[2].number[0] & O_NONBLOCK) != 0;
  return result(0);
}

/* What else can be set stood in the scene from its beginning (check.h). */
static struct returned call_setsockopt(const struct script_call *call, struct socket *socket)
{
  if (call->argument[3].kind == ARGUMENT_LINGER)
    socket->aborts = call->argument[3].number[0] != 0;
  return result(0);
}

/* SO_ERROR: what became of connect. */
static struct returned call_getsockopt(struct calls *s, struct socket *socket)
{
  struct returned returned = result(0);
  if (socket->kind == SOCKET_CONNECTING)
    returned.box = connect_goes_on(s, socket).error;
  return returned;
}

struct returned calls_do(struct calls *s, const struct script_call *call)
{
  const int64_t fd = call->argument[0].number[0];
  if (call->function == CALL_SOCKET)
    return call_socket(s, call);
  if (fd < 0 || fd >= SOCKETS || s->socket[fd].kind == SOCKET_NONE)
    return failed(EBADF);
  struct socket *const socket = &s->socket[fd];
  calls_look(s);
  switch (call->function) {
  case CALL_LISTEN: return call_listen(s, socket);
  case CALL_ACCEPT: return call_accept(s, call, socket);
  case CALL_CONNECT: return call_connect(s, socket);
  case CALL_READ: case CALL_RECV: case CALL_RECVFROM: return call_read(s, call, socket);
  case CALL_WRITE: case CALL_SEND: case CALL_SENDTO: return call_write(s, call, socket);
  case CALL_CLOSE: return call_close(s, socket);
  case CALL_SHUTDOWN: return call_shutdown(s, call, socket);
  case CALL_FCNTL: return call_fcntl(call, socket);
  case CALL_SETSOCKOPT: return call_setsockopt(call, socket);
  case CALL_GETSOCKOPT: return call_getsockopt(s, socket);
  default: return result(0);           /* bind: the scene has the addresses */
  }
}
