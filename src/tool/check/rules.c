/* see rules.h */
#include "rules.h"

static const struct rule_text texts[] = {
#define X(id, name, clause, level, text) {name, clause, text, RULE_LEVEL_##level},
  CHECK_RULES(X)
#undef X
};

_Static_assert(RULES <= 64, "a set of rules is a uint64_t");

const struct rule_text *rule_text(enum rule rule)
{
  return &texts[rule];
}

const char *rule_level_name(enum rule_level level)
{
  static const char *const names[] = {"NOTE", "SHOULD", "MUST"};
  return names[level];
}
