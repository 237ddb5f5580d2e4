/* The way to a state: the shortest over letters that the tester can bring about and the target allows. */
#include "places.h"
#include "tester.h"

#define LONGEST 16u

/* What leads on, in the order in which ways are tried. */
static const struct { enum synfin_letter letter; unsigned needs; enum target_call call; } moves[] = {
  {SYNFIN_ON_OPEN_ACTIVE, TARGET_OPEN_ACTIVE, TARGET_CALL_OPEN_ACTIVE},
  {SYNFIN_ON_OPEN_PASSIVE, TARGET_OPEN_PASSIVE, TARGET_CALL_OPEN_PASSIVE},
  {SYNFIN_ON_CLOSE, TARGET_CLOSE, TARGET_CALL_CLOSE},
  {SYNFIN_ON_RCV_SYN, 0, 0}, {SYNFIN_ON_RCV_SYN_ACK, 0, 0}, {SYNFIN_ON_ACK_OF_SYN, 0, 0}, {SYNFIN_ON_ACK_OF_FIN, 0, 0},
  {SYNFIN_ON_RCV_FIN, 0, 0},
};
#define MOVES (sizeof moves / sizeof *moves)

/* A user who closes before our SYN is acknowledged goes another way, which the tour takes. */
static bool leads_on(const struct tester *t, enum synfin_state from, size_t move)
{
  bool early = moves[move].letter == SYNFIN_ON_CLOSE && (SYNFIN_IN_SYN_RECEIVED >> from & 1u);
  bool crosses = moves[move].letter == SYNFIN_ON_RCV_SYN && from == SYNFIN_SYN_SENT;
  return !early && !(crosses && (t->target->can & TARGET_ONE_SIDED)) && (moves[move].needs & ~t->target->can) == 0;
}

/* The moves of the shortest way, last one first. Returns how many; 0: there is none, or none is needed. */
static size_t find_way(const struct tester *t, enum synfin_state from, enum synfin_state to, size_t way[LONGEST])
{
  struct { bool seen; enum synfin_state from; size_t move; } at[SYNFIN_STATES] = {0};
  enum synfin_state queue[SYNFIN_STATES] = {from};
  size_t count = 1;
  at[from].seen = true;
  for (size_t head = 0; head < count; head++)
    for (size_t move = 0; move < MOVES; move++) {
      struct synfin_transition row = synfin_step(queue[head], moves[move].letter);
      enum synfin_state next = (enum synfin_state)row.next;
      if (!leads_on(t, queue[head], move) || (row.effects & SYNFIN_DO_IMPOSSIBLE) || at[next].seen)
        continue;
      at[next].seen = true, at[next].from = queue[head], at[next].move = move;
      queue[count++] = next;
    }
  size_t n = 0;
  for (enum synfin_state s = to; at[to].seen && s != from; s = at[s].from)
    way[n++] = at[s].move;
  return n;
}

/* A SYN or FIN that a call sends is heard before the way goes on. */
static bool hear_call(struct tester *t, int64_t max)
{
  struct heard h;
  bool syn = t->dut.state == SYNFIN_SYN_SENT, fin = SYNFIN_IN_FIN_UNACKED >> t->dut.state & 1u;
  while ((syn || fin) && tester_hear(t, SYNFIN_SECONDS(1), &h))
    if ((syn && h.flags == SYNFIN_SYN) || (fin && (h.flags & SYNFIN_FIN) && h.seq + h.len == max))
      return true;
  return !syn && !fin;
}

static bool take(struct tester *t, size_t move)
{
  struct oracle_segment seg;
  if (moves[move].needs == 0)
    return places_find(&t->dut, moves[move].letter, &seg) && tester_judge(t, &seg);
  int64_t max = t->dut.max;
  ptrdiff_t result = tester_call(t, moves[move].call, NULL, 0);
  return result == SYNFIN_OK && !t->played_out && hear_call(t, max);
}

/* A target that cannot be made to listen, and is no client, is a listener already. */
static void stand_listening(struct tester *t)
{
  if (t->dut.state == SYNFIN_CLOSED && !(t->target->can & (TARGET_OPEN_ACTIVE | TARGET_OPEN_PASSIVE)))
    t->dut.state = SYNFIN_LISTEN;
}

bool tester_reach(struct tester *t, enum synfin_state state)
{
  size_t way[LONGEST];
  if (t->played_out)
    return false;
  stand_listening(t);
  size_t n = find_way(t, t->dut.state, state, way);
  if (n == 0 && t->dut.state != state)
    tester_not_applicable(t, "no way to %s from outside", synfin_state_label(state));
  while (n > 0 && !t->played_out) {
    size_t move = way[--n];
    if (!take(t, move) && (!t->played_out || t->verdict == VERDICT_FAIL)) {
      char why[200];
      snprintf(why, sizeof why, "%.150s", t->played_out ? t->text : t->allowed ? t->allowed : "nothing came of it");
      t->played_out = false;
      tester_inconclusive(t, "on the way to %s: %s", synfin_state_label(state), why);
    }
  }
  if (n == 0 && !t->played_out)
    t->allowed = NULL;
  return !t->played_out;
}
