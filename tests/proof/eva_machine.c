/* Eva: the machine (gen/synfin_machine.c) for all numbers as state, letter, effect and code. */
#include "../../gen/synfin_machine.c"
#include "eva.h"

void prove(void)
{
  unsigned state = Frama_C_unsigned_int_interval(0, UINT_MAX), letter = Frama_C_unsigned_int_interval(0, UINT_MAX);
  struct synfin_transition t = synfin_step((enum synfin_state)state, (enum synfin_letter)letter);
  //@ assert t.next < 12;
  //@ assert t.effects < 1 << 27;
  const char *a = synfin_state_name((enum synfin_state)state), *b = synfin_state_label((enum synfin_state)state);
  const char *c = synfin_letter_name((enum synfin_letter)letter), *d = synfin_effect_name(letter);
  //@ assert valid_read_string(a) && valid_read_string(b) && valid_read_string(c) && valid_read_string(d);
  synfin_letter_code((enum synfin_letter)letter);
  unsigned found = synfin_letter_of_code((char)Frama_C_interval(-128, 127));
  //@ assert found <= 32;
}
