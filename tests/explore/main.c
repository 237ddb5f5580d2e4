/* explore [--small] [--states=N] [--jobs=N] [--list] [SCENARIO...]: scenarios, each a process, two at a time. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "world.h"

struct options {
  uint64_t states;             /* of one scenario, at most; 0: what the scenario says */
  unsigned jobs;
  char **names;
};

static void report(const struct scenario *s, const struct result *r)
{
  printf("%-14s %11llu states %12llu edges  depth %3u  %6.1f s, %6.1f s of a core  %7.0f states/s  %5llu MiB  %s\n",
         s->name, (unsigned long long)r->states, (unsigned long long)r->edges, r->depth, r->seconds, r->cpu,
         (double)r->states / (r->seconds > 0 ? r->seconds : 1), (unsigned long long)(r->octets >> 20),
         r->broken ? "BROKEN" : r->exhausted ? "exhausted" : "cut: number of states");
  fflush(stdout);
}

static bool is_wanted(const struct options *o, const struct scenario *s)
{
  bool any = false;
  for (char **name = o->names; *name; name++) {
    any |= **name != '-';
    if (strcmp(*name, s->name) == 0)
      return true;
  }
  return !any;
}

static void start(const struct options *o, const struct scenario *s, struct result *r)
{
  fflush(stdout);
  pid_t pid = fork();
  if (pid < 0)
    exit(2);
  if (pid > 0)
    return;
  search(s, o->states && o->states < s->limit ? o->states : s->limit, r);
  report(s, r);
  exit(r->broken);
}

static bool all(const struct options *o, struct result *results)
{
  unsigned running = 0;
  bool good = true;
  int status;
  for (unsigned i = 0; i < scenarios_count; i++) {
    if (!is_wanted(o, &scenarios[i]))
      continue;
    if (running == o->jobs) {
      good &= wait(&status) > 0 && status == 0;
      running--;
    }
    start(o, &scenarios[i], &results[i]);
    running++;
  }
  for (; running > 0; running--)
    good &= wait(&status) > 0 && status == 0;
  return good;
}

static bool totals(const struct options *o, const struct result *results)
{
  uint64_t states = 0, edges = 0;
  bool done = true;
  for (unsigned i = 0; i < scenarios_count; i++) {
    states += results[i].states;
    edges += results[i].edges;
    done &= results[i].done || !is_wanted(o, &scenarios[i]);
  }
  struct rusage usage;
  getrusage(RUSAGE_CHILDREN, &usage);
  printf("%llu states, %llu edges, %ld s of a core; the largest process took %ld MiB\n", (unsigned long long)states,
         (unsigned long long)edges, (long)usage.ru_utime.tv_sec + (long)usage.ru_stime.tv_sec, usage.ru_maxrss >> 10);
  return done;
}

static bool is_scenario(const char *name)
{
  for (unsigned i = 0; i < scenarios_count; i++)
    if (strcmp(name, scenarios[i].name) == 0)
      return true;
  return false;
}

static int list(void)
{
  for (unsigned i = 0; i < scenarios_count; i++)
    printf("%-16s %s\n", scenarios[i].name, scenarios[i].about);
  printf("\n");
  rules_list(stdout);
  return 0;
}

int main(int argc, char **argv)
{
  struct options o = { .jobs = 2, .names = argv + 1 };
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--small") == 0)
      o.states = 200000;
    else if (strncmp(argv[i], "--states=", 9) == 0)
      o.states = strtoull(argv[i] + 9, NULL, 10);
    else if (strncmp(argv[i], "--jobs=", 7) == 0)
      o.jobs = (unsigned)strtoul(argv[i] + 7, NULL, 10);
    else if (strcmp(argv[i], "--list") == 0)
      return list();
    else if (!is_scenario(argv[i]))
      return fprintf(stderr, "usage: explore [--small] [--states=N] [--jobs=N] [--list] [SCENARIO...]\n"), 2;
  }
  o.jobs += o.jobs == 0;
  struct result *results =
    mmap(NULL, scenarios_count * sizeof *results, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (results == MAP_FAILED)
    return 2;
  bool good = all(&o, results);
  return totals(&o, results) && good ? 0 : 1;
}
