/* Where a target stands when it is tried: in a state, with something under way. */
#ifndef SYNFIN_CONFORM_STAND_H
#define SYNFIN_CONFORM_STAND_H

#include "tester.h"

#define STAND_BUFFER 512u              /* octets of receive buffer: text over the edge fits a datagram */
#define STAND_TEXT 3                   /* octets on their way in STAND_FLIGHT */

struct stand {
  const char *name;                    /* part of ids: "FIN-WAIT-1,flight" */
  enum synfin_state state;
  enum stand_what {
    STAND_PLAIN,
    STAND_FLIGHT,                      /* text of the target's is not acknowledged                      */
    STAND_FULL,                        /* its receive window is full, but for the peer's FIN            */
    STAND_LET_GO,                      /* its user has let go of the connection                         */
    STAND_EARLY,                       /* its user closed before its SYN was acknowledged               */
  } what;
  enum synfin_state at;                /* the state, on the way, where that happens */
};

#define STANDS 31u
extern const struct stand stands[STANDS];  /* the first SYNFIN_STATES are the plain ones, by state */

/* The TCB that it has where nothing unforeseen happens: enough to name a case without playing it. */
struct oracle_tcb stand_foreseen(const struct stand *s, uint32_t iss, uint32_t irs);

/* Leads a fresh target there. */
bool stand_take(struct tester *t, const struct stand *s);

#endif
