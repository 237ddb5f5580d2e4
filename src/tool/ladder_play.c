/* Plays a scenario: two engines in virtual time, or an engine and the kernel in real time, over a wire that does what
 * the scenario says. */
#include <string.h>

#include "ladder.h"
#include "ladder_kernel.h"
#include "ladder_scenarios.h"

#define ONE_WAY 10000u                        /* microseconds from side to side */
#define ROUNDS 10000                          /* a life has far fewer; what goes on and on is stopped */
#define QUIET (SYNFIN_SECONDS(1) / 2)         /* the kernel does not say when it will do something: its life is over */
#define BOUND SYNFIN_SECONDS(9)               /*   when nothing happened for so long, or after so long in any case */

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
  const struct scenario *scenario;
  struct synfin_config config;
  struct kernel *kernel;       /* the right one, or NULL: it is an engine as well */
  synfin_time now;
  size_t step;                 /* of the scenario, next */
  struct peer peers[2];
};

static bool is_kernel(const struct play *p, enum ladder_side side)
{
  return p->kernel && side == LADDER_RIGHT;
}

static const char *state(const struct play *p, enum ladder_side side)
{
  return is_kernel(p, side) ? p->kernel->state : synfin_state_name(synfin_status(&p->peers[side].conn));
}

/* A connection in CLOSED: at the beginning, and after a crash. */
static void make_peer(struct play *p, enum ladder_side side)
{
  struct peer *peer = &p->peers[side];
  synfin_init(&peer->conn, &p->config, ports[side], ports[ladder_other(side)]);
  synfin_attach_send(&peer->conn, peer->send, sizeof peer->send);
  synfin_attach_receive(&peer->conn, peer->receive, sizeof peer->receive);
}

static void note(struct play *p, enum ladder_side side, const char *before, const char *text)
{
  ladder_note(p->ladder, side, p->now, before, state(p, side), "%s", text);
}

/* What the user hears: text that has come, and signals. The application reads at once. */
static void hear(struct play *p, enum ladder_side side)
{
  static const struct { unsigned bit; const char *text; } signals[] = {
    {SYNFIN_SIG_CLOSING, "signal: connection closing"}, {SYNFIN_SIG_RESET, "signal: connection reset"},
    {SYNFIN_SIG_REFUSED, "signal: connection refused"}, {SYNFIN_SIG_USER_TIMEOUT, "signal: user timeout"}};
  struct synfin_conn *c = &p->peers[side].conn;
  char text[64], octets[32];
  if (is_kernel(p, side)) {
    while (kernel_hears(p->kernel, text))
      note(p, side, state(p, side), text);
    return;
  }
  for (ptrdiff_t n; synfin_receivable(c) && (n = synfin_receive(c, p->now, octets, sizeof octets)) > 0;) {
    snprintf(text, sizeof text, "RECEIVE \"%.*s\"", (int)n, octets);
    note(p, side, state(p, side), text);
  }
  unsigned raised = synfin_signals(c);
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
    if (raised & signals[i].bit)
      note(p, side, state(p, side), signals[i].text);
}

/* ---- The wire ---------------------------------------------------------------------------------------------------- */

/* Puts a segment on the wire, which may lose or delay it. */
static void put_on_wire(struct play *p, enum ladder_side side, const uint8_t *octets, size_t len)
{
  struct peer *peer = &p->peers[side];
  struct ladder_event *e = ladder_sent(p->ladder, side, p->now, state(p, side), octets, len);
  e->lost = peer->lose;
  e->due = peer->lose ? SYNFIN_NEVER : p->now + ONE_WAY + peer->delay;
  peer->lose = false;
  peer->delay = 0;
}

static size_t encode(const struct play *p, enum ladder_side side, uint8_t octets[LADDER_OCTETS],
                     const struct synfin_segment *segment)
{
  struct synfin_addresses addresses = ladder_addresses(p->ladder, side);
  ptrdiff_t len = synfin_encode(octets, LADDER_OCTETS, segment, &addresses);
  return len < 0 || len > LADDER_OCTETS ? 0 : (size_t)len;
}

static void send_all(struct play *p, enum ladder_side side)
{
  struct synfin_segment segment;
  const uint8_t *sent;
  uint8_t octets[LADDER_OCTETS];
  if (is_kernel(p, side))
    for (size_t len; !ladder_full(p->ladder) && (len = kernel_sent(p->kernel, &sent)) > 0;)
      put_on_wire(p, side, sent, len);
  else
    while (!ladder_full(p->ladder) && synfin_poll(&p->peers[side].conn, p->now, &segment))
      put_on_wire(p, side, octets, encode(p, side, octets, &segment));
}

/* Out of the network comes a SYN of an earlier life. */
static void send_old_syn(struct play *p, const struct step *step)
{
  uint8_t octets[LADDER_OCTETS];
  struct synfin_segment syn = {
    .src_port = ports[step->side], .dst_port = ports[ladder_other(step->side)], .flags = SYNFIN_SYN, .wnd = 1024,
    .seq = p->options->iss[step->side] - step->number};
  size_t len = encode(p, step->side, octets, &syn);
  struct ladder_event *e = ladder_sent(p->ladder, step->side, p->now, NULL, octets, len);
  e->due = p->now + ONE_WAY;
  snprintf(e->text, sizeof e->text, "old duplicate");
}

/* Gives a segment that was sent to the other side. Checksums are right, else it were lost as on a real wire. */
static void arrive(struct play *p, size_t i)
{
  struct ladder_event *e = &p->ladder->event[i];
  enum ladder_side to = ladder_other(e->side);
  struct synfin_addresses addresses = ladder_addresses(p->ladder, e->side);
  struct synfin_segment segment;
  e->due = SYNFIN_NEVER;
  e->lost = e->len > LADDER_OCTETS || synfin_decode(&segment, e->octets, e->len, &addresses) != SYNFIN_OK;
  if (e->lost)
    return;
  const char *before = state(p, to);
  if (is_kernel(p, to))
    kernel_take(p->kernel, e->octets, e->len);
  else
    synfin_segment_arrives(&p->peers[to].conn, p->now, &segment);
  ladder_arrived(p->ladder, i, p->now, before, state(p, to));
  hear(p, to);
  if (is_kernel(p, to))
    send_all(p, to);           /* at once, while its state is the one in which it sent */
}

static void deliver(struct play *p)
{
  size_t count = p->ladder->events;
  for (size_t i = 0; i < count && !ladder_full(p->ladder); i++)
    if (p->ladder->event[i].kind == LADDER_SENT && p->ladder->event[i].due <= p->now)
      arrive(p, i);
}

/* ---- The users --------------------------------------------------------------------------------------------------- */

static void call_engine(struct play *p, const struct step *step)
{
  struct synfin_conn *c = &p->peers[step->side].conn;
  uint32_t iss = p->options->iss[step->side] + step->number;
  switch (step->verb) {
  case LISTEN: synfin_open_passive(c, p->now, iss); break;
  case CONNECT: synfin_open_active(c, p->now, iss); break;
  case SEND: synfin_send(c, p->now, step->text, strlen(step->text), false); break;
  case CLOSE: synfin_close(c, p->now); break;
  case ABORT: synfin_abort(c, p->now); break;
  case CRASH: make_peer(p, step->side); break;
  case LOSE: case DELAY: case OLD_SYN: break;
  }
}

static void call(struct play *p, const struct step *step)
{
  static const char *const names[] = {
    [LISTEN] = "OPEN passive", [CONNECT] = "OPEN active", [SEND] = "SEND", [CLOSE] = "CLOSE", [ABORT] = "ABORT",
    [CRASH] = "crash"};
  const char *before = state(p, step->side);
  char text[64];
  if (is_kernel(p, step->side))
    kernel_call(p->kernel, step);
  else
    call_engine(p, step);
  snprintf(text, sizeof text, step->text ? "%s \"%s\"" : "%s", names[step->verb], step->text);
  note(p, step->side, before, text);
  hear(p, step->side);
  if (is_kernel(p, step->side))
    send_all(p, step->side);
}

static void run_steps(struct play *p)
{
  for (; p->step < p->scenario->count && p->scenario->steps[p->step].at * 1000u <= p->now; p->step++) {
    const struct step *step = &p->scenario->steps[p->step];
    switch (step->verb) {
    case LOSE: p->peers[step->side].lose = true; break;
    case DELAY: p->peers[step->side].delay = step->number * 1000u; break;
    case OLD_SYN: send_old_syn(p, step); break;
    default: call(p, step);
    }
  }
}

static void expire(struct play *p, enum ladder_side side)
{
  enum synfin_state before = synfin_status(&p->peers[side].conn);
  if (is_kernel(p, side))
    return;
  synfin_timeout(&p->peers[side].conn, p->now);
  if (synfin_status(&p->peers[side].conn) != before)
    note(p, side, synfin_state_name(before), before == SYNFIN_TIME_WAIT ? "timeout: 2 MSL" : "timeout");
  hear(p, side);
}

/* ---- The play ---------------------------------------------------------------------------------------------------- */

static synfin_time earlier(synfin_time a, synfin_time b)
{
  return a < b ? a : b;
}

/* When something happens next. */
static synfin_time next_time(const struct play *p)
{
  synfin_time next = p->step < p->scenario->count ? p->scenario->steps[p->step].at * 1000u : SYNFIN_NEVER;
  for (size_t i = 0; i < p->ladder->events; i++)
    if (p->ladder->event[i].kind == LADDER_SENT)
      next = earlier(next, p->ladder->event[i].due);
  for (enum ladder_side side = LADDER_LEFT; side <= LADDER_RIGHT; side++)
    if (!is_kernel(p, side))
      next = earlier(next, synfin_deadline(&p->peers[side].conn, p->now));
  return next;
}

/* Goes on to when something happens next; false at the end. */
static bool wait(struct play *p)
{
  synfin_time next = next_time(p);
  if (p->kernel) {
    synfin_time last = p->ladder->events ? p->ladder->event[p->ladder->events - 1].at : 0;
    synfin_time end = earlier(next == SYNFIN_NEVER ? last + QUIET : SYNFIN_NEVER, BOUND);
    kernel_wait(p->kernel, earlier(next, end));
    p->now = kernel_now(p->kernel);
    return p->now < end;
  }
  p->now = next > p->now ? next : p->now;
  return next != SYNFIN_NEVER;
}

static void play_all(struct play *p)
{
  int round = 0;
  do {
    deliver(p);
    run_steps(p);
    for (enum ladder_side side = LADDER_LEFT; side <= LADDER_RIGHT; side++)
      expire(p, side);
    for (enum ladder_side side = LADDER_LEFT; side <= LADDER_RIGHT; side++)
      send_all(p, side);
  } while (++round < ROUNDS && !ladder_full(p->ladder) && wait(p));
}

static void start(struct play *p, struct ladder *ladder, const struct scenario *scenario,
                  const struct ladder_options *options)
{
  static const uint8_t documentation[2][16] = {{192, 0, 2, 1}, {192, 0, 2, 2}};      /* RFC 5737 */
  *p = (struct play){.ladder = ladder, .options = options, .scenario = scenario, .config = SYNFIN_CONFIG_IPV4};
  ladder->title = scenario->name;
  ladder->about = scenario->about;
  ladder->events = 0;
  memcpy(ladder->names, scenario->names, sizeof ladder->names);
  ladder->version = 4;
  memcpy(ladder->address, documentation, sizeof documentation);
  make_peer(p, LADDER_LEFT);
  make_peer(p, LADDER_RIGHT);
}

bool ladder_play(struct ladder *ladder, const char *name, const struct ladder_options *options)
{
  struct play p;
  const struct scenario *scenario = scenario_named(name);
  if (!scenario)
    return false;
  start(&p, ladder, scenario, options);
  play_all(&p);
  return true;
}

bool ladder_play_kernel(struct ladder *ladder, const char *name, const struct ladder_options *options, char why[128])
{
  static struct kernel kernel;         /* too large for the stack */
  struct play p;
  const struct scenario *scenario = scenario_named(name);
  if (!scenario || !kernel_open(&kernel, ports[LADDER_RIGHT], ports[LADDER_LEFT], why))
    return false;
  start(&p, ladder, scenario, options);
  memcpy(ladder->address[LADDER_LEFT], kernel.target.peer_address[0], 4);
  memcpy(ladder->address[LADDER_RIGHT], kernel.target.our_address[0], 4);
  ladder->names[LADDER_RIGHT] = "the kernel";
  p.config.msl = SYNFIN_SECONDS(1) / 4;
  p.kernel = &kernel;
  play_all(&p);
  kernel_close(&kernel);
  return true;
}
