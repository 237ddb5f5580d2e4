/* What a target has sent and nobody has read yet: datagrams in order, each with its time. */
#ifndef SYNFIN_CONFORM_SENT_H
#define SYNFIN_CONFORM_SENT_H

#include "synfin.h"

#define SENT_DATAGRAMS 256u
#define SENT_OCTETS 1600u              /* of the largest one */

struct sent {
  size_t first, count;
  struct { synfin_time when; size_t len; uint8_t octets[SENT_OCTETS]; } datagrams[SENT_DATAGRAMS];
};

bool sent_full(const struct sent *s);

/* Where the next one is to be written; then it is added, or lost as on any wire if too many wait. */
uint8_t *sent_room(struct sent *s);
void sent_add(struct sent *s, size_t len, synfin_time when);

/* Takes the first one out; 0: there is none. */
size_t sent_take(struct sent *s, uint8_t *octets, synfin_time *when);

#endif
