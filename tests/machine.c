/* The machine alone: the dense table equals what Ragel's own C does, and the public functions are total. */
#include "suites.h"

#include <string.h>

#include "synfin_machine.h"

struct synfin_transition synfin_ragel_step(int *state, unsigned char code);
int synfin_ragel_start(void);

/* Ragel's number of each state, found by walking Ragel's machine alone. */
static void walk(int number[SYNFIN_STATES], unsigned reached[SYNFIN_STATES])
{
  unsigned queue[SYNFIN_STATES], length = 1;
  queue[0] = SYNFIN_CLOSED;
  number[SYNFIN_CLOSED] = synfin_ragel_start();
  reached[SYNFIN_CLOSED] = 1;
  for (unsigned i = 0; i < length; i++)
    for (unsigned l = 0; l < SYNFIN_LETTERS; l++) {
      int state = number[queue[i]];
      unsigned next = synfin_ragel_step(&state, (unsigned char)synfin_letter_code((enum synfin_letter)l)).next;
      if (reached[next]++) {
        ck_assert_int_eq(number[next], state);
        continue;
      }
      number[next] = state;
      queue[length++] = next;
    }
}

START_TEST(table__every_state_and_letter__equals_what_ragel_compiled)
{
  int number[SYNFIN_STATES] = { 0 };
  unsigned reached[SYNFIN_STATES] = { 0 };
  walk(number, reached);
  for (unsigned s = 0; s < SYNFIN_STATES; s++) {
    ck_assert_msg(reached[s], "%s is never reached", synfin_state_label((enum synfin_state)s));
    for (unsigned l = 0; l < SYNFIN_LETTERS; l++) {
      int state = number[s];
      char code = synfin_letter_code((enum synfin_letter)l);
      struct synfin_transition ragel = synfin_ragel_step(&state, (unsigned char)code);
      struct synfin_transition table = synfin_step((enum synfin_state)s, (enum synfin_letter)l);
      ck_assert_uint_eq(ragel.next, table.next);
      ck_assert_uint_eq(ragel.effects, table.effects);
    }
  }
}
END_TEST

START_TEST(table__impossible_letter__changes_no_state_and_has_no_other_effect)
{
  for (unsigned s = 0; s < SYNFIN_STATES; s++)
    for (unsigned l = 0; l < SYNFIN_LETTERS; l++) {
      struct synfin_transition t = synfin_step((enum synfin_state)s, (enum synfin_letter)l);
      if (t.effects & SYNFIN_DO_IMPOSSIBLE) {
        ck_assert_uint_eq(t.effects, SYNFIN_DO_IMPOSSIBLE);
        ck_assert_uint_eq(t.next, s);
      }
    }
}
END_TEST

START_TEST(step__state_or_letter_out_of_range__says_impossible)
{
  ck_assert_uint_eq(synfin_step((enum synfin_state)SYNFIN_STATES, SYNFIN_ON_CLOSE).effects, SYNFIN_DO_IMPOSSIBLE);
  ck_assert_uint_eq(synfin_step(SYNFIN_LISTEN, (enum synfin_letter)SYNFIN_LETTERS).effects, SYNFIN_DO_IMPOSSIBLE);
}
END_TEST

START_TEST(names__everything_and_beyond__are_there_and_differ)
{
  for (unsigned a = 0; a < SYNFIN_LETTERS; a++) {
    char code = synfin_letter_code((enum synfin_letter)a);
    ck_assert_msg(code > ' ' && code <= '~', "letter %u has no printable code", a);
    ck_assert_uint_eq(synfin_letter_of_code(code), a);
    for (unsigned b = 0; b < a; b++)
      ck_assert_str_ne(synfin_letter_name((enum synfin_letter)a), synfin_letter_name((enum synfin_letter)b));
  }
  ck_assert_str_eq(synfin_state_name(SYNFIN_SYN_RECEIVED_PASSIVE), "SYN-RECEIVED");
  ck_assert_str_eq(synfin_state_name(SYNFIN_SYN_RECEIVED_ACTIVE), "SYN-RECEIVED");
  ck_assert_str_eq(synfin_state_label(SYNFIN_SYN_RECEIVED_ACTIVE), "SYN_RECEIVED_active");
  ck_assert_str_eq(synfin_state_name((enum synfin_state)SYNFIN_STATES), "?");
  ck_assert_str_eq(synfin_state_label((enum synfin_state)SYNFIN_STATES), "?");
  ck_assert_str_eq(synfin_letter_name((enum synfin_letter)SYNFIN_LETTERS), "?");
  ck_assert_str_eq(synfin_effect_name(SYNFIN_EFFECTS), "?");
  ck_assert_int_eq(synfin_letter_code((enum synfin_letter)SYNFIN_LETTERS), '\0');
  ck_assert_uint_eq(synfin_letter_of_code('\0'), SYNFIN_LETTERS);
  for (unsigned e = 0; e < SYNFIN_EFFECTS; e++)
    ck_assert_str_ne(synfin_effect_name(e), "?");
}
END_TEST

/* MUST-11, MUST-13: what the chart promises whatever the numbers are. */
START_TEST(table__edges_into_time_wait__start_2msl)
{
  for (unsigned s = 0; s < SYNFIN_STATES; s++)
    for (unsigned l = 0; l < SYNFIN_LETTERS; l++) {
      struct synfin_transition t = synfin_step((enum synfin_state)s, (enum synfin_letter)l);
      if (t.next == SYNFIN_TIME_WAIT && s != SYNFIN_TIME_WAIT)
        ck_assert_msg(t.effects & SYNFIN_DO_START_2MSL, "%s", synfin_letter_name((enum synfin_letter)l));
      if (t.next == SYNFIN_CLOSED && s != SYNFIN_CLOSED)
        ck_assert_msg(t.effects & SYNFIN_DO_DELETE_TCB, "%s", synfin_letter_name((enum synfin_letter)l));
    }
  ck_assert_uint_eq(synfin_step(SYNFIN_SYN_RECEIVED_PASSIVE, SYNFIN_ON_RCV_RST).next, SYNFIN_LISTEN);
  ck_assert_uint_eq(synfin_step(SYNFIN_SYN_RECEIVED_ACTIVE, SYNFIN_ON_RCV_RST).next, SYNFIN_CLOSED);
}
END_TEST

Suite *machine_suite(void)
{
  Suite *suite = suite_create("machine");
  TCase *table = tcase_create("table");
  tcase_add_test(table, table__every_state_and_letter__equals_what_ragel_compiled);
  tcase_add_test(table, table__impossible_letter__changes_no_state_and_has_no_other_effect);
  tcase_add_test(table, table__edges_into_time_wait__start_2msl);
  tcase_add_test(table, step__state_or_letter_out_of_range__says_impossible);
  tcase_add_test(table, names__everything_and_beyond__are_there_and_differ);
  suite_add_tcase(suite, table);
  return suite;
}
