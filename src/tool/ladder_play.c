/* Two engines in virtual time, over a wire that does what the scenario says. */
#include <string.h>

#include "ladder.h"
#include "ladder_scenarios.h"

#define DELAY_ONE_WAY 10000u   /* microseconds */
#define ROUNDS 10000           /* a life has far fewer; what goes on and on is stopped */

static const struct synfin_config config = SYNFIN_CONFIG_IPV4;
static const uint16_t ports[2] = {40000, 7};

struct peer {
  struct synfin_conn conn;
  uint8_t send[1024], receive[1024];
  bool lose;                   /* the next segment                */
  synfin_time delay;           /* of the next segment, additional */
};

struct play {
  struct ladder *ladder;
  const struct ladder_options *options;
  synfin_time now;
  struct peer peers[2];
};

static const char *state(const struct play *p, enum ladder_side side)
{
  return synfin_state_name(synfin_status(&p->peers[side].conn));
}

/* A connection in CLOSED: at the beginning, and after a crash. */
static void make_peer(struct play *p, enum ladder_side side)
{
  struct peer *peer = &p->peers[side];
  synfin_init(&peer->conn, &config, ports[side], ports[ladder_other(side)]);
  synfin_attach_send(&peer->conn, peer->send, sizeof peer->send);
  synfin_attach_receive(&peer->conn, peer->receive, sizeof peer->receive);
}

/* What the user hears: text that has come, and signals. The application reads at once. */
static void listen_to(struct play *p, enum ladder_side side)
{
  static const struct { unsigned bit; const char *text; } signals[] = {
    {SYNFIN_SIG_CLOSING, "connection closing"}, {SYNFIN_SIG_RESET, "connection reset"},
    {SYNFIN_SIG_REFUSED, "connection refused"}, {SYNFIN_SIG_USER_TIMEOUT, "user timeout"},
    {SYNFIN_SIG_URGENT, "urgent text ahead"}};
  struct synfin_conn *c = &p->peers[side].conn;
  const char *here = state(p, side);
  char text[32];
  for (ptrdiff_t n; synfin_receivable(c) && (n = synfin_receive(c, p->now, text, sizeof text)) > 0;)
    ladder_note(p->ladder, side, p->now, here, here, "RECEIVE \"%.*s\"", (int)n, text);
  unsigned raised = synfin_signals(c);
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
    if (raised & signals[i].bit)
      ladder_note(p->ladder, side, p->now, here, here, "signal: %s", signals[i].text);
}

/* Encodes the segment, so that the codec takes part; the wire loses or delays it. */
static struct ladder_event *put_on_wire(struct play *p, enum ladder_side side, const char *from,
                                        const struct synfin_segment *segment)
{
  uint8_t octets[LADDER_OCTETS];
  struct synfin_addresses addresses = ladder_addresses(p->ladder, side);
  ptrdiff_t len = synfin_encode(octets, sizeof octets, segment, &addresses);
  if (len < 0 || len > (ptrdiff_t)sizeof octets)
    return NULL;
  struct ladder_event *e = ladder_sent(p->ladder, side, p->now, from, octets, (size_t)len);
  e->due = p->now + DELAY_ONE_WAY;
  return e;
}

static void send_all(struct play *p, enum ladder_side side)
{
  struct peer *peer = &p->peers[side];
  struct synfin_segment segment;
  while (!ladder_full(p->ladder) && synfin_poll(&peer->conn, p->now, &segment)) {
    struct ladder_event *e = put_on_wire(p, side, state(p, side), &segment);
    if (e && peer->lose) {
      e->lost = true;
      e->due = SYNFIN_NEVER;
    } else if (e) {
      e->due += peer->delay;
    }
    peer->lose = false;
    peer->delay = 0;
  }
}

static void send_old_syn(struct play *p, const struct step *step)
{
  struct synfin_segment syn = {
    .src_port = ports[step->side], .dst_port = ports[ladder_other(step->side)], .flags = SYNFIN_SYN, .wnd = 1024,
    .seq = p->options->iss[step->side] - step->number};
  struct ladder_event *e = put_on_wire(p, step->side, NULL, &syn);
  if (e)
    snprintf(e->text, sizeof e->text, "old duplicate");
}

static void call(struct play *p, const struct step *step)
{
  struct peer *peer = &p->peers[step->side];
  struct synfin_conn *c = &peer->conn;
  const char *before = state(p, step->side);
  char text[48] = "";
  uint32_t iss = p->options->iss[step->side] + step->number;
  switch (step->verb) {
  case LISTEN: synfin_open_passive(c, p->now, iss); snprintf(text, sizeof text, "OPEN passive"); break;
  case CONNECT: synfin_open_active(c, p->now, iss); snprintf(text, sizeof text, "OPEN active"); break;
  case SEND:
    synfin_send(c, p->now, step->text, strlen(step->text), false);
    snprintf(text, sizeof text, "SEND \"%s\"", step->text);
    break;
  case CLOSE: synfin_close(c, p->now); snprintf(text, sizeof text, "CLOSE"); break;
  case ABORT: synfin_abort(c, p->now); snprintf(text, sizeof text, "ABORT"); break;
  case CRASH: make_peer(p, step->side); snprintf(text, sizeof text, "crash: all is forgotten"); break;
  case LOSE: peer->lose = true; return;
  case DELAY: peer->delay = step->number * 1000u; return;
  case OLD_SYN: send_old_syn(p, step); return;
  }
  ladder_note(p->ladder, step->side, p->now, before, state(p, step->side), "%s", text);
  listen_to(p, step->side);
}

/* Feeds what is due. Decoding what was encoded never fails; if it did, the segment would be lost, as on a real wire. */
static void deliver(struct play *p)
{
  size_t count = p->ladder->events;
  for (size_t i = 0; i < count; i++) {
    struct ladder_event *e = &p->ladder->event[i];
    if (e->kind != LADDER_SENT || e->due > p->now)
      continue;
    enum ladder_side to = ladder_other(e->side);
    struct synfin_addresses addresses = ladder_addresses(p->ladder, e->side);
    struct synfin_segment segment;
    e->due = SYNFIN_NEVER;
    e->lost = synfin_decode(&segment, e->octets, e->len, &addresses) != SYNFIN_OK;
    if (e->lost || ladder_full(p->ladder))
      continue;
    const char *before = state(p, to);
    synfin_segment_arrives(&p->peers[to].conn, p->now, &segment);
    ladder_arrived(p->ladder, i, p->now, before, state(p, to));
    listen_to(p, to);
  }
}

static void expire(struct play *p, enum ladder_side side)
{
  enum synfin_state before = synfin_status(&p->peers[side].conn);
  synfin_timeout(&p->peers[side].conn, p->now);
  if (synfin_status(&p->peers[side].conn) != before)
    ladder_note(p->ladder, side, p->now, synfin_state_name(before), state(p, side), "%s",
                before == SYNFIN_TIME_WAIT ? "timeout: 2 MSL" : "timeout");
  listen_to(p, side);
}

static synfin_time earlier(synfin_time a, synfin_time b)
{
  return a < b ? a : b;
}

/* When something happens next. */
static synfin_time next_time(const struct play *p, const struct scenario *scenario, size_t step)
{
  synfin_time next = step < scenario->count ? scenario->steps[step].at * 1000u : SYNFIN_NEVER;
  for (size_t i = 0; i < p->ladder->events; i++)
    if (p->ladder->event[i].kind == LADDER_SENT)
      next = earlier(next, p->ladder->event[i].due);
  for (int side = LADDER_LEFT; side <= LADDER_RIGHT; side++)
    next = earlier(next, synfin_deadline(&p->peers[side].conn, p->now));
  return next;
}

static void play_all(struct play *p, const struct scenario *scenario)
{
  size_t step = 0;
  for (int round = 0; round < ROUNDS && !ladder_full(p->ladder); round++) {
    deliver(p);
    for (; step < scenario->count && scenario->steps[step].at * 1000u <= p->now; step++)
      call(p, &scenario->steps[step]);
    for (enum ladder_side side = LADDER_LEFT; side <= LADDER_RIGHT; side++)
      expire(p, side);
    for (enum ladder_side side = LADDER_LEFT; side <= LADDER_RIGHT; side++)
      send_all(p, side);
    synfin_time next = next_time(p, scenario, step);
    if (next == SYNFIN_NEVER)
      return;
    p->now = next > p->now ? next : p->now;
  }
}

bool ladder_play(struct ladder *ladder, const char *name, const struct ladder_options *options)
{
  for (size_t i = 0; scenario_at(i); i++) {
    const struct scenario *scenario = scenario_at(i);
    if (strcmp(name, scenario->name) != 0)
      continue;
    ladder->title = scenario->name;
    ladder->about = scenario->about;
    ladder->events = 0;
    for (enum ladder_side side = LADDER_LEFT; side <= LADDER_RIGHT; side++) {
      ladder->names[side] = scenario->names[side];
      memcpy(ladder->address[side], (uint8_t[]){192, 0, 2, side == LADDER_LEFT ? 1 : 2}, 4);
    }
    struct play p = {.ladder = ladder, .options = options};
    make_peer(&p, LADDER_LEFT);
    make_peer(&p, LADDER_RIGHT);
    play_all(&p, scenario);
    return true;
  }
  return false;
}
