/* see lex.h */
#include "lex.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SECONDS_MOST 100000            /* more than a day: no script means it */

bool lex_fail(struct lexer *lexer, const char *format, ...)
{
  va_list arguments;
  if (*lexer->error->text)
    return false;
  lexer->error->line = lexer->line;
  va_start(arguments, format);
  vsnprintf(lexer->error->text, sizeof lexer->error->text, format, arguments);
  va_end(arguments);
  return false;
}

static bool is_word(char c)
{
  return isalnum((unsigned char)c) || c == '_';
}

bool lex_wanted(struct lexer *lexer, const char *what)
{
  int len = 0;
  lex_skip(lexer);
  if (lexer->at == lexer->end)
    return lex_fail(lexer, "expected %s, but the script ends", what);
  while (len < 24 && is_word(lexer->at[len]))
    len++;
  if (len == 0 && !isprint((unsigned char)*lexer->at))
    return lex_fail(lexer, "expected %s, not octet 0x%02x", what, (unsigned char)*lexer->at);
  return lex_fail(lexer, "expected %s, not '%.*s'", what, len ? len : 1, lexer->at);
}

/* Steps over a comment; false if none begins here. */
static bool skip_comment(struct lexer *lexer)
{
  const struct lexer begin = *lexer;
  if (lexer->at[0] != '/' || (lexer->at[1] != '/' && lexer->at[1] != '*'))
    return false;
  const bool line = lexer->at[1] == '/';
  for (lexer->at += 2; lexer->at < lexer->end; lexer->at++) {
    if (line && *lexer->at == '\n')
      return true;
    if (!line && lexer->at[0] == '*' && lexer->at[1] == '/') {
      lexer->at += 2;
      return true;
    }
    lexer->line += *lexer->at == '\n';
  }
  if (!line) {
    lexer->line = begin.line;
    lex_fail(lexer, "a comment begins that does not end");
  }
  return true;
}

void lex_skip(struct lexer *lexer)
{
  do
    while (lexer->at < lexer->end && isspace((unsigned char)*lexer->at))
      lexer->line += *lexer->at++ == '\n';
  while (skip_comment(lexer));
  if (*lexer->at == '`')
    lex_fail(lexer, "shell commands in a script are not run");
  else if (lexer->at[0] == '%' && lexer->at[1] == '{')
    lex_fail(lexer, "code in a script is not run");
}

bool lex_here(struct lexer *lexer, const char *text)
{
  const size_t len = strlen(text);
  if (strncmp(lexer->at, text, len) != 0 || (is_word(text[len - 1]) && is_word(lexer->at[len])))
    return false;
  lexer->at += len;
  return true;
}

bool lex_next(struct lexer *lexer, const char *text)
{
  lex_skip(lexer);
  return lex_here(lexer, text);
}

bool lex_demand(struct lexer *lexer, const char *text)
{
  char what[16];
  if (lex_next(lexer, text))
    return true;
  snprintf(what, sizeof what, "'%s'", text);
  return lex_wanted(lexer, what);
}

bool lex_ended(struct lexer *lexer)
{
  lex_skip(lexer);
  return lexer->at == lexer->end;
}

bool lex_word(struct lexer *lexer, char *word, size_t size)
{
  size_t len = 0;
  lex_skip(lexer);
  if (!isalpha((unsigned char)*lexer->at) && *lexer->at != '_')
    return false;
  for (; is_word(*lexer->at); lexer->at++)
    if (len + 1 < size)
      word[len++] = *lexer->at;
  word[len] = '\0';
  return true;
}

/* Digits of a base; false if there is none. What exceeds 2^32 stays there. */
static bool digits(struct lexer *lexer, int64_t *number, int base)
{
  static const char all[] = "0123456789abcdef";
  const char *const begin = lexer->at;
  for (*number = 0; *lexer->at; lexer->at++) {
    const char *digit = strchr(all, tolower((unsigned char)*lexer->at));
    if (!digit || digit - all >= base)
      break;
    if (*number <= UINT32_MAX)
      *number = *number * base + (digit - all);
  }
  return lexer->at > begin;
}

bool lex_number(struct lexer *lexer, int64_t *number, int64_t least, int64_t most, const char *what)
{
  lex_skip(lexer);
  const char *const begin = lexer->at;
  const bool negative = lex_here(lexer, "-");
  const bool hexadecimal = lexer->at[0] == '0' && (lexer->at[1] == 'x' || lexer->at[1] == 'X');
  lexer->at += hexadecimal ? 2 : 0;
  if (!digits(lexer, number, hexadecimal ? 16 : 10)) {
    lexer->at = begin;
    return lex_wanted(lexer, what);
  }
  *number = negative ? -*number : *number;
  if (*number < least || *number > most)
    return lex_fail(lexer, "%.*s is out of range for %s", (int)(lexer->at - begin), begin, what);
  return true;
}

bool lex_seconds(struct lexer *lexer, int64_t *microseconds)
{
  int64_t seconds = 0, unit = 1000000;
  lex_skip(lexer);
  const bool whole = digits(lexer, &seconds, 10);
  *microseconds = 0;
  const bool point = lexer->at[0] == '.' && lexer->at[1] != '.';
  lexer->at += point;
  for (; point && isdigit((unsigned char)*lexer->at); lexer->at++) {
    unit /= 10;
    *microseconds += unit * (*lexer->at - '0');
  }
  if (!whole && unit == 1000000)
    return lex_wanted(lexer, "seconds");
  if (seconds > SECONDS_MOST)
    return lex_fail(lexer, "a time of more than %d seconds", SECONDS_MOST);
  *microseconds += seconds * 1000000;
  return true;
}
