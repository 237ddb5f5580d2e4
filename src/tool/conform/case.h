/* What there is to run: cases, each with a stable id, and what became of each. */
#ifndef SYNFIN_CONFORM_CASE_H
#define SYNFIN_CONFORM_CASE_H

#include "tester.h"

#define CASE_ID 96

/* What a case is, and what became of it. Texts but for the arrays are static. */
struct result {
  char id[CASE_ID];                    /* "matrix/ESTABLISHED/SYN,ACK/seq=edge/...", "opening/simultaneous-open" */
  const char *title;                   /* a sentence: what is demanded            */
  const char *clause, *requirement;    /* "3.10.7.4 First"; "MUST-13", or ""      */
  enum level level;
  enum verdict verdict;
  int state, letter;                   /* of the machine, for the heat map; -1    */
  const char *allowed;                 /* PASS by this legal alternative, or NULL */
  const char *known;                   /* a FAIL that the target's file of known deviations lists: the reason */
  char text[256];                      /* why it is not PASS                      */
};

/* A family of cases that are numbered. */
struct suite {
  const char *name;                    /* first part of its ids */
  size_t (*count)(const struct target *target);
  /* Plays case number `n` and fills in the result; with `t` NULL only what the case is. */
  void (*play)(size_t n, struct result *result, struct tester *t);
};

/* Every row of the machine and every place of a segment, generated; and the requirements, written by hand. */
extern const struct suite suite_matrix, suite_tour, suite_required;

/* A case by requirement: it is played on a fresh tester, which has begun nothing yet but knows the IP version. */
struct required {
  const char *id;                      /* "opening/simultaneous-open"        */
  enum level level;
  unsigned in;                         /* a state, control bits, a number: what tells the cases of one run_in apart */
  const char *requirement, *clause;    /* "MUST-10" or "", "3.5"             */
  void (*run)(struct tester *t);       /* NULL: run_in, or unseen            */
  void (*run_in)(struct tester *t, unsigned in);
  const char *unseen;                  /* why nobody outside can judge this  */
  const char *title;
};

/* required_*.c, each a family; a NULL id ends it. */
extern const struct required required_opening[], required_closing[], required_ending[], required_reset[],
  required_challenge[], required_timer[], required_persist[], required_sender[], required_congestion[],
  required_receiver[], required_window[], required_urgent[], required_call[], required_malformed[], required_options[],
  required_segment[], required_network[], required_icmp[], required_unseen[];

#endif
