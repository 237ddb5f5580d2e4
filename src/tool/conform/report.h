/* Reports of a run, one form each, and the comparison of two runs. */
#ifndef SYNFIN_CONFORM_REPORT_H
#define SYNFIN_CONFORM_REPORT_H

#include <stdio.h>

#include "case.h"

struct run {
  const struct target *target;
  const char *profile;                 /* "any", "strict": which legal alternatives counted */
  const char *command;                 /* how it was called, without --case                 */
  double seconds;                      /* it took                                           */
  size_t count;
  const struct result *results;
  /* Plays one case again and records it in an empty ladder that has its title. False if there is no such case. */
  bool (*again)(void *context, const char *id, struct ladder *ladder);
  void *context;
};

/* Counts of a run, for all and by level. A known deviation is a FAIL that is counted under `known` alone. */
struct totals { size_t verdicts[VERDICTS], known, failed_at[3]; };
struct totals report_totals(const struct run *run);

void report_text(FILE *out, const struct run *run, bool verbose);  /* failures, a table by suite, the totals last     */
void report_tap(FILE *out, const struct run *run);                 /* TAP version 14                                  */
void report_junit(FILE *out, const struct run *run);
void report_json(FILE *out, const struct run *run);                /* one result a line                               */
void report_html(FILE *out, const struct run *run);                /* one page, no external files                     */

/* A bar on stderr while it runs, on a terminal only. */
void report_progress(const struct run *run, size_t done, const struct result *last);

/* Says what differs between two reports in JSON. Returns an exit status: 1 if something that passed does not any more,
 * or is gone; 2 for a file that is no report. */
int report_compare(FILE *out, const char *before, const char *after);

#endif
