/* The connections that are remembered: a hash table of a fixed number of places, all allocated at the start. */
#ifndef SYNFIN_TOOL_CHECK_CONNS_H
#define SYNFIN_TOOL_CHECK_CONNS_H

#include "check/conn.h"

struct conns {
  struct conn *place;          /* places 1 to `most`; 0 is none                        */
  uint32_t *bucket;            /* the first place of each chain                        */
  uint32_t mask, most, used;
  uint32_t newest, oldest;     /* by when they were last looked up                     */
};

/* Makes room for `most` connections (1 to 2^24). False: out of memory. */
bool conns_init(struct conns *conns, uint32_t most);
void conns_free(struct conns *conns);

/* The connection of a segment, and in `*who` the side that sent it; NULL if it is not known. */
struct conn *conns_find(struct conns *conns, const struct packet *packet, unsigned *who);

/* The place of the one that has to go before another is added: the oldest. 0 while there is room. */
uint32_t conns_victim(const struct conns *conns);

/* Adds the connection of a segment, whose sender is side 0, in the victim's place where there is one. All else of it is
 * zero. */
struct conn *conns_add(struct conns *conns, const struct packet *packet);

#endif
