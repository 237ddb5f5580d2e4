/* A path to a state as a ladder, drawn as `synfin ladder` draws. Time is only the order: 10 ms a move. */
#include <string.h>

#include "world.h"
#include "../../src/tool/ladder.h"

#define STEP_TIME (SYNFIN_SECONDS(1) / 100)
#define HEAL_SHOWN 30          /* moves of a run that does not end */

static struct ladder ladder;

static const char *state_of(const struct world *w, unsigned side)
{
  return synfin_state_name((enum synfin_state)w->conn[side].state);
}

/* Adds a segment that leaves a side, or (state NULL) comes out of the network. */
static size_t add_segment(const struct packet *p, unsigned from, synfin_time at, const char *state)
{
  uint8_t octets[64], text[BUFFER] = { 0 };
  for (unsigned i = 0; i < p->len; i++)
    text[i] = world_octet(from, p->seq + i);
  struct synfin_segment seg = { .src_port = (uint16_t)(80 + from), .dst_port = (uint16_t)(81 - from), .seq = p->seq,
                                .ack = p->ack, .wnd = p->wnd, .flags = p->flags, .len = p->len, .text = text };
  struct synfin_addresses addresses = ladder_addresses(&ladder, (enum ladder_side)from);
  ptrdiff_t len = synfin_encode(octets, sizeof octets, &seg, &addresses);
  return (size_t)(ladder_sent(&ladder, (enum ladder_side)from, at, state, octets, (size_t)len) - ladder.event);
}

static bool is_same(const struct ladder_event *e, const struct packet *p)
{
  return e->segment.flags == p->flags && e->segment.seq == p->seq && e->segment.len == p->len &&
         (!(p->flags & SYNFIN_ACK) || e->segment.ack == p->ack);
}

/* The departure of a segment that did not arrive yet, or 0. */
static size_t departure(const struct packet *p, unsigned from)
{
  for (size_t i = ladder.events; i-- > 0;) {
    const struct ladder_event *e = &ladder.event[i];
    if (e->kind == LADDER_SENT && (unsigned)e->side == from && !e->twin && !e->lost && is_same(e, p))
      return i;
  }
  return 0;
}

static void add_network(const struct world *before, const struct world *after, const struct step *step, synfin_time at)
{
  unsigned side = step->move.side;
  size_t sent = departure(&step->in, !side);
  if (step->move.kind == LOSE) {
    ladder.event[sent].lost = true;
    return;
  }
  if (sent == 0)
    sent = add_segment(&step->in, !side, at, NULL);
  ladder_arrived(&ladder, sent, at, state_of(before, side), state_of(after, side));
}

static void add_step(const struct world *before, const struct world *after, const struct step *step, synfin_time at)
{
  unsigned side = step->move.side;
  char text[64];
  move_text(text, step);
  if (step->move.kind >= DELIVER && step->move.kind <= LOSE)
    add_network(before, after, step, at);
  else if (step->move.kind != OLD)
    ladder_note(&ladder, (enum ladder_side)side, at, state_of(before, side), state_of(after, side), "%s", text);
  for (unsigned i = 0; i < step->outs; i++)
    add_segment(&step->out[i], side, at, state_of(after, side));
}

/* As the search does: through the packed form. */
static void repack(struct world *w, const struct explore *x)
{
  uint8_t packed[PACKED];
  unsigned engines;
  canon_settle(w);
  canon_pack(w, packed, &engines);
  canon_unpack(w, x, packed);
}

static void play(struct world *w, const struct explore *x, struct move m, unsigned flight)
{
  struct world before;
  struct step step;
  world_copy(&before, w);
  move_apply(w, x, m, flight, &step);
  add_step(&before, w, &step, STEP_TIME * (ladder.events + 1));
  repack(w, x);
}

static void begin(const char *scenario, const char *rule)
{
  memset(&ladder, 0, sizeof ladder);
  ladder.title = scenario;
  ladder.about = rule;
  ladder.names[0] = "A";
  ladder.names[1] = "B";
  ladder.version = 4;
  ladder.address[0][0] = ladder.address[1][0] = 10;
  ladder.address[0][3] = 1;
  ladder.address[1][3] = 2;
}

void show(FILE *out, const struct explore *x, const uint8_t *codes, unsigned count, const struct heal_path *after,
          const char *rule)
{
  struct world w;
  struct ladder_options options = { .ascii = false };
  world_begin(&w, x);
  repack(&w, x);
  begin(x->scenario->name, rule);
  for (unsigned i = 0; i < count; i++)
    play(&w, x, move_of_code(codes[i]), x->scenario->flight);
  if (after && after->count > 0) {
    ladder_note(&ladder, LADDER_LEFT, STEP_TIME * (ladder.events + 1), state_of(&w, 0), state_of(&w, 0),
                "from here on all arrives");
    for (unsigned i = 0; i < after->count && i < HEAL_SHOWN; i++)
      play(&w, x, after->move[i], FLIGHT);
  }
  ladder_draw_text(out, &ladder, &options);
  fputc('\n', out);
}
