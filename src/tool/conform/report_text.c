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

/* A paragraph for all that failed, or could not be judged, for one cause. */
static void cause(const struct paper *p, const struct group *group)
{
  const struct result *first = *group->member;
  paint(p, outcome_colour(outcome_of(first)), "%s", verdict_name(first->verdict));
  paint(p, BOLD, "  %s  %s%s%s", level_name(first->level), first->clause, *first->requirement ? "  " : "",
        first->requirement);
  fprintf(p->out, "  %zu %s\n", group->count, group->count == 1 ? "case" : "cases");
  text_line(p, "  ", first->title);
  text_line(p, "  ", first->text);
  ids(p, group);
  again(p, first);
  fputc('\n', p->out);
}

static void causes(const struct paper *p, struct groups groups)
{
  for (size_t i = 0; i < groups.count; i++)
    cause(p, &groups.group[i]);
  groups_free(&groups);
}

/* A line for each reason: how many cases, and the reason. */
static void reasons(const struct paper *p, const char *title, bool (*wanted)(const struct result *), alike *as,
                    const char *(*reason)(const struct result *))
{
  struct groups groups = group_results(p->run, wanted, as);
  if (groups.count > 0)
    paint(p, BOLD, "%s\n", title);
  for (size_t i = 0; i < groups.count; i++) {
    fprintf(p->out, "%8zu  ", groups.group[i].count);
    text_line(p, "", reason(*groups.group[i].member));
  }
  if (groups.count > 0)
    fputc('\n', p->out);
  groups_free(&groups);
}

static const char *known(const struct result *result)
{
  return result->known;
}

static const char *allowed(const struct result *result)
{
  return result->allowed;
}

static const char *text(const struct result *result)
{
  return result->text;
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

static void coverage(const struct paper *p)
{
  struct tally tallies[REQUIREMENTS];
  size_t count[OUTCOMES + 1] = {0};
  tally_requirements(p->run, tallies);
  for (size_t i = 0; i < REQUIREMENTS; i++)
    count[worst(&tallies[i])]++;
  fprintf(p->out, "\nrequirements of RFC 9293, by their worst case: %zu hold, %zu broken, %zu known deviations, "
          "%zu inconclusive, %zu not applicable, %zu of %u without a case\n", count[OUTCOME_PASS],
          count[OUTCOME_FAIL], count[OUTCOME_KNOWN], count[OUTCOME_INCONCLUSIVE], count[OUTCOME_NOT_APPLICABLE],
          count[OUTCOME_NONE], REQUIREMENTS);
}

/* ---- The report -------------------------------------------------------------------------------------------------- */

static void every_case(const struct paper *p)
{
  for (const struct result *r = p->run->results; r < p->run->results + p->run->count; r++) {
    const char *why = r->verdict == VERDICT_PASS ? r->allowed : r->known ? r->known : r->text;
    paint(p, outcome_colour(outcome_of(r)), "%-14s", outcome_of(r) == OUTCOME_KNOWN ? "KNOWN" : verdict_name(r->verdict));
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
  fprintf(p->out, ", profile %s, synfin " SYNFIN_VERSION "\n\n", p->run->profile);
}

void report_text(FILE *out, const struct run *run, bool verbose)
{
  const struct paper p = {out, run, isatty(fileno(out)) && !getenv("NO_COLOR")};
  const struct tally all = tally_run(run);
  head(&p);
  if (verbose)
    every_case(&p);
  causes(&p, group_failures(run));
  causes(&p, group_results(run, is_inconclusive, alike_cause));
  reasons(&p, "known deviations", is_known, alike_known, known);
  reasons(&p, "not applicable", is_not_applicable, alike_text, text);
  reasons(&p, "passed by a legal alternative", is_alternative, alike_allowed, allowed);
  table(&p);
  coverage(&p);
  fprintf(out, "%.1f s\n", run->seconds);
  put_totals(out, &all);
  fputc('\n', out);
}
