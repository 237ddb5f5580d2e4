/* The report as JSON, a result a line: for jq and for line tools, and what report_read.c reads. */
#include "report_parts.h"

static void field(FILE *out, const char *name, const char *text)
{
  fprintf(out, ", \"%s\": ", name);
  put_json(out, text);
}

static void head(FILE *out, const struct run *run)
{
  const struct tally all = tally_run(run);
  fputs("{\"report\": \"synfin conform\", \"synfin\": \"" SYNFIN_VERSION "\",\n\"target\": {\"name\": ", out);
  put_json(out, run->target->name);
  field(out, "about", run->target->about);
  fputs("},\n\"profile\": ", out);
  put_json(out, run->profile);
  field(out, "command", run->command);
  fprintf(out, ", \"seconds\": %.3f,\n\"count\": %zu, \"totals\": {", run->seconds, run->count);
  for (enum outcome o = 0; o < OUTCOMES; o++)
    fprintf(out, "%s\"%s\": %zu", o > 0 ? ", " : "", outcome_counted(o), all.of[o]);
  fputs("},\n\"results\": [\n", out);
}

static void result(FILE *out, const struct result *r)
{
  fputs("{\"id\": ", out);
  put_json(out, r->id);
  field(out, "verdict", verdict_name(r->verdict));
  field(out, "level", level_name(r->level));
  field(out, "clause", r->clause);
  field(out, "requirement", r->requirement);
  field(out, "title", r->title);
  field(out, "text", r->text);
  field(out, "allowed", r->allowed);
  field(out, "known", r->known);
  field(out, "state", r->state < 0 ? NULL : synfin_state_label((enum synfin_state)r->state));
  field(out, "letter", r->letter < 0 ? NULL : synfin_letter_name((enum synfin_letter)r->letter));
  fputc('}', out);
}

void report_json(FILE *out, const struct run *run)
{
  head(out, run);
  for (size_t i = 0; i < run->count; i++) {
    result(out, &run->results[i]);
    fputs(i + 1 < run->count ? ",\n" : "\n", out);
  }
  fputs("]}\n", out);
}
