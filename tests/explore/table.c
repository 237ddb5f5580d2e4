/* A set of fingerprints: open addressing, linear probing, doubled when three quarters full. */
#include <stdlib.h>
#include <sys/mman.h>

#include "world.h"

static struct fingerprint *memory(uint64_t size)
{
  void *at = mmap(NULL, size * sizeof(struct fingerprint), PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED) {
    perror("explore: mmap");
    exit(2);
  }
  madvise(at, size * sizeof(struct fingerprint), MADV_HUGEPAGE);
  return at;
}

static bool is_free(const struct fingerprint *f) { return f->a == 0 && f->b == 0; }

static struct fingerprint *place(const struct table *t, struct fingerprint f)
{
  uint64_t i = f.a & (t->size - 1);
  while (!is_free(&t->at[i]) && (t->at[i].a != f.a || t->at[i].b != f.b))
    i = (i + 1) & (t->size - 1);
  return &t->at[i];
}

static void grow(struct table *t)
{
  struct table to = { memory(t->size ? t->size * 2 : 1u << 16), t->size ? t->size * 2 : 1u << 16, t->used };
  for (uint64_t i = 0; i < t->size; i++)
    if (!is_free(&t->at[i]))
      *place(&to, t->at[i]) = t->at[i];
  if (t->at)
    munmap(t->at, t->size * sizeof *t->at);
  *t = to;
}

/* Whether it is new. */
bool table_add(struct table *t, struct fingerprint f)
{
  if (t->used * 4 >= t->size * 3)
    grow(t);
  struct fingerprint *at = place(t, f);
  if (!is_free(at))
    return false;
  *at = f;
  t->used++;
  return true;
}

void table_will_add(const struct table *t, struct fingerprint f)
{
  if (t->size > 0)
    __builtin_prefetch(&t->at[f.a & (t->size - 1)]);
}

bool table_has(const struct table *t, struct fingerprint f)
{
  return t->size > 0 && !is_free(place(t, f));
}
