/* Cases by requirement: options, in every shape and on every kind of segment, received and sent (3.1, 3.2). */
#include <string.h>

#include "play.h"

#define MSS_700 2, 4, 700 >> 8, 700 & 0xff
#define OPTIONS(...) (const uint8_t[]){__VA_ARGS__}, sizeof (const uint8_t[]){__VA_ARGS__}

static void send_with(struct tester *t, unsigned flags, int64_t seq, int64_t ack, int64_t len, const uint8_t *options,
                      size_t options_len)
{
  struct raw raw;
  if (t->played_out)
    return;
  raw_make(t, &raw, flags, seq, ack, len, options, options_len);
  raw_send(t, &raw);
  t->dut = oracle_segment(&t->dut, &(const struct oracle_segment){seq, ack, PLAY_WINDOW, len, flags}).tcb;
}

/* ---- On a SYN ---------------------------------------------------------------------------------------------------- */

/* The handshake is made, and the largest segment is `mss`; 0: any, as long as it is made. */
static void opens_with(struct tester *t, uint32_t mss, const uint8_t *options, size_t options_len)
{
  if (!play_listen(t))
    return;
  send_with(t, SYN, t->dut.irs, 0, 0, options, options_len);
  play_expect_syn_ack(t, "a SYN with such options gets its SYN,ACK");
  play_ack(t);
  play_alive(t, "the connection is established");
  if (mss == 0 || t->played_out || !(t->target->can & TARGET_SEND))
    return;
  play_user_send(t, mss * 3);
  struct flight f = play_flight(t, MS(200), 0);
  if (f.largest != mss)
    tester_fail(t, LEVEL_MUST, "the MSS option of %u is found where it stands: the largest segment has %u octets", mss,
                f.largest);
}

static void mss_after_nops(struct tester *t, unsigned nops)
{
  uint8_t options[8] = {1, 1, 1, 1};
  memcpy(options + nops, (const uint8_t[]){MSS_700}, 4);
  opens_with(t, 700, options, nops + 4);
}

static void mss_then_eol(struct tester *t) { opens_with(t, 700, OPTIONS(1, 1, MSS_700, 0, 0)); }
static void mss_after_unknown(struct tester *t) { opens_with(t, 700, OPTIONS(253, 6, 1, 2, 3, 4, MSS_700)); }
static void mss_before_unknown(struct tester *t) { opens_with(t, 700, OPTIONS(MSS_700, 253, 6, 1, 2, 3, 4)); }
static void mss_after_empty_unknown(struct tester *t) { opens_with(t, 700, OPTIONS(254, 2, MSS_700)); }
static void unknown_looks_like_mss(struct tester *t) { opens_with(t, 700, OPTIONS(253, 6, 2, 4, 0, 50, MSS_700)); }

/* What stands after EOL is no option. */
static void after_eol(struct tester *t)
{
  if (!play_listen(t))
    return;
  send_with(t, SYN, t->dut.irs, 0, 0, OPTIONS(MSS_700, 0, 2, 4, 0));
  play_expect_syn_ack(t, "octets after EOL do no harm");
  play_ack(t);
  play_alive(t, "the connection is established");
}

static void only_nops(struct tester *t)
{
  uint8_t nops[40];
  memset(nops, SYNFIN_KIND_NOP, sizeof nops);
  opens_with(t, 0, nops, sizeof nops);
}

static void only_eols(struct tester *t) { opens_with(t, 0, OPTIONS(0, 0, 0, 0)); }

static void all_known(struct tester *t)
{
  opens_with(t, 0, OPTIONS(2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7));
}

static void all_there_are(struct tester *t)
{
  opens_with(t, 0, OPTIONS(2, 4, 5, 180, 3, 3, 7, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 28, 4, 0, 100, 34, 2, 14, 3, 5,
                           19, 2, 253, 4, 1, 2));
}

/* RFC 7323 2.3: a shift count beyond 14 is taken as 14. */
static void scale_of_15(struct tester *t) { opens_with(t, 0, OPTIONS(2, 4, 5, 180, 1, 3, 3, 15)); }
static void scale_of_255(struct tester *t) { opens_with(t, 0, OPTIONS(2, 4, 5, 180, 1, 3, 3, 255)); }

/* ---- Broken ------------------------------------------------------------------------------------------------------ */

/* The SYN may be taken without the option, dropped, or reset; and the next good one is taken. */
static void broken_on_syn(struct tester *t, const uint8_t *options, size_t options_len)
{
  struct heard h;
  if (!play_listen(t))
    return;
  int64_t irs = t->dut.irs;
  send_with(t, SYN, irs, 0, 0, options, options_len);
  bool came = play_hear(t, QUIET, &h);
  if (came && !(h.flags & (SYN | RST)))
    tester_fail(t, LEVEL_MUST, "a SYN with an impossible option is taken, dropped or reset");
  if (came && h.flags & SYN) {
    NXT = irs + 1;
    play_send(t, RST, NXT, 0, 0);
    tester_wait(t, QUIET);
  }
  play_listens(t, "after a SYN with an impossible option");
}

static void length_0(struct tester *t) { broken_on_syn(t, OPTIONS(253, 0, 1, 1)); }
static void length_1(struct tester *t) { broken_on_syn(t, OPTIONS(253, 1, 1, 1)); }
static void mss_length_0(struct tester *t) { broken_on_syn(t, OPTIONS(2, 0, 5, 180)); }
static void mss_length_1(struct tester *t) { broken_on_syn(t, OPTIONS(2, 1, 5, 180)); }
static void mss_length_2(struct tester *t) { broken_on_syn(t, OPTIONS(2, 2, 1, 1)); }
static void mss_length_3(struct tester *t) { broken_on_syn(t, OPTIONS(2, 3, 5, 1)); }
static void mss_length_5(struct tester *t) { broken_on_syn(t, OPTIONS(2, 5, 5, 180, 0, 1, 1, 1)); }
static void overrun(struct tester *t) { broken_on_syn(t, OPTIONS(1, 1, 1, 1, 253, 5, 1, 1)); }
static void far_overrun(struct tester *t) { broken_on_syn(t, OPTIONS(253, 255, 1, 1)); }
static void mss_cut(struct tester *t) { broken_on_syn(t, OPTIONS(1, 1, 2, 4)); }
static void kind_without_length(struct tester *t) { broken_on_syn(t, OPTIONS(1, 1, 1, 2)); }

static void broken_on_text(struct tester *t, unsigned length)
{
  struct heard h;
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  const uint8_t options[] = {253, (uint8_t)length, 1, 1};
  send_with(t, ACK, from, MAX, 10, options, sizeof options);
  if (play_hear(t, QUIET, &h) && h.flags & RST)
    return;                                                      /* as 3.1 suggests */
  play_text_at(t, from, 10);
  NXT = from + 10;
  play_expect_ack(t, "the connection goes on after a segment with an impossible option");
  play_user_receives(t, from, from + 10, "text after a segment with an impossible option");
}

/* ---- On any segment (MUST-5) ------------------------------------------------------------------------------------- */

static const uint8_t padding[] = {1, 1, 1, 253, 4, 9, 9, 1, 28, 4, 0, 5};

static void on_text(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  send_with(t, ACK, from, MAX, 10, padding, sizeof padding);
  play_expect_ack(t, "text with options is taken");
  play_user_receives(t, from, from + 10, "text with options");
}

static void on_ack(struct tester *t)
{
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  play_user_send(t, 10);
  play_flight(t, MS(50), 0);
  send_with(t, ACK, NXT, MAX, 0, padding, sizeof padding);
  struct heard h;
  if (play_again(t, SYNFIN_SECONDS(3), &h) != SYNFIN_NEVER)
    tester_fail(t, LEVEL_MUST, "an ACK with options counts");
}

static void on_fin(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  send_with(t, FIN | ACK, NXT, MAX, 0, padding, sizeof padding);
  play_expect_ack(t, "a FIN with options is taken");
  play_state(t, SYNFIN_CLOSE_WAIT, "after a FIN with options");
}

static void on_rst(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  send_with(t, RST, NXT, 0, 0, padding, sizeof padding);
  play_quiet(t, "a RST gets no answer");
  play_gone(t, "a RST with options is believed");
}

/* An MSS option on a segment that is no SYN: MUST-65 binds who sends it; who receives it may think what it likes. */
static void mss_on_text(struct tester *t)
{
  PLAY_OPEN(t, .opt = {.present = SYNFIN_HAS_MSS, .mss = 1000});
  send_with(t, ACK, NXT, MAX, 10, OPTIONS(2, 4, 0, 88));
  play_expect_ack(t, "text with an MSS option is taken");
  play_user_send(t, 2000);
  struct flight f = play_flight(t, MS(200), 0);
  if (f.largest > 1000 || f.segments == 0)
    tester_fail(t, LEVEL_MUST, "after an MSS option on text the largest segment has %u octets", f.largest);
  else if (f.largest < 1000)
    t->allowed = "an MSS option counts on any segment";
}

/* ---- Its own ----------------------------------------------------------------------------------------------------- */

static struct heard hear_syn(struct tester *t, unsigned active, const struct synfin_options *opt)
{
  struct heard h = {0};
  if (active)
    play_begin(t, &(const struct play){0}), play_user(t, TARGET_CALL_OPEN_ACTIVE);
  else if (play_listen(t))
    tester_send_with(t, &(const struct oracle_segment){t->dut.irs, 0, PLAY_WINDOW, 0, SYN}, opt, 0);
  if (!play_hear(t, ANSWER, &h) || !(h.flags & SYN))
    tester_inconclusive(t, "no SYN");
  return h;
}

static const struct synfin_options with_mss = {.present = SYNFIN_HAS_MSS, .mss = PLAY_MSS};
static const struct synfin_options with_all = {
  .present = SYNFIN_HAS_MSS | SYNFIN_HAS_WSCALE | SYNFIN_HAS_SACK_PERMITTED | SYNFIN_HAS_TIMESTAMPS,
  .mss = PLAY_MSS, .wscale = 7, .ts_val = 77,
};
static const struct synfin_options with_scale_14 = {
  .present = SYNFIN_HAS_MSS | SYNFIN_HAS_WSCALE, .mss = PLAY_MSS, .wscale = 14,
};

static void sends_mss(struct tester *t, unsigned active)
{
  struct heard h = hear_syn(t, active, &with_mss);
  uint32_t most = t->scene.version == 6 ? 1440 : 1460;
  if (!(h.opt.present & SYNFIN_HAS_MSS))
    tester_fail(t, LEVEL_SHOULD, "a SYN has an MSS option");
  else if (h.opt.mss > most)
    tester_fail(t, LEVEL_MUST, "the MSS is %u, more than the interface can receive less 20: %u", h.opt.mss, most);
}

static void no_mss_elsewhere(struct tester *t)
{
  struct heard h;
  play_in(t, SYNFIN_ESTABLISHED);
  play_text(t, 10);
  if (t->target->can & TARGET_SEND)
    play_user_send(t, 3000);
  for (int i = 0; i < 10 && tester_hear(t, ANSWER, &h); i++)
    if (h.opt.present & SYNFIN_HAS_MSS && !(h.flags & SYN))
      tester_fail(t, LEVEL_MUST, "a segment without SYN has an MSS option");
}

static void unasked(struct tester *t, unsigned option)
{
  struct heard h = hear_syn(t, 0, &with_mss);
  if (h.opt.present & option)
    tester_fail(t, LEVEL_MUST, "a SYN,ACK has an option that must be in the SYN before");
}

/* RFC 2018 2, RFC 7323 3.2: only between ends that agreed on it. */
static void not_agreed(struct tester *t, unsigned option)
{
  struct heard h = {0};
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  play_text_at(t, NXT + 100, 100);
  if (!play_hear(t, ANSWER, &h))
    tester_inconclusive(t, "text beyond a gap gets no ACK");
  else if (h.opt.present & option)
    tester_fail(t, LEVEL_MUST, "an ACK has an option on which nobody agreed");
}

/* The options of a segment, up to EOL or the end; what stands after EOL is zero. */
static void judge_form(struct tester *t)
{
  struct synfin_ip ip;
  struct synfin_option option;
  size_t at = 0;
  int found;
  if (t->played_out || synfin_ip_decode(&ip, t->datagram, sizeof t->datagram) != SYNFIN_OK)
    return;
  const uint8_t *options = ip.payload + 20;
  size_t len = (size_t)(ip.payload[12] >> 4) * 4 - 20;
  while ((found = synfin_option_next(&option, options, len, &at)) == 1)
    ;
  if (found < 0)
    tester_fail(t, LEVEL_MUST, "each option but EOL and NOP has a length: %s", synfin_strerror(found));
  for (; at < len && !t->played_out; at++)
    if (options[at] != 0)
      tester_fail(t, LEVEL_MUST, "octets after EOL are zero");
}

static void form(struct tester *t, unsigned active)
{
  hear_syn(t, active, &with_all);
  judge_form(t);
}

static void scale_at_most_14(struct tester *t)
{
  struct heard h = hear_syn(t, 0, &with_all);
  if (t->played_out)
    return;
  if (!(h.opt.present & SYNFIN_HAS_WSCALE))
    tester_not_applicable(t, "it does not offer window scaling (RFC 7323)");
  else if (h.opt.wscale > 14)
    tester_fail(t, LEVEL_MUST, "its shift count is %u, more than 14", h.opt.wscale);
}

/* RFC 7323 2.2: the window of a SYN is never scaled; of other segments always. 2^30 octets are 32 bits. */
static void scaled(struct tester *t)
{
  struct heard h = hear_syn(t, 0, &with_scale_14);
  if (t->played_out)
    return;
  if (!(h.opt.present & SYNFIN_HAS_WSCALE)) {
    tester_not_applicable(t, "it does not offer window scaling (RFC 7323)");
    return;
  }
  t->dut = oracle_segment(&t->dut, &(const struct oracle_segment){t->dut.irs, 0, PLAY_WINDOW, 0, SYN}).tcb;
  play_send_wnd(t, ACK, NXT, MAX, 0, 1);
  play_user_send(t, 4000);
  play_flight(t, MS(200), 0);
  if (MAX <= t->dut.iss + 2)
    tester_fail(t, LEVEL_MUST, "a window of 1 shifted by 14 is 16384 octets");
}

/* A connection with timestamps: `opt` is what the tester's next segment has, whose TSval is 100. */
static bool with_timestamps(struct tester *t, struct synfin_options *opt)
{
  struct heard h = {0};
  *opt = (struct synfin_options){.present = SYNFIN_HAS_MSS | SYNFIN_HAS_TIMESTAMPS, .mss = PLAY_MSS, .ts_val = 77};
  play_listen(t);
  play_send_with(t, SYN, t->dut.irs, 0, 0, opt);
  if (!play_hear(t, ANSWER, &h) || !(h.flags & SYN))
    tester_inconclusive(t, "no SYN,ACK");
  else if (!(h.opt.present & SYNFIN_HAS_TIMESTAMPS))
    tester_not_applicable(t, "it does not offer timestamps (RFC 7323)");
  else if (h.opt.ts_ecr != 77)
    tester_fail(t, LEVEL_MUST, "TSecr of the SYN,ACK is the SYN's TSval");
  *opt = (struct synfin_options){.present = SYNFIN_HAS_TIMESTAMPS, .ts_val = 100, .ts_ecr = h.opt.ts_val};
  play_send_with(t, ACK, NXT, MAX, 0, opt);
  return !t->played_out;
}

static void echoes(struct tester *t)
{
  struct synfin_options opt;
  struct heard h = {0};
  if (!with_timestamps(t, &opt))
    return;
  opt.ts_val = 200;
  play_send_with(t, ACK, NXT, MAX, 10, &opt);
  if (!play_hear(t, ANSWER, &h) || !(h.opt.present & SYNFIN_HAS_TIMESTAMPS) || h.opt.ts_ecr != 200)
    tester_fail(t, LEVEL_MUST, "an ACK echoes the timestamp of the text, once timestamps are agreed on");
}

/* RFC 7323 5.3 R1: an older timestamp than one that was taken makes a segment old, whatever its SEQ. */
static void paws(struct tester *t)
{
  struct synfin_options opt;
  if (!with_timestamps(t, &opt))
    return;
  int64_t from = NXT;
  opt.ts_val = 50;
  play_send_with(t, ACK, from, MAX, 10, &opt);
  NXT = from;
  play_expect_ack(t, "text with an old timestamp gets an ACK of what comes next");
  play_user_receives(t, from, from, "text with an old timestamp");
}

static void sack_block(struct tester *t)
{
  struct synfin_options opt = {.present = SYNFIN_HAS_MSS | SYNFIN_HAS_SACK_PERMITTED, .mss = PLAY_MSS};
  struct heard h = {0};
  play_listen(t);
  play_send_with(t, SYN, t->dut.irs, 0, 0, &opt);
  if (play_hear(t, ANSWER, &h) && !(h.opt.present & SYNFIN_HAS_SACK_PERMITTED))
    tester_not_applicable(t, "it does not offer SACK (RFC 2018)");
  play_ack(t);
  int64_t from = NXT;
  play_text_at(t, from + 100, 100);
  if (!play_hear(t, ANSWER, &h) || !(h.opt.present & SYNFIN_HAS_SACK))
    tester_fail(t, LEVEL_SHOULD, "an ACK of text beyond a gap tells the block");
  else if (h.opt.sack[0].left != (uint32_t)(from + 100) || h.opt.sack[0].right != (uint32_t)(from + 200))
    tester_fail(t, LEVEL_MUST, "the first SACK block is the one that the segment is in");
}

const struct required required_options[] = {
  CASE_IN(MUST, "options/mss", "MUST-4", "3.2", mss_after_nops, 0, "The MSS option is understood"),
  CASE_IN(MUST, "options/mss-after-1-nop", "MUST-64", "3.2", mss_after_nops, 1, "An option may stand at an odd octet"),
  CASE_IN(MUST, "options/mss-after-2-nops", "MUST-64", "3.2", mss_after_nops, 2,
          "An option may stand at any even octet"),
  CASE_IN(MUST, "options/mss-after-3-nops", "MUST-64", "3.2", mss_after_nops, 3, "An option may stand at any octet"),
  CASE(MUST, "options/mss-then-eol", "MUST-4", "3.2", mss_then_eol, "NOP and EOL are understood"),
  CASE(MUST, "options/after-eol", "MUST-4", "3.2", after_eol, "What stands after EOL is no option"),
  CASE(MUST, "options/only-nops", "MUST-4", "3.2", only_nops, "A SYN may have forty NOPs"),
  CASE(MUST, "options/only-eols", "MUST-4", "3.2", only_eols, "A SYN may have EOL alone"),
  CASE(MUST, "options/mss-after-unknown", "MUST-6", "3.1", mss_after_unknown,
       "An unknown option before MSS is skipped by its length"),
  CASE(MUST, "options/mss-before-unknown", "MUST-6", "3.1", mss_before_unknown,
       "An unknown option after MSS does no harm"),
  CASE(MUST, "options/empty-unknown", "MUST-6", "3.1", mss_after_empty_unknown,
       "An unknown option of two octets is skipped"),
  CASE(MUST, "options/unknown-looks-like-mss", "MUST-6", "3.1", unknown_looks_like_mss,
       "What stands in an unknown option is no option"),
  CASE(MUST, "options/all-known", "MUST-4", "3.2", all_known,
       "A SYN may have MSS, SACK permitted, timestamps and window scale"),
  CASE(MUST, "options/all-there-are", "MUST-6", "3.1", all_there_are, "A SYN may have every option there is"),
  CASE(MUST, "options/scale-15", "", "RFC 7323 2.3", scale_of_15, "A shift count of 15 does no harm"),
  CASE(MUST, "options/scale-255", "", "RFC 7323 2.3", scale_of_255, "A shift count of 255 does no harm"),
  CASE(MUST, "options/length-0", "MUST-7", "3.1", length_0, "An option of length 0 does no harm"),
  CASE(MUST, "options/length-1", "MUST-7", "3.1", length_1, "An option of length 1 does no harm"),
  CASE(MUST, "options/overrun", "MUST-7", "3.1", overrun, "An option that ends beyond the header does no harm"),
  CASE(MUST, "options/far-overrun", "MUST-7", "3.1", far_overrun, "An option of length 255 does no harm"),
  CASE(MUST, "options/kind-without-length", "MUST-7", "3.1", kind_without_length,
       "An option without room for its length does no harm"),
  CASE(MUST, "options/mss-length-0", "MUST-7", "3.1", mss_length_0, "An MSS option of length 0 does no harm"),
  CASE(MUST, "options/mss-length-1", "MUST-7", "3.1", mss_length_1, "An MSS option of length 1 does no harm"),
  CASE(MUST, "options/mss-length-2", "MUST-7", "3.1", mss_length_2, "An MSS option of length 2 does no harm"),
  CASE(MUST, "options/mss-length-3", "MUST-7", "3.1", mss_length_3, "An MSS option of length 3 does no harm"),
  CASE(MUST, "options/mss-length-5", "MUST-7", "3.1", mss_length_5, "An MSS option of length 5 does no harm"),
  CASE(MUST, "options/mss-cut", "MUST-7", "3.1", mss_cut, "An MSS option that is cut off does no harm"),
  CASE_IN(MUST, "options/text-length-0", "MUST-7", "3.1", broken_on_text, 0,
          "An option of length 0 on text does no harm"),
  CASE_IN(MUST, "options/text-length-1", "MUST-7", "3.1", broken_on_text, 1,
          "An option of length 1 on text does no harm"),
  CASE_IN(MUST, "options/text-overrun", "MUST-7", "3.1", broken_on_text, 5,
          "An option on text that ends beyond the header does no harm"),
  CASE(MUST, "options/on-text", "MUST-5", "3.1", on_text, "Text may have options"),
  CASE(MUST, "options/on-ack", "MUST-5", "3.1", on_ack, "An ACK may have options"),
  CASE(MUST, "options/on-fin", "MUST-5", "3.1", on_fin, "A FIN may have options"),
  CASE(MUST, "options/on-rst", "MUST-5", "3.1", on_rst, "A RST may have options"),
  CASE(MUST, "options/mss-on-text", "MUST-5", "3.1", mss_on_text, "Text may have an MSS option"),
  CASE_IN(SHOULD, "options/syn-has-mss", "SHLD-5", "3.7.1", sends_mss, 1, "A SYN has an MSS option"),
  CASE_IN(SHOULD, "options/syn-ack-has-mss", "SHLD-5", "3.7.1", sends_mss, 0, "A SYN,ACK has an MSS option"),
  CASE_IN(MUST, "options/mss-at-most", "MUST-67", "3.7.1", sends_mss, 0,
          "The MSS that it announces is what IP can receive less 20, at most"),
  CASE_IN(MAY, "options/mss-always", "MAY-3", "3.7.1", sends_mss, 1, "MSS may be sent always"),
  CASE(MUST, "options/mss-on-syn-only", "MUST-65", "3.2", no_mss_elsewhere, "MSS is sent on SYNs alone"),
  CASE_IN(MUST, "options/length-sent", "MUST-68", "3.1", form, 1,
          "Each option that it sends has a length, but EOL and NOP"),
  CASE_IN(MUST, "options/padding-sent", "MUST-69", "3.1", form, 0, "What it sends after EOL is zero"),
  CASE_IN(MUST, "options/scale-unasked", "", "RFC 7323 1.3", unasked, SYNFIN_HAS_WSCALE,
          "A SYN,ACK offers window scale only to a SYN that did"),
  CASE_IN(MUST, "options/timestamps-unasked", "", "RFC 7323 3.2", unasked, SYNFIN_HAS_TIMESTAMPS,
          "A SYN,ACK offers timestamps only to a SYN that did"),
  CASE_IN(MUST, "options/sack-not-agreed", "", "RFC 2018 2", not_agreed, SYNFIN_HAS_SACK,
          "SACK is not sent to who did not permit it"),
  CASE_IN(MUST, "options/timestamps-not-agreed", "", "RFC 7323 3.2", not_agreed, SYNFIN_HAS_TIMESTAMPS,
          "Timestamps are not sent to who did not offer them"),
  CASE(MUST, "options/scale-sent", "", "RFC 7323 2.3", scale_at_most_14, "Its shift count is 14 at most"),
  CASE(SHOULD, "options/scaled-window", "REC-1", "3.1; RFC 7323 2.2", scaled, "A scaled window is a number of 32 bits"),
  CASE(MUST, "options/timestamp-echo", "", "RFC 7323 3.2, 4.3", echoes, "It echoes the timestamps of SYN and text"),
  CASE(MUST, "options/paws", "", "RFC 7323 5.3", paws, "Text with an old timestamp is not taken"),
  CASE(SHOULD, "options/sack-block", "", "RFC 2018 3, 4", sack_block,
       "An ACK of text beyond a gap tells what was received"),
  CASES_END
};
