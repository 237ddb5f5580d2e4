/* The record of a ladder: what happened, in the order in which it happened. */
#include <stdarg.h>
#include <string.h>

#include "ladder.h"
#include "pcap.h"

bool ladder_full(const struct ladder *ladder)
{
  return ladder->events == LADDER_EVENTS;
}

struct ladder_event *ladder_add(struct ladder *ladder, enum ladder_kind kind, enum ladder_side side, synfin_time at)
{
  if (ladder_full(ladder))
    ladder->events--;
  struct ladder_event *e = &ladder->event[ladder->events++];
  *e = (struct ladder_event){.kind = kind, .side = side, .at = at, .due = SYNFIN_NEVER};
  return e;
}

void ladder_note(struct ladder *ladder, enum ladder_side side, synfin_time at, const char *before, const char *after,
                 const char *format, ...)
{
  struct ladder_event *e = ladder_add(ladder, LADDER_NOTE, side, at);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(e->text, sizeof e->text, format, arguments);
  va_end(arguments);
  e->before = before;
  e->after = after;
}

/* Whether `side` sent the octets of this segment before. */
static bool is_again(const struct ladder *ladder, const struct ladder_event *e)
{
  for (const struct ladder_event *old = ladder->event; old < e; old++)
    if (old->kind == LADDER_SENT && old->side == e->side && old->before && synfin_segment_len(&e->segment) &&
        old->segment.seq == e->segment.seq && old->segment.len == e->segment.len &&
        old->segment.flags == e->segment.flags)
      return true;
  return false;
}

struct ladder_event *ladder_sent(struct ladder *ladder, enum ladder_side side, synfin_time at, const char *state,
                                 const void *octets, size_t len)
{
  struct ladder_event *e = ladder_add(ladder, LADDER_SENT, side, at);
  e->before = e->after = state;
  e->len = len;
  memcpy(e->octets, octets, len < LADDER_OCTETS ? len : LADDER_OCTETS);
  if (synfin_decode(&e->segment, octets, len, NULL) != SYNFIN_OK)
    e->segment = (struct synfin_segment){0};
  if (is_again(ladder, e))
    snprintf(e->text, sizeof e->text, "again");
  return e;
}

void ladder_arrived(struct ladder *ladder, size_t sent, synfin_time at, const char *before, const char *after)
{
  struct ladder_event *e = ladder_add(ladder, LADDER_ARRIVED, ladder_other(ladder->event[sent].side), at);
  e->before = before;
  e->after = after;
  e->twin = sent;
  ladder->event[sent].twin = (size_t)(e - ladder->event);
  ladder->event[sent].due = SYNFIN_NEVER;
}

struct synfin_addresses ladder_addresses(const struct ladder *ladder, enum ladder_side side)
{
  struct synfin_addresses addresses = {.version = ladder->version};
  memcpy(addresses.src, ladder->address[side], sizeof addresses.src);
  memcpy(addresses.dst, ladder->address[ladder_other(side)], sizeof addresses.dst);
  return addresses;
}

/* Of a long segment the capture holds what the ladder kept, and says how long it was. */
static void write_datagram(struct pcap_file *pcap, const struct ladder *ladder, const struct ladder_event *sent)
{
  uint8_t datagram[40 + LADDER_OCTETS];
  const struct synfin_ip ip = {
    .addresses = ladder_addresses(ladder, sent->side), .hop_limit = 64, .protocol = 6, .len = (uint32_t)sent->len};
  ptrdiff_t header = synfin_ip_encode(datagram, sizeof datagram, &ip);
  if (header < 0)
    return;
  size_t kept = sent->len < LADDER_OCTETS ? sent->len : LADDER_OCTETS;
  memcpy(datagram + header, sent->octets, kept);
  pcap_file_write_start(pcap, sent->at, datagram, (size_t)header + kept, (size_t)header + sent->len);
}

void ladder_write_pcap(FILE *out, const struct ladder *ladder)
{
  struct pcap_file pcap;
  pcap_file_begin(&pcap, out);
  for (size_t i = 0; i < ladder->events; i++)
    if (ladder->event[i].kind == LADDER_SENT)
      write_datagram(&pcap, ladder, &ladder->event[i]);
}
