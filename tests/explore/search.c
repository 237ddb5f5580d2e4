/* Breadth-first: layer after layer, so that the first path to a state is a shortest one. A state is kept as its packed
 * form until it was expanded, then only as its fingerprint, with the move and the number of the state that it was found
 * from. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "world.h"

/* Octets of one layer's packed states, each behind its length. Untouched pages cost nothing. */
struct layer { uint8_t *at; size_t used, room; };

struct tree { uint32_t *from; uint8_t *code; uint64_t count, room; };

struct search {
  struct explore x;
  struct table seen, good;
  struct layer now, next;
  struct tree tree;
  struct result *result;
  uint64_t limit;
  bool cut;
};

static void *enough(void *at, size_t size)
{
  void *to = realloc(at, size);
  if (!to) {
    perror("explore: realloc");
    exit(2);
  }
  return to;
}

static void layer_add(struct layer *l, const uint8_t *packed, unsigned len)
{
  if (l->used + len + 1 > l->room) {
    l->room = l->room ? l->room + l->room / 2 : 1u << 20;
    l->at = enough(l->at, l->room);
  }
  l->at[l->used] = (uint8_t)len;
  memcpy(l->at + l->used + 1, packed, len);
  l->used += len + 1u;
}

static void tree_add(struct tree *t, uint32_t from, uint8_t code)
{
  if (t->count == t->room) {
    t->room = t->room ? t->room + t->room / 2 : 1u << 20;
    t->from = enough(t->from, t->room * sizeof *t->from);
    t->code = enough(t->code, t->room);
  }
  t->from[t->count] = from;
  t->code[t->count++] = code;
}

/* The moves that led to state `id`, and one more, drawn. */
static void broken(struct search *s, uint32_t id, const struct move *last, const struct heal_path *after,
                   const char *rule)
{
  static uint8_t codes[4096];
  unsigned count = 0;
  uint32_t at = id;
  for (; at != 0 && count < sizeof codes - 1; at = s->tree.from[at])
    count++;
  unsigned i = count;
  for (at = id; i > 0; at = s->tree.from[at])
    codes[--i] = s->tree.code[at];
  if (last)
    codes[count++] = move_code(*last);
  s->result->broken = true;
  printf("%s: after %llu states, %u moves: BROKEN: %s\n", s->x.scenario->name,
         (unsigned long long)s->tree.count, count, rule);
  show(stdout, &s->x, codes, count, after, rule);
}

/* What one state leads to; looked up together, since each look is a walk to memory. */
struct found {
  struct fingerprint f;
  uint8_t code, len, packed[PACKED];
};

static void find(struct search *s, struct found *found, const struct world *w, struct move m)
{
  unsigned engines;
  found->len = (uint8_t)canon_pack(w, found->packed, &engines);
  found->f = canon_fingerprint(found->packed, found->len);
  found->code = move_code(m);
  table_will_add(&s->seen, found->f);
}

static void keep(struct search *s, const struct found *found, uint32_t from)
{
  s->result->edges++;
  if (!table_add(&s->seen, found->f))
    return;
  layer_add(&s->next, found->packed, found->len);
  tree_add(&s->tree, from, found->code);
}

/* Where the engine itself finds what can never be so (SYNFIN_NEVER_SO), or worse: the path to the state before, and the
 * move. */
static struct { struct search *search; uint32_t id; struct step step; } current;

static void stopped(int number)
{
  char text[64];
  move_text(text, &current.step);
  printf("%s: signal %d in move %u of side %c: %s\n", current.search->x.scenario->name, number, current.step.move.kind,
         "AB"[current.step.move.side], text);
  broken(current.search, current.id, NULL, NULL, "the engine goes on");
  fflush(stdout);
  _exit(1);
}

static void expand(struct search *s, const uint8_t *packed, uint32_t id)
{
  struct world from, to;
  struct move moves[MOVES];
  struct found found[MOVES];
  struct heal_path path;
  struct step step;
  canon_unpack(&from, &s->x, packed);
  current.id = id;
  current.step.move = (struct move){ 0 };
  const char *rule = heal(&from, &s->x, &s->good, &path);
  if (rule) {
    broken(s, id, NULL, &path, rule);
    return;
  }
  unsigned count = moves_of(&from, &s->x, moves);
  for (unsigned i = 0; i < count; i++) {
    current.step.move = moves[i];
    world_copy(&to, &from);
    move_apply(&to, &s->x, moves[i], s->x.scenario->flight, &step);
    rule = rules_broken(&from, &to, &step);
    if (rule) {
      broken(s, id, &moves[i], NULL, rule);
      return;
    }
    canon_settle(&to);
    find(s, &found[i], &to, moves[i]);
  }
  for (unsigned i = 0; i < count; i++)
    keep(s, &found[i], id);
  s->cut = s->tree.count >= s->limit;
}

static void layers(struct search *s)
{
  uint64_t id = 0;
  while (s->next.used > 0 && !s->result->broken && !s->cut) {
    struct layer swap = s->now;
    s->now = s->next;
    s->next = swap;
    s->next.used = 0;
    for (size_t at = 0; at < s->now.used && !s->result->broken && !s->cut; at += s->now.at[at] + 1u)
      expand(s, s->now.at + at + 1, (uint32_t)id++);
    s->result->depth += s->next.used > 0;
  }
  s->result->exhausted = !s->cut && !s->result->broken;
}

static struct synfin_config config_of(const struct scenario *scenario)
{
  struct synfin_config c = SYNFIN_CONFIG_IPV4;
  c.mms_s = c.mms_r = (uint16_t)(20 + scenario->mss);
  c.default_mss = scenario->mss;
  c.rto_initial = c.rto_min = c.rto_max = SYNFIN_SECONDS(1);
  return c;
}

void search(const struct scenario *scenario, uint64_t limit, struct result *result)
{
  static struct search s;
  struct timespec begin, end;
  struct world w;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  s = (struct search){ .x = { scenario, config_of(scenario) }, .limit = limit, .result = result };
  current.search = &s;
  signal(SIGILL, stopped), signal(SIGTRAP, stopped), signal(SIGSEGV, stopped), signal(SIGFPE, stopped);
  world_begin(&w, &s.x);
  canon_settle(&w);
  struct found first;
  find(&s, &first, &w, (struct move){ 0 });
  keep(&s, &first, 0);
  layers(&s);
  clock_gettime(CLOCK_MONOTONIC, &end);
  result->states = s.tree.count;
  result->octets = (s.seen.size + s.good.size) * sizeof(struct fingerprint) + s.now.room + s.next.room +
                   s.tree.room * 5;
  result->seconds = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
  result->cpu = (double)clock() / CLOCKS_PER_SEC;
  result->done = true;
}
