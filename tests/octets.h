/* What the tests of the codec share: random octets, copies of exactly their size, the checksum done slowly, segments
 * written by hand, comparison. Whatever is decoded stands in a block of exactly its size, so that ASan sees the first
 * octet read beyond it; whatever is encoded has guard octets behind it. */
#ifndef OCTETS_H
#define OCTETS_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "synfin.h"

#define GUARD 0xa5u

/* SYNFIN_SEED, or 9293; each test that wants random octets begins anew. */
extern uint64_t seed;
void seed_random(void);

uint32_t any32(void);
uint32_t below(uint32_t bound);
void fill(void *at, size_t len);

/* For loops: ck_assert writes to a pipe each time it holds. */
#define expect(expr)                                                                            \
  do {                                                                                          \
    if (!(expr)) ck_abort_msg("%s, with SYNFIN_SEED=%llu", #expr, (unsigned long long)seed);     \
  } while (0)

/* A copy of exactly this size. */
uint8_t *exact(const void *octets, size_t len);

bool same_octets(const void *a, const void *b, size_t len);

/* Of an IPv4 address only the first four octets count. */
extern const struct synfin_addresses v4, v6;

/* The checksum as RFC 1071 1 words it, octet by octet. `before` octets were summed already. */
uint16_t slow_sum(uint16_t sum, const uint8_t *octets, size_t len);

/* The sum over pseudo-header and segment, pseudo-headers laid out as RFC 9293 3.1 and RFC 8200 8.1 draw them. */
uint16_t slow_segment_sum(const struct synfin_addresses *addresses, const uint8_t *octets, size_t len);

/* Makes the checksum of a hand-written segment right. */
void seal(uint8_t *octets, size_t len, const struct synfin_addresses *addresses);

/* A segment of these options, `len` octets of them, a multiple of four, and this text; returns its length. */
size_t compose(uint8_t *octets, const void *options, size_t len, const char *text);

/* Decodes a copy of exactly this size. What is returned has views into `*copy`, to be freed. */
enum synfin_err decode(struct synfin_segment *seg, uint8_t **copy, const void *octets, size_t len);
enum synfin_err verdict(const void *octets, size_t len);

/* Whether an option of a known kind may have this length, its first two octets included. */
bool right_length(unsigned kind, unsigned len);

bool same_options(const struct synfin_options *a, const struct synfin_options *b);

/* Text of `b` stands in one piece. */
bool same_segment(const struct synfin_segment *a, const struct synfin_segment *b);

/* `tests` end with NULL. */
void add_case(Suite *suite, const char *name, const TTest *const *tests);

#define CASE(name, ...) add_case(suite, name, (const TTest *const[]){ __VA_ARGS__, NULL })

#endif
