/* see fuzz.h */
#include "fuzz.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool fuzz_telling;

uint8_t input_u8(struct input *in)
{
  if (in->left == 0)
    return 0;
  in->left--;
  return *in->at++;
}

uint16_t input_u16(struct input *in)
{
  unsigned high = input_u8(in);
  return (uint16_t)(high << 8 | input_u8(in));
}

uint32_t input_u32(struct input *in)
{
  uint32_t high = input_u16(in);
  return high << 16 | input_u16(in);
}

unsigned input_pick(struct input *in, unsigned n)
{
  uint8_t octet = input_u8(in);
  return (octet >= '0' && octet <= '9' ? octet - (unsigned)'0' : octet) % n;
}

char input_letter(struct input *in, const char *of)
{
  uint8_t octet = input_u8(in);
  return octet != 0 && strchr(of, octet) ? (char)octet : of[octet % strlen(of)];
}

const uint8_t *input_octets(struct input *in, size_t most, size_t *len)
{
  size_t n = input_pick(in, 256);
  n = n < most ? n : most;
  n = n < in->left ? n : in->left;
  const uint8_t *octets = in->at;
  in->at += n;
  in->left -= n;
  *len = n;
  return octets;
}

void fuzz_tell(const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  vprintf(format, arguments);
  va_end(arguments);
  putchar('\n');
}

static int print_flags(char *text, size_t room, unsigned flags)
{
  static const char *const names[] = { "FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR" };
  int n = 0;
  for (unsigned i = 0; i < 8; i++)
    if (flags >> i & 1u)
      n += snprintf(text + n, room - (size_t)n, "%s%s", n > 0 ? "," : "", names[i]);
  return n > 0 ? n : snprintf(text, room, "none");
}

void fuzz_tell_segment(int from, const struct synfin_segment *seg, const char *note)
{
  if (!fuzz_telling)
    return;
  char text[160];
  int n = print_flags(text, sizeof text, seg->flags);
  n += snprintf(text + n, sizeof text - (size_t)n, " seq=%u", seg->seq);
  if (seg->flags & SYNFIN_ACK)
    n += snprintf(text + n, sizeof text - (size_t)n, " ack=%u", seg->ack);
  n += snprintf(text + n, sizeof text - (size_t)n, " wnd=%u", seg->wnd);
  if (seg->flags & SYNFIN_URG)
    n += snprintf(text + n, sizeof text - (size_t)n, " up=%u", seg->up);
  if (seg->len > 0)
    n += snprintf(text + n, sizeof text - (size_t)n, " len=%u", seg->len);
  if (seg->opt.present & SYNFIN_HAS_MSS)
    snprintf(text + n, sizeof text - (size_t)n, " mss=%u", seg->opt.mss);
  fuzz_tell(from == 0 ? "  |- %-48s -->|  %s" : "  |<- %-47s --|  %s", text, note ? note : "");
}

_Noreturn void fuzz_broken(const char *file, int line, const char *rule, const char *format, ...)
{
  va_list arguments;
  fflush(stdout);
  fprintf(stderr, "BROKEN %s\n  ", rule);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fprintf(stderr, "\n  %s:%d\n", file, line);
  abort();
}
