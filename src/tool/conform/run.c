/* see run.h */
#include "run.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static const struct suite *const suites[] = {&suite_required, &suite_tour, &suite_matrix};
#define SUITES (sizeof suites / sizeof *suites)
#define FEW 2000u                      /* suites of fewer cases are not thinned out */

static struct result nothing(void)
{
  return (struct result){.clause = "", .requirement = "", .title = "", .state = -1, .letter = -1};
}

/* Whether ids of the suite can fit: no more than the pattern's plain beginning is looked at. Required cases have families. */
static bool may_hold(const struct suite *suite, const char *pattern)
{
  size_t plain = pattern ? strcspn(pattern, "*?[\\") : 0, own = strlen(suite->name);
  bool generated = suite != &suite_required;
  for (size_t s = 0; !generated && s < SUITES; s++)
    if (suites[s] != suite && plain > strlen(suites[s]->name) && !strncmp(pattern, suites[s]->name, strlen(suites[s]->name)))
      return false;
  return !generated || plain == 0 || !strncmp(pattern, suite->name, plain < own ? plain : own);
}

/* What the case is, without playing it; false: it is none, or not selected. */
static bool is_selected(const struct suite *suite, size_t n, const struct selection *selection, struct result *result)
{
  *result = nothing();
  suite->play(n, result, NULL);
  return *result->id && (!selection->pattern || fnmatch(selection->pattern, result->id, 0) == 0);
}

static void play(const struct suite *suite, size_t n, struct target *target, const struct selection *selection,
                 struct ladder *ladder, struct result *result)
{
  static struct tester tester;         /* large */
  struct tester *t = &tester;
  *t = (struct tester){.target = target, .profile = selection->profile, .slow = selection->slow, .ladder = ladder};
  suite->play(n, result, t);
  result->verdict = t->verdict;
  result->allowed = t->verdict == VERDICT_PASS ? t->allowed : NULL;
  if (t->verdict == VERDICT_FAIL) {
    result->level = t->level > result->level ? t->level : result->level;
    result->clause = t->clause ? t->clause : result->clause;
  }
  memcpy(result->text, t->text, sizeof result->text);
}

static size_t step(const struct selection *selection, const struct suite *suite, const struct target *target)
{
  return suite->count(target) < FEW ? 1 : selection->stride;
}

/* How many cases of a suite are to be looked at, and which the k-th is: one of each `step`, never at the same place of it, so
 * that a thinned-out run meets every place of a segment. */
static size_t looked_at(const struct selection *selection, const struct suite *suite, const struct target *target)
{
  if (!may_hold(suite, selection->pattern))
    return 0;
  return suite->count(target) / step(selection, suite, target);
}

static size_t nth(size_t k, size_t step) { return k * step + (k * UINT32_C(2654435761) >> 16) % step; }

/* Room for one more; NULL, and nothing is left, if there is none. */
static struct result *grow(struct result *results, size_t count, size_t *room)
{
  if (count < *room)
    return results;
  struct result *more = realloc(results, (*room = 2 * *room + 1024) * sizeof *results);
  if (!more)
    free(results);
  return more;
}

struct result *run_all(struct target *target, const struct selection *selection, size_t *count,
                       void (*progress)(void *context, size_t done, size_t of, struct result *last), void *context)
{
  size_t room = 0, of = 0, done = 0;
  struct result *results = NULL;
  *count = 0;
  for (size_t s = 0; s < SUITES; s++)
    of += looked_at(selection, suites[s], target);
  for (size_t s = 0; s < SUITES; s++)
    for (size_t k = 0, every = step(selection, suites[s], target); k < looked_at(selection, suites[s], target); k++, done++) {
      size_t n = nth(k, every);
      results = grow(results, *count, &room);
      if (!results)
        return NULL;
      if (!is_selected(suites[s], n, selection, &results[*count]))
        continue;
      play(suites[s], n, target, selection, NULL, &results[*count]);
      if (progress)
        progress(context, done, of, &results[*count]);
      ++*count;
    }
  return results;
}

bool run_one(struct target *target, const struct selection *selection, const char *id, struct result *result,
             struct ladder *ladder)
{
  struct selection all = {.stride = 1, .pattern = id};
  for (size_t s = 0; s < SUITES; s++)
    for (size_t n = 0; n < looked_at(&all, suites[s], target); n++)
      if (is_selected(suites[s], n, &all, result)) {
        play(suites[s], n, target, selection, ladder, result);
        return true;
      }
  return false;
}

void run_list(FILE *out, const struct target *target, const struct selection *selection)
{
  struct result result;
  for (size_t s = 0; s < SUITES; s++)
    for (size_t k = 0, every = step(selection, suites[s], target); k < looked_at(selection, suites[s], target); k++)
      if (is_selected(suites[s], nth(k, every), selection, &result))
        fprintf(out, "%s\n", result.id);
}
