/* The matrix: every state that can be reached, every place of a segment. */
#include <string.h>

#include "case.h"
#include "judge.h"
#include "places.h"
#include "stand.h"

static const struct { const char *name; uint32_t iss, irs; } isns[] = {
  {"isn=plain", 1000, 5000}, {"isn=wrap", 0xffffffffu, 0xfffffffeu}, {"isn=middle", 0x7fffffffu, 0x7ffffffeu}};
#define ISNS (sizeof isns / sizeof *isns)

struct number { unsigned version; size_t isn, stand, place; };

static struct number split(size_t n)
{
  return (struct number){.place = n % PLACES, .stand = n / PLACES % STANDS, .isn = n / PLACES / STANDS % ISNS,
                         .version = n / PLACES / STANDS / ISNS ? 6 : 4};
}

static size_t count(const struct target *target)
{
  return PLACES * STANDS * ISNS * (target->can & TARGET_IPV6 ? 2 : 1);
}

/* ---- A case ------------------------------------------------------------------------------------------------------ */

static void name(struct result *result, const struct number *at, const struct place_names *p)
{
  snprintf(result->id, sizeof result->id, "matrix/v%u/%s/%s/%s/%s/%s/%s/%s", at->version, stands[at->stand].name, p->flags,
           p->seq, p->ack, p->len, p->wnd, isns[at->isn].name);
}

static void rule(struct result *result, const struct oracle_tcb *tcb, const struct oracle_segment *seg)
{
  struct oracle_answer answer = oracle_segment(tcb, seg);
  result->state = (int)tcb->state;
  result->letter = (int)answer.word[answer.letters - 1];
  struct ruled ruled = judge_rule(tcb->state, answer.word[answer.letters - 1]);
  result->clause = ruled.clause, result->title = ruled.title, result->requirement = ruled.requirement, result->level = ruled.level;
}

static void play(size_t n, struct result *result, struct tester *t)
{
  struct number at = split(n);
  struct place_names names;
  struct oracle_segment seg;
  struct oracle_tcb tcb = stand_foreseen(&stands[at.stand], isns[at.isn].iss, isns[at.isn].irs);
  if (!places_segment(at.place, &tcb, &seg, &names))
    return;
  name(result, &at, &names);
  rule(result, &tcb, &seg);
  if (!t)
    return;
  const struct scene scene = {.version = (uint8_t)at.version, .iss = isns[at.isn].iss, .receive_buffer = STAND_BUFFER};
  tester_begin(t, &scene, isns[at.isn].irs);
  stand_take(t, &stands[at.stand]);
  if (t->played_out)
    return;
  if (!places_segment(at.place, &t->dut, &seg, &names)) {
    tester_not_applicable(t, "there is no such place: its window is %" PRId64 " octets", t->dut.rcv_wnd);
    return;
  }
  rule(result, &t->dut, &seg);
  tester_judge(t, &seg);
}

const struct suite suite_matrix = {"matrix", count, play};
