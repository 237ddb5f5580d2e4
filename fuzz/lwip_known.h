/* What the target lwip knows of: where lwIP and synfin differ, and who is right. Included by lwip.c only. */
struct known {
  const char *name, *clause;
  enum { ALLOWED, LWIP } verdict;
  bool (*applies)(const struct step *);
};

static bool never(const struct step *s) { (void)s; return false; }

static const struct known known[] = {
  { "never", "-", ALLOWED, never },
};

#define KNOWN (sizeof known / sizeof known[0])

static unsigned long seen[KNOWN];

static void report_counters(void)
{
  for (size_t i = 0; i < KNOWN; i++)
    fprintf(stderr, "%10lu %-8s %s (%s)\n", seen[i], known[i].verdict == ALLOWED ? "allowed" : "lwIP", known[i].name, known[i].clause);
}

static const struct known *explain(const struct step *s)
{
  static bool registered;
  if (!registered && (fuzz_telling || getenv("LWIP_COUNTERS")))
    atexit(report_counters);
  registered = true;
  for (size_t i = 0; i < KNOWN; i++)
    if (known[i].applies(s)) {
      seen[i]++;
      return &known[i];
    }
  return NULL;
}
