/* The ladder of a play: the target on the left, the script on the right. Times count from the script's beginning. */
#ifndef SYNFIN_SCRIPT_RECORD_H
#define SYNFIN_SCRIPT_RECORD_H

#include "conform/target.h"
#include "ladder.h"
#include "script.h"

struct record {
  struct ladder *ladder;
  struct target *target;
  const char *state;                   /* of the target, when it was last looked at */
};

void record_begin(struct record *record, struct ladder *ladder, struct target *target, const struct script *script);

/* A call returned. */
void record_call(struct record *record, synfin_time at, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* A segment, from its octets. The target's arrives at once; the script's when record_arrived is called with what this
 * one returned. */
size_t record_sent(struct record *record, enum ladder_side side, synfin_time at, const uint8_t *octets, size_t len);
void record_arrived(struct record *record, size_t sent, synfin_time at);

/* Takes `shift` off the target's numbers. */
void record_end(struct record *record, uint32_t shift);

#endif
