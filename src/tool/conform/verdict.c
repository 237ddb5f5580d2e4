/* The names of verdicts and levels. */
#include "tester.h"

const char *verdict_name(enum verdict verdict)
{
  static const char *const names[VERDICTS] = {
    [VERDICT_PASS] = "PASS", [VERDICT_FAIL] = "FAIL", [VERDICT_INCONCLUSIVE] = "INCONCLUSIVE",
    [VERDICT_NOT_APPLICABLE] = "NOT APPLICABLE"};
  return names[verdict];
}

const char *level_name(enum level level)
{
  static const char *const names[] = {[LEVEL_MUST] = "MUST", [LEVEL_SHOULD] = "SHOULD", [LEVEL_MAY] = "MAY"};
  return names[level];
}
