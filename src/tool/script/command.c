/* synfin script: plays scripts on a target. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "play.h"
#include "report.h"
#include "tool.h"

#define PORTS 0xc000u                  /* the ephemeral ones, RFC 6335 6 */

struct request {
  struct play_options play;
  struct report report;
  const char *target, *pcap;
  bool list;
  size_t count;
  struct script *scripts;
};

static const struct { const char *name, *about; int (*open)(struct target *target); } targets[] = {
  {"self", "synfin's own engine, in virtual time", target_self},
  {"lwip", "lwIP, in this process and in virtual time", target_lwip},
  {"kernel", "Linux, in a network namespace of its own (root)", target_kernel},
};

#define TARGETS (sizeof targets / sizeof *targets)

static int help(void)
{
  puts("usage: synfin script [OPTION...] FILE...\n\n"
       "Plays scripts in packetdrill's language on a TCP: calls of sockets, segments injected (<) and expected (>),\n"
       "at their times. A script that fails is told with its line, what came, and the ladder up to there.\n\n"
       "  --target NAME        who plays (self):");
  for (size_t i = 0; i < TARGETS; i++)
    printf("                         %-8s %s\n", targets[i].name, targets[i].about);
  puts("                         remote:WHERE (see src/tool/conform/README.md)\n"
       "  --any-options        the TCP options of expected segments do not count\n"
       "  --tolerance USECS    how far off a time may be (4000, or what a script says)\n"
       "  --list               name the scripts and do not play them\n"
       "  --format FORMAT      text, or tap (version 14)\n"
       "  --verbose            the ladders of those that pass, too\n"
       "  --pcap FILE          capture what one script injects and gets\n"
       "  --ascii              draw with ASCII characters only\n"
       "  --color WHEN         auto, always or never\n\n"
       "Calls: socket bind listen accept connect read recv recvfrom write send sendto close shutdown fcntl\n"
       "setsockopt getsockopt. One connection a script. close after SO_LINGER {onoff=1, linger=0} is an ABORT.\n"
       "Options of a script that count: --ip_version, --bind_port, --connect_port, --tolerance_usecs. Shell commands\n"
       "and code are refused. Heeded in the first comments: `// fails on TARGET: why`, `// skip on TARGET: why`.\n\n"
       "Exit status: 0 all passed, 1 one failed, 2 one cannot be read or used.");
  return TOOL_OK;
}

static bool parse_colour(bool *colour, const char *when)
{
  *colour = !strcmp(when, "always") || (!strcmp(when, "auto") && isatty(STDOUT_FILENO) && !getenv("NO_COLOR"));
  return !strcmp(when, "auto") || !strcmp(when, "always") || !strcmp(when, "never");
}

static int parse_tolerance(int64_t *tolerance, const char *text)
{
  char *end;
  errno = 0;
  *tolerance = strtoll(text, &end, 10);
  if (*text < '0' || *text > '9' || *end || errno || *tolerance > UINT32_MAX)
    return tool_fail(TOOL_USAGE, "script: --tolerance takes microseconds, not '%s'", text);
  return TOOL_OK;
}

static int parse_format(bool *tap, const char *format)
{
  *tap = strcmp(format, "tap") == 0;
  if (!*tap && strcmp(format, "text") != 0)
    return tool_fail(TOOL_USAGE, "script: --format takes text or tap, not '%s'", format);
  return TOOL_OK;
}

enum { OPTION_TARGET = 256, OPTION_ANY, OPTION_TOLERANCE, OPTION_LIST, OPTION_FORMAT, OPTION_VERBOSE, OPTION_PCAP,
       OPTION_ASCII, OPTION_COLOR };

/* Takes one option; TOOL_OK or the exit status. */
static int take_option(struct request *r, int option, char **argv)
{
  switch (option) {
  case OPTION_TARGET: r->target = optarg; return TOOL_OK;
  case OPTION_ANY: r->play.any_options = true; return TOOL_OK;
  case OPTION_TOLERANCE: return parse_tolerance(&r->play.tolerance, optarg);
  case OPTION_LIST: r->list = true; return TOOL_OK;
  case OPTION_FORMAT: return parse_format(&r->report.tap, optarg);
  case OPTION_VERBOSE: r->report.verbose = true; return TOOL_OK;
  case OPTION_PCAP: r->pcap = optarg; return TOOL_OK;
  case OPTION_ASCII: r->report.ladder.ascii = true; return TOOL_OK;
  case OPTION_COLOR:
    if (parse_colour(&r->report.ladder.colour, optarg))
      return TOOL_OK;
    return tool_fail(TOOL_USAGE, "script: --color takes auto, always or never, not '%s'", optarg);
  case ':': return tool_fail(TOOL_USAGE, "script: option %s needs an argument", argv[optind - 1]);
  default: return tool_fail(TOOL_USAGE, "script: bad option '%s', see `synfin script --help`", argv[optind - 1]);
  }
}

/* Reads the options. What is not TOOL_OK is the exit status, but -1: help was printed. */
static int parse(struct request *r, int argc, char **argv)
{
  static const struct option options[] = {
    {"target", required_argument, NULL, OPTION_TARGET}, {"any-options", no_argument, NULL, OPTION_ANY},
    {"tolerance", required_argument, NULL, OPTION_TOLERANCE}, {"list", no_argument, NULL, OPTION_LIST},
    {"format", required_argument, NULL, OPTION_FORMAT}, {"verbose", no_argument, NULL, OPTION_VERBOSE},
    {"pcap", required_argument, NULL, OPTION_PCAP}, {"ascii", no_argument, NULL, OPTION_ASCII},
    {"color", required_argument, NULL, OPTION_COLOR}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
  opterr = 0;
  for (int option; (option = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
    if (option == 'h')
      return help(), -1;
    const int status = take_option(r, option, argv);
    if (status != TOOL_OK)
      return status;
  }
  r->count = (size_t)(argc - optind);
  if (r->count == 0)
    return tool_fail(TOOL_USAGE, "script: which scripts? see `synfin script --help`");
  if (r->pcap && r->count > 1)
    return tool_fail(TOOL_USAGE, "script: --pcap goes with one script");
  return TOOL_OK;
}

static void tell(const struct script *script, const struct script_message *message, const char *what)
{
  if (message->line > 0)
    fprintf(stderr, "%s:%u: %s%s\n", script->path, message->line, what, message->text);
  else
    fprintf(stderr, "%s: %s%s\n", script->path, what, message->text);
}

/* Reads all scripts before any is played. */
static int read_all(struct request *r, char **paths)
{
  int status = TOOL_OK;
  r->scripts = tool_allocate(r->count, sizeof *r->scripts);
  for (size_t i = 0; i < r->count; i++) {
    struct script *const script = &r->scripts[i];
    if (!script_read(script, paths[i])) {
      tell(script, &script->error, "");
      status = TOOL_USAGE;
    }
    for (size_t k = 0; k < script->warnings; k++)
      tell(script, &script->warning[k], "warning: ");
  }
  return status;
}

static int open_target(struct target *target, const char *name)
{
  for (size_t i = 0; i < TARGETS; i++)
    if (strcmp(targets[i].name, name) == 0)
      return targets[i].open(target);
  if (strncmp(name, "remote:", 7) == 0)
    return target_remote(target, name + 7);
  tool_fail(TOOL_USAGE, "script: no target '%s', see `synfin script --help`", name);
  return TOOL_USAGE;
}

static int play_all(struct request *r)
{
  static struct ladder ladder;         /* too large for the stack */
  struct target target;
  struct pcap_file pcap = {NULL};
  int status = open_target(&target, r->target);
  if (status != TOOL_OK)
    return status;
  if (r->pcap && !pcap_file_open(&pcap, r->pcap)) {
    target.end(&target);
    return tool_fail(TOOL_USAGE, "%s: %s", r->pcap, strerror(errno));
  }
  r->play.pcap = &pcap;
  report_begin(&r->report, target.name, r->count);
  for (size_t i = 0; i < r->count; i++) {
    struct outcome outcome;
    r->play.port = (uint16_t)(PORTS + i % (0x10000u - PORTS));
    const struct script_exception *const exception = script_exception_for(&r->scripts[i], target.name);
    if (exception && exception->skip)
      report_skipped(&r->report, &r->scripts[i], exception->why);
    else {
      script_play(&r->scripts[i], &target, &r->play, &ladder, &outcome);
      report_outcome(&r->report, &r->scripts[i], &outcome, exception, &ladder);
    }
  }
  target.end(&target);
  if (!pcap_file_close(&pcap))
    return tool_fail(TOOL_USAGE, "%s: cannot be written", r->pcap);
  return report_end(&r->report);
}

int script_command(int argc, char **argv)
{
  struct request r = {.target = "self", .play.tolerance = -1, .report.out = stdout};
  parse_colour(&r.report.ladder.colour, "auto");
  int status = parse(&r, argc, argv);
  if (status != TOOL_OK)
    return status < 0 ? TOOL_OK : status;
  status = read_all(&r, argv + optind);
  for (size_t i = 0; i < r.count && r.list && status == TOOL_OK; i++)
    report_list(&r.report, &r.scripts[i]);
  if (status == TOOL_OK && !r.list)
    status = play_all(&r);
  for (size_t i = 0; i < r.count; i++)
    script_free(&r.scripts[i]);
  free(r.scripts);
  return status;
}
