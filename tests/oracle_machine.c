/* The machine against the oracle, for every state and letter: next state and effects. */
#include "oracle_letter.h"
#include "suites.h"

#include <stdio.h>

static void print_effects(const char *who, struct synfin_transition t)
{
  printf("    %-8s %s:", who, synfin_state_label((enum synfin_state)t.next));
  const unsigned effects = t.effects;
  for (unsigned e = 0; e < SYNFIN_EFFECTS; e++)
    if (effects >> e & 1u)
      printf(" %s", synfin_effect_name(e));
  printf("\n");
}

START_TEST(machine__every_state_and_letter__as_the_oracle_says)
{
  unsigned disagreements = 0;
  for (unsigned s = 0; s < SYNFIN_STATES; s++)
    for (unsigned l = 0; l < SYNFIN_LETTERS; l++) {
      struct synfin_transition oracle = oracle_letter((enum synfin_state)s, (enum synfin_letter)l);
      struct synfin_transition machine = synfin_step((enum synfin_state)s, (enum synfin_letter)l);
      if (oracle.next == machine.next && oracle.effects == machine.effects)
        continue;
      disagreements++;
      printf("%s, %s\n", synfin_state_label((enum synfin_state)s), synfin_letter_name((enum synfin_letter)l));
      print_effects("oracle", oracle);
      print_effects("machine", machine);
    }
  fflush(stdout);
  ck_assert_msg(disagreements == 0, "oracle and machine disagree on %u of %u", disagreements,
                SYNFIN_STATES * SYNFIN_LETTERS);
}
END_TEST

Suite *oracle_machine_suite(void)
{
  Suite *suite = suite_create("oracle_machine");
  TCase *machine = tcase_create("letters");
  tcase_add_test(machine, machine__every_state_and_letter__as_the_oracle_says);
  suite_add_tcase(suite, machine);
  return suite;
}
