/* Cases by requirement: the datagram around a segment: its lengths, addresses and options; LAND (3.9.2, 3.9.2.3). */
#include <string.h>

#include "play.h"

static bool is_version(struct tester *t, uint8_t version)
{
  if (!t->played_out && t->scene.version != version)
    tester_not_applicable(t, "is about IPv%u", version);
  return !t->played_out;
}

/* The tester's SYN to a listener. */
static bool syn(struct tester *t, struct raw *raw)
{
  if (!play_listen(t))
    return false;
  raw_make(t, raw, SYN, t->dut.irs, 0, 0, NULL, 0);
  return true;
}

static void address(uint8_t to[16], const struct tester *t, const char *four, const char *six)
{
  const char *from = t->scene.version == 4 ? four : six;
  memcpy(to, from, t->scene.version == 4 ? 4 : 16);
}

/* ---- Addresses (3.9.2.3) ----------------------------------------------------------------------------------------- */

#define IPV6_ALL_NODES "\xff\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\1"
#define IPV6_ZERO "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define IPV6_LOOP "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"

/* An answer to such an address cannot reach the tester, or reaches it with other addresses: nothing may come at all. */
static void silent(struct tester *t, const struct raw *raw, const char *rule)
{
  synfin_time until = t->target->now(t->target) + QUIET, when;
  raw_write(t, raw);
  for (size_t n; !t->played_out && (n = t->target->read(t->target, t->datagram, until, &when)) > 0;) {
    struct synfin_ip ip;
    if (synfin_ip_decode(&ip, t->datagram, n) == SYNFIN_OK && ip.protocol == 6)
      tester_fail(t, LEVEL_MUST, "%s: it gets an answer", rule);
  }
  play_listens(t, "the listener goes on");
}

static void to_address(struct tester *t, const char *four, const char *six)
{
  struct raw raw;
  if (!syn(t, &raw))
    return;
  address(raw.ip.addresses.dst, t, four, six);
  raw_sum(&raw);
  silent(t, &raw, "a SYN to many is dropped");
}

static void to_multicast(struct tester *t) { to_address(t, "\xe0\0\0\1", IPV6_ALL_NODES); }
static void to_broadcast(struct tester *t)
{
  if (is_version(t, 4))
    to_address(t, "\xff\xff\xff\xff", "");
}

static void from_address(struct tester *t, const char *four, const char *six)
{
  struct raw raw;
  if (!syn(t, &raw))
    return;
  address(raw.ip.addresses.src, t, four, six);
  raw_sum(&raw);
  silent(t, &raw, "a SYN from an address that nobody has is dropped");
}

static void from_multicast(struct tester *t) { from_address(t, "\xe0\0\0\1", IPV6_ALL_NODES); }
static void from_nowhere(struct tester *t) { from_address(t, "\0\0\0\0", IPV6_ZERO); }
static void from_loopback(struct tester *t) { from_address(t, "\x7f\0\0\1", IPV6_LOOP); }
static void from_broadcast(struct tester *t)
{
  if (is_version(t, 4))
    from_address(t, "\xff\xff\xff\xff", "");
}

/* Source and destination are one: an answer would be a SYN,ACK to itself. */
static void land(struct tester *t)
{
  struct raw raw;
  if (!syn(t, &raw))
    return;
  memcpy(raw.ip.addresses.src, raw.ip.addresses.dst, sizeof raw.ip.addresses.src);
  memcpy(raw.octets, raw.octets + 2, 2);
  raw_sum(&raw);
  silent(t, &raw, "a SYN from itself is dropped");
}

static void other_address(struct tester *t, unsigned flags)
{
  struct raw raw;
  play_in(t, SYNFIN_ESTABLISHED);
  if (t->played_out)
    return;
  raw_make(t, &raw, flags, NXT, MAX, 0, NULL, 0);
  raw.ip.addresses.src[t->scene.version == 4 ? 3 : 15] ^= 0x55;
  raw_sum(&raw);
  raw_write(t, &raw);
  play_quiet(t, "a segment from another address gets no answer at this one");
  play_state(t, SYNFIN_ESTABLISHED, "a segment from another address is not this connection's");
  play_alive(t, "a segment from another address does no harm");
}

/* ---- Lengths ----------------------------------------------------------------------------------------------------- */

/* Text in a datagram of which `change` octets more (or fewer) are written than its header says. */
static void text_with_length(struct tester *t, bool header_says_more, bool taken)
{
  static uint8_t datagram[200];
  struct raw raw;
  play_in(t, SYNFIN_ESTABLISHED);
  if (t->played_out)
    return;
  int64_t from = NXT;
  raw_make(t, &raw, ACK, from, MAX, 10, NULL, 0);
  raw.ip.len = (uint32_t)raw.len + (header_says_more ? 20 : 0);
  ptrdiff_t header = synfin_ip_encode(datagram, sizeof datagram, &raw.ip);
  memset(datagram + header, 0x5a, sizeof datagram - (size_t)header);
  memcpy(datagram + header, raw.octets, raw.len);
  t->target->write(t->target, datagram, (size_t)header + raw.len + (taken ? 6 : 0));
  if (!taken) {
    play_quiet(t, "a datagram shorter than its header says is dropped");
    return;
  }
  NXT = from + 10;
  play_expect_ack(t, "what stands after the datagram's end is no text");
  play_user_receives(t, from, from + 10, "text of a padded datagram");
}

static void padded(struct tester *t) { text_with_length(t, false, true); }
static void cut_short(struct tester *t) { text_with_length(t, true, false); }

static void header_checksum(struct tester *t)
{
  static uint8_t datagram[200];
  struct raw raw;
  play_in(t, SYNFIN_ESTABLISHED);
  if (!is_version(t, 4))
    return;
  raw_make(t, &raw, ACK, NXT, MAX, 10, NULL, 0);
  raw.ip.len = (uint32_t)raw.len;
  ptrdiff_t header = synfin_ip_encode(datagram, sizeof datagram, &raw.ip);
  memcpy(datagram + header, raw.octets, raw.len);
  datagram[10] ^= 0x40;
  t->target->write(t->target, datagram, (size_t)header + raw.len);
  play_quiet(t, "a datagram whose header checksum is wrong is dropped");
  play_alive(t, "a datagram whose header checksum was wrong does no harm");
}

/* ---- IPv4 options ------------------------------------------------------------------------------------------------ */

/* Text in a datagram with these options, a multiple of four. */
static void write_with(struct tester *t, unsigned flags, int64_t len, const uint8_t *options, size_t n)
{
  static uint8_t datagram[200];
  struct raw raw;
  raw_make(t, &raw, flags, flags & SYN ? t->dut.irs : NXT, MAX, len, NULL, 0);
  raw.ip.len = (uint32_t)(raw.len + n);
  if (t->played_out || synfin_ip_encode(datagram, 20, &raw.ip) != 20)
    return;
  datagram[0] = (uint8_t)(0x45 + n / 4);
  memcpy(datagram + 20, options, n);
  datagram[10] = datagram[11] = 0;
  uint16_t sum = synfin_checksum(datagram, 20 + n);
  datagram[10] = (uint8_t)(sum >> 8), datagram[11] = (uint8_t)sum;
  memcpy(datagram + 20 + n, raw.octets, raw.len);
  t->target->write(t->target, datagram, 20 + n + raw.len);
}

static void ip_option(struct tester *t, const uint8_t options[], size_t n)
{
  play_in(t, SYNFIN_ESTABLISHED);
  if (!is_version(t, 4))
    return;
  int64_t from = NXT;
  write_with(t, ACK, 10, options, n);
  NXT = from + 10;
  play_expect_ack(t, "IP options are ignored: the text is taken");
  play_user_receives(t, from, from + 10, "text with IP options");
}

static void unknown_ip_option(struct tester *t) { ip_option(t, (const uint8_t[]){0x9e, 4, 1, 2}, 4); }
static void ip_nops(struct tester *t) { ip_option(t, (const uint8_t[]){1, 1, 1, 0}, 4); }
static void ip_timestamp(struct tester *t) { ip_option(t, (const uint8_t[]){0x44, 8, 5, 0, 0, 0, 0, 0}, 8); }
static void ip_record_route(struct tester *t) { ip_option(t, (const uint8_t[]){7, 7, 4, 0, 0, 0, 0, 0}, 8); }

/* A SYN that came by way of 10.99.0.1. Most hosts drop it, as RFC 7126 recommends. */
static void source_route(struct tester *t)
{
  struct heard h = {0};
  struct synfin_ip ip;
  play_listen(t);
  if (!tester_needs(t, TARGET_HOST) || !is_version(t, 4))
    return;
  write_with(t, SYN, 0, (const uint8_t[]){0x83, 7, 8, 10, 99, 0, 1, 0}, 8);
  t->dut = oracle_segment(&t->dut, &(const struct oracle_segment){t->dut.irs, 0, PLAY_WINDOW, 0, SYN}).tcb;
  if (!play_hear(t, ANSWER, &h) || synfin_ip_decode(&ip, t->datagram, sizeof t->datagram) != SYNFIN_OK)
    tester_not_applicable(t, "it takes no datagram with a source route (RFC 7126 4.3)");
  else if ((t->datagram[0] & 0x0f) < 7 || t->datagram[20] != 0x83)
    tester_fail(t, LEVEL_MUST, "what answers a SYN with a source route goes back the same way");
}

/* The tester repeats its text with another IP identification, as every peer does that has no need of MAY-4. */
static void any_ip_id(struct tester *t)
{
  struct raw raw;
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  for (uint16_t id = 0; id < 3 && !t->played_out; id++) {
    raw_make(t, &raw, ACK, from, MAX, 10, NULL, 0);
    raw.ip.id = (uint16_t)(id * 7777);
    raw_write(t, &raw);
    NXT = from + 10;
    play_expect_ack(t, "what is sent again is the same text, whatever its IP identification");
  }
  play_user_receives(t, from, from + 10, "text that was sent again");
}

const struct required required_network[] = {
  CASE(MUST, "network/to-multicast", "MUST-57", "3.9.2.3", to_multicast,
       "A SYN to a multicast address is dropped silently"),
  CASE(MUST, "network/to-broadcast", "MUST-57", "3.9.2.3", to_broadcast,
       "A SYN to the broadcast address is dropped silently"),
  CASE(MUST, "network/from-multicast", "MUST-63", "3.9.2.3", from_multicast,
       "A SYN from a multicast address is ignored"),
  CASE(MUST, "network/from-broadcast", "MUST-63", "3.9.2.3", from_broadcast,
       "A SYN from the broadcast address is ignored"),
  CASE(MUST, "network/from-nowhere", "MUST-63", "3.9.2.3", from_nowhere,
       "A SYN from the unspecified address is ignored"),
  CASE(MUST, "network/from-loopback", "MUST-63", "3.9.2.3", from_loopback,
       "A SYN from the loopback address is ignored"),
  CASE(MUST, "network/land", "MUST-63", "3.9.2.3", land, "A SYN from its own address and port is ignored"),
  CASE_IN(MUST, "network/other-address", "", "3.10.7", other_address, ACK,
          "A segment from another address is another connection's"),
  CASE_IN(MUST, "network/other-address-rst", "", "3.10.7", other_address, RST,
          "A RST from another address is another connection's"),
  CASE(MUST, "network/padded", "", "3.1", padded, "The length of text comes from IP: padding is no text"),
  CASE(MUST, "network/cut-short", "", "3.1", cut_short, "A datagram shorter than its header says is dropped"),
  CASE(MUST, "network/header-checksum", "", "3.1", header_checksum,
       "A datagram whose header checksum is wrong is dropped"),
  CASE(MUST, "network/unknown-ip-option", "MUST-50", "3.9.2", unknown_ip_option,
       "An IP option that is not understood is ignored"),
  CASE(MUST, "network/ip-nops", "MUST-50", "3.9.2", ip_nops, "IP's NOP and EOL are ignored"),
  CASE(MAY, "network/ip-timestamp", "MAY-10", "3.9.2", ip_timestamp,
       "IP's timestamp option may be supported, and does no harm"),
  CASE(MAY, "network/ip-record-route", "MAY-11", "3.9.2", ip_record_route,
       "IP's record route option may be supported, and does no harm"),
  CASE(MUST, "network/source-route", "MUST-53", "3.9.2.1", source_route,
       "What answers a SYN with a source route goes back by it"),
  CASE(MAY, "network/ip-id", "MAY-4", "3.8.1", any_ip_id, "What is sent again may have any IP identification"),
  CASES_END
};
