/* The suite of cases by requirement: every family, over IPv4, and over IPv6 where the target has it. */
#include <stdio.h>

#include "case.h"

static const struct required *const families[] = {
  required_opening, required_closing, required_ending, required_reset, required_challenge, required_timer,
  required_persist, required_sender, required_congestion, required_receiver, required_window, required_urgent,
  required_call, required_malformed, required_options, required_segment, required_network, required_icmp,
  required_unseen,
};
#define FAMILIES (sizeof families / sizeof *families)

/* The n-th case of all, or of all that can be judged; NULL: there are not so many, and `*n` is what is left. */
static const struct required *find(size_t *n, bool judged)
{
  for (size_t f = 0; f < FAMILIES; f++)
    for (const struct required *c = families[f]; c->id; c++)
      if ((!judged || !c->unseen) && (*n)-- == 0)
        return c;
  return NULL;
}

static size_t count(const struct target *target)
{
  size_t n = 0;
  for (size_t f = 0; f < FAMILIES; f++)
    for (const struct required *c = families[f]; c->id; c++)
      n += 1u + (target->can & TARGET_IPV6 && !c->unseen);
  return n;
}

static void play(size_t n, struct result *result, struct tester *t)
{
  const struct required *c = find(&n, false);
  bool six = !c;
  if (six)
    c = find(&n, true);
  if (!c)
    return;
  snprintf(result->id, sizeof result->id, "%s%s", c->id, six ? "/ipv6" : "");
  result->title = c->title;
  result->clause = c->clause;
  result->requirement = c->requirement;
  result->level = c->level;
  if (!t)
    return;
  t->scene.version = six ? 6 : 4;
  if (c->unseen)
    tester_not_applicable(t, "%s", c->unseen);
  else if (c->run)
    c->run(t);
  else
    c->run_in(t, c->in);
}

const struct suite suite_required = {"required", count, play};
