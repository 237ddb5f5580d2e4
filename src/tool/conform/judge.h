/* The verdict on one segment: what the specification answers, what came, and whether that is a legal choice all the same. */
#ifndef SYNFIN_CONFORM_JUDGE_H
#define SYNFIN_CONFORM_JUDGE_H

#include "tester.h"

/* What came: the first segment that says something new, and how many did. */
struct got {
  unsigned count, flags;
  int64_t seq, ack;
  uint32_t len;
  bool state_known;
  enum synfin_state state;
};

struct judged {
  struct oracle_tcb before;            /* what was known of the target's TCB    */
  struct oracle_segment seg;           /* what the tester sent                  */
  struct oracle_answer want;           /* the specification's own answer        */
  struct got got;
};

/* Where 3.10.7 speaks of a letter in a state, what it says there, how strongly, and the requirement's id or "". */
struct ruled { const char *clause, *title, *requirement; enum level level; };
struct ruled judge_rule(enum synfin_state state, enum synfin_letter letter);

/* Whether what came is this answer. */
bool judge_matches(const struct judged *j, const struct oracle_answer *answer);

/* The legal alternative that what came is, or NULL; a profile refuses some. */
const char *judge_allowed(const struct judged *j, enum profile profile);

#endif
