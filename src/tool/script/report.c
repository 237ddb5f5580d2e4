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

/* A line of YAML: a key and a string in single quotes, which stand twice within. */
static void put_yaml(FILE *out, const char *key, const char *text, size_t len)
{
  fprintf(out, "  %s: '", key);
  for (size_t i = 0; i < len; i++)
    fprintf(out, text[i] == '\'' ? "''" : "%c", text[i]);
  fputs("'\n", out);
}

static void details_tap(FILE *out, const struct script *script, const struct outcome *outcome)
{
  const struct script_event *const event = outcome->event;
  fputs("  ---\n", out);
  put_yaml(out, "message", outcome->text, strlen(outcome->text));
  if (event) {
    fprintf(out, "  line: %u\n", event->line);
    put_yaml(out, "file", script->path, strlen(script->path));
    put_yaml(out, "script", event->source, event->source_len);
  }
  if (*outcome->came)
    put_yaml(out, "came", outcome->came, strlen(outcome->came));
  fputs("  ...\n", out);
}

static void details_text(FILE *out, const struct script *script, const struct outcome *outcome)
{
  const struct script_event *const event = outcome->event;
  if (event)
    fprintf(out, "%s:%u: %s\n  script  %.*s\n", script->path, event->line, outcome->text, (int)event->source_len,
            event->source);
  else
    fprintf(out, "%s: %s\n", script->path, outcome->text);
  if (*outcome->came)
    fprintf(out, "  came    %s\n", outcome->came);
}

static void draw(struct report *report, const struct ladder *ladder)
{
  fputc('\n', report->out);
  ladder_draw_text(report->out, ladder, &report->ladder);
  fputc('\n', report->out);
}

/* A script that is known to fail here: that it does is no failure, that it does not is one. */
static void report_known(struct report *report, const struct script *script, bool passed, const char *why)
{
  if (passed) {
    report->failed++;
    line(report, script, false, "FAIL", "", "passes, though its head says that it fails here");
  } else {
    report->skipped++;
    line(report, script, false, "known", " # TODO ", why);
  }
}

/* Its line, why, and the ladder. */
static void report_failure(struct report *report, const struct script *script, const struct outcome *outcome,
                           const struct ladder *ladder)
{
  const bool unusable = outcome->verdict == OUTCOME_UNUSABLE;
  report->unusable += unusable;
  report->failed += !unusable;
  line(report, script, false, unusable ? "UNUSABLE" : "FAIL", "", "");
  if (report->tap) {
    details_tap(report->out, script, outcome);
  } else {
    details_text(report->out, script, outcome);
    draw(report, ladder);
  }
}

void report_outcome(struct report *report, const struct script *script, const struct outcome *outcome,
                    const struct script_exception *exception, const struct ladder *ladder)
{
  const bool passed = outcome->verdict == OUTCOME_PASSED, failed = outcome->verdict == OUTCOME_FAILED;
  if (outcome->verdict == OUTCOME_SKIPPED) {
    report_skipped(report, script, outcome->text);
  } else if (exception && (passed || failed)) {
    report_known(report, script, passed, exception->why);
  } else if (!passed) {
    report_failure(report, script, outcome, ladder);
  } else {
    report->passed++;
    line(report, script, true, "ok", "", "");
    if (report->verbose && !report->tap)
      draw(report, ladder);
  }
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
