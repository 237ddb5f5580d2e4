/* Decisions. Each has a name, (kind, connection, end, number), and what it draws depends on its name and the seed
 * alone: taking one out leaves all others as they were. */
#include <stdlib.h>

#include "soak.h"

const char *const decision_names[KINDS] = {
#define X(name, text) text,
  DECISIONS(X)
#undef X
};

uint64_t decision_id(enum decision kind, uint32_t slot, unsigned end, uint32_t n)
{
  return (uint64_t)kind << 56 | (uint64_t)(slot & 0xffffffu) << 32 | (uint64_t)(end & 1) << 31 | (n & 0x7fffffffu);
}

enum decision decision_kind(uint64_t id) { return (enum decision)(id >> 56); }

/* splitmix64's finish */
static uint64_t mix(uint64_t z)
{
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

static uint64_t draw(const struct world *w, uint64_t id, unsigned what)
{
  return mix(mix(w->scenario.seed * 0x9e3779b97f4a7c15u + what) ^ mix(id + 0x9e3779b97f4a7c15u));
}

static int by_value(const void *a, const void *b)
{
  const uint64_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

void ids_add(struct ids *ids, uint64_t id)
{
  if (ids->n == ids->room) {
    ids->room = ids->room ? 2 * ids->room : 256;
    ids->at = realloc(ids->at, ids->room * sizeof *ids->at);
  }
  ids->at[ids->n++] = id;
}

void ids_sort(struct ids *ids)
{
  if (ids->n > 0)
    qsort(ids->at, ids->n, sizeof *ids->at, by_value);
}

bool taken(struct world *w, enum decision kind, uint32_t slot, unsigned end, uint32_t n, uint32_t of_1000)
{
  uint64_t id = decision_id(kind, slot, end, n);
  const struct ids *keep = w->scenario.keep;
  bool yes = keep ? keep->n > 0 && bsearch(&id, keep->at, keep->n, sizeof id, by_value) != NULL
                  : draw(w, id, UINT32_MAX) % 1000 < of_1000;
  if (!yes)
    return false;
  w->totals.decisions[kind]++;
  ids_add(&w->journal, id);
  return true;
}

uint32_t amount(const struct world *w, uint64_t id, unsigned what, uint32_t low, uint32_t high)
{
  return (uint32_t)(low + draw(w, id, what) % ((uint64_t)high - low + 1));
}

uint32_t scaled(const struct world *w, uint64_t id, unsigned what, uint32_t low, uint32_t high)
{
  unsigned bits = 0, least = 0;
  while (high >> bits > 1)
    bits++;
  while (low >> least > 1)
    least++;
  unsigned top = amount(w, id, what + 1000, least, bits);
  uint32_t n = amount(w, id, what, 1u << top, top < 31 ? (2u << top) - 1 : UINT32_MAX);
  return n < low ? low : n > high ? high : n;
}

uint8_t octet(uint32_t slot, unsigned end, uint32_t iss, uint32_t i)
{
  uint32_t x = (i + 1) * 2654435761u ^ iss * 0x85ebca6bu ^ (2 * slot + end) * 0xc2b2ae35u;
  return (uint8_t)(x >> 24 ^ x >> 13);
}
