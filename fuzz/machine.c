/* Target: the machine (gen/synfin_machine.c): words over its letters, against the oracle's transcription of 3.10, and
 * against the handshake and close rules as invariants of a life.
 *
 * Format: a letter an octet, by its code in spec/tcp_letters.rl: OZWC.F is a life from the active OPEN on. */
#include "fuzz.h"
#include "oracle_letter.h"

#include <string.h>

static const char codes[] = "LOWRCX?UTMuyYfrwbSZ-koasdF!tgnx.";
_Static_assert(sizeof codes == SYNFIN_LETTERS + 1, "a code for each letter");

#define BIT(letter) (1u << SYNFIN_ON_##letter)
#define RSTS (BIT(RCV_RST) | BIT(RST_IN_WINDOW) | BIT(BAD_RST))
#define BLIND (BIT(UNACCEPTABLE) | BIT(RST_IN_WINDOW) | BIT(BAD_RST) | BIT(STRAY) | BIT(ACK_OUT_OF_RANGE) \
               | BIT(RCV_SYN) | BIT(BAD_ACK))
#define ACKS_SYN (BIT(ACK_OF_SYN) | BIT(RCV_SYN_ACK) | BIT(SYN_ACK_AGAIN) | BIT(ACK_OF_FIN))
#define AFTER_SYN (BIT(ACK_OUT_OF_RANGE) | BIT(RCV_ACK) | BIT(ACK_OF_DATA) | BIT(RCV_URG) | BIT(RCV_TEXT) \
                   | BIT(TEXT_BEYOND_GAP) | BIT(TEXT_NO_ROOM) | BIT(TEXT_UNWANTED) | BIT(RCV_FIN))
#define CUTS_OFF (BIT(ABORT) | BIT(USER_TIMEOUT) | BIT(RCV_RST) | BIT(TEXT_UNWANTED))
#define ERRORS (SYNFIN_DO_ERR_NO_CONNECTION | SYNFIN_DO_ERR_EXISTS | SYNFIN_DO_ERR_CLOSING)
#define SENDS_RST (SYNFIN_DO_ANSWER_RST | SYNFIN_DO_SND_RST)
#define SENDS_SYN (SYNFIN_DO_SND_SYN | SYNFIN_DO_SND_SYN_ACK)

/* One incarnation, from what was asked and done, never from the state. */
struct life { bool exists, syn_sent, syn_taken, syn_acked, fin_sent, fin_taken, fin_acked; };

static bool in(unsigned set, unsigned member) { return (set >> member & 1u) != 0; }

/* What the letter and its effects make of the life; once in it is never twice. */
static void live_on(struct life *l, enum synfin_letter letter, unsigned effects)
{
  if (effects & SYNFIN_DO_DELETE_TCB) {
    MUST(l->exists, "only what was created is deleted (3.10.1)", "letter %s", synfin_letter_name(letter));
    *l = (struct life){ 0 };
  }
  if (effects & SYNFIN_DO_CREATE_TCB)
    *l = (struct life){ .exists = true };
  if (!l->exists)
    return;
  MUST(!(effects & SYNFIN_DO_SND_FIN) || !l->fin_sent, "a FIN is sent once (3.6)", "letter %s",
       synfin_letter_name(letter));
  MUST(!(effects & SYNFIN_DO_TAKE_FIN) || (!l->fin_taken && l->syn_acked),
       "a FIN is taken once, after the handshake (3.6)", "letter %s", synfin_letter_name(letter));
  MUST(!(effects & (SYNFIN_DO_TAKE_TEXT | SYNFIN_DO_HOLD)) || (l->syn_taken && l->syn_acked && !l->fin_taken),
       "text is taken between SYN and FIN (3.10.7.4 Seventh)", "letter %s", synfin_letter_name(letter));
  MUST(!(effects & SYNFIN_DO_QUEUE) || !l->fin_sent, "no text is queued after FIN (3.6)", "letter %s",
       synfin_letter_name(letter));
  l->syn_sent |= (effects & SENDS_SYN) != 0;
  l->syn_taken |= (effects & SYNFIN_DO_TAKE_SYN) != 0;
  l->syn_acked |= in(ACKS_SYN, letter);
  l->fin_sent |= (effects & SYNFIN_DO_SND_FIN) != 0;
  l->fin_taken |= (effects & SYNFIN_DO_TAKE_FIN) != 0;
  l->fin_acked |= letter == SYNFIN_ON_ACK_OF_FIN;
}

/* FIN-WAIT-1 may come before the ACK of our SYN (RULING 1); until then the checks say nothing that stands behind it
 * (RULING 5). */
static bool cannot_be_found(const struct life *l, enum synfin_letter letter)
{
  return l->exists && !l->syn_acked && in(AFTER_SYN, letter);
}

/* Where the life is, the state has to be. */
static void check_state(const struct life *l, enum synfin_state state, const char *name)
{
  MUST(l->exists == (state != SYNFIN_CLOSED), "CLOSED has no TCB, all others have one (3.3.2)", "%s", name);
  MUST(state != SYNFIN_ESTABLISHED || (l->syn_sent && l->syn_taken && l->syn_acked),
       "ESTABLISHED after both SYNs, ours acknowledged (3.5)", "%s", name);
  MUST(l->fin_taken == in(SYNFIN_IN_FIN_RECEIVED, state), "the peer's FIN is a matter of the state (3.3.2)", "%s",
       name);
  MUST(state != SYNFIN_TIME_WAIT || (l->fin_sent && l->fin_acked), "TIME-WAIT after both FINs, ours acknowledged (3.6)",
       "%s", name);
  MUST(state != SYNFIN_FIN_WAIT_2 || l->fin_acked, "FIN-WAIT-2 after the ACK of our FIN (3.6)", "%s", name);
  MUST(!l->fin_acked || l->fin_sent, "what was acknowledged was sent (3.4)", "%s", name);
}

static void check_step(enum synfin_state from, enum synfin_letter letter, struct synfin_transition t)
{
  const char *name = synfin_letter_name(letter);
  enum synfin_state to = (enum synfin_state)t.next;
  MUST(!in(RSTS, letter) || !(t.effects & SENDS_RST), "never a RST for a RST (3.5.2)", "%s in %s", name,
       synfin_state_label(from));
  MUST(to == from || !in(SYNFIN_IN_SYNCHRONIZED, from) || !in(BLIND, letter),
       "no blind segment moves the state (RFC 5961)", "%s in %s", name, synfin_state_label(from));
  MUST(to == from || !(t.effects & ERRORS), "a refused call changes nothing (3.10)", "%s in %s", name,
       synfin_state_label(from));
  MUST(to == from || to != SYNFIN_TIME_WAIT || (t.effects & SYNFIN_DO_START_2MSL),
       "every edge into TIME-WAIT starts 2 MSL (MUST-13)", "%s in %s", name, synfin_state_label(from));
  MUST(!in(SYNFIN_IN_SYNCHRONIZED, from) || to == SYNFIN_CLOSED || in(SYNFIN_IN_SYNCHRONIZED, to),
       "from a synchronized state to no other kind (3.3.2)", "%s in %s", name, synfin_state_label(from));
}

/* A life ends in order, or by what may cut it off. */
static void check_end(const struct life *l, enum synfin_state from, enum synfin_letter letter, unsigned effects)
{
  bool ends = (effects & SYNFIN_DO_DELETE_TCB) && in(SYNFIN_IN_SYNCHRONIZED, from);
  bool in_order = l->fin_sent && l->fin_taken && (l->fin_acked || letter == SYNFIN_ON_ACK_OF_FIN);
  MUST(!ends || in_order || in(CUTS_OFF, letter), "ends when both FINs were sent, received and acknowledged (3.6)",
       "%s in %s", synfin_letter_name(letter), synfin_state_label(from));
}

/* Every question has an answer, also for what is no state, letter or effect. */
static void check_total(uint8_t any)
{
  const enum synfin_letter letter = (enum synfin_letter)synfin_letter_of_code((char)any);
  const bool is_code = any != 0 && strchr(codes, any);
  MUST(is_code ? synfin_letter_code(letter) == (char)any : letter == SYNFIN_LETTERS,
       "a letter for each code, and no other", "%u", any);
  MUST((synfin_letter_code((enum synfin_letter)any) == 0) == (any >= SYNFIN_LETTERS), "a code for each letter", "%u",
       any);
  MUST((strcmp(synfin_letter_name((enum synfin_letter)any), "?") == 0) == (any >= SYNFIN_LETTERS), "letters have names",
       "%u", any);
  MUST((strcmp(synfin_state_name((enum synfin_state)any), "?") == 0) == (any >= SYNFIN_STATES) &&
       (strcmp(synfin_state_label((enum synfin_state)any), "?") == 0) == (any >= SYNFIN_STATES), "states have names",
       "%u", any);
  MUST((strcmp(synfin_effect_name(any), "?") == 0) == (any >= SYNFIN_EFFECTS), "effects have names", "%u", any);
  struct synfin_transition t = synfin_step((enum synfin_state)any, SYNFIN_ON_STATUS);
  MUST(any < SYNFIN_STATES || (t.effects == SYNFIN_DO_IMPOSSIBLE && t.next == SYNFIN_CLOSED), "no state, no transition",
       "%u", any);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct input in = { data, size };
  struct life life = { 0 };
  enum synfin_state state = SYNFIN_CLOSED;
  struct input first = in;
  check_total(input_u8(&first));
  while (!input_ends(&in)) {
    enum synfin_letter letter = (enum synfin_letter)synfin_letter_of_code(input_letter(&in, codes));
    struct synfin_transition t = synfin_step(state, letter), want = oracle_letter(state, letter);
    MUST(t.next == want.next && t.effects == want.effects, "the chart is what 3.10 says, read by event",
         "%s in %s: %s, not %s", synfin_letter_name(letter), synfin_state_label(state),
         synfin_state_label((enum synfin_state)t.next), synfin_state_label((enum synfin_state)want.next));
    bool cannot = (t.effects & SYNFIN_DO_IMPOSSIBLE) || cannot_be_found(&life, letter);
    TELL("%-20s %-24s %s", synfin_state_label(state), synfin_letter_name(letter),
         cannot ? "cannot occur" : synfin_state_label((enum synfin_state)t.next));
    if (cannot)
      continue;
    check_step(state, letter, t);
    check_end(&life, state, letter, t.effects);
    live_on(&life, letter, t.effects);
    state = (enum synfin_state)t.next;
    check_state(&life, state, synfin_letter_name(letter));
  }
  return 0;
}
