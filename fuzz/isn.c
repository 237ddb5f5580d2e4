/* Target: initial sequence numbers (RFC 6528) of any key, tuple and clock, against a second SipHash-2-4, written from
 * the paper octet by octet.
 *
 * Input: sixteen octets of key, eight of the clock in microseconds, the tuple with its length before it. */
#include "fuzz.h"

/* v0 to v3 of the paper. */
struct sip { uint64_t v[4]; };

static void add_rotate_xor(struct sip *s, unsigned to, unsigned from, unsigned by)
{
  s->v[to] += s->v[from];
  s->v[from] = (s->v[from] << by) + (s->v[from] >> (64 - by));
  s->v[from] ^= s->v[to];
}

/* Section 2.1, Figure 2.1: two columns, then two diagonals; v0 and v2 turn by half a word. */
static void sip_round(struct sip *s)
{
  static const struct { unsigned to, from, by; } steps[] = { { 0, 1, 13 }, { 2, 3, 16 }, { 2, 1, 17 }, { 0, 3, 21 } };
  for (unsigned i = 0; i < 4; i++) {
    if (i == 2)
      s->v[0] = (s->v[0] << 32) + (s->v[0] >> 32);
    add_rotate_xor(s, steps[i].to, steps[i].from, steps[i].by);
  }
  s->v[2] = (s->v[2] << 32) + (s->v[2] >> 32);
}

/* The initial state reads "somepseudorandomlygeneratedbytes". */
static struct sip sip_begin(const uint8_t key[16])
{
  static const char words[] = "somepseudorandomlygeneratedbytes";
  struct sip s = { { 0 } };
  for (unsigned i = 0; i < 32; i++)
    s.v[i / 8] += (uint64_t)(uint8_t)words[i] << (56 - i % 8 * 8);
  for (unsigned i = 0; i < 32; i++)
    s.v[i / 8] ^= (uint64_t)key[i % 16] << i % 8 * 8;
  return s;
}

/* The text is padded to full words; the last octet of all is its length. */
static uint64_t sip_hash(const uint8_t key[16], const uint8_t *text, size_t len)
{
  struct sip s = sip_begin(key);
  size_t padded = len / 8 * 8 + 8;
  uint64_t word = 0;
  for (size_t i = 0; i < padded; i++) {
    uint8_t octet = i < len ? text[i] : i == padded - 1 ? (uint8_t)len : 0;
    word |= (uint64_t)octet << i % 8 * 8;
    if (i % 8 != 7)
      continue;
    s.v[3] ^= word;
    sip_round(&s), sip_round(&s);
    s.v[0] ^= word;
    word = 0;
  }
  s.v[2] ^= 0xff;
  for (unsigned i = 0; i < 4; i++)
    sip_round(&s);
  return s.v[0] ^ s.v[1] ^ s.v[2] ^ s.v[3];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct input in = { data, size };
  uint8_t key[16];
  size_t len;
  for (unsigned i = 0; i < sizeof key; i++)
    key[i] = input_u8(&in);
  uint64_t high = input_u32(&in), now = high << 32 | input_u32(&in);
  const uint8_t *tuple = input_octets(&in, 255, &len);
  uint32_t isn = synfin_isn(key, tuple, len, now), want = (uint32_t)sip_hash(key, tuple, len) + (uint32_t)(now / 4);
  TELL("  %zu octets at %ju us: ISN %u", len, (uintmax_t)now, isn);
  MUST(isn == want, "an ISN is a clock plus a keyed hash of the connection (RFC 6528 3, MUST-8)", "%u, not %u", isn,
       want);
  return 0;
}
