/* The report as JUnit's XML, which most CI services read. What could not be judged is skipped, and says so. */
#include <stdlib.h>

#include "report_parts.h"

static void attribute(FILE *out, const char *name, const char *text)
{
  fprintf(out, " %s=\"", name);
  put_xml(out, text);
  fputc('"', out);
}

static void counts(FILE *out, const struct tally *tally)
{
  size_t skipped = tally->of[OUTCOME_INCONCLUSIVE] + tally->of[OUTCOME_NOT_APPLICABLE] + tally->of[OUTCOME_KNOWN];
  fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\"",
          skipped + tally->of[OUTCOME_PASS] + tally->of[OUTCOME_FAIL], tally->of[OUTCOME_FAIL], skipped);
}

static void failure(FILE *out, const struct run *run, const struct result *r)
{
  char *again = command_again(run, r->id);
  fputs("<failure", out);
  attribute(out, "type", level_name(r->level));
  attribute(out, "message", r->text);
  fputc('>', out);
  put_xml(out, r->title);
  fputc('\n', out);
  put_xml(out, r->clause);
  fputc('\n', out);
  put_xml(out, r->requirement);
  fputc('\n', out);
  put_xml(out, again);
  fputs("</failure>", out);
  free(again);
}

static void skipped(FILE *out, const char *kind, const char *reason)
{
  fprintf(out, "<skipped message=\"%s", kind);
  put_xml(out, reason);
  fputs("\"/>", out);
}

static void testcase(FILE *out, const struct run *run, const struct result *r)
{
  char suite[CASE_ID];
  snprintf(suite, sizeof suite, "%.*s", suite_length(r->id), r->id);
  fputs("    <testcase", out);
  attribute(out, "classname", suite);
  attribute(out, "name", r->id);
  fputc('>', out);
  switch (outcome_of(r)) {
  case OUTCOME_FAIL: failure(out, run, r); break;
  case OUTCOME_KNOWN: skipped(out, "known deviation: ", r->known); break;
  case OUTCOME_INCONCLUSIVE: skipped(out, "inconclusive: ", r->text); break;
  case OUTCOME_NOT_APPLICABLE: skipped(out, "not applicable: ", r->text); break;
  default: break;
  }
  fputs("</testcase>\n", out);
}

static void property(FILE *out, const char *name, const char *value)
{
  fputs("<property", out);
  attribute(out, "name", name);
  attribute(out, "value", value);
  fputs("/>", out);
}

static void testsuite(FILE *out, const struct run *run, const struct group *suite)
{
  const struct tally tally = tally_group(suite);
  const char *id = (*suite->member)->id;
  char name[CASE_ID];
  snprintf(name, sizeof name, "%.*s", suite_length(id), id);
  fputs("  <testsuite", out);
  attribute(out, "name", name);
  counts(out, &tally);
  fputs(">\n    <properties>", out);
  property(out, "target", run->target->name);
  property(out, "about", run->target->about);
  property(out, "profile", run->profile);
  property(out, "synfin", SYNFIN_VERSION);
  fputs("</properties>\n", out);
  for (size_t i = 0; i < suite->count; i++)
    testcase(out, run, suite->member[i]);
  fputs("  </testsuite>\n", out);
}

void report_junit(FILE *out, const struct run *run)
{
  const struct tally all = tally_run(run);
  struct groups suites = group_results(run, NULL, alike_suite);
  fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"synfin conform\"", out);
  counts(out, &all);
  fprintf(out, " time=\"%.3f\">\n", run->seconds);
  for (size_t i = 0; i < suites.count; i++)
    testsuite(out, run, &suites.group[i]);
  fputs("</testsuites>\n", out);
  groups_free(&suites);
}
