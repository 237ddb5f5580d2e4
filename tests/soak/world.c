/* One seed, from its beginning to its end. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "soak.h"

static uint64_t value(unsigned n) { return decision_id(VALUE, NOBODY, 0, n); }

/* ---- The beginning ---------------------------------------------------------------------------------------------- */

static void plan_partitions(struct world *w, uint32_t span)
{
  for (unsigned i = 0; i < PARTITIONS; i++) {
    if (!taken(w, PARTITION, NOBODY, 0, i, 400))
      continue;
    uint64_t id = decision_id(PARTITION, NOBODY, 0, i);
    struct partition *p = &w->partitions[w->partitions_n++];
    p->a = amount(w, id, 0, 0, w->hosts - 1);
    p->b = amount(w, id, 1, 0, 1) ? HOSTS : (p->a + 1) % w->hosts;
    p->from = w->began + MILLISECONDS(amount(w, id, 2, 0, span));
    p->to = p->from + MILLISECONDS(scaled(w, id, 3, 200, 120000));
  }
}

static void plan_crashes(struct world *w, uint32_t span)
{
  for (unsigned i = 0; i < CRASHES; i++) {
    if (!taken(w, CRASH, NOBODY, 0, i, w->crashes_of))
      continue;
    uint64_t id = decision_id(CRASH, NOBODY, 0, i);
    struct crash *k = &w->crashes[w->crashes_n];
    k->host = amount(w, id, 0, 0, w->hosts - 1);
    k->at = w->began + MILLISECONDS(amount(w, id, 1, 0, span));
    k->up_at = k->at + MILLISECONDS(scaled(w, id, 2, 50, 60000));
    enqueue(w, (struct event){ .at = k->at, .slot = NOBODY, .end = w->crashes_n++ });
  }
}

static void plan_network(struct world *w)
{
  uint32_t span = scaled(w, value(1), 0, 30000, 7200000);
  bool clean = amount(w, value(2), 0, 0, 9) == 0;
  w->began = w->now = SYNFIN_SECONDS(amount(w, value(3), 0, 1, 1000000));
  w->heals_at = w->began + MILLISECONDS(span);
  w->hosts = amount(w, value(4), 0, 2, HOSTS);
  w->msl = MILLISECONDS(scaled(w, value(5), 0, 1000, 120000));
  w->loss = clean ? 0 : scaled(w, value(6), 0, 1, 150);
  w->burst_loss = clean ? 0 : scaled(w, value(7), 0, 100, 1000);
  w->twice = clean ? 0 : scaled(w, value(8), 0, 1, 200);
  w->corrupt = clean ? 0 : scaled(w, value(9), 0, 1, 60);
  w->long_way = clean ? 0 : scaled(w, value(10), 0, 1, 50);
  w->jitter = clean ? 0 : scaled(w, value(11), 0, 1, 600) - 1;
  w->crashes_of = amount(w, value(12), 0, 0, 3) == 0 ? 500 : 0;
  plan_partitions(w, span);
  plan_crashes(w, span);
}

static void plan_slot(struct world *w, struct slot *s, uint32_t span)
{
  uint64_t id = decision_id(VALUE, s->id, 0, 1);
  synfin_time start = w->began + MILLISECONDS(amount(w, id, 0, 0, span));
  unsigned host = amount(w, id, 1, 0, w->hosts - 1), other = amount(w, id, 2, 1, w->hosts - 1);
  s->end[0].host = host;
  s->end[1].host = (host + other) % w->hosts;
  s->end[0].port = (uint16_t)(1024 + s->id);
  s->end[1].port = s->id % 3 == 0 ? 80 : (uint16_t)(30000 + s->id);
  for (unsigned who = 0; who < 2; who++) {
    listen_on(w, s, who);
    plan(w, s, who, start);
    schedule(w, s, who);
  }
}

static void begin(struct world *w)
{
  plan_network(w);
  const struct scenario *sc = &w->scenario;
  w->slots_n = sc->connections ? sc->connections : scaled(w, value(13), 0, 8, 255);
  w->slots = calloc(w->slots_n, sizeof *w->slots);
  for (w->ports_size = 64; w->ports_size < 4 * w->slots_n;)
    w->ports_size *= 2;
  w->ports = calloc(w->ports_size, sizeof *w->ports);
  uint32_t span = (uint32_t)((w->heals_at - w->began) / 1000);
  for (uint32_t i = 0; i < w->slots_n; i++) {
    w->slots[i].id = i;
    w->slots[i].present = !sc->present || sc->present[i];
    w->totals.connections += w->slots[i].present;
    if (w->slots[i].present)
      plan_slot(w, &w->slots[i], span);
  }
}

/* ---- The middle ------------------------------------------------------------------------------------------------- */

static void step(struct world *w, const struct event *ev)
{
  w->now = ev->at;
  w->in_hand = ev->datagram;
  w->turn_slot = ev->slot;
  w->turn_end = ev->datagram ? ev->datagram->end : ev->end;
  if (ev->slot == NOBODY) {
    crash(w, &w->crashes[ev->end]);
  } else if (ev->datagram) {
    arrive(w, ev->datagram);
  } else if (ev->at == w->slots[ev->slot].end[ev->end].wake_at) {
    wake(w, &w->slots[ev->slot], ev->end);
  }
  free(w->in_hand);
  w->in_hand = NULL;
}

/* After the last user let go: R2 or, where that never ends, some retransmissions; FIN-WAIT-2, 2 MSL, and 10 minutes. */
static synfin_time bound(const struct world *w)
{
  synfin_time last = w->heals_at;
  for (uint32_t i = 0; i < w->slots_n; i++)
    for (unsigned who = 0; who < 2; who++)
      if (w->slots[i].present && w->slots[i].end[who].lets_go_at > last)
        last = w->slots[i].end[who].lets_go_at;
  return last + SYNFIN_SECONDS(300 + 120 + 360 + 600);
}

static void run(struct world *w)
{
  begin(w);
  const synfin_time end = bound(w);
  struct event ev;
  while (dequeue(w, &ev)) {
    if (ev.at > end) {
      free(ev.datagram);
      break;
    }
    step(w, &ev);
  }
  judge(w);
}

/* ---- The end ---------------------------------------------------------------------------------------------------- */

/* SYNFIN_NEVER_SO of the engine traps; where it does, that is a failure like any other. */
static struct world *running_world;

static void trapped(int signal)
{
  (void)signal;
  violated(running_world, running_world->turn_slot, running_world->turn_end, RULE_TRAP, "the engine stopped itself");
}

static void end(struct world *w)
{
  for (size_t i = 0; i < w->queued; i++)
    free(w->queue[i].datagram);
  for (uint32_t i = 0; i < w->slots_n; i++)
    for (unsigned who = 0; w->slots && who < 2; who++) {
      free(w->slots[i].end[who].snd);
      free(w->slots[i].end[who].rcv);
    }
  free(w->in_hand);
  free(w->slots);
  free(w->ports);
  free(w->queue);
  free(w->story);
}

static void add(struct totals *to, const struct totals *from)
{
  uint64_t *a = (uint64_t *)to;
  const uint64_t *b = (const uint64_t *)from;
  for (size_t i = 0; i < sizeof *to / sizeof *a; i++)
    a[i] += b[i];
}

struct failure live(const struct scenario *scenario, struct totals *totals, struct ids *journal)
{
  struct world *w = calloc(1, sizeof *w);
  struct sigaction on_trap = { .sa_handler = trapped };
  w->scenario = *scenario;
  running_world = w;
  sigaction(SIGILL, &on_trap, NULL);
  sigaction(SIGTRAP, &on_trap, NULL);
  if (sigsetjmp(w->out, 1) == 0)
    run(w);
  tell_end(w);
  struct failure failure = w->failure;
  w->totals.microseconds = w->now - w->began;
  if (totals)
    add(totals, &w->totals);
  if (journal)
    *journal = w->journal;
  else
    free(w->journal.at);
  end(w);
  free(w);
  return failure;
}
