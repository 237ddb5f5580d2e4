/* synfin check: reads a capture, and tells where a TCP in it breaks the specification. */
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "check/capture.h"
#include "check/output.h"
#include "options.h"
#include "tool.h"

#define CONNECTIONS 65536u
#define CONNECTIONS_MOST (1u << 20)

struct request {
  struct checker_options options;
  struct output output;
  bool json, rules;
  const char *path;
};

static int help(void)
{
  puts("usage: synfin check [OPTION...] FILE\n\n"
       "Reads a capture (pcap or pcapng, - for standard input) and judges every TCP in it by RFC 9293 and its kin.\n"
       "A violation is what neither loss nor reordering of captured packets can explain; what these might explain is\n"
       "inconclusive. Captures may be cut short by a snap length, and may begin in the middle of a connection.\n\n"
       "  --format F       text (default), or json: an object a line\n"
       "  --connection N   tell of connection #N only\n"
       "  --all            tell of each finding, not only of the first of a rule, an end and a connection\n"
       "  --quiet          tell of violations and inconclusive findings, and of nothing else\n"
       "  --complete       the capture holds every segment in the order in which it was sent: judge strictly\n"
       "  --connections N  how many connections are remembered at once (65536, of 2.8 KiB each)\n"
       "  --rules          list the rules, with their clauses\n\n"
       "Exit status: 0 no violation, 1 a violation, 2 wrong usage, or a file that cannot be read to its end.");
  return TOOL_OK;
}

static int list_rules(void)
{
  for (unsigned rule = 0; rule < RULES; rule++) {
    const struct rule_text *const text = rule_text((enum rule)rule);
    printf("%-15s %-6s  %-26s  %s\n", text->name, rule_level_name(text->level), text->clause, text->text);
  }
  return TOOL_OK;
}

static int check(struct request *r)
{
  struct capture capture;
  struct checker checker;
  struct frame frame;
  struct checker_sink sink = r->json ? output_json : output_text;
  int status = capture_open(&capture, r->path), got;
  if (status != TOOL_OK) return status;
  sink.context = &r->output;
  if (!checker_init(&checker, &r->options, &sink)) {
    capture_close(&capture);
    return tool_fail(TOOL_USAGE, "check: not enough memory for %u connections", r->options.connections);
  }
  while ((got = capture_next(&capture, &frame)) == 1) {
    if (checker.totals.packets == 0) r->output.epoch = frame.time;
    checker_frame(&checker, &frame);
  }
  checker_end(&checker);
  const char *const broken = got < 0 ? capture_error(&capture) : NULL;
  (r->json ? output_json_totals : output_text_totals)(&r->output, &checker.totals, broken);
  if (checker.totals.violations > 0) status = TOOL_VIOLATION;
  if (broken != NULL)
    status = tool_fail(TOOL_USAGE, "check: %s: after packet %" PRIu64 ": %s", r->path, capture.packets, broken);
  checker_free(&checker);
  capture_close(&capture);
  if (fflush(stdout) != 0 || ferror(stdout)) return tool_fail(TOOL_USAGE, "check: the output cannot be written");
  return status;
}

static int take(struct request *r, int option, char **argv)
{
  switch (option) {
  case 'a': r->options.all = true; return TOOL_OK;
  case 'c': r->options.complete = true; return TOOL_OK;
  case 'q': r->output.quiet = true; return TOOL_OK;
  case 'r': r->rules = true; return TOOL_OK;
  case 'n': return options_count(&r->output.connection, optarg, UINT32_MAX);
  case 'N': return options_count(&r->options.connections, optarg, CONNECTIONS_MOST);
  case 'f':
    r->json = strcmp(optarg, "json") == 0;
    if (r->json || strcmp(optarg, "text") == 0) return TOOL_OK;
    return tool_fail(TOOL_USAGE, "check: --format takes text or json, not '%s'", optarg);
  case ':': return tool_fail(TOOL_USAGE, "check: option %s needs an argument", argv[optind - 1]);
  default: return tool_fail(TOOL_USAGE, "check: bad option '%s', see `synfin check --help`", argv[optind - 1]);
  }
}

int check_command(int argc, char **argv)
{
  static const struct option options[] = {
    {"all", no_argument, NULL, 'a'}, {"complete", no_argument, NULL, 'c'}, {"connection", required_argument, NULL, 'n'},
    {"connections", required_argument, NULL, 'N'}, {"format", required_argument, NULL, 'f'},
    {"help", no_argument, NULL, 'h'}, {"quiet", no_argument, NULL, 'q'}, {"rules", no_argument, NULL, 'r'},
    {NULL, 0, NULL, 0}};
  struct request r = {.options = {.connections = CONNECTIONS}, .output = {.file = stdout}};
  opterr = 0;
  for (int option; (option = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
    if (option == 'h') return help();
    const int status = take(&r, option, argv);
    if (status != TOOL_OK) return status;
  }
  if (r.rules) return list_rules();
  if (optind + 1 != argc) return tool_fail(TOOL_USAGE, "check: one file, see `synfin check --help`");
  r.path = argv[optind];
  return check(&r);
}
