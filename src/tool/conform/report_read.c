/* see report_read.h. Field by field in the order in which report_json writes them: anything else is not one of our
 * reports. */
#include "report_read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../tool.h"

/* ---- Parts of a line --------------------------------------------------------------------------------------------- */

/* Each moves `*at` beyond what it takes; false: that does not stand there. */
static bool take(char **at, const char *what)
{
  size_t len = strlen(what);
  if (strncmp(*at, what, len) != 0)
    return false;
  *at += len;
  return true;
}

static bool take_escape(char **at, char **to)
{
  unsigned code;
  if (**at == '"' || **at == '\\') {
    *(*to)++ = *(*at)++;
    return true;
  }
  if (sscanf(*at, "u00%2x", &code) != 1 || code == 0 || code > 0x7f)
    return false;
  *(*to)++ = (char)code;
  *at += strlen("u00xx");
  return true;
}

/* A string, which is unescaped where it stands; or null. */
static bool take_string(char **at, const char **text)
{
  *text = NULL;
  if (take(at, "null"))
    return true;
  if (!take(at, "\""))
    return false;
  char *to = *at;
  *text = to;
  while (**at != '"')
    if (**at == '\\') {
      if (++*at, !take_escape(at, &to))
        return false;
    } else if ((unsigned char)**at < ' ') {
      return false;
    } else {
      *to++ = *(*at)++;
    }
  ++*at;
  *to = '\0';
  return true;
}

static bool take_field(char **at, const char *name, const char **text)
{
  return take(at, ", \"") && take(at, name) && take(at, "\": ") && take_string(at, text);
}

static bool take_number(char **at, size_t *number)
{
  char *end;
  if (**at < '0' || **at > '9')
    return false;
  *number = strtoull(*at, &end, 10);
  *at = end;
  return true;
}

/* ---- Names ------------------------------------------------------------------------------------------------------- */

static bool find_verdict(const char *name, enum verdict *verdict)
{
  for (*verdict = 0; *verdict < VERDICTS; ++*verdict)
    if (!strcmp(name, verdict_name(*verdict)))
      return true;
  return false;
}

static bool find_level(const char *name, enum level *level)
{
  for (*level = LEVEL_MUST; *level <= LEVEL_MAY; ++*level)
    if (!strcmp(name, level_name(*level)))
      return true;
  return false;
}

/* ---- Lines ------------------------------------------------------------------------------------------------------- */

static bool take_head(char **at, struct report *report)
{
  struct run *run = &report->run;
  const char *version;
  if (!take(at, "{\"report\": \"synfin conform\"") || !take_field(at, "synfin", &version) ||
      !take(at, ",\n\"target\": {\"name\": ") || !take_string(at, &report->target.name) ||
      !take_field(at, "about", &report->target.about) || !take(at, "},\n\"profile\": ") ||
      !take_string(at, &run->profile) || !take_field(at, "command", &run->command) || !take(at, ", \"seconds\": "))
    return false;
  run->seconds = strtod(*at, at);
  if (!take(at, ",\n\"count\": ") || !take_number(at, &run->count) || !take(at, ", \"totals\": {"))
    return false;
  *at += strcspn(*at, "\n");           /* totals are what the results say */
  return take(at, "\n\"results\": [\n");
}

static bool take_result(char **at, struct result *r)
{
  const char *id, *verdict, *level, *text, *place;
  bool good = take(at, "{\"id\": ") && take_string(at, &id) && take_field(at, "verdict", &verdict) &&
              take_field(at, "level", &level) && take_field(at, "clause", &r->clause) &&
              take_field(at, "requirement", &r->requirement) && take_field(at, "title", &r->title) &&
              take_field(at, "text", &text) && take_field(at, "allowed", &r->allowed) &&
              take_field(at, "known", &r->known) && take_field(at, "state", &place) &&
              take_field(at, "letter", &place) && take(at, "}");
  if (!good || !id || !verdict || !level || !r->clause || !r->requirement || !r->title || !text ||
      strlen(id) >= sizeof r->id || strlen(text) >= sizeof r->text || !find_verdict(verdict, &r->verdict) ||
      !find_level(level, &r->level))
    return false;
  strcpy(r->id, id);
  strcpy(r->text, text);
  r->state = r->letter = -1;
  return true;
}

/* What is wrong with the report, NULL: nothing. Where: the number of its line. */
static const char *take_report(char *at, struct report *report, size_t *line)
{
  if (!take_head(&at, report))
    return "not a report of `synfin conform` in JSON";
  *line = 5;
  if (report->run.count > strlen(at) / strlen("{\"id\": "))
    return "the report is cut off";
  report->results = tool_allocate(report->run.count, sizeof *report->results);
  for (size_t i = 0; i < report->run.count; i++, ++*line) {
    if (!*at)
      return "the report is cut off";
    if (!take_result(&at, &report->results[i]) || !take(&at, i + 1 < report->run.count ? ",\n" : "\n"))
      return "not a result of `synfin conform`";
  }
  return take(&at, "]}\n") && !*at ? NULL : *at ? "no result should follow" : "the report is cut off";
}

int report_read(struct report *report, const char *path)
{
  size_t len, line = 1;
  *report = (struct report){.octets = tool_read(path, &len)};
  if (!report->octets)
    return tool_fail(TOOL_USAGE, "%s: %s", path, strerror(errno));
  const char *wrong = take_report(report->octets, report, &line);
  if (wrong) {
    report_free(report);
    return tool_fail(TOOL_USAGE, "%s:%zu: %s", path, line, wrong);
  }
  report->run.target = &report->target;
  report->run.results = report->results;
  return TOOL_OK;
}

void report_free(struct report *report)
{
  free(report->results);
  free(report->octets);
  *report = (struct report){.octets = NULL};
}
