/* see run.h */
#include "run.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static const struct suite *const suites[] = {&suite_matrix};
#define SUITES (sizeof suites / sizeof *suites)
#define FEW 2000u                      /* suites of fewer cases are not thinned out */

static struct result nothing(void)
{
  return (struct result){.clause = "", .requirement = "", .title = "", .state = -1, .letter = -1};
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
  *t = (struct tester){.target = target, .strict = selection->strict, .slow = selection->slow, .ladder = ladder};
  suite->play(n, result, t);
  result->verdict = t->verdict;
  result->allowed = t->verdict == VERDICT_PASS ? t->allowed : NULL;
  if (t->verdict == VERDICT_FAIL) {
    result->level = t->level > result->level ? t->level : result->level;
    result->clause = t->clause ? t->clause : result->clause;
  }
  memcpy(result->text, t->text, sizeof result->text);
}

/* So that a thinned-out run still meets every place: the steps between cases vary. */
static size_t step(const struct selection *selection, const struct suite *suite, const struct target *target)
{
  return suite->count(target) < FEW || selection->stride == 0 ? 1 : selection->stride;
}

struct result *run_all(struct target *target, const struct selection *selection, size_t *count,
                       void (*progress)(void *context, size_t done, size_t of, const struct result *last), void *context)
{
  size_t room = 1024, of = 0, done = 0;
  struct result *results = malloc(room * sizeof *results);
  for (size_t s = 0; s < SUITES; s++)
    of += suites[s]->count(target) / step(selection, suites[s], target);
  for (size_t s = 0, n = 0; s < SUITES && results; s++)
    for (*count = s ? *count : 0, n = 0; n < suites[s]->count(target) && results; n += step(selection, suites[s], target), done++) {
      if (*count == room) {
        struct result *more = realloc(results, (room *= 2) * sizeof *results);
        if (!more)
          free(results);
        results = more;
      }
      if (!results || !is_selected(suites[s], n, selection, &results[*count]))
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
  for (size_t s = 0; s < SUITES; s++)
    for (size_t n = 0; n < suites[s]->count(target); n++)
      if (*result = nothing(), suites[s]->play(n, result, NULL), !strcmp(result->id, id)) {
        play(suites[s], n, target, selection, ladder, result);
        return true;
      }
  return false;
}

void run_list(FILE *out, const struct target *target, const struct selection *selection)
{
  struct result result;
  for (size_t s = 0; s < SUITES; s++)
    for (size_t n = 0; n < suites[s]->count(target); n += step(selection, suites[s], target))
      if (is_selected(suites[s], n, selection, &result))
        fprintf(out, "%s\n", result.id);
}
