/* The report as TAP, version 14 (testanything.org). What could not be judged is skipped, and says so. */
#include <stdlib.h>

#include "report_parts.h"

static void field(FILE *out, const char *name, const char *text)
{
  fprintf(out, "  %s: ", name);
  put_json(out, text);
  fputc('\n', out);
}

static void diagnose(FILE *out, const struct run *run, const struct result *r)
{
  char *again = command_again(run, r->id);
  fputs("  ---\n", out);
  field(out, "message", r->text);
  field(out, "title", r->title);
  field(out, "level", level_name(r->level));
  field(out, "clause", r->clause);
  field(out, "requirement", r->requirement);
  field(out, "again", again);
  fputs("  ...\n", out);
  free(again);
}

static void directive(FILE *out, const char *name, const char *reason)
{
  fprintf(out, " # %s ", name);
  put_tap(out, reason);
}

static void point(FILE *out, const struct run *run, size_t number, const struct result *r)
{
  fprintf(out, "%sok %zu - ", r->verdict == VERDICT_FAIL ? "not " : "", number);
  put_tap(out, r->id);
  if (r->verdict == VERDICT_NOT_APPLICABLE)
    directive(out, "SKIP", r->text);
  else if (r->verdict == VERDICT_INCONCLUSIVE)
    directive(out, "SKIP inconclusive:", r->text);
  else if (outcome_of(r) == OUTCOME_KNOWN)
    directive(out, "TODO", r->known);
  fputc('\n', out);
  if (r->verdict == VERDICT_FAIL)
    diagnose(out, run, r);
}

void report_tap(FILE *out, const struct run *run)
{
  fprintf(out, "TAP version 14\n1..%zu%s\n", run->count, run->count > 0 ? "" : " # SKIP no cases");
  fputs("# ", out);
  put_line(out, run->target->name);
  fputs(": ", out);
  put_line(out, run->target->about);
  fprintf(out, ", profile %s, synfin " SYNFIN_VERSION "\n", run->profile);
  for (size_t i = 0; i < run->count; i++)
    point(out, run, i + 1, &run->results[i]);
}
