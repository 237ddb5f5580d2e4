/* What became of scripts: as text with ladders, or as TAP. */
#ifndef SYNFIN_SCRIPT_REPORT_H
#define SYNFIN_SCRIPT_REPORT_H

#include "play.h"

struct report {
  FILE *out;
  bool tap, verbose;
  struct ladder_options ladder;
  size_t done, passed, failed, skipped, unusable;
};

void report_begin(struct report *report, const char *target, size_t count);

/* A script that is not played on this target. */
void report_skipped(struct report *report, const struct script *script, const char *why);

/* A script that was played. `exception`: it is known to fail here, or NULL. */
void report_outcome(struct report *report, const struct script *script, const struct outcome *outcome,
                    const struct script_exception *exception, const struct ladder *ladder);

/* The totals. Returns the exit status. */
int report_end(struct report *report);

/* One line of --list. */
void report_list(struct report *report, const struct script *script);

#endif
