/* The checker: is fed frames, judges each TCP connection in them, and tells what it finds. It does no I/O. */
#ifndef SYNFIN_TOOL_CHECK_CHECKER_H
#define SYNFIN_TOOL_CHECK_CHECKER_H

#include "check/conns.h"
#include "check/states.h"

struct checker;

enum verdict { VERDICT_NOTE, VERDICT_INCONCLUSIVE, VERDICT_VIOLATION };

struct finding {
  enum rule rule;
  enum verdict verdict;
  uint64_t packet;             /* the one that breaks the rule                                         */
  int64_t time;                /* of that packet, microseconds                                         */
  const struct conn *conn;     /* NULL: the packet is of no connection that could be told              */
  struct synfin_addresses addresses;   /* from the end that breaks the rule to the other               */
  uint16_t src_port, dst_port;
  const char *seen;            /* what was seen, a few words                                           */
};

struct checker_options {
  uint32_t connections;        /* that are remembered at once, 1 to 2^24                               */
  bool complete;               /* the capture holds every segment, in the order sent: where another one
                                * may have lost or reordered some, a violation is INCONCLUSIVE          */
  bool all;                    /* tell each finding, not only the first of a rule and an end           */
};

/* Whom it tells. All views end with the call. */
struct checker_sink {
  void (*finding)(void *context, const struct finding *finding);
  void (*connection)(void *context, struct checker *checker, const struct conn *conn);   /* it is over, or forgotten */
  void *context;
};

struct checker_totals {
  uint64_t packets, tcp, cut, malformed;   /* cut: too little of it was captured                       */
  uint64_t connections, forgotten;         /* forgotten: for want of places                            */
  uint64_t violations, inconclusive;       /* all of them, told or not                                 */
};

struct checker {
  struct checker_options options;
  struct checker_sink sink;
  struct checker_totals totals;
  struct conns conns;
  struct states states;
};

/* Returns false if there is not enough memory. Where it returned true, checker_free is due. */
bool checker_init(struct checker *checker, const struct checker_options *options, const struct checker_sink *sink);
void checker_free(struct checker *checker);

/* Judges one frame. Times that go back are taken as they are. */
void checker_frame(struct checker *checker, const struct frame *frame);

/* The capture ends: tells of all connections that are left, the first one first. */
void checker_end(struct checker *checker);

#endif
