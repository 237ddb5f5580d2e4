/* The machine run backwards, so to speak: not one state, but all in which an end may be, given what it was seen to send
 * and what may have reached it. Seen is not received: a segment of the peer moves an end, or not, now or later. */
#ifndef SYNFIN_TOOL_CHECK_STATES_H
#define SYNFIN_TOOL_CHECK_STATES_H

#include "synfin.h"

#define STATES_ALL ((uint16_t)((1u << SYNFIN_STATES) - 1))

/* The machine as a table, and what was found with it. */
struct states {
  uint16_t next[SYNFIN_LETTERS][SYNFIN_STATES];   /* as a set: empty where the letter cannot occur */
  struct { uint32_t letters; uint16_t from, reached; } memo[256];
};

void states_init(struct states *states);

/* What happens to an end without a word, and how it may end so: a crash is like an ABORT of which nobody is told. */
extern const uint32_t states_unseen, states_unseen_end;

/* All that can be reached from `from` by these letters. */
uint16_t states_reach(struct states *states, uint16_t from, uint32_t letters);

/* The letters that a segment may be to the end it goes to, but TEXT_unwanted, which is told by the RST it brings.
 * `of_fin`: if it acknowledges a FIN of that end. */
uint32_t states_letters(const struct synfin_segment *seg, bool of_fin);

/* The states after which a segment like this is sent; `of_fin`: if it acknowledges the peer's FIN. */
uint16_t states_senders(const struct synfin_segment *seg, bool of_fin);

/* Names of the states in a set, as "ESTABLISHED CLOSE-WAIT", into `text`. */
void states_names(char *text, size_t size, unsigned set);

#endif
