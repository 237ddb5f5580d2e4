/* synfin check: its parts that know nothing of packets, sets of states and digests of text. */
#include <stdlib.h>
#include <string.h>

#include "check/digest.h"
#include "check/rules.h"
#include "check/states.h"
#include "octets.h"
#include "suites.h"

#define IN(state) (1u << SYNFIN_##state)

static struct states states;

static uint16_t reach(unsigned from, const struct synfin_segment *seg)
{
  states_init(&states);
  return states_reach(&states, (uint16_t)from, states_unseen | (seg != NULL ? states_letters(seg, true) : 0));
}

START_TEST(without_a_segment__only_calls_move_an_end)
{
  ck_assert_uint_eq(reach(IN(CLOSED), NULL), IN(CLOSED) | IN(LISTEN) | IN(SYN_SENT));
  ck_assert_uint_eq(reach(IN(ESTABLISHED), NULL), IN(ESTABLISHED) | IN(FIN_WAIT_1));
  ck_assert_uint_eq(reach(IN(CLOSE_WAIT), NULL), IN(CLOSE_WAIT) | IN(LAST_ACK));
  ck_assert_uint_eq(reach(IN(FIN_WAIT_2), NULL), IN(FIN_WAIT_2));
}
END_TEST

START_TEST(a_segment__moves_an_end_or_does_not)
{
  const struct synfin_segment syn = {.flags = SYNFIN_SYN}, fin = {.flags = SYNFIN_FIN | SYNFIN_ACK};
  ck_assert_uint_eq(reach(IN(LISTEN), &syn) & IN(SYN_RECEIVED_PASSIVE), IN(SYN_RECEIVED_PASSIVE));
  ck_assert_uint_eq(reach(IN(LISTEN), &syn) & IN(ESTABLISHED), 0);
  ck_assert_uint_eq(reach(IN(FIN_WAIT_1), &fin) & ~(IN(CLOSED) | IN(LISTEN) | IN(SYN_SENT)),
                    IN(FIN_WAIT_1) | IN(FIN_WAIT_2) | IN(CLOSING) | IN(TIME_WAIT));
}
END_TEST

/* All that the machine does in one step, by any letter, is within what is reached. */
START_TEST(reach__is_closed_under_the_machine)
{
  const uint32_t letters = UINT32_MAX;
  states_init(&states);
  for (unsigned from = 0; from < SYNFIN_STATES; from++) {
    const unsigned reached = states_reach(&states, (uint16_t)(1u << from), letters);
    ck_assert(reached >> from & 1u);
    for (unsigned state = 0; state < SYNFIN_STATES; state++)
      for (unsigned letter = 0; reached >> state & 1u && letter < SYNFIN_LETTERS; letter++) {
        const struct synfin_transition t = synfin_step((enum synfin_state)state, (enum synfin_letter)letter);
        ck_assert(t.effects & SYNFIN_DO_IMPOSSIBLE || reached >> t.next & 1u);
      }
  }
}
END_TEST

/* An end sends a segment of a kind only after a transition that says so: as the machine's effects have it. */
START_TEST(senders__are_the_states_whose_effects_send_it)
{
  static const struct { unsigned effect; struct synfin_segment seg; } kinds[] = {
    {SYNFIN_DO_SND_SYN, {.flags = SYNFIN_SYN}},
    {SYNFIN_DO_SND_SYN_ACK, {.flags = SYNFIN_SYN | SYNFIN_ACK}},
    {SYNFIN_DO_SND_FIN, {.flags = SYNFIN_FIN | SYNFIN_ACK}},
    {SYNFIN_DO_SND_ACK | SYNFIN_DO_ANSWER_ACK, {.flags = SYNFIN_ACK}},
    {SYNFIN_DO_SND_RST | SYNFIN_DO_ANSWER_RST, {.flags = SYNFIN_RST}},
  };
  for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++)
    for (unsigned state = 0; state < SYNFIN_STATES; state++)
      for (unsigned letter = 0; letter < SYNFIN_LETTERS; letter++) {
        const struct synfin_transition t = synfin_step((enum synfin_state)state, (enum synfin_letter)letter);
        const unsigned senders = states_senders(&kinds[kind].seg, false);
        if (t.effects & kinds[kind].effect) ck_assert(senders >> t.next & 1u);
      }
}
END_TEST

START_TEST(names__are_cut_where_there_is_no_room)
{
  char text[160], *const little = (char *)exact("", 1);
  states_names(text, sizeof text, IN(FIN_WAIT_1) | IN(TIME_WAIT));
  ck_assert_str_eq(text, "FIN-WAIT-1 TIME-WAIT");
  states_names(little, 1, STATES_ALL);
  ck_assert_str_eq(little, "");
  free(little);
}
END_TEST

/* ---- Digests ----------------------------------------------------------------------------------------------------- */

static struct digest digest;

START_TEST(the_same_octets__in_any_pieces_are_the_same)
{
  uint8_t text[3000];
  for (size_t i = 0; i < sizeof text; i++) text[i] = (uint8_t)(i * i >> 3);
  for (uint32_t offset = 0; offset < 0x2000; offset += 0x333) {
    const uint32_t seq = 0xfffff000 + offset;
    memset(&digest, 0, sizeof digest);
    ck_assert(digest_take(&digest, seq, text, sizeof text));
    for (size_t at = 0; at < sizeof text; at += 97)
      ck_assert(digest_take(&digest, seq + (uint32_t)at, text + at, sizeof text - at));
    ck_assert(digest_take(&digest, seq, text, sizeof text));
  }
}
END_TEST

START_TEST(one_other_octet__is_found_wherever_it_is)
{
  uint8_t text[613] = {0};
  for (size_t at = 0; at < sizeof text; at++) {
    memset(&digest, 0, sizeof digest);
    ck_assert(digest_take(&digest, 1000, text, sizeof text));
    ck_assert(digest_take(&digest, 1100, text, 10));   /* a shorter piece does not take a longer one's place */
    text[at] = 1;
    ck_assert(!digest_take(&digest, 1000, text, sizeof text));
    text[at] = 0;
  }
}
END_TEST

START_TEST(octets_a_window_later__are_others)
{
  uint8_t a[500], b[500];
  memset(a, 1, sizeof a);
  memset(b, 2, sizeof b);
  memset(&digest, 0, sizeof digest);
  ck_assert(digest_take(&digest, 77, a, sizeof a));
  ck_assert(digest_take(&digest, 77 + DIGEST_BLOCK * DIGEST_BLOCKS, b, sizeof b));
  ck_assert(digest_take(&digest, 77, a, sizeof a));
}
END_TEST

START_TEST(every_rule__has_a_name_of_its_own_and_a_clause)
{
  for (unsigned rule = 0; rule < RULES; rule++) {
    const struct rule_text *text = rule_text((enum rule)rule);
    ck_assert(*text->name && *text->text && strncmp(text->clause, "RFC ", 4) == 0 && *rule_level_name(text->level));
    for (unsigned other = 0; other < rule; other++) ck_assert_str_ne(text->name, rule_text((enum rule)other)->name);
  }
}
END_TEST

Suite *check_parts_suite(void)
{
  Suite *suite = suite_create("check_parts");
  CASE("states", without_a_segment__only_calls_move_an_end, a_segment__moves_an_end_or_does_not,
       reach__is_closed_under_the_machine, senders__are_the_states_whose_effects_send_it,
       names__are_cut_where_there_is_no_room);
  CASE("digests", the_same_octets__in_any_pieces_are_the_same, one_other_octet__is_found_wherever_it_is,
       octets_a_window_later__are_others);
  CASE("rules", every_rule__has_a_name_of_its_own_and_a_clause);
  return suite;
}
