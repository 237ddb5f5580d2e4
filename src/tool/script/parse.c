/* A script from a file: its head, its events, their times. */
#include "parse.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#define FILE_MOST (1u << 20)

/* ---- The head ---------------------------------------------------------------------------------------------------- */

static void warn(struct script *script, unsigned line, const char *format, ...)
{
  va_list arguments;
  if (script->warnings == SCRIPT_WARNINGS)
    return;
  struct script_message *const warning = &script->warning[script->warnings++];
  warning->line = line;
  va_start(arguments, format);
  vsnprintf(warning->text, sizeof warning->text, format, arguments);
  va_end(arguments);
}

static bool take_version(struct lexer *lexer, struct script *script)
{
  if (lex_here(lexer, "ipv4"))
    script->version = 4;
  else if (lex_here(lexer, "ipv6"))
    script->version = 6;
  else
    return lex_wanted(lexer, "ipv4 or ipv6");
  return isspace((unsigned char)*lexer->at) || lexer->at == lexer->end || lex_wanted(lexer, "the end of the line");
}

static bool take_port(struct lexer *lexer, uint16_t *port)
{
  int64_t number;
  if (!lex_number(lexer, &number, 1, UINT16_MAX, "a port"))
    return false;
  *port = (uint16_t)number;
  return true;
}

static bool take_tolerance(struct lexer *lexer, struct script *script)
{
  return lex_number(lexer, &script->tolerance, 0, UINT32_MAX, "a tolerance in microseconds");
}

/* --name=value. What is not known, or cannot be had of every target, is told. */
static bool parse_option_line(struct lexer *lexer, struct script *script)
{
  char name[40];
  const unsigned line = lexer->line;
  if (!lex_word(lexer, name, sizeof name))
    return lex_wanted(lexer, "the name of an option");
  const bool value = lex_here(lexer, "=");
  if (value && strcmp(name, "ip_version") == 0)
    return take_version(lexer, script);
  if (value && strcmp(name, "bind_port") == 0)
    return take_port(lexer, &script->bind_port);
  if (value && strcmp(name, "connect_port") == 0)
    return take_port(lexer, &script->connect_port);
  if (value && strcmp(name, "tolerance_usecs") == 0)
    return take_tolerance(lexer, script);
  warn(script, line, "the option --%s has no effect here", name);
  while (lexer->at < lexer->end && !isspace((unsigned char)*lexer->at))
    lexer->at++;
  return true;
}

/* `fails on TARGET: why` or `skip on TARGET: why` */
static void take_exception(struct script *script, const char *comment, int len)
{
  char line[160], verb[8];
  if (script->exceptions == SCRIPT_EXCEPTIONS)
    return;
  struct script_exception *const exception = &script->exception[script->exceptions];
  snprintf(line, sizeof line, "%.*s", len, comment);
  if (sscanf(line, "%7s on %15[a-z]: %119[^\n]", verb, exception->target, exception->why) != 3)
    return;
  exception->skip = strcmp(verb, "skip") == 0;
  if (exception->skip || strcmp(verb, "fails") == 0)
    script->exceptions++;
}

/* The comments before the first event. */
static void read_head(struct script *script)
{
  for (const char *line = script->text; line[0] == '/' && line[1] == '/';) {
    const char *const comment = line + 2 + strspn(line + 2, " \t");
    const int len = (int)strcspn(comment, "\r\n");
    if (!*script->about)
      snprintf(script->about, sizeof script->about, "%.*s", len, comment);
    take_exception(script, comment, len);
    line = comment + len + strspn(comment + len, "\r\n");
  }
}

/* ---- Events ------------------------------------------------------------------------------------------------------ */

static bool parse_time(struct lexer *lexer, struct script_time *time)
{
  *time = (struct script_time){.kind = TIME_ANY};
  if (lex_next(lexer, "*"))
    return true;
  const bool relative = lex_next(lexer, "+");
  if (!relative && !isdigit((unsigned char)*lexer->at) && *lexer->at != '.')
    return lex_wanted(lexer, "a time (0.1, +.1, +0~+0.1 or *)");
  if (!lex_seconds(lexer, &time->at))
    return false;
  time->kind = relative ? TIME_RELATIVE : TIME_ABSOLUTE;
  if (!lex_next(lexer, "~"))
    return true;
  if ((relative && !lex_demand(lexer, "+")) || !lex_seconds(lexer, &time->to))
    return false;
  time->kind = relative ? TIME_RELATIVE_RANGE : TIME_ABSOLUTE_RANGE;
  return time->to >= time->at || lex_fail(lexer, "a range of time that ends before it begins");
}

/* The first line of what was read since `source`, without the blanks behind it. */
static size_t source_length(const struct lexer *lexer, const char *source)
{
  const char *const newline = memchr(source, '\n', (size_t)(lexer->at - source));
  size_t len = (size_t)((newline ? newline : lexer->at) - source);
  while (len > 0 && isspace((unsigned char)source[len - 1]))
    len--;
  return len;
}

static bool parse_event(struct lexer *lexer, struct script_event *event)
{
  *event = (struct script_event){.source = lexer->at, .line = lexer->line};
  if (!parse_time(lexer, &event->time))
    return false;
  const bool injected = lex_next(lexer, "<");
  if (injected || lex_next(lexer, ">")) {
    event->kind = injected ? EVENT_INJECT : EVENT_EXPECT;
    if (!parse_segment(lexer, &event->segment, injected))
      return false;
  } else {
    event->kind = EVENT_CALL;
    if (!parse_call(lexer, &event->call))
      return false;
    if (event->call.ends >= 0 && event->call.ends < event->time.at)
      return lex_fail(lexer, "a call that returns before it begins");
  }
  event->source_len = source_length(lexer, event->source);
  if (event->time.kind != TIME_ABSOLUTE && event->time.kind != TIME_RELATIVE && event->kind != EVENT_EXPECT)
    return lex_fail(lexer, "only an expected segment has a range of time, or any time");
  return true;
}

static bool parse_events(struct lexer *lexer, struct script *script)
{
  size_t room = 0;
  while (!lex_ended(lexer)) {
    if (script->events == room) {
      room = room ? 2 * room : 64;
      struct script_event *const more = realloc(script->event, room * sizeof *more);
      if (!more)
        return lex_fail(lexer, "out of memory");
      script->event = more;
    }
    if (!parse_event(lexer, &script->event[script->events]))
      return false;
    script->events++;
  }
  return script->events > 0 || lex_fail(lexer, "there is no event in it");
}

bool script_parse(struct script *script, const char *path, char *text, size_t len)
{
  *script = (struct script){
    .path = path, .text = text, .version = 4, .bind_port = 8080, .connect_port = 8080, .tolerance = 4000};
  struct lexer lexer = {.at = text, .end = text + len, .line = 1, .error = &script->error};
  read_head(script);
  while (lex_next(&lexer, "--"))
    if (!parse_option_line(&lexer, script))
      return false;
  return parse_events(&lexer, script) && !*script->error.text && script_check(script);
}

/* ---- Files ------------------------------------------------------------------------------------------------------- */

static bool unreadable(struct script *script, const char *why)
{
  snprintf(script->error.text, sizeof script->error.text, "%s", why);
  return false;
}

bool script_read(struct script *script, const char *path)
{
  *script = (struct script){.path = path};
  FILE *const file = fopen(path, "rb");
  if (!file)
    return unreadable(script, strerror(errno));
  char *const text = malloc(FILE_MOST + 1);
  const size_t len = text ? fread(text, 1, FILE_MOST + 1, file) : 0;
  const int error = ferror(file) ? errno : 0;
  fclose(file);
  if (!text || error || len > FILE_MOST) {
    free(text);
    return unreadable(script, error ? strerror(error) : text ? "larger than a script may be" : "out of memory");
  }
  text[len] = '\0';
  return script_parse(script, path, text, len);
}

void script_free(struct script *script)
{
  free(script->text);
  free(script->event);
  *script = (struct script){0};
}

const struct script_exception *script_exception_for(const struct script *script, const char *target)
{
  for (size_t i = 0; i < script->exceptions; i++)
    if (strcmp(script->exception[i].target, target) == 0)
      return &script->exception[i];
  return NULL;
}
