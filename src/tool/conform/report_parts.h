/* What the reports have in common: outcomes and their counts, results that are alike, texts in other forms. */
#ifndef SYNFIN_CONFORM_REPORT_PARTS_H
#define SYNFIN_CONFORM_REPORT_PARTS_H

#include "report.h"
#include "requirements.h"

/* ---- Outcomes ---------------------------------------------------------------------------------------------------- */

/* A verdict, or KNOWN for a FAIL that is a known deviation. */
enum outcome {
  OUTCOME_PASS = VERDICT_PASS, OUTCOME_FAIL = VERDICT_FAIL, OUTCOME_INCONCLUSIVE = VERDICT_INCONCLUSIVE,
  OUTCOME_NOT_APPLICABLE = VERDICT_NOT_APPLICABLE, OUTCOME_KNOWN, OUTCOMES
};
#define OUTCOME_NONE OUTCOMES          /* there is no case */

struct tally { size_t of[OUTCOMES]; };

enum outcome outcome_of(const struct result *result);
const char *outcome_counted(enum outcome outcome);     /* "passed", "failed", "known deviations" */

/* The one that is told of all: FAIL, then KNOWN, INCONCLUSIVE, PASS, NOT APPLICABLE; OUTCOME_NONE. */
enum outcome worst(const struct tally *tally);

struct tally tally_run(const struct run *run);

/* By requirement; a result may name several, "MUST-2, MUST-3". */
void tally_requirements(const struct run *run, struct tally tallies[REQUIREMENTS]);

/* "3 passed, 1 failed, 0 inconclusive, 0 not applicable, 2 known deviations" */
void put_totals(FILE *out, const struct tally *tally);

/* ---- Groups ------------------------------------------------------------------------------------------------------ */

/* Results of a run that are alike in some order, as they came. */
struct group { const struct result *const *member; size_t count; };

/* The groups, those first whose first member came first. */
struct groups { struct group *group; size_t count; const struct result **sorted; };

/* How results are alike: 0 if so, else which comes first. */
typedef int alike(const struct result *a, const struct result *b);
alike alike_suite;                     /* the first part of their ids                                    */
alike alike_cause;                     /* level, clause, title, and the text but for numbers and states */

/* Groups the results that are `wanted` (NULL: all). To be freed. */
struct groups group_results(const struct run *run, bool (*wanted)(const struct result *result), alike *alike);
void groups_free(struct groups *groups);

/* Puts what broke a MUST before a SHOULD, many before few. */
void groups_weigh(struct groups *groups);

bool is_fail(const struct result *result);             /* no known deviation */

/* The failures by cause, weighed. */
struct groups group_failures(const struct run *run);

/* What is told in a line for each reason: known deviations, legal alternatives, and what was not judged. */
struct reasons {
  const char *title;
  bool (*wanted)(const struct result *result);
  alike *alike;
  const char *(*reason)(const struct result *result);
};
#define REASONS 4u
extern const struct reasons report_reasons[REASONS];

struct tally tally_group(const struct group *group);

/* How long the first part of an id is. */
int suite_length(const char *id);

/* ---- Texts ------------------------------------------------------------------------------------------------------- */

/* What is no UTF-8 in them is replaced by U+FFFD. */
void put_line(FILE *out, const char *text);            /* on one line, whatever is in it                     */
void put_tap(FILE *out, const char *text);             /* the same where '#' would begin a directive of TAP  */
void put_xml(FILE *out, const char *text);             /* as text or attribute of XML or HTML                */
void put_json(FILE *out, const char *text);            /* with its quotes; also a scalar of YAML; NULL: null */
void put_base64(FILE *out, const uint8_t *octets, size_t len);

/* The command that plays one case again, the id quoted for the shell; to be freed. */
char *command_again(const struct run *run, const char *id);

#endif
