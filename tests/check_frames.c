/* synfin check: frames of every link layer, cut, damaged and random, and the verdicts they lead to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/checker.h"
#include "octets.h"
#include "suites.h"
#include "wire.h"

#define MOST 200u              /* octets of a frame */

/* What the checker told. */
static struct {
  unsigned findings, violations, connections, rules[RULES];
  uint64_t packet;
  char opening[32], closing[32];
} told;

static void take_finding(void *context, const struct finding *finding)
{
  (void)context;
  told.findings++;
  told.violations += finding->verdict == VERDICT_VIOLATION;
  told.rules[finding->rule]++;
  told.packet = finding->packet;
}

static void take_connection(void *context, struct checker *checker, const struct conn *conn)
{
  (void)context;
  (void)checker;
  told.connections++;
  snprintf(told.opening, sizeof told.opening, "%s", conn_opening(conn));
  snprintf(told.closing, sizeof told.closing, "%s", conn_closing(conn));
}

static struct checker checker;
static uint64_t number;

static void begin(uint32_t connections)
{
  const struct checker_options options = {.connections = connections};
  const struct checker_sink sink = {take_finding, take_connection, NULL};
  memset(&told, 0, sizeof told);
  number = 0;
  ck_assert(checker_init(&checker, &options, &sink));
}

static void end(void)
{
  checker_end(&checker);
  checker_free(&checker);
}

/* A frame of which only `captured` octets were captured; none beyond these may be read. */
static void feed(unsigned link, const uint8_t *octets, size_t captured, size_t len)
{
  uint8_t *const copy = exact(octets, captured);
  number++;
  checker_frame(&checker, &(struct frame){link, copy, captured, len, number, (int64_t)number * 10000});
  free(copy);
}

/* ---- A conversation ---------------------------------------------------------------------------------------------- */

/* From the client (0) or the server (1): a handshake, text each way, and both FINs; the last ACK is one too high. */
static const struct line { unsigned from; uint8_t flags; uint32_t seq, ack; const char *text; } lines[] = {
  {0, SYNFIN_SYN, 100, 0, ""},
  {1, SYNFIN_SYN | SYNFIN_ACK, 500, 101, ""},
  {0, SYNFIN_ACK, 101, 501, ""},
  {0, SYNFIN_ACK | SYNFIN_PSH, 101, 501, "hello"},
  {1, SYNFIN_ACK, 501, 106, "world"},
  {0, SYNFIN_ACK | SYNFIN_FIN, 106, 506, ""},
  {1, SYNFIN_ACK | SYNFIN_FIN, 506, 107, ""},
  {0, SYNFIN_ACK, 107, 508, ""},
};

#define LINES (sizeof lines / sizeof *lines)

static size_t put_datagram(uint8_t *octets, uint8_t version, uint16_t port, const struct line *line)
{
  struct synfin_ip ip = {.addresses = {version, {10, 0, 0, 1}, {10, 0, 0, 2}}, .protocol = 6, .hop_limit = 64};
  struct synfin_segment seg = {.src_port = port, .dst_port = 80, .seq = line->seq, .ack = line->ack, .wnd = 1000,
                               .flags = line->flags, .text = (const uint8_t *)line->text,
                               .len = (uint32_t)strlen(line->text)};
  const size_t header = version == 4 ? 20 : 40;
  if (line->flags & SYNFIN_SYN) seg.opt = (struct synfin_options){.present = SYNFIN_HAS_MSS, .mss = 1000};
  if (line->from) {
    ip.addresses.src[3] = 2;
    ip.addresses.dst[3] = 1;
    seg.src_port = 80;
    seg.dst_port = port;
  }
  const ptrdiff_t len = synfin_encode(octets + header, MOST - header, &seg, &ip.addresses);
  ip.len = (uint32_t)len;
  ck_assert_int_eq(synfin_ip_encode(octets, header, &ip), (ptrdiff_t)header);
  return header + (size_t)len;
}

/* ---- Link layers ------------------------------------------------------------------------------------------------- */

static const struct layer {
  const char *name;
  unsigned link;
  uint8_t version;
  size_t len;
  uint8_t header[24];
} layers[] = {
  {"raw IPv4", LINK_RAW, 4, 0, {0}},
  {"raw IPv6", LINK_RAW, 6, 0, {0}},
  {"IPv4", LINK_IPV4, 4, 0, {0}},
  {"IPv6", LINK_IPV6, 6, 0, {0}},
  {"Ethernet", LINK_ETHERNET, 4, 14, {[12] = 0x08, 0x00}},
  {"Ethernet, IPv6", LINK_ETHERNET, 6, 14, {[12] = 0x86, 0xdd}},
  {"VLAN", LINK_ETHERNET, 4, 18, {[12] = 0x81, 0x00, 0, 7, 0x08, 0x00}},
  {"QinQ", LINK_ETHERNET, 4, 22, {[12] = 0x88, 0xa8, 0, 7, 0x81, 0x00, 0, 8, 0x08, 0x00}},
  {"old QinQ", LINK_ETHERNET, 6, 22, {[12] = 0x91, 0x00, 0, 7, 0x81, 0x00, 0, 8, 0x86, 0xdd}},
  {"cooked", LINK_SLL, 4, 16, {[14] = 0x08, 0x00}},
  {"cooked, VLAN", LINK_SLL, 6, 20, {[14] = 0x81, 0x00, 0, 7, 0x86, 0xdd}},
  {"cooked v2", LINK_SLL2, 4, 20, {0x08, 0x00}},
  {"cooked v2, IPv6", LINK_SLL2, 6, 20, {0x86, 0xdd}},
  {"null, little end first", LINK_NULL, 4, 4, {2}},
  {"null, big end first", LINK_NULL, 4, 4, {0, 0, 0, 2}},
  {"null, IPv6 of FreeBSD", LINK_NULL, 6, 4, {28}},
  {"null, IPv6 of macOS", LINK_NULL, 6, 4, {30}},
  {"loop, IPv6 of OpenBSD", LINK_LOOP, 6, 4, {0, 0, 0, 24}},
};

#define LAYERS (sizeof layers / sizeof *layers)

static size_t put_frame(uint8_t *octets, const struct layer *layer, uint16_t port, const struct line *line)
{
  memcpy(octets, layer->header, layer->len);
  return layer->len + put_datagram(octets + layer->len, layer->version, port, line);
}

static void converse(const struct layer *layer, uint16_t port)
{
  for (size_t i = 0; i < LINES; i++) {
    uint8_t octets[MOST + 24];
    const size_t len = put_frame(octets, layer, port, &lines[i]);
    feed(layer->link, octets, len, len);
  }
}

START_TEST(any_link_layer__leads_to_the_same_verdict)
{
  const struct layer *layer = &layers[_i];
  begin(10);
  converse(layer, 4000);
  end();
  ck_assert_msg(told.findings == 1 && told.rules[RULE_ACK_BEYOND_FIN] == 1 && told.packet == LINES, "%s: %u findings",
                layer->name, told.findings);
  ck_assert_str_eq(told.opening, "three-way");
  ck_assert_str_eq(told.closing, "orderly close");
  ck_assert_uint_eq(told.connections, 1);
}
END_TEST

START_TEST(padding_of_the_link__is_no_text)
{
  uint8_t octets[MOST] = {0};
  begin(10);
  for (size_t i = 0; i < LINES; i++) {
    memset(octets, 0xee, sizeof octets);
    put_frame(octets, &layers[4], 4000, &lines[i]);
    feed(LINK_ETHERNET, octets, 90, 90);
  }
  end();
  ck_assert_uint_eq(told.findings, 1);
  ck_assert_uint_eq(told.rules[RULE_ACK_BEYOND_FIN], 1);
}
END_TEST

/* At any snap length: from the TCP header on, its options or not, the verdict is the same; before, there is none. */
START_TEST(any_snap_length__leads_to_no_other_verdict)
{
  const struct layer *layer = &layers[_i];
  const size_t headers = layer->len + (layer->version == 4 ? 40 : 60);
  for (size_t snap = 0; snap < headers + 6; snap++) {
    begin(10);
    for (size_t i = 0; i < LINES; i++) {
      uint8_t octets[MOST + 24];
      const size_t len = put_frame(octets, layer, 4000, &lines[i]);
      feed(layer->link, octets, snap < len ? snap : len, len);
    }
    end();
    ck_assert_msg(told.findings == (snap >= headers) && told.rules[RULE_ACK_BEYOND_FIN] == told.findings,
                  "%s, %zu octets: %u findings", layer->name, snap, told.findings);
  }
}
END_TEST

/* ---- What is not TCP, or no packet at all ------------------------------------------------------------------------ */

START_TEST(fragments_other_protocols_and_links__are_passed_over)
{
  uint8_t octets[MOST];
  const size_t len = put_datagram(octets, 4, 4000, &lines[0]);
  begin(10);
  octets[6] = 0x20;                           /* More Fragments */
  feed(LINK_RAW, octets, len, len);
  octets[6] = 0;
  octets[9] = 17;                             /* UDP */
  feed(LINK_RAW, octets, len, len);
  octets[9] = 6;
  feed(99, octets, len, len);
  feed(LINK_RAW, octets, 0, 0);
  end();
  ck_assert_uint_eq(checker.totals.packets, 4);
  ck_assert_uint_eq(told.connections + told.findings, 0);
}
END_TEST

/* Hop-by-hop, destination options, and a fragment header of a datagram that is whole. */
static size_t put_extended(uint8_t *octets, const struct line *line)
{
  static const uint8_t extensions[] = {60, 0, 1, 4, 0, 0, 0, 0, 44, 0, 1, 4, 0, 0, 0, 0, 6, 7, 0, 0, 0, 0, 0, 9};
  const size_t len = put_datagram(octets, 6, 4000, line) + sizeof extensions;
  memmove(octets + 40 + sizeof extensions, octets + 40, len - 40 - sizeof extensions);
  memcpy(octets + 40, extensions, sizeof extensions);
  octets[6] = 0;
  put16(octets + 4, (uint32_t)(len - 40));
  return len;
}

START_TEST(extension_headers_of_ipv6__are_stepped_over_at_any_snap_length)
{
  for (size_t snap = 0; snap < 100; snap++) {
    begin(10);
    for (size_t i = 0; i < LINES; i++) {
      uint8_t octets[MOST + 24];
      const size_t len = put_extended(octets, &lines[i]);
      feed(LINK_RAW, octets, snap < len ? snap : len, len);
    }
    end();
    ck_assert_uint_eq(told.rules[RULE_ACK_BEYOND_FIN], snap >= 84);
    ck_assert_uint_eq(told.findings, snap >= 84);
  }
}
END_TEST

/* Random octets, random ends, random damage: nothing beyond the octets is read, nothing is left allocated. */
START_TEST(garbage__is_survived)
{
  uint32_t random = 1;
  begin(16);
  for (unsigned n = 0; n < 60000; n++) {
    const struct layer *layer = &layers[n % LAYERS];
    uint8_t octets[MOST + 24];
    size_t len = put_frame(octets, layer, (uint16_t)(4000 + n % 40), &lines[n / LAYERS % LINES]);
    for (unsigned damage = n % 7; damage > 0; damage--) {
      random = random * 1664525u + 1013904223u;
      octets[(random >> 8) % len] = (uint8_t)(random >> 24);
    }
    random = random * 1664525u + 1013904223u;
    feed(layer->link, octets, n % 3 == 0 ? (random >> 8) % (len + 1) : len, len);
  }
  end();
  ck_assert_uint_eq(checker.totals.packets, 60000);
  ck_assert_uint_gt(checker.totals.malformed, 0);
  ck_assert_uint_eq(told.connections, checker.totals.connections);
}
END_TEST

/* ---- Bounds ------------------------------------------------------------------------------------------------------ */

START_TEST(more_connections_than_places__are_all_told_of)
{
  begin(3);
  for (uint16_t port = 4000; port < 4010; port++)
    for (size_t i = 0; i < 4; i++) {
      uint8_t octets[MOST];
      const size_t len = put_datagram(octets, 4, port, &lines[i]);
      feed(LINK_RAW, octets, len, len);
    }
  ck_assert_uint_eq(told.connections, 7);
  ck_assert_uint_eq(checker.totals.forgotten, 7);
  end();
  ck_assert_uint_eq(told.connections, 10);
  ck_assert_uint_eq(told.violations, 0);
}
END_TEST

START_TEST(checksums_all_wrong__are_offload_and_no_violation)
{
  begin(3);
  for (size_t i = 0; i + 1 < LINES; i++) {
    uint8_t octets[MOST];
    const size_t len = put_datagram(octets, 4, 4000, &lines[i]);
    if (lines[i].from == 1) octets[37] ^= 0x55;
    feed(LINK_RAW, octets, len, len);
  }
  end();
  ck_assert_uint_eq(told.findings, 1);
  ck_assert_uint_eq(told.rules[RULE_OFFLOAD], 1);
  ck_assert_uint_eq(told.violations, 0);
  ck_assert_str_eq(told.closing, "orderly close");
}
END_TEST

START_TEST(a_finding__is_told_once_for_an_end_but_counted_always)
{
  begin(3);
  converse(&layers[0], 4000);
  uint8_t octets[MOST];
  const size_t len = put_datagram(octets, 4, 4000, &lines[LINES - 1]);
  for (unsigned n = 0; n < 5; n++) feed(LINK_RAW, octets, len, len);
  end();
  ck_assert_uint_eq(told.findings, 1);
  ck_assert_uint_eq(checker.totals.violations, 6);
}
END_TEST

Suite *check_frames_suite(void)
{
  Suite *suite = suite_create("check_frames");
  TCase *links = tcase_create("links");
  tcase_add_loop_test(links, any_link_layer__leads_to_the_same_verdict, 0, LAYERS);
  tcase_add_loop_test(links, any_snap_length__leads_to_no_other_verdict, 0, LAYERS);
  suite_add_tcase(suite, links);
  CASE("frames", padding_of_the_link__is_no_text, fragments_other_protocols_and_links__are_passed_over,
       extension_headers_of_ipv6__are_stepped_over_at_any_snap_length, garbage__is_survived);
  CASE("bounds", more_connections_than_places__are_all_told_of, checksums_all_wrong__are_offload_and_no_violation,
       a_finding__is_told_once_for_an_end_but_counted_always);
  return suite;
}
