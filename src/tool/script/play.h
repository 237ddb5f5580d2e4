/* Playing a script on a target. */
#ifndef SYNFIN_SCRIPT_PLAY_H
#define SYNFIN_SCRIPT_PLAY_H

#include "conform/target.h"
#include "ladder.h"
#include "pcap.h"
#include "script.h"

struct play_options {
  int64_t tolerance;                   /* microseconds; -1: as the script says */
  bool any_options;                    /* those of expected segments do not count */
  uint16_t port;                       /* of the end that the script does not name; no two plays in a row the same */
  struct pcap_file *pcap;
};

enum outcome_verdict { OUTCOME_PASSED, OUTCOME_FAILED, OUTCOME_SKIPPED, OUTCOME_UNUSABLE };

struct outcome {
  enum outcome_verdict verdict;
  const struct script_event *event;    /* where it failed; NULL: nowhere */
  char text[256];                      /* why */
  char came[384];                      /* the segment that came; empty: none is to be shown */
};

/* Plays it and records it: the target stands on the left, with its states if it tells them. Numbers in the record are
 * the script's. */
void script_play(const struct script *script, struct target *target, const struct play_options *options,
                 struct ladder *ladder, struct outcome *outcome);

#endif
