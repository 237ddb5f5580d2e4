/* see upper.h */
#include "upper.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tool.h"

#define PATIENCE 10                    /* seconds that it may take for an answer */

/* ---- Lines ------------------------------------------------------------------------------------------------------- */

static void give_up(struct upper *u, const char *format, const char *what)
{
  snprintf(u->trouble, sizeof u->trouble, format, what);
}

static ptrdiff_t error_named(struct upper *u, const char *name)
{
  static const struct { int number; const char *name; } errors[] = {
#define X(label, number, text) {number, #label},
    SYNFIN_ERRORS(X)
#undef X
    {TARGET_NO_CALL, "NO_CALL"}};
  for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
    if (errors[i].number < 0 && !strcmp(name, errors[i].name))
      return errors[i].number;
  give_up(u, "the upper tester has an error of its own: %.60s", name);
  return SYNFIN_ERR_ARGUMENT;
}

static bool send_line(struct upper *u, const char *line)
{
  size_t len = strlen(line);
  for (ssize_t n; len > 0; line += n, len -= (size_t)n)
    if ((n = send(fileno(u->lines), line, len, MSG_NOSIGNAL)) <= 0)
      return false;
  return true;
}

/* A line there, a line back. What stands after "ok", or NULL and the error. */
static char *ask(struct upper *u, const char *line, ptrdiff_t *error)
{
  *error = SYNFIN_ERR_NO_CONNECTION;
  if (u->trouble[0])
    return NULL;
  if (!send_line(u, line) || !fgets(u->line, sizeof u->line, u->lines)) {
    give_up(u, "the upper tester is gone%s", "");
    return NULL;
  }
  u->line[strcspn(u->line, "\r\n")] = '\0';
  char *rest = strchr(u->line, ' ');
  if (rest)
    *rest++ = '\0';
  if (!strcmp(u->line, "ok"))
    return rest ? rest : u->line + 2;
  if (!strcmp(u->line, "error") && rest)
    *error = error_named(u, rest);
  else
    give_up(u, "the upper tester said: %.60s", u->line);
  return NULL;
}

/* ---- The connection to it ---------------------------------------------------------------------------------------- */

static int connect_unix(const char *path)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  memcpy(address.sun_path, path, strlen(path));
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
    return fd;
  int why = errno;
  if (fd >= 0)
    close(fd);
  errno = why;
  return -1;
}

/* The last colon divides; brackets around an IPv6 address are taken off. */
static int connect_tcp(const char *where)
{
  char host[256];
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = NULL;
  const char *colon = strrchr(where, ':');
  size_t brackets = where[0] == '[' && colon && colon[-1] == ']';
  errno = EINVAL;
  if (!colon || (size_t)(colon - where) >= sizeof host || colon < where + 2 * brackets)
    return -1;
  snprintf(host, sizeof host, "%.*s", (int)(colon - where - 2 * (ptrdiff_t)brackets), where + brackets);
  if (getaddrinfo(host, colon + 1, &hints, &found) != 0)
    return -1;
  int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen) != 0) {
    int why = errno;
    close(fd);
    errno = why;
    fd = -1;
  }
  freeaddrinfo(found);
  return fd;
}

static unsigned bits_of(char *words)
{
  static const struct { const char *word; unsigned bit; } known[] = {
    {"open-active", TARGET_OPEN_ACTIVE}, {"open-passive", TARGET_OPEN_PASSIVE}, {"send", TARGET_SEND},
    {"receive", TARGET_RECEIVE}, {"close", TARGET_CLOSE}, {"abort", TARGET_ABORT}, {"release", TARGET_RELEASE},
    {"status", TARGET_STATUS}, {"urgent", TARGET_URGENT}, {"no-delay", TARGET_NO_DELAY}, {"errors", TARGET_ERRORS},
    {"unthrottled", TARGET_UNTHROTTLED}, {"host", TARGET_HOST}, {"one-sided", TARGET_ONE_SIDED}};
  unsigned bits = 0;
  for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
      if (!strcmp(word, known[i].word))
        bits |= known[i].bit;
  return bits;
}

int upper_open(struct upper *u, const char *where, unsigned *can)
{
  const struct timeval patience = {.tv_sec = PATIENCE};
  ptrdiff_t error;
  u->trouble[0] = '\0';
  int fd = strchr(where, '/') ? connect_unix(where) : connect_tcp(where);
  if (fd < 0)
    return tool_fail(TOOL_USAGE, "no upper tester at %s: %s", where, strerror(errno));
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  u->lines = fdopen(fd, "r");
  if (!u->lines) {
    close(fd);
    return tool_fail(TOOL_USAGE, "no memory");
  }
  char *words = ask(u, "HELLO synfin 1\n", &error);
  if (!words) {
    upper_close(u);
    return tool_fail(TOOL_USAGE, "no upper tester at %s: %s", where,
                     u->trouble[0] ? u->trouble : synfin_strerror((int)error));
  }
  *can |= bits_of(words);
  return TOOL_OK;
}

void upper_close(struct upper *u)
{
  if (u->lines)
    fclose(u->lines);
  u->lines = NULL;
}

/* ---- The calls --------------------------------------------------------------------------------------------------- */

bool upper_begin(struct upper *u, const struct scene *scene, const uint8_t ours[16], const uint8_t peer[16])
{
  char line[256], here[INET6_ADDRSTRLEN], there[INET6_ADDRSTRLEN];
  int family = scene->version == 4 ? AF_INET : AF_INET6;
  ptrdiff_t error;
  inet_ntop(family, ours, here, sizeof here);
  inet_ntop(family, peer, there, sizeof there);
  snprintf(line, sizeof line, "BEGIN %s %u %s %u%s\n", here, scene->our_port, there, scene->peer_port,
           scene->no_delay ? " no-delay" : "");
  return ask(u, line, &error);
}

static ptrdiff_t upper_send(struct upper *u, const char *verb, const uint8_t *octets, size_t len)
{
  static char line[UPPER_LINE];
  ptrdiff_t error;
  len = len < TARGET_DATAGRAM ? len : TARGET_DATAGRAM;
  int at = snprintf(line, sizeof line, "%s ", verb);
  for (size_t i = 0; i < len; i++)
    at += snprintf(line + at, 3, "%02x", octets[i]);
  snprintf(line + at, 2, "\n");
  const char *count = ask(u, line, &error);
  unsigned sent;
  if (!count)
    return error;
  if (sscanf(count, "%u", &sent) == 1 && sent <= len)
    return (ptrdiff_t)sent;
  give_up(u, "the upper tester did not say how many octets were sent: %.40s", count);
  return error;
}

static ptrdiff_t upper_receive(struct upper *u, uint8_t *octets, size_t len)
{
  char line[64];
  ptrdiff_t error;
  snprintf(line, sizeof line, "RECEIVE %zu\n", len < TARGET_DATAGRAM ? len : TARGET_DATAGRAM);
  const char *text = ask(u, line, &error);
  if (!text)
    return error;
  size_t n = strlen(text) / 2;
  for (size_t i = 0; i < n && i < len; i++)
    if (sscanf(text + 2 * i, "%2hhx", &octets[i]) != 1) {
      give_up(u, "what the upper tester received is not hexadecimal: %.40s", text + 2 * i);
      return error;
    }
  return (ptrdiff_t)(n < len ? n : len);
}

ptrdiff_t upper_call(struct upper *u, enum target_call which, void *octets, size_t len)
{
  static const char *const lines[] = {
    [TARGET_CALL_OPEN_ACTIVE] = "OPEN active\n", [TARGET_CALL_OPEN_PASSIVE] = "OPEN passive\n",
    [TARGET_CALL_CLOSE] = "CLOSE\n", [TARGET_CALL_ABORT] = "ABORT\n", [TARGET_CALL_RELEASE] = "RELEASE\n"};
  ptrdiff_t error;
  switch (which) {
  case TARGET_CALL_SEND: return upper_send(u, "SEND", octets, len);
  case TARGET_CALL_SEND_URGENT: return upper_send(u, "URGENT", octets, len);
  case TARGET_CALL_RECEIVE: return upper_receive(u, octets, len);
  default: return ask(u, lines[which], &error) ? SYNFIN_OK : error;
  }
}

enum synfin_state upper_status(struct upper *u)
{
  ptrdiff_t error;
  const char *name = ask(u, "STATUS\n", &error);
  for (unsigned state = 0; name && state < SYNFIN_STATES; state++)
    if (!strcmp(name, synfin_state_name((enum synfin_state)state)))
      return (enum synfin_state)state;
  if (name)
    give_up(u, "the upper tester knows a state of its own: %.40s", name);
  return SYNFIN_CLOSED;
}
