/* The report for a terminal or a log: failures, what was not judged, a table by suite, the totals last. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report_parts.h"

#define RED "\033[1;31m"
#define GREEN "\033[32m"
#define YELLOW "\033[33m"
#define DIM "\033[2m"
#define BOLD "\033[1m"
#define PLAIN "\033[0m"

#define IDS 3                          /* of a group that are named */

struct paper { FILE *out; const struct run *run; bool colour; };

static const char *outcome_colour(enum outcome outcome)
{
  static const char *const colours[OUTCOMES] = {
    [OUTCOME_PASS] = GREEN, [OUTCOME_FAIL] = RED, [OUTCOME_INCONCLUSIVE] = YELLOW, [OUTCOME_NOT_APPLICABLE] = DIM,
    [OUTCOME_KNOWN] = YELLOW};
  return colours[outcome];
}

__attribute__((format(printf, 3, 4)))
static void paint(const struct paper *p, const char *colour, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  fputs(p->colour ? colour : "", p->out);
  vfprintf(p->out, format, arguments);
  fputs(p->colour ? PLAIN : "", p->out);
  va_end(arguments);
}

static void text_line(const struct paper *p, const char *indent, const char *text)
{
  if (!*text)
    return;
  fputs(indent, p->out);
  put_line(p->out, text);
  fputc('\n', p->out);
}

/* ---- Groups ------------------------------------------------------------------------------------------------------ */

static void ids(const struct paper *p, const struct group *group)
{
  for (size_t i = 0; i < group->count && i < IDS; i++)
    text_line(p, "    ", group->member[i]->id);
  if (group->count > IDS)
    paint(p, DIM, "    and %zu more\n", group->count - IDS);
}

static void again(const struct paper *p, const struct result *result)
{
  char *command = command_again(p->run, result->id);
  paint(p, DIM, "  again: ");
  text_line(p, "", command);
  free(command);
}

/* A paragraph for all that failed for one cause. */
static void cause(const struct paper *p, const struct group *group)
{
  const struct result *first = *group->member;
  paint(p, RED, "%s", verdict_name(first->verdict));
  paint(p, BOLD, "  %s  ", level_name(first->level));
  put_line(p->out, first->clause);
  fputs(*first->requirement ? "  " : "", p->out);
  put_line(p->out, first->requirement);
  fprintf(p->out, "  %zu %s\n", group->count, group->count == 1 ? "case" : "cases");
  text_line(p, "  ", first->title);
  text_line(p, "  ", first->text);
  ids(p, group);
  again(p, first);
  fputc('\n', p->out);
}

/* A line for each reason: how many cases, the reason, and the first of them. */
static void reasons(const struct paper *p, const struct reasons *why)
{
  struct groups groups = group_results(p->run, why->wanted, why->alike);
  if (groups.count > 0)
    paint(p, BOLD, "%s\n", why->title);
  for (const struct group *g = groups.group; g < groups.group + groups.count; g++) {
    fprintf(p->out, "%8zu  ", g->count);
    put_line(p->out, why->reason(*g->member));
    text_line(p, "\n          ", (*g->member)->id);
  }
  fputs(groups.count > 0 ? "\n" : "", p->out);
  groups_free(&groups);
}

/* ---- Counts ------------------------------------------------------------------------------------------------------ */

static void row(const struct paper *p, int width, const char *name, int name_len, const struct tally *tally)
{
  size_t cases = 0;
  for (enum outcome o = 0; o < OUTCOMES; o++)
    cases += tally->of[o];
  fprintf(p->out, "%-*.*s %8zu", width, name_len, name, cases);
  for (enum outcome o = 0; o < OUTCOMES; o++)
    paint(p, tally->of[o] ? outcome_colour(o) : DIM, "  %*zu", (int)strlen(outcome_counted(o)), tally->of[o]);
  fputc('\n', p->out);
}

static void table(const struct paper *p)
{
  struct groups suites = group_results(p->run, NULL, alike_suite);
  const struct tally all = tally_run(p->run);
  int width = 5;
  for (size_t i = 0; i < suites.count; i++)
    width = suite_length((*suites.group[i].member)->id) > width ? suite_length((*suites.group[i].member)->id) : width;
  paint(p, BOLD, "%-*s    cases", width, "suite");
  for (enum outcome o = 0; o < OUTCOMES; o++)
    paint(p, BOLD, "  %s", outcome_counted(o));
  fputc('\n', p->out);
  for (size_t i = 0; i < suites.count; i++) {
    const struct tally tally = tally_group(&suites.group[i]);
    const char *id = (*suites.group[i].member)->id;
    row(p, width, id, suite_length(id), &tally);
  }
  row(p, width, "all", 3, &all);
  groups_free(&suites);
}

/* A requirement counts by the worst of its cases. */
static void coverage(const struct paper *p)
{
  struct tally tallies[REQUIREMENTS], count = {{0}};
  size_t without = 0;
  tally_requirements(p->run, tallies);
  for (size_t i = 0; i < REQUIREMENTS; i++)
    *(worst(&tallies[i]) == OUTCOME_NONE ? &without : &count.of[worst(&tallies[i])]) += 1;
  fputs("\nrequirements of RFC 9293: ", p->out);
  put_totals(p->out, &count);
  fprintf(p->out, ", %zu without a case\n", without);
}

/* ---- The report -------------------------------------------------------------------------------------------------- */

static void every_case(const struct paper *p)
{
  for (const struct result *r = p->run->results; r < p->run->results + p->run->count; r++) {
    const char *why = r->verdict == VERDICT_PASS ? r->allowed : r->known ? r->known : r->text;
    const char *name = outcome_of(r) == OUTCOME_KNOWN ? "KNOWN" : verdict_name(r->verdict);
    paint(p, outcome_colour(outcome_of(r)), "%-14s", name);
    fputs("  ", p->out);
    put_line(p->out, r->id);
    text_line(p, why && *why ? ": " : "", why && *why ? why : " ");
  }
  fputc('\n', p->out);
}

static void head(const struct paper *p)
{
  paint(p, BOLD, "%s", p->run->target->name);
  fputs(": ", p->out);
  put_line(p->out, p->run->target->about);
  fprintf(p->out, "\njudged by synfin " SYNFIN_VERSION ", profile %s\n\n", p->run->profile);
}

void report_text(FILE *out, const struct run *run, bool verbose)
{
  const struct paper p = {out, run, isatty(fileno(out)) && !getenv("NO_COLOR")};
  const struct tally all = tally_run(run);
  struct groups failures = group_failures(run);
  head(&p);
  if (verbose)
    every_case(&p);
  for (const struct group *g = failures.group; g < failures.group + failures.count; g++)
    cause(&p, g);
  for (size_t i = 0; i < REASONS; i++)
    reasons(&p, &report_reasons[i]);
  table(&p);
  coverage(&p);
  fprintf(out, "%.1f s\n", run->seconds);
  put_totals(out, &all);
  fputc('\n', out);
  groups_free(&failures);
}
