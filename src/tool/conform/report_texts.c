/* Texts of a report in the form that its readers take: one line, XML, JSON, base64, a word of the shell. */
#include <string.h>

#include "../tool.h"
#include "report_parts.h"

#define REPLACEMENT "\xef\xbf\xbd"     /* U+FFFD */

/* How many octets the character at `text` takes in UTF-8 (RFC 3629), 0: it is none. */
static size_t utf8_length(const char *text)
{
  const uint8_t *at = (const uint8_t *)text;
  size_t len = at[0] < 0x80 ? 1 : at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : at[0] < 0xf5 ? 4 : 0;
  for (size_t i = 1; i < len; i++)
    if ((at[i] & 0xc0) != 0x80)
      return 0;
  bool overlong = (at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xf0 && at[1] < 0x90);
  bool surrogate = at[0] == 0xed && at[1] > 0x9f, beyond = at[0] == 0xf4 && at[1] > 0x8f;
  bool noncharacter = at[0] == 0xef && at[1] == 0xbf && at[2] > 0xbd;
  return overlong || surrogate || beyond || noncharacter ? 0 : len;
}

/* Writes the character at `text` and returns the place of the next. */
static const char *put_character(FILE *out, const char *text)
{
  size_t len = utf8_length(text);
  if (len > 0)
    fwrite(text, 1, len, out);
  else
    fputs(REPLACEMENT, out);
  return text + (len > 0 ? len : 1);
}

static bool is_control(char c)
{
  return (unsigned char)c < ' ' || c == 0x7f;
}

static void put_escaped(FILE *out, const char *text, const char *special)
{
  while (*text) {
    if (strchr(special, *text))
      fputc('\\', out);
    if (is_control(*text))
      fputc(' ', out), text++;
    else
      text = put_character(out, text);
  }
}

void put_line(FILE *out, const char *text)
{
  put_escaped(out, text, "");
}

void put_tap(FILE *out, const char *text)
{
  put_escaped(out, text, "#\\");
}

void put_xml(FILE *out, const char *text)
{
  while (*text)
    switch (*text) {
    case '<': fputs("&lt;", out), text++; break;
    case '>': fputs("&gt;", out), text++; break;
    case '&': fputs("&amp;", out), text++; break;
    case '"': fputs("&quot;", out), text++; break;
    case '\'': fputs("&#39;", out), text++; break;
    case '\t': case '\n': case '\r': fprintf(out, "&#%d;", *text++); break;
    default:
      if (is_control(*text))
        fputs(REPLACEMENT, out), text++;
      else
        text = put_character(out, text);
    }
}

void put_json(FILE *out, const char *text)
{
  if (!text) {
    fputs("null", out);
    return;
  }
  fputc('"', out);
  while (*text)
    if (*text == '"' || *text == '\\')
      fprintf(out, "\\%c", *text++);
    else if (is_control(*text))
      fprintf(out, "\\u%04x", (unsigned)*text++);
    else
      text = put_character(out, text);
  fputc('"', out);
}

void put_base64(FILE *out, const uint8_t *octets, size_t len)
{
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < len; i += 3) {
    uint32_t three = (uint32_t)octets[i] << 16;
    three |= i + 1 < len ? (uint32_t)octets[i + 1] << 8 : 0;
    three |= i + 2 < len ? octets[i + 2] : 0;
    fputc(digits[three >> 18], out);
    fputc(digits[three >> 12 & 63], out);
    fputc(i + 1 < len ? digits[three >> 6 & 63] : '=', out);
    fputc(i + 2 < len ? digits[three & 63] : '=', out);
  }
}

/* Appends an id as a word for the shell. */
static void append_word(char *at, const char *id)
{
  static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=/.,:@%";
  if (*id && strspn(id, plain) == strlen(id)) {
    strcpy(at, id);
    return;
  }
  *at++ = '\'';
  for (; *id; id++)
    if (*id == '\'')
      at = stpcpy(at, "'\\''");
    else
      *at++ = *id;
  strcpy(at, "'");
}

char *command_again(const struct run *run, const char *id)
{
  static const char option[] = " --case ";
  char *command = tool_allocate(strlen(run->command) + sizeof option + 4 * strlen(id) + 2, 1);
  append_word(stpcpy(stpcpy(command, run->command), option), id);
  return command;
}
