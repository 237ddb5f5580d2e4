#include <stdio.h>
#include "synfin_machine.h"

int main(void)
{
  enum synfin_state state = SYNFIN_CLOSED;
  for (const char *word = "OZC.F", *letter = word; *letter; letter++) {
    struct synfin_transition t = synfin_step(state, (enum synfin_letter)synfin_letter_of_code(*letter));
    printf("%-12s %-12s -> %s%s\n", synfin_state_name(state), synfin_letter_name(synfin_letter_of_code(*letter)),
           synfin_state_name(t.next), t.effects & SYNFIN_DO_SND_ACK ? ", snd_ACK" : "");
    state = (enum synfin_state)t.next;
  }
}
