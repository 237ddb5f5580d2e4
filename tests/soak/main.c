/* soak [--quick] [--seeds N] [--from N] [--seed N] [--connections N] [--tell SLOT] [--no-shrink]
 *
 * Exit status: 0 nothing was violated, 1 something was, 2 wrong usage. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "soak.h"

#define QUICK_CONNECTIONS 10000u
#define QUICK_WORLD 2000u      /* connections of its first world */

struct options {
  uint64_t from, seeds;
  uint32_t connections, slot;
  bool quick, tell, no_shrink;
};

static double seconds(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void print_failure(const struct options *o, uint64_t seed, const struct failure *f)
{
  printf("VIOLATED  %s: %s (RFC 9293 %s)\n", rule_names[f->rule], rule_texts[f->rule], rule_clauses[f->rule]);
  printf("  seed %llu, connection %u, %s end, %llu us: %s\n", (unsigned long long)seed, f->slot,
         f->end ? "right" : "left", (unsigned long long)f->at, f->what);
  printf("  again: build/soak --seed %llu", (unsigned long long)seed);
  if (o->connections)
    printf(" --connections %u", o->connections);
  printf("\n");
}

static bool live_seed(const struct options *o, uint64_t seed, struct totals *totals)
{
  struct scenario sc = { .seed = seed, .connections = o->connections, .told = o->tell, .told_slot = o->slot };
  struct failure f = live(&sc, totals, NULL);
  if (!f.failed)
    return true;
  print_failure(o, seed, &f);
  fflush(stdout);
  if (!o->no_shrink)
    shrink(seed, o->connections, &f);
  return false;
}

static void report(const struct totals *t, uint64_t worlds, double took)
{
  double hours = (double)t->microseconds / 3.6e9, minutes = took / 60;
  printf("%llu worlds, %llu connections, %llu incarnations in order, %llu segments, %.1f MB, %.1f simulated hours\n",
         (unsigned long long)worlds, (unsigned long long)t->connections, (unsigned long long)t->orderly,
         (unsigned long long)t->segments, (double)t->octets / 1e6, hours);
  printf("in %.1f s: %.0f connections and %.0f simulated hours in a real minute\n", took,
         (double)t->connections / minutes, hours / minutes);
  printf("ends: %llu without error, %llu reset, %llu refused, %llu timed out; segments rejected: %llu\n",
         (unsigned long long)t->ended[0], (unsigned long long)t->ended[-SYNFIN_ERR_RESET],
         (unsigned long long)t->ended[-SYNFIN_ERR_REFUSED], (unsigned long long)t->ended[-SYNFIN_ERR_USER_TIMEOUT],
         (unsigned long long)t->rejected);
  printf("entered:");
  for (unsigned state = 1; state < SYNFIN_STATES; state++)
    printf(" %s %llu%s", synfin_state_label((enum synfin_state)state), (unsigned long long)t->entered[state],
           state + 1 < SYNFIN_STATES ? "," : "\n");
  printf("faults:");
  for (unsigned kind = 0; kind < ACTION; kind++)
    printf(" %s %llu%s", decision_names[kind], (unsigned long long)t->decisions[kind], kind + 1 < ACTION ? "," : "\n");
}

static int run(struct options *o)
{
  struct totals totals = { 0 };
  double began = seconds();
  uint64_t worlds = 0;
  bool good = true;
  for (uint64_t seed = o->from; good; seed++) {
    if (o->quick ? totals.connections >= QUICK_CONNECTIONS : worlds >= o->seeds)
      break;
    o->connections = o->quick && worlds == 0 ? QUICK_WORLD : o->quick ? 0 : o->connections;
    good = live_seed(o, seed, &totals);
    worlds++;
  }
  report(&totals, worlds, seconds() - began);
  return good ? 0 : 1;
}

static bool number(const char *text, uint64_t *n)
{
  char *end;
  *n = text ? strtoull(text, &end, 10) : 0;
  return text && *text && !*end;
}

static int usage(void)
{
  fprintf(stderr, "usage: soak [--quick] [--seeds N] [--from N] [--seed N] [--connections N]"
                  " [--tell N] [--no-shrink]\n");
  return 2;
}

int main(int argc, char **argv)
{
  struct options o = { .from = 1, .seeds = 1 };
  for (int i = 1; i < argc; i++) {
    uint64_t n = 0;
    bool value = number(argv[i + 1], &n);
    if (strcmp(argv[i], "--quick") == 0)
      o.quick = true;
    else if (strcmp(argv[i], "--no-shrink") == 0)
      o.no_shrink = true;
    else if (strcmp(argv[i], "--seeds") == 0 && value)
      o.seeds = n, i++;
    else if ((strcmp(argv[i], "--seed") == 0 || strcmp(argv[i], "--from") == 0) && value)
      o.from = n, i++;
    else if (strcmp(argv[i], "--connections") == 0 && value && n > 0 && n <= 20000)
      o.connections = (uint32_t)n, i++;
    else if (strcmp(argv[i], "--tell") == 0 && value)
      o.tell = true, o.slot = (uint32_t)n, i++;
    else
      return usage();
  }
  return run(&o);
}
