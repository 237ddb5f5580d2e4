/* Cases by requirement: segments that are broken: checksum, data offset, lengths, ports, bits (3.1). */
#include <string.h>

#include "play.h"

/* Text at NXT, to be broken; what comes after it shows whether it was taken. */
static bool text(struct tester *t, struct raw *raw)
{
  if (!t->played_out)
    raw_make(t, raw, ACK, NXT, MAX, 10, NULL, 0);
  return !t->played_out;
}

static void was_dropped(struct tester *t, const char *rule)
{
  int64_t from = NXT;
  play_quiet(t, rule);
  play_text(t, 5);
  play_expect_ack(t, "the connection goes on after a segment that was broken");
  play_user_receives(t, from, from + 5, "text after a segment that was broken");
}

/* ---- Checksum ---------------------------------------------------------------------------------------------------- */

static void flipped(struct tester *t, unsigned octet)
{
  struct raw raw;
  play_in(t, SYNFIN_ESTABLISHED);
  if (!text(t, &raw))
    return;
  raw.octets[octet] ^= 0x04;
  raw_send(t, &raw);
  was_dropped(t, "a segment whose checksum is wrong is dropped");
}

/* In UDP it would mean that there is none. */
static void zero_checksum(struct tester *t)
{
  struct raw raw;
  play_in(t, SYNFIN_ESTABLISHED);
  if (!text(t, &raw))
    return;
  raw.octets[16] = raw.octets[17] = 0;
  raw_send(t, &raw);
  was_dropped(t, "a checksum of zero is wrong where it is not right");
}

/* Text can be found with which zero is the right sum: its last two octets make up for all others. */
static void right_zero_checksum(struct tester *t)
{
  struct raw raw;
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t nxt = NXT;
  if (!text(t, &raw))
    return;
  raw.octets[28] = raw.octets[29] = 0;
  raw_sum(&raw);
  raw.octets[28] = raw.octets[16], raw.octets[29] = raw.octets[17];
  raw.octets[16] = raw.octets[17] = 0;
  raw_send(t, &raw);
  play_expect(t, ACK, MAX, nxt + 10, 0, "a checksum of zero is taken where it is right");
}

static void odd_length(struct tester *t, unsigned len)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  play_text(t, len);
  play_expect_ack(t, "the checksum of text of any length is found right");
  play_user_receives(t, from, from + len, "text of any length");
}

/* Checksums, of an odd and an even number of octets: tester_hear has them all checked. */
static void sent_checksums(struct tester *t)
{
  struct heard h = {0};
  PLAY_OPEN(t, .no_delay = true);
  for (uint32_t len = 1; len < 12 && !t->played_out; len++) {
    play_user_send(t, len);
    if (!play_hear(t, ANSWER, &h) || h.len != len)
      tester_fail(t, LEVEL_MUST, "text is sent, with a checksum that is right");
    play_ack(t);
  }
}

static void syn_flipped(struct tester *t)
{
  struct raw raw;
  if (!play_listen(t))
    return;
  raw_make(t, &raw, SYN, t->dut.irs, 0, 0, NULL, 0);
  raw.octets[16] ^= 0xff;
  raw_send(t, &raw);
  play_quiet(t, "a SYN whose checksum is wrong is dropped, without a RST");
  play_listens(t, "after a SYN whose checksum was wrong");
}

static void closed_flipped(struct tester *t)
{
  struct raw raw;
  if (!play_begin(t, &(const struct play){0}))
    return;
  raw_make(t, &raw, SYN, t->dut.irs, 0, 0, NULL, 0);
  raw.octets[16] ^= 0xff;
  raw_send(t, &raw);
  play_quiet(t, "a segment to nobody whose checksum is wrong is dropped, without a RST");
}

/* The pseudo-header: a checksum that is right for other addresses. */
static void misdelivered(struct tester *t)
{
  struct raw raw;
  play_in(t, SYNFIN_ESTABLISHED);
  if (!text(t, &raw))
    return;
  raw.ip.addresses.src[3] ^= 1;
  raw_sum(&raw);
  raw_send(t, &raw);
  was_dropped(t, "a segment that was misrouted is dropped: its checksum covers the addresses");
}

/* ---- Lengths ----------------------------------------------------------------------------------------------------- */

static void offset(struct tester *t, unsigned words)
{
  struct raw raw;
  play_in(t, SYNFIN_ESTABLISHED);
  if (!text(t, &raw))
    return;
  raw.octets[12] = (uint8_t)(words << 4);
  raw_sum(&raw);
  raw_send(t, &raw);
  was_dropped(t, "a segment whose data offset is impossible is dropped");
}

static void cut(struct tester *t, unsigned len)
{
  struct raw raw;
  play_in(t, SYNFIN_ESTABLISHED);
  if (!text(t, &raw))
    return;
  raw.len = len;
  if (len >= 18)
    raw_sum(&raw);
  raw_send(t, &raw);
  was_dropped(t, "a segment shorter than a header is dropped");
}

/* A SYN of a listener with an impossible offset opens nothing, nor a RST closes. */
static void rst_offset(struct tester *t)
{
  struct raw raw;
  play_in(t, SYNFIN_ESTABLISHED);
  if (t->played_out)
    return;
  raw_make(t, &raw, RST, NXT, 0, 0, NULL, 0);
  raw.octets[12] = 4 << 4;
  raw_sum(&raw);
  raw_send(t, &raw);
  was_dropped(t, "a RST whose data offset is impossible is dropped");
}

/* ---- Bits and ports ---------------------------------------------------------------------------------------------- */

static void reserved(struct tester *t, unsigned bits)
{
  struct raw raw;
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  if (!text(t, &raw))
    return;
  raw.octets[12] |= (uint8_t)bits;
  raw_sum(&raw);
  raw_send(t, &raw);
  NXT = from + 10;
  play_expect_ack(t, "reserved bits are ignored: the text is taken");
  play_user_receives(t, from, from + 10, "text with reserved bits");
}

static void reserved_on_syn(struct tester *t)
{
  struct raw raw;
  if (!play_listen(t))
    return;
  raw_make(t, &raw, SYN, t->dut.irs, 0, 0, NULL, 0);
  raw.octets[12] |= 0x0e;
  raw_sum(&raw);
  raw_send(t, &raw);
  t->dut = oracle_segment(&t->dut, &(const struct oracle_segment){t->dut.irs, 0, PLAY_WINDOW, 0, SYN}).tcb;
  play_expect_syn_ack(t, "reserved bits are ignored: the SYN is taken");
}

static void ecn_bits(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  play_send(t, ACK | SYNFIN_ECE | SYNFIN_CWR, from, MAX, 10);
  play_expect_ack(t, "ECE and CWR on text do no harm");
  play_user_receives(t, from, from + 10, "text with ECE and CWR");
}

static void sent_bits(struct tester *t)
{
  struct heard h = {0};
  play_listen(t);
  play_syn(t);
  struct synfin_ip ip;
  if (!play_hear(t, ANSWER, &h) || synfin_ip_decode(&ip, t->datagram, sizeof t->datagram) != SYNFIN_OK)
    tester_inconclusive(t, "no SYN,ACK");
  else if (ip.payload[12] & 0x0f)
    tester_fail(t, LEVEL_MUST, "reserved bits are sent as zero");
}

static void christmas_tree(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t max = MAX, nxt = NXT;
  play_send(t, FIN | SYN | PSH | ACK | URG, nxt, max, 10);
  play_expect(t, ACK, max, nxt, 0, "SYN stands before all other bits but RST: a challenge ACK");
  play_state(t, SYNFIN_ESTABLISHED, "all bits at once change nothing");
  play_alive(t, "all bits at once do no harm");
}

static void no_bits(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  play_send(t, 0, NXT, 0, 0);
  play_quiet(t, "a segment without bits is dropped");
  play_alive(t, "a segment without bits does no harm");
}

static void other_port(struct tester *t, unsigned flags)
{
  struct raw raw;
  play_in(t, SYNFIN_ESTABLISHED);
  if (t->played_out)
    return;
  uint16_t ours = t->scene.our_port;
  raw_make(t, &raw, flags, NXT, MAX, 0, NULL, 0);
  raw.octets[2] = (uint8_t)((ours + 7777) >> 8), raw.octets[3] = (uint8_t)(ours + 7777);
  raw_sum(&raw);
  raw_send(t, &raw);
  t->scene.our_port = (uint16_t)(ours + 7777);
  struct heard h;
  bool came = tester_hear(t, QUIET, &h);
  t->scene.our_port = ours;
  if (flags & RST && came)
    tester_fail(t, LEVEL_MUST, "a RST to another port gets no answer");
  else if (!(flags & RST) && came && !(h.flags & RST))
    tester_fail(t, LEVEL_MUST, "a segment to another port gets a RST, if anything");
  play_state(t, SYNFIN_ESTABLISHED, "a segment to another port changes nothing");
  play_alive(t, "a segment to another port does no harm");
}

static void other_source_port(struct tester *t)
{
  struct raw raw;
  play_in(t, SYNFIN_ESTABLISHED);
  if (!text(t, &raw))
    return;
  raw.octets[0] ^= 0x20;
  raw_sum(&raw);
  raw_send(t, &raw);
  was_dropped(t, "text from another port is not this connection's");
}

/* TCP has no port that is special to it; port 0 is reserved (IANA), and nobody listens there. */
static void port_zero(struct tester *t)
{
  struct raw raw;
  if (!play_listen(t))
    return;
  raw_make(t, &raw, SYN, t->dut.irs, 0, 0, NULL, 0);
  raw.octets[0] = raw.octets[1] = 0;
  raw_sum(&raw);
  raw_send(t, &raw);
  play_quiet(t, "a SYN from port 0 gets no SYN,ACK to the tester's own port");
}

static void long_header(struct tester *t)
{
  struct raw raw;
  uint8_t nops[40];
  memset(nops, SYNFIN_KIND_NOP, sizeof nops);
  play_in(t, SYNFIN_ESTABLISHED);
  if (t->played_out)
    return;
  int64_t from = NXT;
  raw_make(t, &raw, ACK, from, MAX, 10, nops, sizeof nops);
  raw_send(t, &raw);
  NXT = from + 10;
  play_expect_ack(t, "a header of 60 octets is taken, and the text after it");
  play_user_receives(t, from, from + 10, "text after a header of 60 octets");
}

const struct required required_malformed[] = {
  CASE_IN(MUST, "malformed/checksum", "MUST-3", "3.1", flipped, 16, "A segment whose checksum is wrong is dropped"),
  CASE_IN(MUST, "malformed/checksum-text", "MUST-3", "3.1", flipped, 25, "A segment whose text was damaged is dropped"),
  CASE_IN(MUST, "malformed/checksum-seq", "MUST-3", "3.1", flipped, 6, "A segment whose SEQ was damaged is dropped"),
  CASE_IN(MUST, "malformed/checksum-flags", "MUST-3", "3.1", flipped, 13,
          "A segment that was damaged into a RST is dropped"),
  CASE_IN(MUST, "malformed/checksum-window", "MUST-3", "3.1", flipped, 14,
          "A segment whose window was damaged is dropped"),
  CASE(MUST, "malformed/checksum-addresses", "MUST-3", "3.1", misdelivered, "The checksum covers the addresses"),
  CASE(MUST, "malformed/checksum-zero", "MUST-3", "3.1", zero_checksum,
       "A checksum of zero is no checksum that is right"),
  CASE(MUST, "malformed/checksum-right-zero", "MUST-3", "3.1", right_zero_checksum, "A checksum of zero may be right"),
  CASE_IN(MUST, "malformed/odd-length", "MUST-3", "3.1", odd_length, 13,
          "Text of an odd length is summed with a zero octet"),
  CASE_IN(MUST, "malformed/one-octet", "MUST-3", "3.1", odd_length, 1, "One octet of text is taken"),
  CASE(MUST, "malformed/checksums-sent", "MUST-2", "3.1", sent_checksums, "Its checksums are right"),
  CASE(MUST, "malformed/syn-checksum", "MUST-3", "3.1", syn_flipped, "A SYN whose checksum is wrong is dropped"),
  CASE(MUST, "malformed/closed-checksum", "MUST-3", "3.1", closed_flipped,
       "Nobody answers a segment whose checksum is wrong"),
  CASE_IN(MUST, "malformed/offset-0", "", "3.1", offset, 0, "A data offset of 0 is impossible"),
  CASE_IN(MUST, "malformed/offset-1", "", "3.1", offset, 1, "A data offset of 1 is impossible"),
  CASE_IN(MUST, "malformed/offset-2", "", "3.1", offset, 2, "A data offset of 2 is impossible"),
  CASE_IN(MUST, "malformed/offset-3", "", "3.1", offset, 3, "A data offset of 3 is impossible"),
  CASE_IN(MUST, "malformed/offset-4", "", "3.1", offset, 4, "A data offset of 4 is impossible"),
  CASE_IN(MUST, "malformed/offset-beyond", "", "3.1", offset, 8, "A data offset beyond the segment is impossible"),
  CASE_IN(MUST, "malformed/offset-far-beyond", "", "3.1", offset, 15,
          "A data offset far beyond the segment is impossible"),
  CASE(MUST, "malformed/rst-offset-4", "", "3.1", rst_offset, "A RST with an impossible data offset is dropped"),
  CASE_IN(MUST, "malformed/cut-19", "", "3.1", cut, 19, "A segment of 19 octets is dropped"),
  CASE_IN(MUST, "malformed/cut-8", "", "3.1", cut, 8, "A segment of 8 octets is dropped"),
  CASE_IN(MUST, "malformed/cut-1", "", "3.1", cut, 1, "A segment of one octet is dropped"),
  CASE_IN(MUST, "malformed/reserved-bits", "", "3.1", reserved, 0x0f, "Reserved bits are ignored, all of them"),
  CASE_IN(MUST, "malformed/reserved-bit", "", "3.1", reserved, 0x01, "The reserved bit beside CWR is ignored"),
  CASE(MUST, "malformed/reserved-bits-syn", "", "3.1", reserved_on_syn, "Reserved bits of a SYN are ignored"),
  CASE(MUST, "malformed/reserved-bits-sent", "", "3.1", sent_bits, "Reserved bits are sent as zero"),
  CASE(MUST, "malformed/ecn-bits", "", "3.1; RFC 3168 6.1", ecn_bits, "ECE and CWR on text do no harm"),
  CASE(MUST, "malformed/all-bits", "", "3.10.7.4 Fourth", christmas_tree, "All bits but RST at once are a SYN"),
  CASE(MUST, "malformed/no-bits", "", "3.10.7.4 Fifth", no_bits, "A segment without bits is dropped"),
  CASE_IN(MUST, "malformed/other-port", "", "3.10.7", other_port, ACK,
          "A segment to another port is not this connection's"),
  CASE_IN(MUST, "malformed/other-port-rst", "", "3.10.7", other_port, RST,
          "A RST to another port is not this connection's"),
  CASE(MUST, "malformed/other-source-port", "", "3.10.7", other_source_port,
       "Text from another port is not this connection's"),
  CASE(MUST, "malformed/port-zero", "", "3.1", port_zero, "A SYN from port 0 does no harm"),
  CASE(MUST, "malformed/long-header", "", "3.1", long_header, "A header may be 60 octets long"),
  CASES_END
};
