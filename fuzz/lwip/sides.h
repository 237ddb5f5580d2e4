/* What the files of the target lwip know of each other. Two stacks, synfin (ours.c) and lwIP (theirs.c), hear the same
 * and say something (said.c); compare.c holds the two against each other, known.c knows where they may differ. */
#ifndef LWIP_SIDES_H
#define LWIP_SIDES_H

#include "fuzz.h"

#define REPLIES 64u
#define BUFFER 65535u            /* lwIP's TCP_WND */
#define PEER_PORT 2000u
#define DUT_PORT 1000u

/* ---- said.c ------------------------------------------------------------------------------------------------------ */

struct reply { uint8_t flags; uint32_t seq, ack, len; };

/* A side, its ISS, and what it said in this step. */
struct side {
  const char *name;
  uint32_t iss;
  unsigned n;
  struct reply replies[REPLIES];
};

extern struct side ours, theirs;
extern uint32_t irs;             /* the peer's ISS, for both                                     */
extern bool asked_without_ack;   /* the peer's last segment had no ACK                           */
extern bool released;            /* the user has let go: what is received is for nobody          */

/* The octets of a stream, by their sequence numbers relative to the ISS. */
static inline uint8_t dut_octet(uint32_t at) { return (uint8_t)('A' + at % 26); }
static inline uint8_t peer_octet(uint32_t at) { return (uint8_t)('a' + at % 26); }

/* What a side said in a step, as far as two right stacks have to agree: text in a row is one stretch, ACKs are one. */
struct digest {
  bool any;                      /* something but a RST was said */
  uint8_t flags;                 /* of all but RSTs */
  uint32_t from, to, ack;        /* of all but RSTs */
  uint8_t rst;                   /* 0: none; else its flags */
  uint32_t rst_seq, rst_ack;
};

void said(struct side *s, const struct synfin_segment *seg);
/* After RECEIVE a bare ACK is a window update, and when to send one is each one's own affair (3.8.6.2.2): it counts
 * only if `bare_count`. */
struct digest digest(const struct side *s, bool bare_count);

/* ---- ours.c, theirs.c -------------------------------------------------------------------------------------------- */

/* What is not said, but would be heard later: numbers relative to the ISS; octets held beyond a gap, and where a FIN
 * stands there, in one number. */
struct inside { uint32_t una, wnd, held; };
#define FIN_WEIGHT 1000003u

extern struct synfin_conn conn;

void our_open(bool passive);
void our_output(void);
void our_arrival(const struct synfin_segment *seg);
void our_wait(void);
void our_send(const uint8_t *text, uint32_t len);
ptrdiff_t our_receive(uint8_t *text, size_t cap);
void our_end(char how);          /* 'c' CLOSE, 'l' let go, 'x' ABORT */
struct inside our_inside(void);

extern uint8_t inbox[2 * BUFFER];
extern uint32_t unread;          /* octets in it, delivered by lwIP and not read */
extern volatile bool died;       /* an assertion of lwIP's failed */

void lwip_clear(void);           /* after each run: nothing of one is left for the next */
void their_open(bool passive);
void their_output(void);
void their_arrival(const uint8_t *octets, size_t len);
void their_wait(void);
bool their_exists(void);
void their_send(const uint8_t *text, uint32_t len);
void their_user_read(void);
void their_end(char how);
enum synfin_state their_state(void);
bool their_edge(uint32_t *edge); /* the right edge of its window, if it has one */
struct inside their_inside(void);

/* ---- compare.c, known.c ------------------------------------------------------------------------------------------ */

struct step {
  char what;
  enum synfin_state before, we_are, they_are;
  struct synfin_segment seg;     /* what the peer sent: SEQ relative to IRS, ACK to ISS */
  uint32_t nxt, edge, una, max;  /* synfin's before it, relative too                    */
  uint32_t wnd;                  /* synfin's SND.WND before it */
  bool released, fin_held;
  uint32_t fin_at, held_to;      /* where a FIN beyond a gap stands, and where the text held there ends; from IRS */
  struct digest we, they;
  uint32_t our_unread, their_unread;
  struct inside our, their;      /* in synchronized states, else 0 */
};

struct step step_begin(char what);
/* Whether the run goes on: it does unless something differs, and the two no longer stand in the same place. */
bool judge(struct step *s);
bool one_state(enum synfin_state a, enum synfin_state b);
/* What differs first, in a word; NULL if nothing does. */
const char *difference(const struct step *s);

struct known {
  const char *name, *clause;
  enum { ALLOWED, LWIP } verdict;
  bool goes_on;                  /* both still stand in the same place */
  bool (*applies)(const struct step *);
};

/* Why the two differ; NULL if that is not known. */
const struct known *explain(const struct step *s);

#endif
