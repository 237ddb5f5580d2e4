/* synfin conform: drives a TCP through the cases and reports what became of each. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "known.h"
#include "run.h"
#include "tool.h"

struct request {
  const char *target, *id, *known, *format, *output, *pcap, *before;
  struct selection selection;
  bool list, verbose, compare;
};

static void help(void)
{
  puts("usage: synfin conform [OPTION...]\n\n"
       "Plays the peer of a TCP, case after case, and judges each answer by the set of those that RFC 9293 allows.\n\n"
       "  --target T        self (our own engine), lwip, kernel (Linux in a network namespace of its own; root),\n"
       "                    remote:WHERE (see src/tool/conform/README.md)\n"
       "  --only PATTERN    cases whose id matches, as a shell does: 'tour/*', '*/ESTABLISHED/*'\n"
       "  --stride N        of the generated cases only every Nth\n"
       "  --case ID         this case alone, told as a ladder; --pcap FILE writes it as a capture\n"
       "  --list            the ids, and nothing is played\n"
       "  --profile P       which legal alternatives to the specification's own answers count: any, strict (none),\n"
       "                    rfc5961 (not RFC 793's resets), rfc1337 (TIME-WAIT is not reset)\n"
       "  --slow            cases that take long in real time are played too\n"
       "  --known FILE      known deviations of the target: a pattern, a clause, a reason a line, with tabs\n"
       "  --format F        text, tap, junit, json or html; --output FILE\n"
       "  --verbose         text: every case\n"
       "  --compare A B     two reports in JSON: what changed between them\n\n"
       "Exit status: 0 no failure but known ones, 1 a failure, 2 wrong usage, or a target that cannot be had.");
}

/* ---- Targets ----------------------------------------------------------------------------------------------------- */

static int open_target(const char *name, struct target *target)
{
  if (!strcmp(name, "self"))
    return target_self(target);
  if (!strcmp(name, "lwip"))
    return target_lwip(target);
  if (!strcmp(name, "kernel"))
    return target_kernel(target);
  if (!strncmp(name, "remote:", 7))
    return target_remote(target, name + 7);
  return tool_fail(TOOL_USAGE, "conform: no target '%s': self, lwip, kernel or remote:WHERE", name);
}

static int close_file(FILE *file, const char *path)
{
  bool good = fflush(file) == 0 && !ferror(file);
  if ((file != stdout && fclose(file) != 0) || !good)
    return tool_fail(TOOL_USAGE, "%s: cannot be written", path);
  return TOOL_OK;
}

static int write_capture(const char *path, const struct ladder *ladder)
{
  FILE *file = fopen(path, "wb");
  if (!file)
    return tool_fail(TOOL_USAGE, "%s: %s", path, strerror(errno));
  ladder_write_pcap(file, ladder);
  return close_file(file, path);
}

/* ---- One case ---------------------------------------------------------------------------------------------------- */

static int show_case(struct target *target, const struct request *r)
{
  static struct ladder ladder;         /* too large for the stack */
  struct result result;
  struct ladder_options options = {.colour = isatty(STDOUT_FILENO)};
  ladder = (struct ladder){.title = r->id, .about = ""};
  if (!run_one(target, &r->selection, r->id, &result, &ladder))
    return tool_fail(TOOL_USAGE, "conform: no case '%s', see --list", r->id);
  ladder.about = result.title;
  ladder_draw_text(stdout, &ladder, &options);
  printf("\n%s  %s%s%s, RFC 9293 %s\n", verdict_name(result.verdict), level_name(result.level), *result.requirement ? " " : "",
         result.requirement, result.clause);
  if (*result.text)
    printf("%s\n", result.text);
  if (result.allowed)
    printf("by a legal choice: %s\n", result.allowed);
  if (r->pcap && write_capture(r->pcap, &ladder) != TOOL_OK)
    return TOOL_USAGE;
  return result.verdict == VERDICT_FAIL ? TOOL_VIOLATION : TOOL_OK;
}

/* ---- A run ------------------------------------------------------------------------------------------------------- */

struct playing {
  struct target *target;
  const struct request *request;
  struct known known;
  struct run run;
};

static void progress(void *context, size_t done, size_t of, struct result *last)
{
  struct playing *p = context;
  p->run.count = of;
  known_mark(&p->known, last);
  report_progress(&p->run, done, last);
}

static bool again(void *context, const char *id, struct ladder *ladder)
{
  struct playing *p = context;
  struct result result;
  return run_one(p->target, &p->request->selection, id, &result, ladder);
}

static int write_report(const struct run *run, const struct request *r)
{
  FILE *out = r->output ? fopen(r->output, "w") : stdout;
  if (!out)
    return tool_fail(TOOL_USAGE, "%s: %s", r->output, strerror(errno));
  if (!strcmp(r->format, "text"))
    report_text(out, run, r->verbose);
  else if (!strcmp(r->format, "tap"))
    report_tap(out, run);
  else if (!strcmp(r->format, "junit"))
    report_junit(out, run);
  else if (!strcmp(r->format, "json"))
    report_json(out, run);
  else
    report_html(out, run);
  return close_file(out, r->output ? r->output : "the report");
}

static double seconds(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int play(struct target *target, const struct request *r)
{
  char command[512];
  struct playing p = {.target = target, .request = r};
  int status = r->known ? known_load(&p.known, r->known) : TOOL_OK;
  if (status != TOOL_OK)
    return status;
  const char *profile = profile_name(r->selection.profile);
  snprintf(command, sizeof command, "synfin conform --target %s --profile %s%s", r->target, profile,
           r->selection.slow ? " --slow" : "");
  p.run = (struct run){.target = target, .profile = profile, .command = command,
                       .again = again, .context = &p};
  double began = seconds();
  size_t count = 0;
  struct result *results = run_all(target, &r->selection, &count, progress, &p);
  p.run.seconds = seconds() - began;
  p.run.count = count, p.run.results = results;
  report_progress(&p.run, count, NULL);
  if (results && count == 0)
    status = tool_fail(TOOL_USAGE, "conform: no case matches '%s', see --list", r->selection.pattern);
  else
    status = results ? write_report(&p.run, r) : tool_fail(TOOL_USAGE, "conform: no memory for the results");
  if (status == TOOL_OK && results && !r->selection.pattern && r->selection.stride == 1)
    known_stale(stderr, &p.known, &p.run);
  if (status == TOOL_OK && report_totals(&p.run).verdicts[VERDICT_FAIL] > 0)
    status = TOOL_VIOLATION;
  free(results);
  known_free(&p.known);
  return status;
}

/* ---- Options ----------------------------------------------------------------------------------------------------- */

static int check(const struct request *r, int left)
{
  static const char *const formats[] = {"text", "tap", "junit", "json", "html"};
  bool format = false;
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
    format |= !strcmp(r->format, formats[i]);
  if (!format)
    return tool_fail(TOOL_USAGE, "conform: no format '%s': text, tap, junit, json or html", r->format);
  if (left != (r->compare ? 1 : 0))
    return tool_fail(TOOL_USAGE, "conform: %s, see `synfin conform --help`",
                     r->compare ? "--compare takes two files" : "too many arguments");
  if (r->pcap && !r->id)
    return tool_fail(TOOL_USAGE, "conform: --pcap goes with --case");
  return TOOL_OK;
}

static bool parse_profile(enum profile *profile, const char *name)
{
  for (*profile = PROFILE_ANY; *profile < PROFILES; ++*profile)
    if (!strcmp(profile_name(*profile), name))
      return true;
  return false;
}

/* Reads the options. What is not TOOL_OK is the exit status, but -1: help was printed. */
static int parse(struct request *r, int argc, char **argv)
{
  static const struct option options[] = {
    {"target", required_argument, NULL, 't'}, {"only", required_argument, NULL, 'o'}, {"stride", required_argument, NULL, 's'},
    {"case", required_argument, NULL, 'c'}, {"list", no_argument, NULL, 'l'}, {"profile", required_argument, NULL, 'P'},
    {"slow", no_argument, NULL, 'w'}, {"known", required_argument, NULL, 'k'}, {"format", required_argument, NULL, 'f'},
    {"output", required_argument, NULL, 'O'}, {"pcap", required_argument, NULL, 'p'}, {"verbose", no_argument, NULL, 'v'},
    {"compare", required_argument, NULL, 'C'}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
  char *end;
  opterr = 0;
  for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;)
    switch (option) {
    case 't': r->target = optarg; break;
    case 'o': r->selection.pattern = optarg; break;
    case 's':
      r->selection.stride = strtoul(optarg, &end, 10);
      if (*end || r->selection.stride == 0 || *optarg == '-')
        return tool_fail(TOOL_USAGE, "conform: --stride takes a number from 1 on, not '%s'", optarg);
      break;
    case 'c': r->id = optarg; break;
    case 'l': r->list = true; break;
    case 'P':
      if (!parse_profile(&r->selection.profile, optarg))
        return tool_fail(TOOL_USAGE, "conform: no profile '%s': any, strict, rfc5961 or rfc1337", optarg);
      break;
    case 'w': r->selection.slow = true; break;
    case 'k': r->known = optarg; break;
    case 'f': r->format = optarg; break;
    case 'O': r->output = optarg; break;
    case 'p': r->pcap = optarg; break;
    case 'v': r->verbose = true; break;
    case 'C': r->compare = true, r->before = optarg; break;
    case 'h': help(); return -1;
    default: return tool_fail(TOOL_USAGE, "conform: bad option '%s', see `synfin conform --help`", argv[optind - 1]);
    }
  return check(r, argc - optind);
}

int conform_command(int argc, char **argv)
{
  struct request r = {.target = "self", .format = "text", .selection = {.stride = 1}};
  struct target target;
  int status = parse(&r, argc, argv);
  if (status != TOOL_OK)
    return status < 0 ? TOOL_OK : status;
  if (r.compare)
    return report_compare(stdout, r.before, argv[optind]);
  status = open_target(r.target, &target);
  if (status != TOOL_OK)
    return status;
  if (r.list)
    run_list(stdout, &target, &r.selection);
  else
    status = r.id ? show_case(&target, &r) : play(&target, &r);
  target.end(&target);
  return status;
}
