/* What differs between two runs: cases whose outcome changed, by cause; new ones, and those that are gone. */
#include <stdlib.h>
#include <string.h>

#include "../tool.h"
#include "report_parts.h"
#include "report_read.h"

#define IDS 3                          /* of a group that are named */

/* A case of either run: what it was and is, OUTCOME_NONE where it is not played; and its newest result. */
struct change { enum outcome was, is; const struct result *result; };

struct comparison { struct change *change; size_t count, of[OUTCOMES + 1][OUTCOMES + 1]; };   /* `of` was and is */

static const char *outcome_name(enum outcome outcome)
{
  return outcome == OUTCOME_KNOWN ? "known deviation" : verdict_name((enum verdict)outcome);
}

static int compare_ids(const void *a, const void *b)
{
  return strcmp(((const struct result *)a)->id, ((const struct result *)b)->id);
}

/* Sorts the results by id; says so if two have the same. */
static int sort(struct report *report, const char *path)
{
  qsort(report->results, report->run.count, sizeof *report->results, compare_ids);
  for (size_t i = 1; i < report->run.count; i++)
    if (!compare_ids(&report->results[i - 1], &report->results[i]))
      return tool_fail(TOOL_USAGE, "%s: '%s' stands there twice", path, report->results[i].id);
  return TOOL_OK;
}

static void add(struct comparison *c, enum outcome was, enum outcome is, const struct result *result)
{
  c->change[c->count++] = (struct change){was, is, result};
  c->of[was][is]++;
}

/* Both are sorted: what is the same case stands at the same place. */
static struct comparison merge(const struct run *before, const struct run *after)
{
  struct comparison c = {.change = tool_allocate(before->count + after->count, sizeof *c.change)};
  const struct result *old = before->results, *new = after->results;
  const struct result *old_end = old + before->count, *new_end = new + after->count;
  while (old < old_end || new < new_end) {
    int order = old == old_end ? 1 : new == new_end ? -1 : compare_ids(old, new);
    const struct result *newest = order < 0 ? old : new;
    enum outcome was = order <= 0 ? outcome_of(old++) : OUTCOME_NONE;
    enum outcome is = order >= 0 ? outcome_of(new++) : OUTCOME_NONE;
    add(&c, was, is, newest);
  }
  return c;
}

/* ---- What is told ------------------------------------------------------------------------------------------------ */

static void line(FILE *out, const char *indent, const char *text)
{
  fputs(indent, out);
  put_line(out, text);
  fputc('\n', out);
}

static void group(FILE *out, const struct group *group)
{
  const struct result *first = *group->member;
  fprintf(out, "  %s  ", level_name(first->level));
  put_line(out, first->clause);
  fputs(*first->requirement ? "  " : "", out);
  put_line(out, first->requirement);
  fprintf(out, "  %zu %s\n", group->count, group->count == 1 ? "case" : "cases");
  line(out, "    ", first->title);
  if (*first->text)
    line(out, "    ", first->text);
  for (size_t i = 0; i < group->count && i < IDS; i++)
    line(out, "      ", group->member[i]->id);
  if (group->count > IDS)
    fprintf(out, "      and %zu more\n", group->count - IDS);
}

/* A paragraph for the cases that were `was` and are `is`, by cause. None: nothing. */
static void paragraph(FILE *out, const struct comparison *c, enum outcome was, enum outcome is)
{
  const size_t count = c->of[was][is];
  struct result *results = tool_allocate(count, sizeof *results), *next = results;
  for (const struct change *change = c->change; change < c->change + c->count; change++)
    if (change->was == was && change->is == is)
      *next++ = *change->result;
  const struct run run = {.results = results, .count = count};
  struct groups groups = group_results(&run, NULL, alike_cause);
  groups_weigh(&groups);
  if (was == OUTCOME_NONE)
    fprintf(out, "new, %s: ", outcome_name(is));
  else if (is == OUTCOME_NONE)
    fprintf(out, "gone, was %s: ", outcome_name(was));
  else
    fprintf(out, "%s, was %s: ", outcome_name(is), outcome_name(was));
  fprintf(out, "%zu %s\n", count, count == 1 ? "case" : "cases");
  for (size_t i = 0; i < groups.count; i++)
    group(out, &groups.group[i]);
  fputc('\n', out);
  groups_free(&groups);
  free(results);
}

static void head(FILE *out, const char *when, const struct report *report)
{
  const struct tally tally = tally_run(&report->run);
  fprintf(out, "%s: ", when);
  put_line(out, report->run.target->name);
  fprintf(out, ", profile %s: ", report->run.profile);
  put_totals(out, &tally);
  fputc('\n', out);
}

/* What passed before and does not any more comes first; it is counted, and returned. */
static size_t tell(FILE *out, const struct comparison *c)
{
  size_t no_more = 0, now = 0, other = 0, new = 0, gone = 0;
  for (enum outcome was = 0; was <= OUTCOME_NONE; was++)
    for (enum outcome is = 0; is <= OUTCOME_NONE; is++) {
      size_t count = was == is ? 0 : c->of[was][is];
      if (count > 0)
        paragraph(out, c, was, is);
      *(is == OUTCOME_NONE ? &gone : was == OUTCOME_NONE ? &new : was == OUTCOME_PASS ? &no_more
        : is == OUTCOME_PASS ? &now : &other) += count;
    }
  fprintf(out, "%zu no longer pass, %zu pass now, %zu changed otherwise, %zu new, %zu gone\n", no_more, now, other, new,
          gone);
  return no_more + c->of[OUTCOME_PASS][OUTCOME_NONE];
}

static int compare(FILE *out, const struct report *before, const struct report *after)
{
  head(out, "before", before);
  head(out, "after ", after);
  fputc('\n', out);
  struct comparison c = merge(&before->run, &after->run);
  size_t lost = tell(out, &c);
  free(c.change);
  return lost > 0 ? TOOL_VIOLATION : TOOL_OK;
}

static int read_sorted(struct report *report, const char *path)
{
  int status = report_read(report, path);
  return status == TOOL_OK ? sort(report, path) : status;
}

int report_compare(FILE *out, const char *before_path, const char *after_path)
{
  struct report before = {0}, after = {0};
  int status = read_sorted(&before, before_path);
  status = status == TOOL_OK ? read_sorted(&after, after_path) : status;
  status = status == TOOL_OK ? compare(out, &before, &after) : status;
  report_free(&before);
  report_free(&after);
  return status;
}
