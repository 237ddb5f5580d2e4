/* see sent.h */
#include "sent.h"

#include <string.h>

/* One place is always free to be written to. */
static size_t end(const struct sent *s) { return (s->first + s->count) % SENT_DATAGRAMS; }

bool sent_full(const struct sent *s) { return s->count == SENT_DATAGRAMS - 1; }

uint8_t *sent_room(struct sent *s) { return s->datagrams[end(s)].octets; }

void sent_add(struct sent *s, size_t len, synfin_time when)
{
  s->datagrams[end(s)].len = len;
  s->datagrams[end(s)].when = when;
  s->count += !sent_full(s);
}

size_t sent_take(struct sent *s, uint8_t *octets, synfin_time *when)
{
  size_t first = s->first, len = s->datagrams[first].len;
  if (s->count == 0)
    return 0;
  s->first = (first + 1) % SENT_DATAGRAMS;
  s->count--;
  *when = s->datagrams[first].when;
  memcpy(octets, s->datagrams[first].octets, len);
  return len;
}
