/* see record.h */
#include "record.h"

#include <stdarg.h>
#include <string.h>

static const char *state(const struct record *r)
{
  return r->target->can & TARGET_STATUS ? synfin_state_name(r->target->status(r->target)) : "";
}

void record_begin(struct record *record, struct ladder *ladder, struct target *target, const struct script *script)
{
  *record = (struct record){.ladder = ladder, .target = target, };
  record->state = state(record);
  ladder->title = script->path;
  ladder->about = script->about;
  ladder->names[LADDER_LEFT] = target->name;
  ladder->names[LADDER_RIGHT] = "script";
  ladder->events = 0;
}

/* A full ladder forgets its older half, up to where no segment is on its way. */
static void make_room(struct ladder *ladder)
{
  size_t cut = ladder->events / 2;
  if (ladder->events + 2 <= LADDER_EVENTS)
    return;
  while (ladder->event[cut].kind == LADDER_ARRIVED)
    cut++;
  ladder->events -= cut;
  memmove(ladder->event, ladder->event + cut, ladder->events * sizeof *ladder->event);
  for (size_t i = 0; i < ladder->events; i++)
    ladder->event[i].twin -= ladder->event[i].twin ? cut : 0;
}

void record_call(struct record *r, synfin_time at, const char *format, ...)
{
  char text[sizeof r->ladder->event->text];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  make_room(r->ladder);
  ladder_note(r->ladder, LADDER_LEFT, at, r->state, state(r), "%s", text);
  r->state = state(r);
}

size_t record_sent(struct record *r, enum ladder_side side, synfin_time at, const uint8_t *octets, size_t len)
{
  struct synfin_segment segment;
  make_room(r->ladder);
  r->state = state(r);
  struct ladder_event *const sent = ladder_sent(r->ladder, side, at, side == LADDER_LEFT ? r->state : "", octets, len);
  const size_t index = (size_t)(sent - r->ladder->event);
  if (synfin_decode(&segment, octets, len, NULL) == SYNFIN_OK)
    sent->segment.len = segment.len;   /* the ladder keeps the beginning of a segment only */
  if (side == LADDER_LEFT)
    ladder_arrived(r->ladder, index, at, "", "");
  return index;
}

void record_arrived(struct record *r, size_t sent, synfin_time at)
{
  ladder_arrived(r->ladder, sent, at, r->state, state(r));
  r->state = state(r);
}

void record_end(struct record *r, uint32_t shift)
{
  for (size_t i = 0; i < r->ladder->events; i++) {
    struct ladder_event *const e = &r->ladder->event[i];
    if (e->kind == LADDER_SENT && e->side == LADDER_LEFT)
      e->segment.seq -= shift;
    else if (e->kind == LADDER_SENT && e->segment.flags & SYNFIN_ACK)
      e->segment.ack -= shift;
  }
}
