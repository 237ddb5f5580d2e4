/* What became of the cases: counts for all, by requirement and by group. */
#include <string.h>

#include "report_parts.h"

enum outcome outcome_of(const struct result *result)
{
  return result->verdict == VERDICT_FAIL && result->known ? OUTCOME_KNOWN : (enum outcome)result->verdict;
}

const char *outcome_counted(enum outcome outcome)
{
  static const char *const names[OUTCOMES] = {
    [OUTCOME_PASS] = "passed", [OUTCOME_FAIL] = "failed", [OUTCOME_INCONCLUSIVE] = "inconclusive",
    [OUTCOME_NOT_APPLICABLE] = "not applicable", [OUTCOME_KNOWN] = "known deviations"};
  return names[outcome];
}

enum outcome worst(const struct tally *tally)
{
  static const enum outcome order[OUTCOMES] = {
    OUTCOME_FAIL, OUTCOME_KNOWN, OUTCOME_INCONCLUSIVE, OUTCOME_PASS, OUTCOME_NOT_APPLICABLE};
  for (size_t i = 0; i < OUTCOMES; i++)
    if (tally->of[order[i]])
      return order[i];
  return OUTCOME_NONE;
}

struct tally tally_run(const struct run *run)
{
  struct tally tally = {{0}};
  for (size_t i = 0; i < run->count; i++)
    tally.of[outcome_of(&run->results[i])]++;
  return tally;
}

struct tally tally_group(const struct group *group)
{
  struct tally tally = {{0}};
  for (size_t i = 0; i < group->count; i++)
    tally.of[outcome_of(group->member[i])]++;
  return tally;
}

struct totals report_totals(const struct run *run)
{
  struct totals totals = {{0}, 0, {0}};
  const struct tally tally = tally_run(run);
  memcpy(totals.verdicts, tally.of, sizeof totals.verdicts);
  totals.known = tally.of[OUTCOME_KNOWN];
  for (size_t i = 0; i < run->count; i++)
    if (is_fail(&run->results[i]))
      totals.failed_at[run->results[i].level]++;
  return totals;
}

/* The requirement whose id are these `len` octets, NULL: it is not one of RFC 9293. */
static const struct requirement *find_requirement(const char *id, size_t len)
{
  for (const struct requirement *r = requirements; r < requirements + REQUIREMENTS; r++)
    if (strlen(r->id) == len && !memcmp(r->id, id, len))
      return r;
  return NULL;
}

void tally_requirements(const struct run *run, struct tally tallies[REQUIREMENTS])
{
  memset(tallies, 0, REQUIREMENTS * sizeof *tallies);
  for (size_t i = 0; i < run->count; i++)
    for (const char *id = run->results[i].requirement; *(id += strspn(id, ", ")); id += strcspn(id, ", ")) {
      const struct requirement *r = find_requirement(id, strcspn(id, ", "));
      if (r)
        tallies[r - requirements].of[outcome_of(&run->results[i])]++;
    }
}

void put_totals(FILE *out, const struct tally *tally)
{
  for (enum outcome o = 0; o < OUTCOMES; o++)
    fprintf(out, "%s%zu %s", o > 0 ? ", " : "", tally->of[o], outcome_counted(o));
}
