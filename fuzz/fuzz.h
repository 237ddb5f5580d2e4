/* What the fuzz targets have in common: how octets become decisions, how a story is told, how a broken rule is
 * reported.
 *
 * Every octet string is a valid input. A decision takes the next octet; where there is none left, it is the first
 * choice, so that an input may end anywhere and a shorter one is a simpler story. Digits and the letters of a choice
 * stand for themselves, so that seeds and minimised findings can be read. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "synfin.h"

/* The rest of an input; both fields private. */
struct input { const uint8_t *at; size_t left; };

static inline bool input_ends(const struct input *in) { return in->left == 0; }

/* The next octet as it is, 0 beyond the end; two and four of them in network byte order. */
uint8_t input_u8(struct input *in);
uint16_t input_u16(struct input *in);
uint32_t input_u32(struct input *in);

/* One of n choices, 0 to n - 1 (n from 1 to 256): a digit is its value, any other octet its code, modulo n. */
unsigned input_pick(struct input *in, unsigned n);

/* One of the characters of `of`: an octet that is one of them stands for itself. */
char input_letter(struct input *in, const char *of);

/* Up to `most` octets, as a view into the input: as many as the next octet says, and as there are. */
const uint8_t *input_octets(struct input *in, size_t most, size_t *len);

/* A line of the story, printf-like; said only under `make fuzz-show`, so it costs nothing in a campaign. */
extern bool fuzz_telling;
#define TELL(...) (fuzz_telling ? fuzz_tell(__VA_ARGS__) : (void)0)
void fuzz_tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A segment as a line of the ladder, left (`from` 0) to right or back: flags, numbers, lengths, options. `note` may be
 * NULL. */
void fuzz_tell_segment(int from, const struct synfin_segment *seg, const char *note);

/* What must be so: a rule in a few words with its RFC clause, such as "SND.UNA =< SND.MAX (3.4)", and printf-like, what
 * was seen. Says both on stderr and aborts. */
#define MUST(condition, rule, ...) ((condition) ? (void)0 : fuzz_broken(__FILE__, __LINE__, rule, __VA_ARGS__))
_Noreturn void fuzz_broken(const char *file, int line, const char *rule, const char *format, ...)
  __attribute__((format(printf, 4, 5)));

/* Every target defines this: libFuzzer's entry; returns 0. Nothing outlives a call: two runs on one input are one. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
