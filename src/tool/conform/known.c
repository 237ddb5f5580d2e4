/* see known.h */
#include "known.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "../tool.h"

/* Cuts the field that begins at `*at` off at its end, and moves `*at` beyond it; NULL if that was the last one. */
static const char *take_field(char **at)
{
  return strsep(at, "\t");
}

/* One line; what is wrong with it, or NULL. */
static const char *take_line(struct known *known, char *line, size_t number)
{
  if (!*line || *line == '#')
    return NULL;
  const char *pattern = take_field(&line), *clause = take_field(&line), *reason = take_field(&line);
  if (!reason || line)
    return "not `pattern TAB clause TAB reason`";
  if (!*pattern || !*clause || !*reason)
    return "pattern, clause and reason cannot be empty";
  known->deviation[known->count++] = (struct deviation){pattern, clause, reason, number};
  return NULL;
}

static size_t count_lines(const char *octets)
{
  size_t count = 1;
  for (; *octets; octets++)
    count += *octets == '\n';
  return count;
}

int known_load(struct known *known, const char *path)
{
  size_t len, number = 1;
  *known = (struct known){.octets = tool_read(path, &len), .path = path};
  if (!known->octets)
    return tool_fail(TOOL_USAGE, "%s: %s", path, strerror(errno));
  const char *wrong = strlen(known->octets) < len ? "not a text" : NULL;
  known->deviation = tool_allocate(count_lines(known->octets), sizeof *known->deviation);
  for (char *rest = known->octets, *line; !wrong && (line = strsep(&rest, "\n")); number += !wrong)
    wrong = take_line(known, line, number);
  if (!wrong)
    return TOOL_OK;
  known_free(known);
  return tool_fail(TOOL_USAGE, "%s:%zu: %s", path, number, wrong);
}

void known_free(struct known *known)
{
  free(known->deviation);
  free(known->octets);
  *known = (struct known){.path = known->path};
}

static bool fits(const struct deviation *deviation, const struct result *result)
{
  return !fnmatch(deviation->pattern, result->id, 0) && !fnmatch(deviation->clause, result->clause, 0);
}

void known_mark(const struct known *known, struct result *result)
{
  for (size_t i = 0; i < known->count && result->verdict == VERDICT_FAIL && !result->known; i++)
    if (fits(&known->deviation[i], result))
      result->known = known->deviation[i].reason;
}

/* How many cases a pattern names. */
static size_t count_named(const struct deviation *deviation, const struct run *run)
{
  size_t count = 0;
  for (size_t i = 0; i < run->count; i++)
    count += !fnmatch(deviation->pattern, run->results[i].id, 0);
  return count;
}

/* The reason is the one of this line, not only the same: the first line that fits counts. */
static bool is_stale(const struct deviation *deviation, const struct run *run)
{
  for (size_t i = 0; i < run->count; i++)
    if (run->results[i].known == deviation->reason)
      return false;
  return true;
}

size_t known_stale(FILE *out, const struct known *known, const struct run *run)
{
  size_t stale = 0;
  for (const struct deviation *d = known->deviation; d < known->deviation + known->count; d++)
    if (is_stale(d, run)) {
      size_t named = count_named(d, run);
      fprintf(out, "%s:%zu: stale: ", known->path, d->line);
      if (named > 0)
        fprintf(out, "none of the %zu cases '%s' fails by %s, or an earlier line has them\n", named, d->pattern,
                d->clause);
      else
        fprintf(out, "there is no case '%s'\n", d->pattern);
      stale++;
    }
  return stale;
}
