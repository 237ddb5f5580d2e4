/* Running cases: which, on what, and what became of them. */
#ifndef SYNFIN_CONFORM_RUN_H
#define SYNFIN_CONFORM_RUN_H

#include "report.h"

struct selection {
  const char *pattern;                 /* of ids, shell-like; NULL: all                        */
  size_t stride;                       /* of the generated cases every stride-th; 1: all        */
  enum profile profile;
  bool slow;                           /* see struct tester                                     */
};

/* Runs what is selected. The results are the caller's to free; their number in `*count`. NULL: no memory. `progress` may
 * be NULL. */
struct result *run_all(struct target *target, const struct selection *selection, size_t *count,
                       void (*progress)(void *context, size_t done, size_t of, struct result *last), void *context);

/* Runs the one case with this id and records it. False: there is no such case. */
bool run_one(struct target *target, const struct selection *selection, const char *id, struct result *result,
             struct ladder *ladder);

/* Prints the ids of all that is selected. */
void run_list(FILE *out, const struct target *target, const struct selection *selection);

#endif
