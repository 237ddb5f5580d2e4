/* see states.h */
#include "check/states.h"

#include <stdio.h>
#include <string.h>

#define ON(letter) (1u << SYNFIN_ON_##letter)
#define IN(state) (1u << SYNFIN_##state)

const uint32_t states_unseen = ON(OPEN_PASSIVE) | ON(OPEN_ACTIVE) | ON(SEND) | ON(CLOSE) | ON(TIME_WAIT_TIMEOUT);
const uint32_t states_unseen_end = ON(ABORT) | ON(USER_TIMEOUT);

void states_init(struct states *states)
{
  memset(states, 0, sizeof *states);
  for (unsigned letter = 0; letter < SYNFIN_LETTERS; letter++)
    for (unsigned state = 0; state < SYNFIN_STATES; state++) {
      const struct synfin_transition t = synfin_step((enum synfin_state)state, (enum synfin_letter)letter);
      if (!(t.effects & SYNFIN_DO_IMPOSSIBLE)) states->next[letter][state] = (uint16_t)(1u << t.next);
    }
}

static unsigned step_all(const struct states *states, unsigned from, uint32_t letters)
{
  unsigned reached = from;
  for (unsigned letter = 0; letter < SYNFIN_LETTERS; letter++)
    for (unsigned state = 0; letters >> letter & 1u && state < SYNFIN_STATES; state++)
      if ((unsigned)from >> state & 1u) reached |= states->next[letter][state];
  return reached;
}

uint16_t states_reach(struct states *states, uint16_t from, uint32_t letters)
{
  const uint32_t mixed = (letters ^ from * 0x9e3779b1u) * 0x85ebca6bu;
  const unsigned at = mixed >> 24;
  if (from != 0 && states->memo[at].from == from && states->memo[at].letters == letters)
    return states->memo[at].reached;
  unsigned reached = from, before;
  do {
    before = reached;
    reached = step_all(states, before, letters);
  } while (reached != before);
  states->memo[at].from = from;
  states->memo[at].letters = letters;
  states->memo[at].reached = (uint16_t)reached;
  return (uint16_t)reached;
}

uint32_t states_letters(const struct synfin_segment *seg, bool of_fin)
{
  if (seg->flags & SYNFIN_RST) return ON(RCV_RST) | ON(RST_IN_WINDOW) | ON(BAD_RST);
  if (seg->flags & SYNFIN_SYN)
    return seg->flags & SYNFIN_ACK ? ON(RCV_SYN_ACK) | ON(SYN_ACK_AGAIN) | ON(BAD_ACK) : ON(RCV_SYN) | ON(SYN_AGAIN);
  uint32_t letters = ON(STRAY) | ON(BAD_ACK) | ON(ACK_OUT_OF_RANGE) | ON(RCV_ACK) | ON(ACK_OF_SYN) | ON(ACK_OF_DATA);
  if (of_fin) letters |= ON(ACK_OF_FIN);
  if (seg->len > 0 || seg->flags & SYNFIN_FIN) letters |= ON(TEXT_BEYOND_GAP) | ON(TEXT_NO_ROOM);
  if (seg->len > 0) letters |= ON(RCV_TEXT);
  if (seg->flags & SYNFIN_FIN) letters |= ON(RCV_FIN) | ON(FIN_AGAIN);
  return letters;
}

uint16_t states_senders(const struct synfin_segment *seg, bool of_fin)
{
  const unsigned unacked = IN(FIN_WAIT_1) | IN(CLOSING) | IN(LAST_ACK);
  const unsigned received = IN(SYN_RECEIVED_PASSIVE) | IN(SYN_RECEIVED_ACTIVE);
  const unsigned resetting = IN(CLOSED) | IN(LISTEN) | IN(SYN_SENT) | IN(FIN_WAIT_1) | received;
  unsigned senders;
  if (seg->flags & SYNFIN_RST) return (uint16_t)resetting;
  if (seg->flags & SYNFIN_SYN) senders = seg->flags & SYNFIN_ACK ? received | IN(FIN_WAIT_1) : IN(SYN_SENT);
  else if (seg->flags & SYNFIN_FIN) senders = unacked;
  else if (seg->len > 0) senders = IN(ESTABLISHED) | IN(CLOSE_WAIT) | unacked;
  else senders = IN(ESTABLISHED) | IN(CLOSE_WAIT) | IN(FIN_WAIT_2) | IN(TIME_WAIT) | unacked | received;
  if (of_fin) senders &= IN(CLOSE_WAIT) | IN(CLOSING) | IN(LAST_ACK) | IN(TIME_WAIT);
  return (uint16_t)senders;
}

void states_names(char *text, size_t size, unsigned set)
{
  size_t n = 0;
  text[0] = '\0';
  for (unsigned state = 0; state < SYNFIN_STATES && n < size; state++)
    if ((unsigned)set >> state & 1u && state != SYNFIN_SYN_RECEIVED_ACTIVE)
      n += (size_t)snprintf(text + n, size - n, "%s%s", n > 0 ? " " : "", synfin_state_name((enum synfin_state)state));
}
