/* A socket call as scripts write it: ...0.200 connect(3, ..., ...) = -1 ECONNREFUSED (Connection refused). */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "parse.h"

/* What arguments a call takes, a letter each: a number (n), or anything (x). */
static const struct { const char *name, *takes; size_t least; } functions[] = {
  [CALL_SOCKET] = {"socket", "xnx", 3}, [CALL_BIND] = {"bind", "nxx", 3}, [CALL_LISTEN] = {"listen", "nn", 2},
  [CALL_ACCEPT] = {"accept", "nxx", 3}, [CALL_CONNECT] = {"connect", "nxx", 3}, [CALL_READ] = {"read", "nxn", 3},
  [CALL_RECV] = {"recv", "nxnn", 4}, [CALL_RECVFROM] = {"recvfrom", "nxnnxx", 6}, [CALL_WRITE] = {"write", "nxn", 3},
  [CALL_SEND] = {"send", "nxnn", 4}, [CALL_SENDTO] = {"sendto", "nxnnxx", 6}, [CALL_CLOSE] = {"close", "n", 1},
  [CALL_SHUTDOWN] = {"shutdown", "nn", 2}, [CALL_FCNTL] = {"fcntl", "nnn", 2},
  [CALL_SETSOCKOPT] = {"setsockopt", "nnnxx", 5}, [CALL_GETSOCKOPT] = {"getsockopt", "nnnxx", 5},
};

#define FUNCTIONS (sizeof functions / sizeof *functions)

#define S(name) {#name, name}
static const struct symbol { const char *name; int number; } symbols[] = {
  S(AF_INET), S(AF_INET6), S(PF_INET), S(PF_INET6), S(SOCK_STREAM), S(SOCK_DGRAM), S(SOCK_NONBLOCK), S(SOCK_CLOEXEC),
  S(IPPROTO_IP), S(IPPROTO_TCP), S(IPPROTO_IPV6), S(SOL_IP), S(SOL_SOCKET), S(SOL_TCP), S(F_GETFL), S(F_SETFL),
  S(O_RDONLY), S(O_RDWR), S(O_NONBLOCK), S(SHUT_RD), S(SHUT_WR), S(SHUT_RDWR), S(SO_REUSEADDR), S(SO_REUSEPORT),
  S(SO_LINGER), S(SO_RCVBUF), S(SO_SNDBUF), S(SO_ERROR), S(SO_KEEPALIVE), S(SO_OOBINLINE), S(SO_MARK), S(SO_ZEROCOPY),
  S(SO_TIMESTAMPING), S(SO_RCVLOWAT), S(SO_BUSY_POLL), S(TCP_NODELAY), S(TCP_MAXSEG), S(TCP_CORK), S(TCP_KEEPIDLE),
  S(TCP_KEEPINTVL), S(TCP_KEEPCNT), S(TCP_SYNCNT), S(TCP_LINGER2), S(TCP_DEFER_ACCEPT), S(TCP_WINDOW_CLAMP),
  S(TCP_INFO), S(TCP_QUICKACK), S(TCP_CONGESTION), S(TCP_USER_TIMEOUT), S(TCP_FASTOPEN), S(TCP_TIMESTAMP),
  S(TCP_NOTSENT_LOWAT), S(TCP_FASTOPEN_CONNECT), S(TCP_INQ), S(IP_TOS), S(IP_MTU_DISCOVER), S(IP_RECVERR),
  S(IPV6_TCLASS), S(IPV6_RECVERR), S(MSG_OOB), S(MSG_PEEK), S(MSG_DONTWAIT), S(MSG_MORE), S(MSG_NOSIGNAL),
  S(MSG_WAITALL), S(MSG_TRUNC), S(MSG_EOR), S(MSG_FASTOPEN), S(MSG_ZEROCOPY), S(MSG_ERRQUEUE), S(POLLIN), S(POLLOUT),
  S(INADDR_ANY),
  {0},
}, errors[] = {
  S(EPERM), S(EINTR), S(EBADF), S(EAGAIN), S(ENOMEM), S(EACCES), S(EFAULT), S(EINVAL), S(EPIPE), S(EMSGSIZE),
  S(EOPNOTSUPP), S(EADDRINUSE), S(EADDRNOTAVAIL), S(ENETUNREACH), S(ECONNABORTED), S(ECONNRESET), S(ENOBUFS),
  S(EISCONN), S(ENOTCONN), S(ETIMEDOUT), S(ECONNREFUSED), S(EHOSTUNREACH), S(EALREADY), S(EINPROGRESS), S(EDESTADDRREQ),
  S(ENOPROTOOPT), S(EAFNOSUPPORT), S(ENOTSOCK), S(EWOULDBLOCK), S(EPROTO),
  {0},
};
#undef S

const char *script_function_name(enum script_function function)
{
  return functions[function].name;
}

static const struct symbol *find(const struct symbol *table, const char *name)
{
  for (; table->name; table++)
    if (strcmp(table->name, name) == 0)
      return table;
  return NULL;
}

/* A number, or symbols: SOCK_STREAM|SOCK_NONBLOCK. */
static bool parse_flags(struct lexer *lexer, int64_t *number)
{
  *number = 0;
  do {
    char name[40];
    int64_t one;
    if (lex_word(lexer, name, sizeof name)) {
      const struct symbol *symbol = find(symbols, name);
      symbol = symbol ? symbol : find(errors, name);
      if (!symbol)
        return lex_fail(lexer, "no symbol '%s' is known here", name);
      one = symbol->number;
    } else if (!lex_number(lexer, &one, INT32_MIN, UINT32_MAX, "an argument")) {
      return false;
    }
    *number |= one;
  } while (lex_next(lexer, "|"));
  return true;
}

/* Steps over what is in quotes or within brackets. */
static bool skip_string(struct lexer *lexer)
{
  while (lexer->at < lexer->end && *lexer->at != '"' && *lexer->at != '\n')
    lexer->at += lexer->at[0] == '\\' && lexer->at + 1 < lexer->end ? 2 : 1;
  return lex_here(lexer, "\"") || lex_fail(lexer, "a string begins that does not end");
}

static bool skip_braces(struct lexer *lexer)
{
  while (!lex_next(lexer, "}")) {
    if (lexer->at == lexer->end || *lexer->error->text)
      return lex_fail(lexer, "a '{' has no '}'");
    if (*lexer->at++ == '"' && !skip_string(lexer))
      return false;
  }
  return true;
}

/* {onoff=1, linger=0}, or an address, which does not count. */
static bool parse_braces(struct lexer *lexer, struct script_argument *argument)
{
  if (!lex_next(lexer, "onoff"))
    return skip_braces(lexer);
  argument->kind = ARGUMENT_LINGER;
  return lex_demand(lexer, "=") && lex_number(lexer, &argument->number[0], 0, INT32_MAX, "onoff") &&
         lex_demand(lexer, ",") && lex_demand(lexer, "linger") && lex_demand(lexer, "=") &&
         lex_number(lexer, &argument->number[1], 0, INT32_MAX, "linger") && lex_demand(lexer, "}");
}

static bool parse_argument(struct lexer *lexer, struct script_argument *argument)
{
  *argument = (struct script_argument){.kind = ARGUMENT_ANY};
  if (lex_next(lexer, "..."))
    return true;
  if (lex_next(lexer, "\""))
    return skip_string(lexer);
  if (lex_next(lexer, "{"))
    return parse_braces(lexer, argument);
  if (lex_next(lexer, "[")) {
    if (lex_next(lexer, "..."))
      return lex_demand(lexer, "]");
    argument->kind = ARGUMENT_BOX;
    return parse_flags(lexer, &argument->number[0]) && lex_demand(lexer, "]");
  }
  argument->kind = ARGUMENT_NUMBER;
  return parse_flags(lexer, &argument->number[0]);
}

static bool parse_arguments(struct lexer *lexer, struct script_call *call)
{
  const char *const name = functions[call->function].name, *const takes = functions[call->function].takes;
  const size_t least = functions[call->function].least, most = strlen(takes);
  if (!lex_demand(lexer, "("))
    return false;
  do {
    if (call->arguments == most)
      return lex_fail(lexer, "%s takes no more than %zu arguments", name, most);
    struct script_argument *const argument = &call->argument[call->arguments++];
    if (!parse_argument(lexer, argument))
      return false;
    if (takes[call->arguments - 1] == 'n' && argument->kind != ARGUMENT_NUMBER)
      return lex_fail(lexer, "argument %zu of %s has to be a number", call->arguments, name);
  } while (lex_next(lexer, ","));
  if (call->arguments < least)
    return lex_fail(lexer, "%s takes %zu arguments, not %zu", name, least, call->arguments);
  return lex_demand(lexer, ")");
}

/* A remark in parentheses behind a result. */
static bool skip_remark(struct lexer *lexer)
{
  if (!lex_next(lexer, "("))
    return true;
  while (lexer->at < lexer->end && *lexer->at != ')' && *lexer->at != '\n')
    lexer->at++;
  return lex_demand(lexer, ")");
}

/* = 0, = ..., = -1 EAGAIN (Resource temporarily unavailable) */
static bool parse_result(struct lexer *lexer, struct script_call *call)
{
  char name[40];
  call->any_result = lex_next(lexer, "...");
  if (!call->any_result && !parse_flags(lexer, &call->result))
    return false;
  lex_skip(lexer);
  if (isalpha((unsigned char)*lexer->at) && lex_word(lexer, name, sizeof name)) {
    const struct symbol *error = find(errors, name);
    if (!error)
      return lex_fail(lexer, "no error '%s' is known here", name);
    if (call->any_result || call->result != -1)
      return lex_fail(lexer, "an error goes with a result of -1 alone");
    call->error = error->number;
  }
  return skip_remark(lexer);
}

bool parse_call(struct lexer *lexer, struct script_call *call)
{
  char name[24];
  *call = (struct script_call){.ends = -1};
  if (lex_next(lexer, "...") && !lex_seconds(lexer, &call->ends))
    return false;
  if (!lex_word(lexer, name, sizeof name))
    return lex_wanted(lexer, "'<', '>' or a call");
  for (; (size_t)call->function < FUNCTIONS; call->function++)
    if (strcmp(functions[call->function].name, name) == 0)
      return parse_arguments(lexer, call) && lex_demand(lexer, "=") && parse_result(lexer, call);
  return lex_fail(lexer, "no call '%s' is known here", name);
}
