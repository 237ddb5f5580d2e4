/* see check.h */
#include "check.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>

#define TEXT_MOST (1 << 20)            /* octets that one call may take or give */

static bool refuse(struct script_message *error, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->text, sizeof error->text, format, arguments);
  va_end(arguments);
  return false;
}

static bool is_option(const struct script_call *call, int level, int option)
{
  return call->argument[1].number[0] == level && call->argument[2].number[0] == option;
}

static bool check_socket(const struct script_call *call, struct script_message *error)
{
  const int64_t type = call->argument[1].number[0];
  if ((type & ~(int64_t)(SOCK_NONBLOCK | SOCK_CLOEXEC)) != SOCK_STREAM)
    return refuse(error, "sockets of SOCK_STREAM only");
  return true;
}

static bool check_length(const struct script_call *call, int64_t flags_known, struct script_message *error)
{
  const int64_t len = call->argument[2].number[0];
  if (len < 0 || len > TEXT_MOST)
    return refuse(error, "%s takes 0 to %d octets, not %lld", script_function_name(call->function), TEXT_MOST,
                  (long long)len);
  if (call->arguments > 3 && (call->argument[3].number[0] & ~flags_known) != 0)
    return refuse(error, "a flag of %s that is unsupported", script_function_name(call->function));
  return true;
}

static bool check_fcntl(const struct script_call *call, struct script_message *error)
{
  const int64_t command = call->argument[1].number[0];
  if (command != F_GETFL && (command != F_SETFL || call->arguments != 3))
    return refuse(error, "fcntl with F_GETFL, or F_SETFL and flags, only");
  if (command == F_SETFL && (call->argument[2].number[0] & ~(int64_t)(O_RDWR | O_NONBLOCK)) != 0)
    return refuse(error, "fcntl sets O_NONBLOCK and nothing else");
  return true;
}

static bool check_shutdown(const struct script_call *call, struct script_message *error)
{
  const int64_t how = call->argument[1].number[0];
  return how == SHUT_RD || how == SHUT_WR || how == SHUT_RDWR ||
         refuse(error, "shutdown takes SHUT_RD, SHUT_WR or SHUT_RDWR");
}

/* Addresses are free whenever a script begins, and a write blocks or returns less where there is no room: the options
 * that speak of these have no effect. */
static bool check_option(const struct script_call *call, struct script_message *error)
{
  const struct script_argument *const value = &call->argument[3];
  if (is_option(call, SOL_SOCKET, SO_LINGER)) {
    if (value->kind != ARGUMENT_LINGER)
      return refuse(error, "SO_LINGER takes {onoff=N, linger=N}");
    return value->number[0] == 0 || value->number[1] == 0 || refuse(error, "SO_LINGER with a time is unsupported");
  }
  if (value->kind != ARGUMENT_BOX)
    return refuse(error, "a socket option takes its value in brackets: [1]");
  if (is_option(call, SOL_SOCKET, SO_RCVBUF))
    return value->number[0] > 0 || refuse(error, "SO_RCVBUF takes at least 1");
  if (is_option(call, SOL_SOCKET, SO_REUSEADDR) || is_option(call, SOL_SOCKET, SO_REUSEPORT) ||
      is_option(call, SOL_SOCKET, SO_SNDBUF) || is_option(call, IPPROTO_TCP, TCP_NODELAY))
    return true;
  return refuse(error, "this socket option is unsupported: no target can set it");
}

static bool check_call(const struct script_call *call, struct script_message *error)
{
  switch (call->function) {
  case CALL_SOCKET: return check_socket(call, error);
  case CALL_READ: case CALL_RECV: case CALL_RECVFROM: return check_length(call, MSG_DONTWAIT, error);
  case CALL_WRITE: case CALL_SEND: case CALL_SENDTO:
    return check_length(call, MSG_DONTWAIT | MSG_NOSIGNAL | MSG_OOB, error);
  case CALL_FCNTL: return check_fcntl(call, error);
  case CALL_SHUTDOWN: return check_shutdown(call, error);
  case CALL_SETSOCKOPT: return check_option(call, error);
  case CALL_GETSOCKOPT:
    return is_option(call, SOL_SOCKET, SO_ERROR) || refuse(error, "getsockopt of SO_ERROR only");
  default: return true;
  }
}

static bool is_text(const struct script_call *call)
{
  return call->function == CALL_WRITE || call->function == CALL_SEND || call->function == CALL_SENDTO;
}

/* A target learns of these when the script begins: until they matter, there must be no way to tell. */
static bool in_time(const struct script_call *call, bool opened, bool sent, struct script_message *error)
{
  if (call->function != CALL_SETSOCKOPT)
    return true;
  if (opened && is_option(call, SOL_SOCKET, SO_RCVBUF))
    return refuse(error, "SO_RCVBUF has to be set before listen or connect");
  if (sent && is_option(call, IPPROTO_TCP, TCP_NODELAY))
    return refuse(error, "TCP_NODELAY has to be set before anything is written");
  return true;
}

bool script_check(struct script *script)
{
  bool opened = false, sent = false;
  for (size_t i = 0; i < script->events; i++) {
    const struct script_event *const event = &script->event[i];
    script->error.line = event->line;
    if (event->kind != EVENT_CALL)
      continue;
    if (!check_call(&event->call, &script->error) || !in_time(&event->call, opened, sent, &script->error))
      return false;
    opened |= event->call.function == CALL_LISTEN || event->call.function == CALL_CONNECT;
    sent |= is_text(&event->call);
  }
  script->error.line = 0;
  return true;
}

/* The value of the last setsockopt of this option, or 0. */
static int64_t last_value(const struct script *script, int level, int option)
{
  int64_t value = 0;
  for (size_t i = 0; i < script->events; i++) {
    const struct script_event *const event = &script->event[i];
    if (event->kind == EVENT_CALL && event->call.function == CALL_SETSOCKOPT && is_option(&event->call, level, option))
      value = event->call.argument[3].number[0];
  }
  return value;
}

bool script_no_delay(const struct script *script)
{
  return last_value(script, IPPROTO_TCP, TCP_NODELAY) != 0;
}

uint32_t script_receive_buffer(const struct script *script)
{
  return (uint32_t)last_value(script, SOL_SOCKET, SO_RCVBUF);
}
