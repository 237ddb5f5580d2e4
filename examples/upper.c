/* An upper tester: `synfin conform --target remote:...,upper=HOST:PORT` makes a user's calls at this machine's TCP.
 *
 *   upper PORT      waits for it at this TCP port of all addresses
 *   upper PATH      or at a Unix socket
 *
 * The lines that it answers are described in src/tool/conform/README.md. It trusts whoever connects: run it where you
 * test. On Linux it tells states too, and as root it can have a connection forgotten that was let go; elsewhere POSIX
 * is all that it needs. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#define CALLS "open-active open-passive send receive close abort release urgent no-delay"

#ifdef __linux__
#include "conform/kernel_user.h"
#define CAN CALLS " status host"
#else
#include "conform/sockets.h"
#define CAN CALLS
struct kernel_user { struct sockets sockets; };
#define kernel_user_open(u) ((u)->sockets = (struct sockets)SOCKETS_NONE, true)
#define kernel_user_forget(u) (sockets_end(&(u)->sockets), true)
#define kernel_user_begin(u, scene, ours, peer) sockets_begin(&(u)->sockets, scene, peer)
#define kernel_user_call(u, which, octets, len) sockets_call(&(u)->sockets, which, octets, len)
#define kernel_user_status(u) SYNFIN_CLOSED
#endif

static struct kernel_user user;
static char line[2 * TARGET_DATAGRAM + 64];
static uint8_t octets[TARGET_DATAGRAM];

/* ---- Lines ------------------------------------------------------------------------------------------------------- */

static void answer(FILE *out, ptrdiff_t result)
{
  if (result >= 0)
    fputs("ok\n", out);
  else
    fprintf(out, "error %s\n", result == TARGET_NO_CALL ? "NO_CALL" : synfin_err_name((int)result));
}

static bool take_address(uint8_t address[16], uint8_t *version, const char *text)
{
  *version = strchr(text, ':') ? 6 : 4;
  return inet_pton(*version == 4 ? AF_INET : AF_INET6, text, address) == 1;
}

static void begin(FILE *out)
{
  char ours[46], peer[46], option[16] = "";
  uint8_t here[16] = {0}, there[16] = {0}, version;
  struct scene scene = {0};
  if (sscanf(line, "BEGIN %45s %hu %45s %hu %15s", ours, &scene.our_port, peer, &scene.peer_port, option) < 4 ||
      !take_address(here, &scene.version, ours) || !take_address(there, &version, peer) || version != scene.version) {
    answer(out, SYNFIN_ERR_ARGUMENT);
    return;
  }
  scene.no_delay = !strcmp(option, "no-delay");
  (void)kernel_user_forget(&user);     /* its next connection has other ports in any case */
  kernel_user_begin(&user, &scene, here, there);
  answer(out, SYNFIN_OK);
}

static void send_(FILE *out, enum target_call which, const char *text)
{
  size_t len = 0;
  while (len < sizeof octets && sscanf(text + 2 * len, "%2hhx", &octets[len]) == 1)
    len++;
  ptrdiff_t sent = kernel_user_call(&user, which, octets, len);
  if (sent >= 0)
    fprintf(out, "ok %td\n", sent);
  else
    answer(out, sent);
}

static void receive(FILE *out, size_t len)
{
  ptrdiff_t n = kernel_user_call(&user, TARGET_CALL_RECEIVE, octets, len < sizeof octets ? len : sizeof octets);
  if (n < 0) {
    answer(out, n);
    return;
  }
  fputs("ok ", out);
  for (ptrdiff_t i = 0; i < n; i++)
    fprintf(out, "%02x", octets[i]);
  fputc('\n', out);
}

static void obey(FILE *out)
{
  static const struct { const char *line; enum target_call call; } calls[] = {
    {"OPEN active", TARGET_CALL_OPEN_ACTIVE}, {"OPEN passive", TARGET_CALL_OPEN_PASSIVE}, {"CLOSE", TARGET_CALL_CLOSE},
    {"ABORT", TARGET_CALL_ABORT}, {"RELEASE", TARGET_CALL_RELEASE}};
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
    if (!strcmp(line, calls[i].line)) {
      answer(out, kernel_user_call(&user, calls[i].call, NULL, 0));
      return;
    }
  if (!strncmp(line, "HELLO synfin ", 13))
    fputs("ok " CAN "\n", out);
  else if (!strncmp(line, "BEGIN ", 6))
    begin(out);
  else if (!strncmp(line, "SEND ", 5))
    send_(out, TARGET_CALL_SEND, line + 5);
  else if (!strncmp(line, "URGENT ", 7))
    send_(out, TARGET_CALL_SEND_URGENT, line + 7);
  else if (!strncmp(line, "RECEIVE ", 8))
    receive(out, strtoul(line + 8, NULL, 10));
  else if (!strcmp(line, "STATUS"))
    fprintf(out, "ok %s\n", synfin_state_name(kernel_user_status(&user)));
  else
    answer(out, SYNFIN_ERR_ARGUMENT);
}

static void serve(int fd)
{
  FILE *in = fdopen(fd, "r"), *out = fdopen(dup(fd), "w");
  while (in && out && fgets(line, sizeof line, in)) {
    line[strcspn(line, "\r\n")] = '\0';
    obey(out);
    fflush(out);
  }
  if (in)
    fclose(in);
  if (out)
    fclose(out);
  (void)kernel_user_forget(&user);
}

/* ---- The program ------------------------------------------------------------------------------------------------- */

static int listen_at(const char *where)
{
  const int one = 1;
  struct sockaddr_un path = {.sun_family = AF_UNIX};
  struct sockaddr_in6 any = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)atoi(where))};
  bool local = strchr(where, '/');
  int fd = socket(local ? AF_UNIX : AF_INET6, SOCK_STREAM, 0);
  snprintf(path.sun_path, sizeof path.sun_path, "%s", where);
  const struct sockaddr *address = local ? (const struct sockaddr *)&path : (const struct sockaddr *)&any;
  if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0 ||
      bind(fd, address, local ? sizeof path : sizeof any) != 0 || listen(fd, 1) != 0)
    return -1;
  return fd;
}

int main(int argc, char **argv)
{
  int listener = argc == 2 ? listen_at(argv[1]) : -1;
  if (argc != 2) {
    fputs("usage: upper PORT, or upper PATH\n", stderr);
    return 2;
  }
  if (listener < 0 || !kernel_user_open(&user)) {
    perror("upper");
    return 2;
  }
  printf("listening at %s\n", argv[1]);
  fflush(stdout);
  for (int fd; (fd = accept(listener, NULL, NULL)) >= 0;)
    serve(fd);
  perror("upper");
  return 1;
}
