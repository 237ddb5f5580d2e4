#include <stdlib.h>
#include <string.h>

#include "octets.h"
#include "wire.h"

uint64_t seed;
static uint64_t state;

void seed_random(void)
{
  const char *text = getenv("SYNFIN_SEED");
  state = seed = text != NULL ? strtoull(text, NULL, 0) : 9293;
}

uint32_t any32(void)  /* splitmix64 */
{
  uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return (uint32_t)(z >> 32);
}

uint32_t below(uint32_t bound) { return any32() % bound; }

void fill(void *at, size_t len)
{
  for (size_t i = 0; i < len; i++) ((uint8_t *)at)[i] = (uint8_t)any32();
}

uint8_t *exact(const void *octets, size_t len)
{
  uint8_t *copy = malloc(len);
  ck_assert(copy != NULL || len == 0);
  return put_octets(copy, octets, len) - len;
}

bool same_octets(const void *a, const void *b, size_t len) { return len == 0 || memcmp(a, b, len) == 0; }

const struct synfin_addresses v4 = { .version = 4, .src = { 10, 0, 0, 1, 99 }, .dst = { 10, 0, 0, 2, 98 } };
const struct synfin_addresses v6 = { .version = 6,
  .src = { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 }, .dst = { 0x20, 0x01, 0x0d, 0xb8, [14] = 0xff, [15] = 2 } };

uint16_t slow_sum(uint16_t sum, const uint8_t *octets, size_t len)
{
  uint32_t total = sum;
  for (size_t i = 0; i < len; i++) {
    total += i % 2 == 0 ? (uint32_t)octets[i] * 256u : octets[i];
    if (total > 65535) total -= 65535;
  }
  return (uint16_t)total;
}

uint16_t slow_segment_sum(const struct synfin_addresses *addresses, const uint8_t *octets, size_t len)
{
  uint8_t pseudo[40] = { 0 };
  size_t size = addresses->version == 4 ? 4 : 16, length_at = addresses->version == 4 ? 10 : 34;
  memcpy(pseudo, addresses->src, size);
  memcpy(pseudo + size, addresses->dst, size);
  pseudo[addresses->version == 4 ? 9 : 39] = 6;
  pseudo[length_at] = (uint8_t)(len >> 8);
  pseudo[length_at + 1] = (uint8_t)len;
  return slow_sum(slow_sum(0, pseudo, addresses->version == 4 ? 12 : 40), octets, len);
}

void seal(uint8_t *octets, size_t len, const struct synfin_addresses *addresses)
{
  put16(octets + 16, 0);
  put16(octets + 16, 0xffffu - slow_segment_sum(addresses, octets, len));
}

size_t compose(uint8_t *octets, const void *options, size_t len, const char *text)
{
  static const uint8_t header[20] = { 0x12, 0x34, 0, 80, 1, 2, 3, 4, 5, 6, 7, 8, 0, SYNFIN_ACK, 0x20 };
  memcpy(octets, header, 20);
  octets[12] = (uint8_t)((20 + len) / 4 << 4);
  if (len > 0) memcpy(octets + 20, options, len);
  memcpy(octets + 20 + len, text, strlen(text));
  seal(octets, 20 + len + strlen(text), &v4);
  return 20 + len + strlen(text);
}

enum synfin_err decode(struct synfin_segment *seg, uint8_t **copy, const void *octets, size_t len)
{
  *copy = exact(octets, len);
  return synfin_decode(seg, *copy, len, &v4);
}

enum synfin_err verdict(const void *octets, size_t len)
{
  struct synfin_segment seg;
  uint8_t *copy;
  enum synfin_err err = decode(&seg, &copy, octets, len);
  free(copy);
  return err;
}

bool right_length(unsigned kind, unsigned len)
{
  switch (kind) {
    case 2: return len == 4;
    case 3: return len == 3;
    case 4: return len == 2;
    case 5: return len == 10 || len == 18 || len == 26 || len == 34;
    case 8: return len == 10;
    case 28: return len == 4;
    case 34: return len == 2 || (len >= 6 && len <= 18 && len % 2 == 0);
    default: return true;
  }
}

bool same_options(const struct synfin_options *a, const struct synfin_options *b)
{
  unsigned has = a->present;
  if (has != b->present) return false;
  if (has & SYNFIN_HAS_MSS && a->mss != b->mss) return false;
  if (has & SYNFIN_HAS_WSCALE && a->wscale != b->wscale) return false;
  if (has & SYNFIN_HAS_SACK && (a->sack_blocks != b->sack_blocks
                            || !same_octets(a->sack, b->sack, a->sack_blocks * sizeof a->sack[0]))) return false;
  if (has & SYNFIN_HAS_TIMESTAMPS && (a->ts_val != b->ts_val || a->ts_ecr != b->ts_ecr)) return false;
  if (has & SYNFIN_HAS_USER_TIMEOUT && a->user_timeout != b->user_timeout) return false;
  if (has & SYNFIN_HAS_FAST_OPEN && (a->fast_open_len != b->fast_open_len
                                 || !same_octets(a->fast_open, b->fast_open, a->fast_open_len))) return false;
  return true;
}

bool same_segment(const struct synfin_segment *a, const struct synfin_segment *b)
{
  size_t first = a->len - a->rest_len;
  return a->src_port == b->src_port && a->dst_port == b->dst_port && a->seq == b->seq && a->ack == b->ack
      && a->wnd == b->wnd && a->up == b->up && a->flags == b->flags && a->len == b->len && b->rest_len == 0
      && same_octets(a->text, b->text, first) && same_octets(a->rest, b->text + first, a->rest_len)
      && same_options(&a->opt, &b->opt);
}

void add_case(Suite *suite, const char *name, const TTest *const *tests)
{
  TCase *tcase = tcase_create(name);
  tcase_set_timeout(tcase, 120);
  for (; *tests != NULL; tests++) tcase_add_test(tcase, *tests);
  suite_add_tcase(suite, tcase);
}
