/* The places where a segment's numbers may stand, seen from a TCB: what the matrix multiplies, and where a segment that
 * brings a letter is looked for. */
#ifndef SYNFIN_CONFORM_PLACES_H
#define SYNFIN_CONFORM_PLACES_H

#include "oracle.h"

#define PLACES_FLAGS 13u
#define PLACES_SEQ 7u
#define PLACES_ACK 6u
#define PLACES_LEN 3u
#define PLACES_WND 2u
#define PLACES (PLACES_FLAGS * PLACES_SEQ * PLACES_ACK * PLACES_LEN * PLACES_WND)

/* "ACK", "seq=at", "ack=max", "len=over", "wnd=0": parts of a case's id. */
struct place_names { const char *flags, *seq, *ack, *len, *wnd; };

/* Segment number `n`, below PLACES, seen from this TCB, and what its places are called. False if that place is another's
 * too, or not there: an ACK field without the ACK bit, no room inside, text that no datagram holds. */
bool places_segment(size_t n, const struct oracle_tcb *tcb, struct oracle_segment *seg, struct place_names *names);

/* A segment in which the checks find this letter last, before it nothing that leads out of the state. False: there is none. */
bool places_find(const struct oracle_tcb *tcb, enum synfin_letter letter, struct oracle_segment *seg);

#endif
