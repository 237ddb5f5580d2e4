/* Shrinking (delta debugging): which connections, and which decisions, a failure needs. Since a decision depends on no
 * other, one that is left out leaves the others as they were. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "soak.h"

struct search {
  struct scenario scenario;
  enum rule rule;
  unsigned runs;
};

#define RUNS_MOST 20000u

static bool fails(struct search *s, const struct ids *keep, struct ids *journal)
{
  struct scenario sc = s->scenario;
  sc.keep = keep;
  s->runs++;
  struct failure f = live(&sc, NULL, journal);
  return f.failed && f.rule == s->rule;
}

/* ---- Connections ------------------------------------------------------------------------------------------------ */

static uint32_t keep_connections(struct search *s, uint32_t slot, uint32_t n, bool *present)
{
  uint32_t left = n;
  memset(present, 0, n);
  present[slot] = true;
  s->scenario.present = present;
  if (fails(s, NULL, NULL))
    return 1;
  memset(present, 1, n);
  for (uint32_t step = n / 2; step > 0; step /= 2)
    for (uint32_t from = 0; from < n; from += step) {
      bool before[65536];
      uint32_t to = from + step < n ? from + step : n;
      memcpy(before, present, n);
      memset(present + from, 0, to - from);
      if (!fails(s, NULL, NULL))
        memcpy(present, before, n);
    }
  left = 0;
  for (uint32_t i = 0; i < n; i++)
    left += present[i];
  return left;
}

/* ---- Decisions -------------------------------------------------------------------------------------------------- */

/* Tries without [from, to). */
static bool drop(struct search *s, struct ids *ids, size_t from, size_t to)
{
  struct ids less = { 0 };
  for (size_t i = 0; i < ids->n; i++)
    if (i < from || i >= to)
      ids_add(&less, ids->at[i]);
  bool still = s->runs < RUNS_MOST && fails(s, &less, NULL);
  if (still) {
    struct ids swap = *ids;
    *ids = less;
    less = swap;
  }
  free(less.at);
  return still;
}

/* The ids are sorted, and so those of a kind stand together. */
static void drop_kinds(struct search *s, struct ids *ids)
{
  for (size_t from = 0, to; from < ids->n; from = to) {
    to = from;
    while (to < ids->n && decision_kind(ids->at[to]) == decision_kind(ids->at[from]))
      to++;
    if (drop(s, ids, from, to))
      to = from;
  }
}

static void drop_pieces(struct search *s, struct ids *ids)
{
  for (size_t piece = ids->n / 2; piece > 0; piece /= 2)
    for (size_t from = 0; from < ids->n;) {
      size_t to = from + piece < ids->n ? from + piece : ids->n;
      if (!drop(s, ids, from, to))
        from = to;
    }
}

static void shorten_text(struct search *s, const struct ids *ids)
{
  const uint32_t before = s->scenario.text_cap;
  for (uint32_t cap = 1; cap <= (before ? before / 2 : 8192); cap *= 2) {
    s->scenario.text_cap = cap;
    if (fails(s, ids, NULL))
      return;
  }
  s->scenario.text_cap = before;
}

/* A fault's number without the number of the copy, or UINT32_MAX if it is none of a segment. */
static uint32_t segment_of(uint64_t id, uint32_t *copies)
{
  enum decision kind = decision_kind(id);
  *copies = kind == CORRUPT || kind == LONG_WAY || kind == JITTER ? 2 : 1;
  return kind <= JITTER ? (uint32_t)(id & 0x7fffffff) / *copies : UINT32_MAX;
}

/* Tries to have all faults from segment `pivot` on earlier by so many segments, with less text if need be. */
static bool move(struct search *s, struct ids *ids, uint32_t pivot, uint32_t by)
{
  struct ids moved = { 0 };
  for (size_t i = 0; i < ids->n; i++) {
    uint32_t copies, n = segment_of(ids->at[i], &copies);
    ids_add(&moved, ids->at[i] - (n != UINT32_MAX && n >= pivot ? (uint64_t)by * copies : 0));
  }
  ids_sort(&moved);
  const uint32_t cap = s->scenario.text_cap;
  bool still = s->runs < RUNS_MOST && fails(s, &moved, NULL);
  if (!still && cap > 1 && s->runs < RUNS_MOST) {
    s->scenario.text_cap = cap / 2;
    still = fails(s, &moved, NULL);
  }
  struct ids *loser = still ? ids : &moved;
  s->scenario.text_cap = still ? s->scenario.text_cap : cap;
  free(loser->at);
  if (still)
    *ids = moved;
  return still;
}

/* Faults are known by the number of their segment, so that what comes before them cannot just be left out. */
static void move_faults(struct search *s, struct ids *ids)
{
  for (uint32_t by = 256; by > 0; by /= 2)
    for (size_t i = 0; i < ids->n; i++) {
      uint32_t copies, pivot;
      do
        pivot = segment_of(ids->at[i], &copies);
      while (pivot != UINT32_MAX && pivot >= by && move(s, ids, pivot, by));
    }
}

/* What was lost in a burst may as well be lost alone. */
static void single_losses(struct search *s, struct ids *ids)
{
  struct ids single = { 0 };
  for (size_t i = 0; i < ids->n; i++)
    ids_add(&single, decision_kind(ids->at[i]) == BURST_LOSS ? ids->at[i] - ((uint64_t)(BURST_LOSS - LOSS) << 56)
                                                             : ids->at[i]);
  ids_sort(&single);
  bool still = fails(s, &single, NULL);
  free(still ? ids->at : single.at);
  if (still)
    *ids = single;
}

static void drop_decisions(struct search *s, struct ids *ids)
{
  size_t before;
  do {
    before = ids->n;
    drop_kinds(s, ids);
    drop_pieces(s, ids);
    shorten_text(s, ids);
    single_losses(s, ids);
    move_faults(s, ids);
  } while (ids->n < before && s->runs < RUNS_MOST);
}

/* ---- The report ------------------------------------------------------------------------------------------------- */

static size_t print_kept(const struct ids *ids)
{
  size_t faults = 0;
  for (size_t i = 0; i < ids->n; i++) {
    enum decision kind = decision_kind(ids->at[i]);
    faults += kind < ACTION;
    printf("  kept: %s, end %u, number %u\n", decision_names[kind], (unsigned)(ids->at[i] >> 31 & 1),
           (unsigned)(ids->at[i] & 0x7fffffff));
  }
  return faults;
}

static void print_story(struct search *s, const struct ids *ids)
{
  struct scenario sc = s->scenario;
  sc.keep = ids;
  struct failure f = live(&sc, NULL, NULL);
  sc.told = true;
  sc.told_slot = f.slot;
  f = live(&sc, NULL, NULL);
  printf("connection %u, %s end: %s\n", f.slot, f.end ? "right" : "left", f.what);
}

void shrink(uint64_t seed, uint32_t connections, const struct failure *failure)
{
  struct search s = { .scenario = { .seed = seed, .connections = connections }, .rule = failure->rule };
  bool *present = calloc(65536, sizeof *present);
  struct ids ids = { 0 };
  size_t all;
  memset(present, 1, 65536);
  live(&s.scenario, NULL, &ids);
  all = ids.n;
  free(ids.at);
  ids = (struct ids){ 0 };
  uint32_t left = keep_connections(&s, failure->slot, connections ? connections : 256, present);
  fails(&s, NULL, &ids);
  ids_sort(&ids);
  drop_decisions(&s, &ids);
  printf("shrunk in %u runs: %zu decisions to %zu, %u connection%s\n", s.runs, all, ids.n, left, left == 1 ? "" : "s");
  size_t faults = print_kept(&ids);
  printf("  faults: %zu; most octets of a write: %u%s\n", faults, s.scenario.text_cap,
         s.scenario.text_cap ? "" : " (as drawn)");
  print_story(&s, &ids);
  free(ids.at);
  free(present);
}
