/* synfin ladder: plays a scenario and draws it. */
#include "ladder.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ladder_scenarios.h"
#include "tool.h"

struct request {
  struct ladder_options options;
  const char *pcap, *svg, *scenario;
  bool all, kernel;
};

static int help(void)
{
  puts("usage: synfin ladder [OPTION...] [SCENARIO]\n\n"
       "Plays two TCPs against each other in virtual time, over a wire with 10 ms each way, and draws the segments.\n"
       "A state column shows the sender's state when it sends, the receiver's before and after.\n\n"
       "  --list         name the scenarios (`life` is played if none is named)\n"
       "  --all          play them all\n"
       "  --iss A,B      initial sequence numbers of left and right (100,200)\n"
       "  --pcap FILE    write a capture\n"
       "  --svg FILE     draw a picture\n"
       "  --kernel       the right one is the kernel of this machine (needs root and a TUN device)\n"
       "  --ascii        draw with ASCII characters only\n"
       "  --color WHEN   auto, always or never");
  return TOOL_OK;
}

static int list(void)
{
  for (size_t i = 0; scenario_at(i); i++)
    printf("%-19s %s\n", scenario_at(i)->name, scenario_at(i)->about);
  return TOOL_OK;
}

static bool parse_iss(uint32_t iss[2], const char *text)
{
  for (int i = 0; i < 2; i++) {
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || errno || number > UINT32_MAX || *end != (i ? '\0' : ','))
      return false;
    iss[i] = (uint32_t)number;
    text = end + 1;
  }
  return true;
}

static bool parse_colour(bool *colour, const char *when)
{
  *colour = !strcmp(when, "always") || (!strcmp(when, "auto") && isatty(STDOUT_FILENO) && !getenv("NO_COLOR"));
  return !strcmp(when, "auto") || !strcmp(when, "always") || !strcmp(when, "never");
}

static int write_file(const char *path, const struct ladder *ladder, void (*draw)(FILE *, const struct ladder *))
{
  FILE *file = fopen(path, "w");
  if (!file)
    return tool_fail(TOOL_USAGE, "%s: %s", path, strerror(errno));
  draw(file, ladder);
  bool good = !ferror(file);
  if (fclose(file) != 0 || !good)
    return tool_fail(TOOL_USAGE, "%s: cannot be written", path);
  return TOOL_OK;
}

/* Plays and draws one scenario. */
static int play(const struct request *r, const char *scenario)
{
  static struct ladder ladder;         /* too large for the stack */
  char why[128];
  if (!scenario_named(scenario))
    return tool_fail(TOOL_USAGE, "ladder: no scenario '%s', see `synfin ladder --list`", scenario);
  if (r->kernel && !ladder_play_kernel(&ladder, scenario, &r->options, why)) {
    printf("kernel: SKIP: %s\n", why);
    return TOOL_OK;
  }
  if (!r->kernel)
    ladder_play(&ladder, scenario, &r->options);
  ladder_draw_text(stdout, &ladder, &r->options);
  int status = r->pcap ? write_file(r->pcap, &ladder, ladder_write_pcap) : TOOL_OK;
  return r->svg && status == TOOL_OK ? write_file(r->svg, &ladder, ladder_draw_svg) : status;
}

static int play_all(const struct request *r)
{
  int status = TOOL_OK;
  for (size_t i = 0; scenario_at(i) && status == TOOL_OK; i++) {
    if (i > 0)
      putchar('\n');
    status = play(r, scenario_at(i)->name);
  }
  return status;
}

/* Reads the options. What is not TOOL_OK is the exit status, but -1: help or a list was printed. */
static int parse(struct request *r, int argc, char **argv)
{
  static const struct option options[] = {
    {"all", no_argument, NULL, 'a'}, {"ascii", no_argument, NULL, 'A'}, {"color", required_argument, NULL, 'c'},
    {"help", no_argument, NULL, 'h'}, {"iss", required_argument, NULL, 'i'}, {"kernel", no_argument, NULL, 'k'},
    {"list", no_argument, NULL, 'l'}, {"pcap", required_argument, NULL, 'p'}, {"svg", required_argument, NULL, 's'},
    {NULL, 0, NULL, 0}};
  opterr = 0;
  for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;)
    switch (option) {
    case 'a': r->all = true; break;
    case 'A': r->options.ascii = true; break;
    case 'c':
      if (!parse_colour(&r->options.colour, optarg))
        return tool_fail(TOOL_USAGE, "ladder: --color takes auto, always or never, not '%s'", optarg);
      break;
    case 'h': help(); return -1;
    case 'i':
      if (!parse_iss(r->options.iss, optarg))
        return tool_fail(TOOL_USAGE, "ladder: --iss takes two numbers below 2^32, as in 100,200, not '%s'", optarg);
      break;
    case 'k': r->kernel = true; break;
    case 'l': list(); return -1;
    case 'p': r->pcap = optarg; break;
    case 's': r->svg = optarg; break;
    default: return tool_fail(TOOL_USAGE, "ladder: bad option '%s', see `synfin ladder --help`", argv[optind - 1]);
    }
  r->scenario = optind < argc ? argv[optind++] : "life";
  if (optind < argc)
    return tool_fail(TOOL_USAGE, "ladder: one scenario at a time, not '%s' as well", argv[optind]);
  if (r->all && (r->pcap || r->svg || r->kernel))
    return tool_fail(TOOL_USAGE, "ladder: --all goes without --pcap, --svg and --kernel: one file shows one scenario");
  return TOOL_OK;
}

int ladder_command(int argc, char **argv)
{
  struct request r = {.options = {.iss = {100, 200}}};
  parse_colour(&r.options.colour, "auto");
  int status = parse(&r, argc, argv);
  if (status != TOOL_OK)
    return status < 0 ? TOOL_OK : status;
  return r.all ? play_all(&r) : play(&r, r.scenario);
}
