/* see places.h */
#include "places.h"

#define OPEN_WINDOW 65535
#define LONGEST 1400                   /* octets of text in one datagram */
#define INSIDE 1000                    /* octets beyond RCV.NXT, in a large window */
#define HALF (INT64_C(1) << 31)

struct place { const char *name; int64_t at; };

static const struct { const char *name; unsigned bits; } flags[PLACES_FLAGS] = {
  {"ACK", SYNFIN_ACK}, {"SYN", SYNFIN_SYN}, {"SYN,ACK", SYNFIN_SYN | SYNFIN_ACK}, {"RST", SYNFIN_RST},
  {"RST,ACK", SYNFIN_RST | SYNFIN_ACK}, {"FIN,ACK", SYNFIN_FIN | SYNFIN_ACK}, {"URG,ACK", SYNFIN_URG | SYNFIN_ACK},
  {"none", 0}, {"FIN", SYNFIN_FIN}, {"URG", SYNFIN_URG}, {"SYN,FIN", SYNFIN_SYN | SYNFIN_FIN},
  {"SYN,RST", SYNFIN_SYN | SYNFIN_RST},
  {"all", SYNFIN_FIN | SYNFIN_SYN | SYNFIN_RST | SYNFIN_PSH | SYNFIN_ACK | SYNFIN_URG}};

/* Of two places with one number the first counts. */
static bool stands_alone(const struct place *places, size_t at)
{
  for (size_t i = 0; i < at; i++)
    if (places[i].at == places[at].at)
      return false;
  return true;
}

static bool seq_place(size_t n, const struct oracle_tcb *tcb, struct place *place)
{
  int64_t nxt = tcb->nxt, right = nxt + tcb->rcv_wnd, inside = tcb->rcv_wnd / 2 < INSIDE ? tcb->rcv_wnd / 2 : INSIDE;
  const struct place places[PLACES_SEQ] = {
    {"seq=at", nxt}, {"seq=below", nxt - 1}, {"seq=inside", nxt + inside}, {"seq=last", right - 1}, {"seq=edge", right},
    {"seq=beyond", right + 1}, {"seq=far", nxt + HALF}};
  *place = places[n];
  return stands_alone(places, n);
}

static bool ack_place(size_t n, const struct oracle_tcb *tcb, struct place *place)
{
  const struct place places[PLACES_ACK] = {
    {"ack=max", tcb->max}, {"ack=una", tcb->una}, {"ack=below", tcb->una - 1}, {"ack=inside", (tcb->una + tcb->max) / 2},
    {"ack=beyond", tcb->max + 1}, {"ack=far", tcb->una + HALF}};
  *place = places[n];
  return stands_alone(places, n);
}

bool places_segment(size_t n, const struct oracle_tcb *tcb, struct oracle_segment *seg, struct place_names *names)
{
  size_t wnd = n % PLACES_WND, len = n / PLACES_WND % PLACES_LEN, ack = n / PLACES_WND / PLACES_LEN % PLACES_ACK;
  size_t seq = n / PLACES_WND / PLACES_LEN / PLACES_ACK % PLACES_SEQ;
  size_t flag = n / PLACES_WND / PLACES_LEN / PLACES_ACK / PLACES_SEQ;
  struct place at_seq, at_ack;
  bool there = seq_place(seq, tcb, &at_seq) && ack_place(ack, tcb, &at_ack);
  int64_t over = there ? tcb->nxt + tcb->rcv_wnd - at_seq.at + 1 : 0;
  if (!there || (!(flags[flag].bits & SYNFIN_ACK) && ack > 0) || (len == 2 && (over < 2 || over > LONGEST)))
    return false;
  *names = (struct place_names){
    flags[flag].name, at_seq.name, flags[flag].bits & SYNFIN_ACK ? at_ack.name : "ack=none",
    len == 0 ? "len=0" : len == 1 ? "len=1" : "len=over", wnd == 0 ? "wnd=open" : "wnd=0"};
  *seg = (struct oracle_segment){
    .flags = flags[flag].bits, .seq = at_seq.at, .ack = flags[flag].bits & SYNFIN_ACK ? at_ack.at : 0,
    .len = len == 2 ? over : (int64_t)len, .wnd = wnd == 0 ? OPEN_WINDOW : 0};
  return true;
}

/* The word without its last letter stays in the state. */
static bool ends_with(const struct oracle_tcb *tcb, const struct oracle_answer *answer, enum synfin_letter letter)
{
  for (unsigned i = 0; i + 1 < answer->letters; i++)
    if (synfin_step(tcb->state, answer->word[i]).next != (unsigned)tcb->state)
      return false;
  return answer->letters > 0 && answer->word[answer->letters - 1] == letter;
}

bool places_find(const struct oracle_tcb *tcb, enum synfin_letter letter, struct oracle_segment *seg)
{
  struct place_names names;
  for (size_t n = 0; n < PLACES; n++)
    if (places_segment(n, tcb, seg, &names)) {
      struct oracle_answer answer = oracle_segment(tcb, seg);
      if (ends_with(tcb, &answer, letter))
        return true;
    }
  return false;
}
