/* Target: options: iterating any field ends and finds what the reference finds, from any place; any set of options that
 * can be written is read again as it was; and a SYN's options, in any order and number, leave the send MSS that 3.7.1
 * says.
 *
 * Format: what is done, then its octets.
 *   i  iterate: where to begin, the field
 *   w  write: a struct synfin_options, field by field
 *   n  negotiate: the field of a SYN */
#include <string.h>

#include "fuzz.h"
#include "reference.h"
#include "seq.h"

#define FIELD 40u

static void check_iteration(struct input *in)
{
  size_t at = input_pick(in, FIELD + 1), len = in->left < FIELD ? in->left : FIELD;
  for (unsigned rounds = 0;; rounds++) {
    struct synfin_option got = { 0 }, want = { 0 };
    size_t before = at, expected = at;
    int result = synfin_option_next(&got, in->at, len, &at);
    /* Beyond the end there is nothing, and nothing moves. */
    int right = before >= len ? 0 : reference_option(&want, in->at, len, &expected);
    MUST(result == right && at == expected, "options are found where they stand (3.1)", "from %zu: %d, not %d; at %zu",
         before, result, right, at);
    TELL("from %zu: %d, kind %u, %u octets", before, result, got.kind, got.len);
    if (result != 1)
      return;
    MUST(got.kind == want.kind && got.len == want.len && got.data == want.data,
         "kind, length and data are the option's (3.1)", "kind %u", got.kind);
    MUST(at >= before + 2 && at <= len && rounds < FIELD / 2, "iterating moves on and ends (MUST-7)", "from %zu to %zu",
         before, at);
  }
}

static struct synfin_options any_options(struct input *in)
{
  struct synfin_options opt = { .present = input_u8(in) & 0x7f, .wscale = input_u8(in), .mss = input_u16(in) };
  opt.user_timeout = input_u16(in);
  opt.sack_blocks = (uint8_t)input_pick(in, 6);
  opt.fast_open_len = (uint8_t)input_pick(in, 20);
  for (unsigned i = 0; i < 4; i++)
    opt.sack[i].left = input_u32(in), opt.sack[i].right = input_u32(in);
  opt.ts_val = input_u32(in);
  opt.ts_ecr = input_u32(in);
  return opt;
}

static void check_writing(struct input *in)
{
  static uint8_t cookie[20];
  uint8_t octets[100];
  struct synfin_segment seg = { .src_port = 1, .dst_port = 2, .opt = any_options(in) }, again;
  for (unsigned i = 0; i < sizeof cookie; i++)
    cookie[i] = input_u8(in);
  seg.opt.fast_open = cookie;
  bool sack = !(seg.opt.present & SYNFIN_HAS_SACK) || (seg.opt.sack_blocks >= 1 && seg.opt.sack_blocks <= 4);
  unsigned n = seg.opt.fast_open_len;
  bool tfo = !(seg.opt.present & SYNFIN_HAS_FAST_OPEN) || n == 0 || (n >= 4 && n <= 16 && n % 2 == 0);
  ptrdiff_t got = synfin_encode(octets, sizeof octets, &seg, &reference_v4);
  size_t room = reference_room(&seg.opt);
  ptrdiff_t want = !sack || !tfo ? SYNFIN_ERR_ARGUMENT : room > FIELD ? SYNFIN_ERR_OPTION_ROOM : (ptrdiff_t)(20 + room);
  TELL("options %02x: %td", seg.opt.present, got);
  MUST(got == want, "options that fit are written, others refused (3.1)", "%td, not %td", got, want);
  if (got < 0)
    return;
  int result = synfin_decode(&again, octets, (size_t)got, &reference_v4);
  MUST(result == SYNFIN_OK && reference_same_options(&seg.opt, &again.opt),
       "options are read as they were written (3.1)", "%s", synfin_err_name(result));
}

/* A listener's and a caller's: the SYN is the only segment whose MSS counts, and of two the last one. */
static void check_negotiation(struct input *in)
{
  static const struct synfin_config config = SYNFIN_CONFIG_IPV4;
  uint8_t octets[60] = { 0, 2, 0, 1, [4] = 9, [13] = SYNFIN_SYN };
  struct synfin_conn c;
  struct synfin_segment syn, out;
  size_t len = (in->left < FIELD ? in->left : FIELD) / 4 * 4;
  if (len > 0)
    memcpy(octets + 20, in->at, len);
  octets[12] = (uint8_t)((20 + len) / 4 << 4);
  if (synfin_decode(&syn, octets, 20 + len, NULL) != SYNFIN_OK)
    return;
  synfin_init(&c, &config, 1, 0);
  synfin_open_passive(&c, 0, 100);
  synfin_segment_arrives(&c, 0, &syn);
  unsigned said = syn.opt.present & SYNFIN_HAS_MSS ? syn.opt.mss : config.default_mss;
  unsigned mss = said < 64 ? 64 : said > config.mms_s - 20u ? config.mms_s - 20u : said;
  MUST(c.snd.mss == mss, "Eff.snd.MSS is what the SYN says, or 536, as far as IP goes (3.7.1, MUST-15, MUST-16)",
       "%u, not %u", c.snd.mss, mss);
  MUST(synfin_poll(&c, 0, &out) && out.flags == (SYNFIN_SYN | SYNFIN_ACK),
       "a SYN is answered whatever its options (MUST-6)", "flags %02x", out.flags);
  MUST(out.opt.present == SYNFIN_HAS_MSS && out.opt.mss == config.mms_r - 20,
       "our SYN names our MSS, and no more (MUST-14)", "%02x", out.opt.present);
  syn.flags = SYNFIN_ACK, syn.seq += 1, syn.ack = out.seq + 1, syn.opt.present = SYNFIN_HAS_MSS, syn.opt.mss = 77;
  synfin_segment_arrives(&c, 0, &syn);
  MUST(c.state == SYNFIN_ESTABLISHED && c.snd.mss == mss, "an MSS without SYN is ignored (3.7.1)", "%u", c.snd.mss);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct input in = { data, size };
  switch (input_letter(&in, "iwn")) {
  case 'i': check_iteration(&in); break;
  case 'w': check_writing(&in); break;
  default: check_negotiation(&in); break;
  }
  return 0;
}
