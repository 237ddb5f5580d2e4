/* synfin_option_next (gen/synfin_options.c), by exhaustion: every field length 0 to 40, every place to begin (in fields of 9 to 39
 * octets: the first), every number of NOPs from there, every kind, every length octet, against what RFC 9293 3.1 and the options' own RFCs say, and against the loop form that WP proves (wp_options.h). It reads no other octets: each field is
 * run in memory that ends with it (ASan), and twice, with 0x00 and 0xff wherever neither NOPs nor the option's first two octets stand. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wp_options.h"

static int known_length(unsigned kind, unsigned n)
{
  switch (kind) {
    case 2: return n == 4;
    case 3: return n == 3;
    case 4: return n == 2;
    case 5: return n == 10 || n == 18 || n == 26 || n == 34;
    case 8: return n == 10;
    case 28: return n == 4;
    case 34: return n == 2 || (n >= 6 && n <= 18 && n % 2 == 0);
    default: return 1;
  }
}

/* What the call has to answer; `rest` octets from the option's kind to the end of the field, 0: none stands there. */
static int expected(size_t rest, unsigned kind, unsigned n)
{
  if (rest == 0 || kind == 0) return 0;
  if (rest == 1) return SYNFIN_ERR_OPTION_OVERRUN;
  if (n < 2) return SYNFIN_ERR_OPTION_LENGTH;
  if (!known_length(kind, n)) return SYNFIN_ERR_OPTION_KNOWN;
  return n > rest ? SYNFIN_ERR_OPTION_OVERRUN : 1;
}

static void check(uint8_t *field, size_t len, size_t from, size_t nops, unsigned kind, unsigned n)
{
  size_t first = from + nops, at = from;
  struct synfin_option option = { 0 };
  int want = expected(len - first, kind, n), got = synfin_option_next(&option, field, len, &at);
  int right = got == want;
  if (want == 1) right = right && option.kind == kind && option.len == n - 2 && option.data == field + first + 2 && at == first + n;
  if (want == 0) right = right && at == len;
  if (want < 0) right = right && at == from;
  size_t loop_at = from;
  struct synfin_option loop = { 0 };
  right = right && wp_option_next(&loop, field, len, &loop_at) == got && loop_at == at && loop.kind == option.kind
       && loop.len == option.len && loop.data == option.data;
  if (!right) {
    printf("field of %zu, from %zu, %zu NOPs, kind %u, length %u: %d, expected %d\n", len, from, nops, kind, n, got, want);
    exit(1);
  }
}

/* All calls on one field, from one place, after one number of NOPs. */
static unsigned long run(uint8_t *field, size_t len, size_t from, size_t nops)
{
  size_t rest = len - from - nops;
  unsigned long calls = 0;
  memset(field + from, 1, nops);
  for (unsigned kind = 0; kind < (rest > 0 ? 256 : 1); kind++) {
    if (kind == 1 && rest > 0) continue;
    if (rest > 0) field[from + nops] = (uint8_t)kind;
    for (unsigned n = 0; n < (rest > 1 ? 256 : 1); n++, calls++) {
      if (rest > 1) field[from + nops + 1] = (uint8_t)n;
      check(field, len, from, nops, kind, n);
    }
  }
  return calls;
}

int main(void)
{
  unsigned long calls = 0;
  for (size_t len = 0; len <= 40; len++) {
    uint8_t *field = malloc(len + (len == 0));
    for (size_t from = 0; from <= len; from++) {
      if (from > 0 && len > 8 && len < 40) continue;
      for (size_t nops = 0; nops <= len - from; nops++)
        for (int fill = 0; fill < 256; fill += 255)
          memset(field, fill, len), calls += run(field, len, from, nops);
    }
    free(field);
  }
  printf("%lu calls\n", calls);
}
