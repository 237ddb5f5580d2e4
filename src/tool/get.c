/* synfin get: fetches a page with our TCP over a TUN device. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "http.h"
#include "options.h"
#include "tool.h"

#define MOST 1000u             /* transfers at once */

enum closing { CLOSE_FIRST, CLOSE_LAST, CLOSE_BOTH };

struct get {
  struct options options;
  const char *url_text, *output;
  struct http_url url;
  enum closing closing;
  unsigned repeat, parallel;
  unsigned started, active;
  bool failed;                 /* and that was said */
  struct endpoint endpoint;
};

struct transfer {
  struct get *get;
  unsigned number;             /* from 1 */
  FILE *file;
  uint64_t got;                /* octets of body */
  bool closed, ended;          /* our FIN is queued; the peer's was taken */
  struct http_response response;
  struct http_head head;
};

/* Only the first failure is told, for it ends all transfers. */
static void fail(struct get *get, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void fail(struct get *get, const char *format, ...)
{
  char why[256];
  if (get->failed) return;
  get->failed = true;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(why, sizeof why, format, arguments);
  va_end(arguments);
  tool_fail(TOOL_VIOLATION, "%s: %s", get->url_text, why);
}

/* ---- The body ---------------------------------------------------------------------------------------------------- */

static void open_output(struct transfer *transfer)
{
  struct get *const get = transfer->get;
  char name[4096];
  transfer->file = stdout;
  if (get->output == NULL) return;
  const bool several = get->repeat * get->parallel > 1;
  if (several) snprintf(name, sizeof name, "%s.%u", get->output, transfer->number);
  transfer->file = fopen(several ? name : get->output, "wb");
  if (transfer->file == NULL) fail(get, "cannot write %s: %s", several ? name : get->output, strerror(errno));
}

static void close_output(struct transfer *transfer)
{
  if (transfer->file == NULL) return;
  const bool good = ferror(transfer->file) == 0;
  const bool flushed = (transfer->file == stdout ? fflush(stdout) : fclose(transfer->file)) == 0;
  transfer->file = NULL;
  if (!good || !flushed) fail(transfer->get, "cannot write the output: %s", strerror(errno));
}

static void head_arrived(struct transfer *transfer)
{
  struct http_response *const response = &transfer->response;
  if (!http_parse_response(response, &transfer->head)) fail(transfer->get, "the answer is not HTTP");
  else if (response->status != 200) fail(transfer->get, "%u %s", response->status, response->reason);
  else open_output(transfer);
}

static void octets_arrived(struct transfer *transfer, const char *octets, size_t len)
{
  struct http_head *const head = &transfer->head;
  if (!head->complete) {
    const size_t taken = http_take_head(head, octets, len);
    octets += taken;
    len -= taken;
    if (head->complete || head->bad) head_arrived(transfer);
  }
  if (transfer->file == NULL) return;
  transfer->got += fwrite(octets, 1, len, transfer->file);
  if (ferror(transfer->file) != 0) close_output(transfer);
}

static bool whole(const struct transfer *transfer)
{
  return transfer->response.sized && transfer->got >= transfer->response.length;
}

static void end_arrived(struct transfer *transfer)
{
  const struct http_response *const response = &transfer->response;
  transfer->ended = true;
  close_output(transfer);
  if (!transfer->head.complete) fail(transfer->get, "the peer closed without an answer");
  else if (response->sized && transfer->got != response->length)
    fail(transfer->get, "the body has %" PRIu64 " octets instead of %" PRIu64, transfer->got, response->length);
}

/* ---- The connection ---------------------------------------------------------------------------------------------- */

/* CLOSE before the connection is established would delete it (3.10.4), and the request with it. */
static bool time_to_close(const struct transfer *transfer, const struct endpoint_conn *conn)
{
  if (transfer->closed) return false;
  switch (transfer->get->closing) {
  case CLOSE_FIRST: return synfin_in(&conn->tcp, SYNFIN_IN_SYNCHRONIZED);
  case CLOSE_BOTH: return transfer->ended || whole(transfer);
  default: return transfer->ended;
  }
}

static void finish(struct transfer *transfer, struct endpoint_conn *conn)
{
  const char *const trouble = endpoint_trouble(conn);
  if (!transfer->ended) fail(transfer->get, "%s", trouble != NULL ? trouble : "interrupted");
  close_output(transfer);
  conn->event = NULL;
  transfer->get->active--;
  free(transfer);
}

static void transfer_event(struct endpoint_conn *conn)
{
  struct transfer *const transfer = conn->user;
  const synfin_time now = conn->endpoint->now;
  char octets[32768];
  ptrdiff_t len;
  while (!transfer->ended && (len = synfin_receive(&conn->tcp, now, octets, sizeof octets)) != 0) {
    if (len > 0) octets_arrived(transfer, octets, (size_t)len);
    else if (len == SYNFIN_ERR_CLOSING) end_arrived(transfer);
    else break;
  }
  if (time_to_close(transfer, conn)) {
    transfer->closed = true;
    synfin_close(&conn->tcp, now);
  }
  if (synfin_in(&conn->tcp, SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_TIME_WAIT))) finish(transfer, conn);
}

static void start(struct get *get)
{
  char request[HTTP_HEAD];
  struct transfer *const transfer = calloc(1, sizeof *transfer);
  struct endpoint_conn *const conn =
    transfer != NULL ? endpoint_connect(&get->endpoint, &get->url.host, get->url.port, transfer_event, transfer) : NULL;
  if (conn == NULL) {
    free(transfer);
    fail(get, "%s", synfin_strerror(SYNFIN_ERR_RESOURCES));
    return;
  }
  transfer->get = get;
  transfer->number = ++get->started;
  get->active++;
  synfin_send(&conn->tcp, get->endpoint.now, request, http_write_request(request, sizeof request, &get->url), false);
}

static bool turn(struct get *get)
{
  if (!endpoint_turn(&get->endpoint)) fail(get, "interrupted");
  return !get->failed;
}

static int run(struct get *get)
{
  const int status = endpoint_open(&get->endpoint, &get->options.endpoint);
  if (status != TOOL_OK) return status;
  for (unsigned i = 0; i < get->repeat && !get->failed; i++) {
    for (unsigned k = 0; k < get->parallel; k++) start(get);
    while (get->active > 0 && turn(get)) {}
  }
  if (get->options.linger) while (!get->failed && endpoint_count(&get->endpoint, ~0u) > 0) turn(get);
  const size_t leaked = endpoint_count(&get->endpoint, ~SYNFIN_IN(SYNFIN_TIME_WAIT));
  if (leaked > 0) fail(get, "%zu connections were left behind", leaked);
  if (!endpoint_close(&get->endpoint)) fail(get, "cannot write %s", get->options.endpoint.tun.pcap);
  return get->failed ? TOOL_VIOLATION : TOOL_OK;
}

/* ---- The command ------------------------------------------------------------------------------------------------- */

enum { OPTION_REPEAT = OPTION_OWN, OPTION_PARALLEL, OPTION_CLOSE };

static const struct option long_options[] = {
  {"output", required_argument, NULL, 'o'}, {"repeat", required_argument, NULL, OPTION_REPEAT},
  {"parallel", required_argument, NULL, OPTION_PARALLEL}, {"close", required_argument, NULL, OPTION_CLOSE},
  OPTIONS_LONG, {0},
};

static int help(void)
{
  puts("usage: synfin get [OPTION...] http://HOST[:PORT]/PATH\n\n"
       "HOST is an address: the kernel's end of the TUN device, or what can be reached from there.\n\n"
       "  -o, --output FILE where the body goes (standard output)\n"
       "  --repeat N        transfers one after another\n"
       "  --parallel N      transfers at once; several write FILE.1, FILE.2, ...\n"
       "  --close WHO       first: we close right after the request; last: after the peer;\n"
       "                    both: as soon as the body is complete (last)\n"
       OPTIONS_HELP);
  return TOOL_OK;
}

static int take_closing(enum closing *closing, const char *argument)
{
  if (strcmp(argument, "first") == 0) *closing = CLOSE_FIRST;
  else if (strcmp(argument, "last") == 0) *closing = CLOSE_LAST;
  else if (strcmp(argument, "both") == 0) *closing = CLOSE_BOTH;
  else return tool_fail(TOOL_USAGE, "--close is first, last or both, not '%s'", argument);
  return TOOL_OK;
}

static int take_option(struct get *get, int option, char **argv)
{
  switch (option) {
  case 'o': get->output = optarg; return TOOL_OK;
  case OPTION_REPEAT: return options_count(&get->repeat, optarg, 1000000);
  case OPTION_PARALLEL: return options_count(&get->parallel, optarg, MOST);
  case OPTION_CLOSE: return take_closing(&get->closing, optarg);
  default: return options_take(&get->options, option, optarg, argv);
  }
}

int get_command(int argc, char **argv)
{
  static struct get get = {.closing = CLOSE_LAST, .repeat = 1, .parallel = 1};
  options_init(&get.options);
  opterr = 0;
  for (int option; (option = getopt_long(argc, argv, ":o:", long_options, NULL)) != -1;) {
    if (option == OPTION_HELP) return help();
    const int status = take_option(&get, option, argv);
    if (status != TOOL_OK) return status;
  }
  if (argc - optind != 1) return tool_fail(TOOL_USAGE, "which URL? see `synfin get --help`");
  get.url_text = argv[optind];
  if (!http_parse_url(&get.url, get.url_text))
    return tool_fail(TOOL_USAGE, "'%s' is not of the form http://ADDRESS[:PORT]/PATH", get.url_text);
  if (get.parallel > 1 && get.output == NULL) return tool_fail(TOOL_USAGE, "--parallel needs -o FILE");
  const int status = options_finish(&get.options, get.url.host.version);
  return status != TOOL_OK ? status : run(&get);
}
