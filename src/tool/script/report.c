/* see report.h */
#include "report.h"

#include <string.h>

#include "tool.h"

/* The name of a script is the sentence that its file is named after. */
static void name_of(char name[120], const struct script *script)
{
  const char *const slash = strrchr(script->path, '/');
  snprintf(name, 120, "%s", slash ? slash + 1 : script->path);
  char *const ending = strrchr(name, '.');
  if (ending && strcmp(ending, ".pkt") == 0)
    *ending = '\0';
  for (char *letter = name; *letter; letter++)
    *letter = *letter == '-' ? ' ' : *letter;
}

void report_begin(struct report *report, const char *target, size_t count)
{
  if (report->tap)
    fprintf(report->out, "TAP version 14\n# target %s\n1..%zu\n", target, count);
}

/* One line: `verdict` of text, `ok` of TAP, and a remark. */
static void line(struct report *report, const struct script *script, bool ok, const char *verdict,
                 const char *directive, const char *remark)
{
  char name[120];
  name_of(name, script);
  report->done++;
  if (report->tap)
    fprintf(report->out, "%s %zu - %s%s%s\n", ok ? "ok" : "not ok", report->done, name, directive, remark);
  else
    fprintf(report->out, "%-7s %s%s%s\n", verdict, name, *remark ? ": " : "", remark);
}

void report_skipped(struct report *report, const struct script *script, const char *why)
{
  report->skipped++;
  line(report, script, true, "SKIP", " # SKIP ", why);
}

/* Where and why it failed, below its line. */
static void details(struct report *report, const struct script *script, const struct outcome *outcome)
{
  const struct script_event *const event = outcome->event;
  if (report->tap)
    fprintf(report->out, "  ---\n  message: \"%s\"\n", outcome->text);
  if (event && report->tap)
    fprintf(report->out, "  at: \"%s:%u\"\n  script: '%.*s'\n", script->path, event->line, (int)event->source_len,
            event->source);
  else if (event)
    fprintf(report->out, "%s:%u: %s\n  script  %.*s\n", script->path, event->line, outcome->text,
            (int)event->source_len, event->source);
  else if (!report->tap)
    fprintf(report->out, "%s: %s\n", script->path, outcome->text);
  if (*outcome->came)
    fprintf(report->out, report->tap ? "  came: '%s'\n" : "  came    %s\n", outcome->came);
  if (report->tap)
    fputs("  ...\n", report->out);
}

static void draw(struct report *report, const struct ladder *ladder)
{
  if (report->tap)
    return;
  fputc('\n', report->out);
  ladder_draw_text(report->out, ladder, &report->ladder);
  fputc('\n', report->out);
}

void report_outcome(struct report *report, const struct script *script, const struct outcome *outcome,
                    const struct script_exception *exception, const struct ladder *ladder)
{
  switch (outcome->verdict) {
  case OUTCOME_SKIPPED:
    report_skipped(report, script, outcome->text);
    return;
  case OUTCOME_PASSED:
    if (exception) {
      report->failed++;
      line(report, script, false, "FAIL", "", "passes, though its head says that it fails here");
      return;
    }
    report->passed++;
    line(report, script, true, "ok", "", "");
    if (report->verbose)
      draw(report, ladder);
    return;
  case OUTCOME_FAILED:
    if (exception) {
      report->skipped++;
      line(report, script, false, "known", " # TODO ", exception->why);
      return;
    }
    report->failed++;
    line(report, script, false, "FAIL", "", "");
    break;
  case OUTCOME_UNUSABLE:
    report->unusable++;
    line(report, script, false, "UNUSABLE", "", "");
    break;
  }
  details(report, script, outcome);
  draw(report, ladder);
}

int report_end(struct report *report)
{
  fprintf(report->out, "%s%zu passed, %zu failed, %zu skipped\n", report->tap ? "# " : "", report->passed,
          report->failed + report->unusable, report->skipped);
  return report->unusable ? TOOL_USAGE : report->failed ? TOOL_VIOLATION : TOOL_OK;
}

void report_list(struct report *report, const struct script *script)
{
  char name[120];
  name_of(name, script);
  fprintf(report->out, "%s\n  %s\n", name, *script->about ? script->about : "(no comment)");
}
