/* The transition tour: every row of the machine that can be brought about from outside; and after each the words that tell
 * the state that follows from all others (the W-method: Chow 1978), so that a target that hides its state is judged too. */
#include <string.h>

#include "case.h"
#include "judge.h"
#include "places.h"
#include "stand.h"

#define ISS 1000u
#define IRS 5000u
#define LETTERS_MOST 3u                /* of a telling word */
#define WORDS_MOST 24u
#define RETRANSMITS_WITHIN SYNFIN_SECONDS(4)
#define GIVES_UP_WITHIN SYNFIN_SECONDS(3600)

/* ---- Words that tell states apart -------------------------------------------------------------------------------- */

struct word { unsigned length; enum synfin_letter letters[LETTERS_MOST]; };

static const enum synfin_letter telling[] = {
  SYNFIN_ON_RCV_SYN, SYNFIN_ON_UNACCEPTABLE, SYNFIN_ON_RCV_RST, SYNFIN_ON_RCV_FIN, SYNFIN_ON_RCV_TEXT, SYNFIN_ON_BAD_ACK,
  SYNFIN_ON_ACK_OUT_OF_RANGE, SYNFIN_ON_SYN_AGAIN, SYNFIN_ON_ACK_OF_FIN, SYNFIN_ON_STRAY, SYNFIN_ON_CLOSE};
#define TELLING (sizeof telling / sizeof *telling)

/* What can be seen of a row from outside. */
static unsigned seen(unsigned effects)
{
  return (effects & (SYNFIN_DO_SND_ACK | SYNFIN_DO_OWE_ACK | SYNFIN_DO_ANSWER_ACK) ? 1u : 0) |
         (effects & (SYNFIN_DO_ANSWER_RST | SYNFIN_DO_SND_RST) ? 2u : 0) | (effects & SYNFIN_DO_SND_SYN_ACK ? 4u : 0) |
         (effects & SYNFIN_DO_SND_FIN ? 8u : 0);
}

static bool tells_apart(enum synfin_state a, enum synfin_state b, const struct word *word)
{
  for (unsigned i = 0; i < word->length; i++) {
    struct synfin_transition of_a = synfin_step(a, word->letters[i]), of_b = synfin_step(b, word->letters[i]);
    if ((of_a.effects | of_b.effects) & SYNFIN_DO_IMPOSSIBLE)
      return false;
    if (seen(of_a.effects) != seen(of_b.effects))
      return true;
    a = (enum synfin_state)of_a.next, b = (enum synfin_state)of_b.next;
  }
  return false;
}

/* The shortest word that tells two states apart, if there is one. */
static bool find_word(enum synfin_state a, enum synfin_state b, struct word *word)
{
  for (word->length = 1; word->length <= LETTERS_MOST; word->length++) {
    size_t all = 1;
    for (unsigned i = 0; i < word->length; i++)
      all *= TELLING;
    for (size_t n = 0; n < all; n++) {
      size_t rest = n;
      for (unsigned i = 0; i < word->length; i++, rest /= TELLING)
        word->letters[i] = telling[rest % TELLING];
      if (tells_apart(a, b, word))
        return true;
    }
  }
  return false;
}

/* A characterization set of the machine: for any two states a word that tells them apart. */
static size_t telling_words(struct word words[WORDS_MOST])
{
  size_t count = 0;
  for (unsigned a = 0; a < SYNFIN_STATES; a++)
    for (unsigned b = 0; b < a; b++) {
      bool told = false;
      for (size_t i = 0; i < count; i++)
        told |= tells_apart(a, b, &words[i]);
      if (!told && count < WORDS_MOST && find_word(a, b, &words[count]))
        count++;
    }
  return count;
}

/* ---- One letter -------------------------------------------------------------------------------------------------- */

static bool is_call(enum synfin_letter letter) { return letter <= SYNFIN_ON_STATUS; }
static bool is_timeout(enum synfin_letter letter)
{
  return letter >= SYNFIN_ON_USER_TIMEOUT && letter <= SYNFIN_ON_TIME_WAIT_TIMEOUT;
}

/* Only what waits for the peer can time out: on the stand something does. */
static bool waits(const struct stand *s, enum synfin_letter letter)
{
  struct oracle_tcb tcb = stand_foreseen(s, ISS, IRS);
  return letter == SYNFIN_ON_TIME_WAIT_TIMEOUT ? s->state == SYNFIN_TIME_WAIT : tcb.max > tcb.una;
}

/* The first stand in this state where the letter can be brought about. */
static const struct stand *find_stand(enum synfin_state state, enum synfin_letter letter)
{
  struct oracle_segment seg;
  for (const struct stand *s = stands; s < stands + STANDS; s++) {
    struct oracle_tcb tcb = stand_foreseen(s, ISS, IRS);
    if (s->state == state && letter != SYNFIN_ON_STATUS &&
        (is_call(letter) || (is_timeout(letter) ? waits(s, letter) : places_find(&tcb, letter, &seg))))
      return s;
  }
  return NULL;
}

static const struct { enum target_call call; unsigned needs; } calls[] = {
  [SYNFIN_ON_OPEN_PASSIVE] = {TARGET_CALL_OPEN_PASSIVE, TARGET_OPEN_PASSIVE},
  [SYNFIN_ON_OPEN_ACTIVE] = {TARGET_CALL_OPEN_ACTIVE, TARGET_OPEN_ACTIVE}, [SYNFIN_ON_SEND] = {TARGET_CALL_SEND, TARGET_SEND},
  [SYNFIN_ON_RECEIVE] = {TARGET_CALL_RECEIVE, TARGET_RECEIVE}, [SYNFIN_ON_CLOSE] = {TARGET_CALL_CLOSE, TARGET_CLOSE},
  [SYNFIN_ON_ABORT] = {TARGET_CALL_ABORT, TARGET_ABORT}};

/* 3.10.1 to 3.10.5: whether a call may answer so. A connection that ended says why, once or for ever. */
static bool right_result(unsigned effects, ptrdiff_t result)
{
  if (effects & SYNFIN_DO_ERR_NO_CONNECTION)
    return result == SYNFIN_ERR_NO_CONNECTION || result == SYNFIN_ERR_RESET || result == SYNFIN_ERR_REFUSED ||
           result == SYNFIN_ERR_USER_TIMEOUT;
  if (effects & SYNFIN_DO_ERR_EXISTS)
    return result == SYNFIN_ERR_EXISTS;
  if (effects & SYNFIN_DO_ERR_CLOSING)
    return result == SYNFIN_ERR_CLOSING;
  return effects & SYNFIN_DO_QUEUE ? result == 1 : result == 0;
}

/* Where the ISS is the target's own, any SEQ is right. */
static void expect_syn(struct tester *t, synfin_time soon)
{
  struct heard h;
  if (t->target->can & TARGET_SET_ISS)
    tester_expect(t, soon, SYNFIN_SYN, t->heard ? t->heard : t->dut.iss, 0, 0, "OPEN sends a SYN");
  else if (!tester_hear(t, soon, &h) || h.flags != SYNFIN_SYN || h.len != 0)
    tester_fail(t, LEVEL_MUST, "OPEN sends a SYN");
}

/* After a retransmission what is in flight may fill the congestion window (RFC 5681 3.1). */
static void expect_fin(struct tester *t, const struct oracle_tcb *before, synfin_time soon)
{
  struct heard h = {.again = true};
  while (h.again && tester_hear(t, soon, &h))
    ;
  if (h.again && before->max > before->una)
    t->allowed = "a FIN waits for the congestion window (RFC 5681)";
  else if (h.again || (h.flags & ~SYNFIN_PSH) != (SYNFIN_FIN | SYNFIN_ACK) || h.seq != before->max ||
           h.ack != before->nxt || h.len != 0)
    tester_fail(t, LEVEL_MUST, "CLOSE sends <SEQ=SND.NXT><ACK=RCV.NXT><CTL=FIN,ACK>");
}

/* What the call makes the target send, at once. */
static void expect_output(struct tester *t, const struct oracle_tcb *before, unsigned effects)
{
  const synfin_time soon = SYNFIN_SECONDS(1) / 2;
  bool text = (effects & SYNFIN_DO_QUEUE) && (before->state == SYNFIN_ESTABLISHED || before->state == SYNFIN_CLOSE_WAIT);
  struct heard h;
  if (effects & SYNFIN_DO_SND_SYN)
    expect_syn(t, soon);
  else if ((effects & SYNFIN_DO_SND_FIN) && !before->syn_unacked)
    expect_fin(t, before, soon);
  else if (effects & SYNFIN_DO_SND_RST) {
    if (!tester_hear(t, soon, &h) || !(h.flags & SYNFIN_RST) || (uint32_t)h.seq != (uint32_t)before->max)
      tester_fail(t, LEVEL_MUST, "ABORT sends <SEQ=SND.NXT><CTL=RST>");
  } else if (text)
    tester_expect(t, soon, SYNFIN_ACK, before->max, before->nxt, 1, "SEND sends");
  else
    tester_expect_nothing(t, 0, "the call sends nothing");
}

/* 3.10.4, SYN-RECEIVED: "queue for processing after entering ESTABLISHED state". README's RULING 1 does not. */
static bool close_waits(struct tester *t, const struct oracle_tcb *before)
{
  return t->profile != PROFILE_STRICT && (SYNFIN_IN_SYN_RECEIVED >> before->state & 1u) && (t->target->can & TARGET_STATUS) &&
         t->target->status(t->target) != t->dut.state;
}

static void make_call(struct tester *t, enum synfin_letter letter)
{
  struct oracle_tcb before = t->dut;
  struct synfin_transition row = synfin_step(before.state, letter);
  bool unusual = row.effects & (SYNFIN_DO_ERR_NO_CONNECTION | SYNFIN_DO_ERR_EXISTS | SYNFIN_DO_ERR_CLOSING) ||
                 (before.state == SYNFIN_LISTEN && (letter == SYNFIN_ON_SEND || letter == SYNFIN_ON_OPEN_ACTIVE));
  uint8_t octets[4] = "d";
  t->clause = letter <= SYNFIN_ON_OPEN_ACTIVE ? "3.10.1" : letter == SYNFIN_ON_SEND ? "3.10.2" :
              letter == SYNFIN_ON_RECEIVE ? "3.10.3" : letter == SYNFIN_ON_CLOSE ? "3.10.4" : "3.10.5";
  if (!tester_needs(t, calls[letter].needs | (unusual ? TARGET_ERRORS : 0)))
    return;
  ptrdiff_t result = tester_call(t, calls[letter].call, octets, letter == SYNFIN_ON_SEND ? 1 : sizeof octets);
  if (result == TARGET_NO_CALL) {
    tester_not_applicable(t, "its interface has no such call in %s", synfin_state_name(before.state));
    return;
  }
  if ((t->target->can & TARGET_ERRORS) && !right_result(row.effects, result))
    tester_fail(t, LEVEL_MUST, "%s in %s answers \"%s\" (%td)", synfin_letter_name(letter), synfin_state_name(before.state),
                synfin_strerror((int)(result < 0 ? result : 0)), result);
  if (letter == SYNFIN_ON_CLOSE && close_waits(t, &before)) {
    t->allowed = "CLOSE waits until the connection is established (3.10.4)";
    return;
  }
  expect_output(t, &before, row.effects);
  tester_expect_state(t, (enum synfin_state)row.next, "after the call");
}

static void wait_for_retransmission(struct tester *t)
{
  struct heard h;
  synfin_time until = t->target->now(t->target) + RETRANSMITS_WITHIN;
  for (synfin_time now; (now = t->target->now(t->target)) < until && tester_hear(t, until - now, &h);)
    if (h.again && h.seq == t->dut.una) {
      tester_expect_state(t, t->dut.state, "after a retransmission");
      return;
    }
  tester_fail(t, LEVEL_MUST, "what is not acknowledged is not sent again within %u s",
              (unsigned)(RETRANSMITS_WITHIN / 1000000u));
}

/* R2, or 2 MSL: the machine's next state is what follows, and nothing else on the way. */
static void wait_for_end(struct tester *t, enum synfin_letter letter)
{
  struct synfin_transition row = synfin_step(t->dut.state, letter);
  enum synfin_state from = t->dut.state, next = (enum synfin_state)row.next;
  synfin_time until = t->target->now(t->target) + GIVES_UP_WITHIN;
  if (!tester_needs(t, TARGET_VIRTUAL_TIME | TARGET_STATUS))
    return;
  while (t->target->now(t->target) < until && t->target->status(t->target) == from && !t->played_out)
    tester_wait(t, SYNFIN_SECONDS(1));
  tester_expect_state(t, next, "when the time is over");
  t->dut.state = next;
  if ((row.effects & SYNFIN_DO_SIG_USER_TIMEOUT) && (t->target->can & TARGET_ERRORS) && !t->played_out &&
      tester_call(t, TARGET_CALL_RECEIVE, &(uint8_t){0}, 1) != SYNFIN_ERR_USER_TIMEOUT)
    tester_fail(t, LEVEL_MUST, "the user is not told \"%s\"", synfin_strerror(SYNFIN_ERR_USER_TIMEOUT));
}

/* False: the letter cannot be brought about here. */
static bool bring(struct tester *t, enum synfin_letter letter)
{
  struct oracle_segment seg;
  if (is_call(letter))
    make_call(t, letter);
  else if (letter == SYNFIN_ON_RETRANSMISSION_TIMEOUT)
    wait_for_retransmission(t);
  else if (is_timeout(letter))
    wait_for_end(t, letter);
  else if (!places_find(&t->dut, letter, &seg))
    return false;
  else
    tester_judge(t, &seg);
  return true;
}

/* ---- The suite --------------------------------------------------------------------------------------------------- */

static struct word words[WORDS_MOST];
static size_t words_count;

static size_t count(const struct target *target)
{
  words_count = telling_words(words);
  return (words_count + 1) * SYNFIN_STATES * SYNFIN_LETTERS * (target->can & TARGET_IPV6 ? 2 : 1);
}

static void name(struct result *result, unsigned version, enum synfin_state state, enum synfin_letter letter,
                 const struct word *word)
{
  int n = snprintf(result->id, sizeof result->id, "tour/v%u/%s/%s", version, synfin_state_label(state),
                   synfin_letter_name(letter));
  for (unsigned i = 0; word && i < word->length; i++)
    n += snprintf(result->id + n, sizeof result->id - (size_t)n, "%c%s", i ? '+' : '/', synfin_letter_name(word->letters[i]));
  result->state = (int)state, result->letter = (int)letter;
  struct ruled ruled = judge_rule(state, letter);
  result->clause = ruled.clause, result->title = ruled.title, result->requirement = ruled.requirement, result->level = ruled.level;
}

/* RFC 5961 7: empty segments that cannot be taken need not all be answered, but after a while they are again (RULING 6). */
static void let_throttle_pass(struct tester *t)
{
  if (!(t->target->can & TARGET_UNTHROTTLED))
    tester_wait(t, SYNFIN_SECONDS(6) / 10);
}

/* The telling word goes on as far as its letters can be brought about. */
static void tell(struct tester *t, const struct word *word)
{
  for (unsigned i = 0; i < word->length && !t->played_out && !t->allowed; i++) {
    let_throttle_pass(t);
    if ((synfin_step(t->dut.state, word->letters[i]).effects & SYNFIN_DO_IMPOSSIBLE) || !bring(t, word->letters[i]))
      return;
  }
}

static void play(size_t n, struct result *result, struct tester *t)
{
  enum synfin_letter letter = (enum synfin_letter)(n % SYNFIN_LETTERS);
  enum synfin_state state = (enum synfin_state)(n / SYNFIN_LETTERS % SYNFIN_STATES);
  size_t which = n / SYNFIN_LETTERS / SYNFIN_STATES % (words_count + 1);
  const struct word *word = which ? &words[which - 1] : NULL;
  struct synfin_transition row = synfin_step(state, letter);
  const struct stand *s = row.effects & SYNFIN_DO_IMPOSSIBLE ? NULL : find_stand(state, letter);
  bool told = word && (synfin_step((enum synfin_state)row.next, word->letters[0]).effects & SYNFIN_DO_IMPOSSIBLE);
  if (!s || told)
    return;
  const struct scene scene = {.version = n / SYNFIN_LETTERS / SYNFIN_STATES / (words_count + 1) ? 6 : 4, .iss = ISS,
                              .receive_buffer = STAND_BUFFER, .no_delay = true};
  name(result, scene.version, state, letter, word);
  if (!t)
    return;
  tester_begin(t, &scene, IRS);
  if (!stand_take(t, s))
    return;
  if (!bring(t, letter))
    tester_not_applicable(t, "%s cannot be brought about from outside", synfin_letter_name(letter));
  if (word && !t->played_out && !t->allowed)
    tell(t, word);
}

const struct suite suite_tour = {"tour", count, play};
