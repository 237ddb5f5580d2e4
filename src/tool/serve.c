/* synfin serve: shows the files of a directory to web clients, with our TCP over a TUN device. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "http.h"
#include "options.h"
#include "tool.h"

struct exchange {
  unsigned status;             /* 0: the request is not complete         */
  size_t reply_len, replied;   /* head of the reply, and how much is out */
  int file;                    /* -1: none                               */
  uint64_t size, sent;
  char reply[512];
  char path[HTTP_PATH];
  struct http_head head;
};

static struct {
  struct options options;
  struct endpoint endpoint;
  int directory;
  unsigned port, count;        /* count: connections to serve; 0: no end */
  unsigned served;
} serve = {.port = 80};

/* ---- One connection ---------------------------------------------------------------------------------------------- */

static void report(const struct endpoint_conn *conn, const struct exchange *exchange)
{
  char peer[ADDRESS_TEXT];
  const struct address address = endpoint_peer(conn);
  const char *const trouble = endpoint_trouble(conn);
  const char *const line = exchange->head.text;
  const bool ipv6 = address.version == 6;
  printf("%s%s%s:%u \"", ipv6 ? "[" : "", address_format(&address, peer), ipv6 ? "]" : "", conn->remote_port);
  for (const char *p = line; *p != '\0' && *p != '\r' && *p != '\n'; p++) putchar(*p >= ' ' && *p <= '~' ? *p : '?');
  const bool complete = exchange->status != 0 && exchange->sent == exchange->size;
  printf("\" %u, %" PRIu64 " octets, %s\n", exchange->status, exchange->sent,
         trouble != NULL ? trouble : complete ? "closed" : "aborted");
}

static void answer(struct exchange *exchange)
{
  exchange->status = http_parse_request(&exchange->head, exchange->path);
  if (exchange->status == 200) {
    exchange->file = http_open_file(serve.directory, exchange->path, &exchange->size);
    if (exchange->file < 0) exchange->status = 404;
  }
  exchange->reply_len = http_write_response(exchange->reply, sizeof exchange->reply, exchange->status, exchange->size);
}

/* What comes after the request is for nobody, but has to be taken: left unread, it would close the window. */
static void listen_to(struct endpoint_conn *conn, struct exchange *exchange)
{
  char octets[4096];
  ptrdiff_t len;
  while ((len = synfin_receive(&conn->tcp, conn->endpoint->now, octets, sizeof octets)) > 0) {
    if (exchange->status != 0) continue;
    http_take_head(&exchange->head, octets, (size_t)len);
    if (exchange->head.complete || exchange->head.bad) answer(exchange);
  }
  if (len == SYNFIN_ERR_CLOSING && exchange->status == 0) answer(exchange);
}

/* Never more is read than the send buffer takes. False if the file turns out shorter than it was. */
static bool send_file(struct endpoint_conn *conn, struct exchange *exchange)
{
  char octets[16384];
  while (exchange->sent < exchange->size) {
    uint64_t len = exchange->size - exchange->sent;
    if (len > synfin_sendable(&conn->tcp)) len = synfin_sendable(&conn->tcp);
    if (len > sizeof octets) len = sizeof octets;
    if (len == 0) return true;
    const ssize_t got = pread(exchange->file, octets, (size_t)len, (off_t)exchange->sent);
    if (got <= 0) return false;
    const ptrdiff_t taken = synfin_send(&conn->tcp, conn->endpoint->now, octets, (size_t)got, false);
    if (taken <= 0) return true;
    exchange->sent += (uint64_t)taken;
  }
  return true;
}

static void talk(struct endpoint_conn *conn, struct exchange *exchange)
{
  const synfin_time now = conn->endpoint->now;
  if (exchange->replied < exchange->reply_len) {
    const ptrdiff_t taken = synfin_send(&conn->tcp, now, exchange->reply + exchange->replied,
                                        exchange->reply_len - exchange->replied, false);
    if (taken <= 0) return;
    exchange->replied += (size_t)taken;
  }
  if (exchange->replied < exchange->reply_len) return;
  if (!send_file(conn, exchange)) synfin_abort(&conn->tcp, now);
  else if (exchange->sent == exchange->size) synfin_close(&conn->tcp, now);
}

/* Once all was acknowledged nothing is owed to the peer any more: it has the time of FIN-WAIT-2 to close as well. */
static void serve_event(struct endpoint_conn *conn)
{
  struct exchange *exchange = conn->user;
  if (exchange == NULL) {
    exchange = conn->user = calloc(1, sizeof *exchange);
    if (exchange == NULL) {
      conn->event = NULL;
      synfin_abort(&conn->tcp, conn->endpoint->now);
      return;
    }
    exchange->file = -1;
  }
  listen_to(conn, exchange);
  if (exchange->status != 0 && synfin_in(&conn->tcp, SYNFIN_IN(SYNFIN_ESTABLISHED) | SYNFIN_IN(SYNFIN_CLOSE_WAIT)))
    talk(conn, exchange);
  if (synfin_status(&conn->tcp) == SYNFIN_FIN_WAIT_2) synfin_release(&conn->tcp, conn->endpoint->now);
  if (!synfin_in(&conn->tcp, SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_TIME_WAIT))) return;
  report(conn, exchange);
  serve.served++;
  conn->event = NULL;
  if (exchange->file >= 0) close(exchange->file);
  free(exchange);
}

/* ---- The command ------------------------------------------------------------------------------------------------- */

static int run(void)
{
  struct endpoint *const endpoint = &serve.endpoint;
  const struct tun_options *const tun = &serve.options.endpoint.tun;
  int status = endpoint_open(endpoint, &serve.options.endpoint);
  if (status != TOOL_OK) return status;
  endpoint_listen(endpoint, (uint16_t)serve.port, serve_event);
  char ours[ADDRESS_TEXT];
  const bool ipv6 = tun->ours.version == 6;
  setvbuf(stdout, NULL, _IOLBF, 0);
  address_format(&tun->ours, ours);
  printf("serving at http://%s%s%s:%u/\n", ipv6 ? "[" : "", ours, ipv6 ? "]" : "", serve.port);

  bool going_on = true;
  while (going_on && (serve.count == 0 || serve.served < serve.count)) going_on = endpoint_turn(endpoint);
  if (serve.options.linger) while (going_on && endpoint_count(endpoint, ~0u) > 0) going_on = endpoint_turn(endpoint);
  const size_t leaked = endpoint_count(endpoint, ~SYNFIN_IN(SYNFIN_TIME_WAIT));
  if (going_on && leaked > 0) status = tool_fail(TOOL_VIOLATION, "%zu connections were left behind", leaked);
  if (!endpoint_close(endpoint)) status = tool_fail(TOOL_VIOLATION, "cannot write %s", tun->pcap);
  return status;
}

enum { OPTION_PORT = OPTION_OWN, OPTION_COUNT };

static const struct option long_options[] = {
  {"port", required_argument, NULL, OPTION_PORT}, {"count", required_argument, NULL, OPTION_COUNT}, OPTIONS_LONG, {0},
};

static int help(void)
{
  puts("usage: synfin serve [OPTION...] DIR\n\n"
       "Prints one line for each connection that ended.\n\n"
       "  --port N          where to listen (80)\n"
       "  --count N         end after so many connections\n"
       OPTIONS_HELP);
  return TOOL_OK;
}

static int take_option(int option, char **argv)
{
  switch (option) {
  case OPTION_PORT: return options_count(&serve.port, optarg, 65535);
  case OPTION_COUNT: return options_count(&serve.count, optarg, 1000000);
  default: return options_take(&serve.options, option, optarg, argv);
  }
}

int serve_command(int argc, char **argv)
{
  options_init(&serve.options);
  opterr = 0;
  for (int option; (option = getopt_long(argc, argv, ":", long_options, NULL)) != -1;) {
    if (option == OPTION_HELP) return help();
    const int status = take_option(option, argv);
    if (status != TOOL_OK) return status;
  }
  if (argc - optind != 1) return tool_fail(TOOL_USAGE, "which directory? see `synfin serve --help`");
  int status = options_finish(&serve.options, 0);
  if (status != TOOL_OK) return status;
  serve.directory = open(argv[optind], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (serve.directory < 0) return tool_fail(TOOL_USAGE, "cannot open %s: %s", argv[optind], strerror(errno));
  status = run();
  close(serve.directory);
  return status;
}
