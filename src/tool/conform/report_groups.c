/* Results that are alike, brought together: many cases may fail for one cause. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../tool.h"
#include "report_parts.h"

/* ---- How they are alike ------------------------------------------------------------------------------------------ */

int suite_length(const char *id)
{
  return (int)strcspn(id, "/");
}

int alike_suite(const struct result *a, const struct result *b)
{
  int a_len = suite_length(a->id), b_len = suite_length(b->id);
  int order = memcmp(a->id, b->id, (size_t)(a_len < b_len ? a_len : b_len));
  return order ? order : a_len - b_len;
}

/* How long the name of a state is that stands there; 0: none does. */
static size_t state_length(const char *text)
{
  for (enum synfin_state s = 0; s < SYNFIN_STATES && isupper((unsigned char)*text); s++) {
    const char *name = synfin_state_name(s);
    if (!strncmp(text, name, strlen(name)))
      return strlen(name);
  }
  return 0;
}

/* The next character of a text's shape, where all states are alike, and all numbers. */
static int next_of_shape(const char **text)
{
  const char *at = *text;
  size_t number = strspn(at, "0123456789"), state = state_length(at);
  *text += number > 0 ? number : state > 0 ? state : *at ? 1 : 0;
  return number > 0 ? '0' : state > 0 ? 'S' : (unsigned char)*at;
}

static int compare_shapes(const char *a, const char *b)
{
  for (;;) {
    int x = next_of_shape(&a), y = next_of_shape(&b);
    if (x != y || !x)
      return x - y;
  }
}

int alike_cause(const struct result *a, const struct result *b)
{
  int order = (int)a->level - (int)b->level;
  order = order ? order : strcmp(a->clause, b->clause);
  order = order ? order : strcmp(a->title, b->title);
  return order ? order : compare_shapes(a->text, b->text);
}

/* ---- Which, and why ---------------------------------------------------------------------------------------------- */

bool is_fail(const struct result *result)
{
  return outcome_of(result) == OUTCOME_FAIL;
}

static bool is_known(const struct result *result)
{
  return outcome_of(result) == OUTCOME_KNOWN;
}

static const char *known(const struct result *result)
{
  return result->known;
}

static bool is_alternative(const struct result *result)
{
  return result->verdict == VERDICT_PASS && result->allowed;
}

static const char *allowed(const struct result *result)
{
  return result->allowed;
}

static bool is_inconclusive(const struct result *result)
{
  return result->verdict == VERDICT_INCONCLUSIVE;
}

static bool is_not_applicable(const struct result *result)
{
  return result->verdict == VERDICT_NOT_APPLICABLE;
}

static const char *text(const struct result *result)
{
  return result->text;
}

static int alike_known(const struct result *a, const struct result *b)
{
  return strcmp(a->known, b->known);
}

static int alike_allowed(const struct result *a, const struct result *b)
{
  return strcmp(a->allowed, b->allowed);
}

static int alike_text(const struct result *a, const struct result *b)
{
  return compare_shapes(a->text, b->text);
}

const struct reasons report_reasons[REASONS] = {
  {"known deviations", is_known, alike_known, known},
  {"passed by a legal alternative", is_alternative, alike_allowed, allowed},
  {"inconclusive", is_inconclusive, alike_text, text},
  {"not applicable", is_not_applicable, alike_text, text},
};

/* ---- Bringing them together -------------------------------------------------------------------------------------- */

/* Those that are alike as they came: they stand in one array. */
static int compare_results(const void *a, const void *b, void *alike_as)
{
  const struct result *x = *(const struct result *const *)a, *y = *(const struct result *const *)b;
  int order = (*(alike *const *)alike_as)(x, y);
  return order ? order : (x > y) - (x < y);
}

static int compare_first(const void *a, const void *b)
{
  const struct result *x = *((const struct group *)a)->member, *y = *((const struct group *)b)->member;
  return (x > y) - (x < y);
}

struct groups group_results(const struct run *run, bool (*wanted)(const struct result *result), alike *as)
{
  struct groups groups = {.sorted = tool_allocate(run->count, sizeof *groups.sorted)};
  size_t count = 0;
  for (size_t i = 0; i < run->count; i++)
    if (!wanted || wanted(&run->results[i]))
      groups.sorted[count++] = &run->results[i];
  qsort_r(groups.sorted, count, sizeof *groups.sorted, compare_results, &as);
  groups.group = tool_allocate(count, sizeof *groups.group);
  for (size_t i = 0; i < count; i++)
    if (i > 0 && as(groups.sorted[i - 1], groups.sorted[i]) == 0)
      groups.group[groups.count - 1].count++;
    else
      groups.group[groups.count++] = (struct group){&groups.sorted[i], 1};
  qsort(groups.group, groups.count, sizeof *groups.group, compare_first);
  return groups;
}

void groups_free(struct groups *groups)
{
  free(groups->group);
  free(groups->sorted);
}

static int compare_weight(const void *a, const void *b)
{
  const struct group *x = a, *y = b;
  int level = (int)x->member[0]->level - (int)y->member[0]->level;
  int count = (x->count < y->count) - (x->count > y->count);
  return level ? level : count ? count : compare_first(a, b);
}

void groups_weigh(struct groups *groups)
{
  qsort(groups->group, groups->count, sizeof *groups->group, compare_weight);
}

struct groups group_failures(const struct run *run)
{
  struct groups groups = group_results(run, is_fail, alike_cause);
  groups_weigh(&groups);
  return groups;
}
