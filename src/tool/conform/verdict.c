/* The names of verdicts, levels and profiles. */
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

const char *profile_name(enum profile profile)
{
  static const char *const names[PROFILES] = {
    [PROFILE_ANY] = "any", [PROFILE_STRICT] = "strict", [PROFILE_RFC5961] = "rfc5961", [PROFILE_RFC1337] = "rfc1337"};
  return names[profile];
}
