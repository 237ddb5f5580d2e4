/* The oracle for letters: a second transcription of section 3.10, by event where the chart goes by state. It shares nothing
 * with spec/ but the names of states, letters and effects. */
#ifndef ORACLE_LETTER_H
#define ORACLE_LETTER_H

#include "synfin.h"

/* The next state and the SYNFIN_DO_ bits; SYNFIN_DO_IMPOSSIBLE, and the state again, where the letter cannot occur. */
struct synfin_transition oracle_letter(enum synfin_state state, enum synfin_letter letter);

#endif
