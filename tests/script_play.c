/* Scripts played on our own engine: one that fails for each kind of mismatch, and what a play asks of its target. */
#include "script/play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "octets.h"
#include "script/segment.h"
#include "suites.h"

static struct target self;
static struct outcome outcome;
static struct ladder ladder;
static struct play_options options;

/* ---- Targets that lie -------------------------------------------------------------------------------------------- */

static enum lie { HONEST, OTHER_TEXT, BAD_CHECKSUM, OTHER_PORT, OTHER_PROTOCOL, DEAD } lie;

static bool (*honest_begin)(struct target *, const struct scene *, char[128]);
static struct scene last_scene;
static bool listens;                           /* as a target without any OPEN does */

static bool lying_begin(struct target *target, const struct scene *scene, char why[128])
{
  last_scene = *scene;
  if (!honest_begin(target, scene, why)) return false;
  return !listens || target->call(target, TARGET_CALL_OPEN_PASSIVE, NULL, 0) == SYNFIN_OK;
}

static size_t (*honest_read)(struct target *, uint8_t *, synfin_time, synfin_time *);

/* Adds one to an octet of the segment, and makes up for it in the checksum, unless that is to be wrong. */
static void spoil(uint8_t *segment, size_t at, bool seal)
{
  segment[at]++;
  uint32_t sum = (uint32_t)(segment[16] << 8 | segment[17]);
  sum = sum + 0xffff - (at % 2 ? 1 : 256);
  sum = (sum & 0xffff) + (sum >> 16);
  if (seal) segment[16] = (uint8_t)(sum >> 8), segment[17] = (uint8_t)sum;
}

static size_t lying_read(struct target *target, uint8_t *octets, synfin_time until, synfin_time *when)
{
  const size_t len = honest_read(target, octets, until, when);
  if (len == 0) return 0;
  switch (lie) {
  case OTHER_TEXT: if (len > 60) spoil(octets + 20, 30, true); break;
  case BAD_CHECKSUM: spoil(octets + 20, 4, false); break;
  case OTHER_PORT: spoil(octets + 20, 1, true); break;
  case OTHER_PROTOCOL: octets[0] = 0; break;
  default: break;
  }
  return len;
}

static const char *trouble(struct target *target)
{
  (void)target;
  return lie == DEAD ? "signal 11" : NULL;
}

static void setup(void)
{
  static struct pcap_file none;
  ck_assert_int_eq(target_self(&self), 0);
  honest_begin = self.begin;
  self.begin = lying_begin;
  listens = false;
  honest_read = self.read;
  self.read = lying_read;
  self.trouble = trouble;
  lie = HONEST;
  options = (struct play_options){.tolerance = -1, .port = 50000, .pcap = &none};
}

/* ---- Playing ----------------------------------------------------------------------------------------------------- */

static struct script script;

static void play(const char *text)
{
  const size_t len = strlen(text);
  char *const copy = malloc(len + 1);
  memcpy(copy, text, len + 1);
  if (!script_parse(&script, "x.pkt", copy, len))
    ck_abort_msg("line %u: %s", script.error.line, script.error.text);
  script_play(&script, &self, &options, &ladder, &outcome);
}

/* A play that ends so, at this line (0: nowhere), for this reason. */
static void expect_outcome(const char *text, enum outcome_verdict verdict, unsigned line, const char *why)
{
  play(text);
  const unsigned at = outcome.event ? outcome.event->line : 0;
  if (outcome.verdict != verdict || at != line || strcmp(outcome.text, why) != 0)
    ck_abort_msg("%s\n  verdict %d at line %u: %s\n  not     %d at line %u: %s", text, outcome.verdict, at,
                 outcome.text, verdict, line, why);
  script_free(&script);
}

static void expect_pass(const char *text) { expect_outcome(text, OUTCOME_PASSED, 0, ""); }

#define LISTEN "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 bind(3, ..., ...) = 0\n+0 listen(3, 1) = 0\n"
#define OPENED LISTEN "+.1 < S 0:0(0) win 9000 <mss 1000>\n+0 > S. 0:0(0) ack 1 <mss 1460>\n" \
  "+.1 < . 1:1(0) ack 1 win 9000\n+0 accept(3, ..., ...) = 4\n"       /* seven lines */
#define WRITTEN OPENED "+0 write(4, ..., 100) = 100\n"
#define CONNECT "0 socket(..., SOCK_STREAM|SOCK_NONBLOCK, 6) = 3\n+0 connect(3, ..., ...) = -1 EINPROGRESS\n"

struct mismatch { const char *text; unsigned line; const char *why; };

static void expect_failures(const struct mismatch *cases, size_t count)
{
  for (size_t i = 0; i < count; i++) expect_outcome(cases[i].text, OUTCOME_FAILED, cases[i].line, cases[i].why);
}

#define EXPECT_FAILURES(cases) expect_failures(cases, sizeof cases / sizeof *cases)

START_TEST(segment__that_is_another__fails_with_what_differs)
{
  static const struct mismatch cases[] = {
    {WRITTEN "+0 > . 1:101(100) ack 1", 9, "flags P., not ."},
    {WRITTEN "+0 > P. 2:102(100) ack 1", 9, "sequence number 1, not 2"},
    {WRITTEN "+0 > P. 1:102(101) ack 1", 9, "length 100, not 101"},
    {WRITTEN "+0 > P. 1:101(100) ack 2", 9, "acknowledgment number 1, not 2"},
    {WRITTEN "+0 > P. 1:101(100) ack 1 win 0", 9, "window 65535, not 0"},
    {WRITTEN "+0 > P. 1:101(100) ack 1 <nop,nop,sackOK>", 9, "there are no options"},
    {WRITTEN "+0 > [ect0] P. 1:101(100) ack 1", 9, "ECN 0, not 2"},
    {WRITTEN "+0 > [ect01] P. 1:101(100) ack 1", 9, "ECN 0, not ECT"},
    {WRITTEN "+0 > [tos 4] P. 1:101(100) ack 1", 9, "tos 0, not 4"},
    {WRITTEN "+0 > [ttl 0] P. 1:101(100) ack 1", 9, "ttl 64, not 0"},
    {OPENED "+0 send(4, ..., 1, MSG_OOB) = 1\n+0 > PU. 1:2(1) ack 1 urg 9", 9, "urgent pointer 1, not 9"},
    {LISTEN "+0 < S 0:0(0) win 9\n+0 > S. 0:0(0) ack 1", 5, "there are options"},
    {LISTEN "+0 < S 0:0(0) win 9\n+0 > S. 0:0(0) ack 1 <mss 1461>", 5, "other options"},
    {LISTEN "+0 < S 0:0(0) win 9\n+0 > S. 0:0(0) ack 1 <mss 1460>\n+0 < S 0:0(0) win 9\n"
     "+0 fcntl(3, F_GETFL) = 2\n+0 > S. 5:5(0) ack 1 <mss 1460>", 8, "sequence number 0, not 5"},
  };
  EXPECT_FAILURES(cases);
}
END_TEST

START_TEST(segment__that_comes_at_another_time__fails)
{
  static const struct mismatch cases[] = {
    {WRITTEN "+.005 > P. 1:101(100) ack 1", 9, "too early: at 0.200000, not at 0.205000"},
    {WRITTEN "+.005~+9 > P. 1:101(100) ack 1", 9, "too early: at 0.200000, not at 0.205000"},
    {WRITTEN "+0 > P. 1:101(100) ack 1\n+.9 > P. 1:101(100) ack 1", 10, "too late: at 1.200000, not at 1.100000"},
    {WRITTEN "+0 > P. 1:101(100) ack 1\n+.5~+.9 > P. 1:101(100) ack 1", 10, "too late: at 1.200000, not at 1.100000"},
    {WRITTEN "+0 > P. 1:101(100) ack 1\n1~1.1 > P. 1:101(100) ack 1", 10, "too late: at 1.200000, not at 1.100000"},
    {WRITTEN "+0 > P. 1:101(100) ack 1\n1.1 > P. 1:101(100) ack 1", 10, "too late: at 1.200000, not at 1.100000"},
    {"--tolerance_usecs=0\n" WRITTEN "+.000001 > P. 1:101(100) ack 1", 10, "too early: at 0.200000, not at 0.200001"},
  };
  EXPECT_FAILURES(cases);
  expect_pass(WRITTEN "+.004 > P. 1:101(100) ack 1");
  expect_pass(WRITTEN "+0 > P. 1:101(100) ack 1\n+.996 > P. 1:101(100) ack 1");
  expect_pass(WRITTEN "* > P. 1:101(100) ack 1\n* > P. 1:101(100) ack 1\n+2 > P. 1:101(100) ack 1");
  options.tolerance = 5000;
  expect_pass(WRITTEN "+.005 > P. 1:101(100) ack 1");
}
END_TEST

START_TEST(segment__that_is_missing_or_one_too_many__fails)
{
  static const struct mismatch cases[] = {
    {OPENED "+0 > . 1:1(0) ack 1", 8, "no segment came"},
    {OPENED "* > . 1:1(0) ack 1", 8, "no segment came"},
    {WRITTEN, 8, "one segment more than the script expects, at 0.200000"},
    {LISTEN "+0 < S 0:0(0) win 9", 4, "one segment more than the script expects, at 0.000000"},
    {WRITTEN "+0 shutdown(4, SHUT_WR) = 0\n+0 > F. 101:101(0) ack 1", 10, "flags P., not F."},
  };
  EXPECT_FAILURES(cases);
}
END_TEST

START_TEST(event__of_every_kind__waits_for_its_time)
{
  expect_pass(OPENED "+.1 write(4, ..., 5) = 5\n.3 > P. 1:6(5) ack 1\n+.2 < . 1:1(0) ack 6 win 9\n"
              "0.6 write(4, ..., 5) = 5\n.6 > P. 6:11(5) ack 1\n.7 < P. 1:9(8) ack 11 win 9\n.9 > . 11:11(0) ack 9");
}
END_TEST

START_TEST(segment__that_did_not_match__is_told_in_the_scripts_numbers)
{
  play(LISTEN "+0 < S 5:5(0) win 9\n+0 > S. 7:7(0) ack 6 <mss 1460>\n+0 < P. 6:8(2) ack 8 win 9\n+0 > F. 8:8(0) ack 8");
  ck_assert_str_eq(outcome.came, ". 8:8(0) ack 8 win 65533");
  script_free(&script);
  play(LISTEN "+0 < S 5:5(0) win 9\n+0 > S. 7:7(0) ack 6");
  ck_assert_str_eq(outcome.came, "S. 7:7(0) ack 6 win 65535 <mss 1460>");
  script_free(&script);
  play(LISTEN "+0 close(3) = 0");
  ck_assert_str_eq(outcome.came, "");
  script_free(&script);
}
END_TEST

/* What is written and what is told are one language. */
/* One segment of a script's text, as it would come from the wire. */
static void arrive(struct arrival *came, const char *text)
{
  static uint8_t datagram[65535];
  const struct numbers numbers = {0};
  const struct ends ends = {.addresses = v4};
  char *const copy = malloc(strlen(text) + 1);
  strcpy(copy, text);
  if (!script_parse(&script, "x.pkt", copy, strlen(text))) ck_abort_msg("%s: %s", text, script.error.text);
  const size_t len = segment_build(datagram, &script.event->segment, &ends, &numbers);
  ck_assert_int_eq(synfin_ip_decode(&came->ip, datagram, len), SYNFIN_OK);
  ck_assert_int_eq(synfin_decode(&came->segment, came->ip.payload, came->ip.len, NULL), SYNFIN_OK);
}

static bool matches(struct numbers *numbers, const char *expected, const char *wire)
{
  struct script_segment segment;
  struct arrival came;
  char why[160];
  arrive(&came, expected);                     /* read for its script */
  segment = script.event->segment;
  script_free(&script);
  arrive(&came, wire);
  const bool yes = segment_matches(&segment, &came, false, numbers, why);
  script_free(&script);
  return yes;
}

START_TEST(timestamps__of_the_target__are_bound_when_they_first_come)
{
  struct numbers numbers = {0};
  struct arrival came;
  char text[SEGMENT_TEXT];
  ck_assert(matches(&numbers, "0 < S 0:0(0) win 9 <nop,nop,TS val 100 ecr 7>",
                    "0 < S 70:70(0) win 9 <nop,nop,TS val 5555 ecr 7>"));
  ck_assert(matches(&numbers, "0 < . 1:1(0) ack 1 win 9 <nop,nop,TS val 200 ecr 7>",
                    "0 < . 71:71(0) ack 1 win 9 <nop,nop,TS val 6666 ecr 7>"));
  ck_assert(matches(&numbers, "0 < . 1:1(0) ack 1 win 9 <nop,nop,TS val 100 ecr 7>",
                    "0 < . 71:71(0) ack 1 win 9 <nop,nop,TS val 5555 ecr 7>"));
  ck_assert(!matches(&numbers, "0 < . 1:1(0) ack 1 win 9 <nop,nop,TS val 100 ecr 7>",
                     "0 < . 71:71(0) ack 1 win 9 <nop,nop,TS val 5556 ecr 7>"));
  ck_assert(!matches(&numbers, "0 < . 1:1(0) ack 1 win 9 <nop,nop,TS val 100 ecr 7>",
                     "0 < . 71:71(0) ack 1 win 9 <nop,nop,TS val 5555 ecr 8>"));
  ck_assert_uint_eq(numbers.stamps, 2);
  arrive(&came, "0 < . 71:71(0) ack 1 win 9 <nop,nop,TS val 6666 ecr 7,nop,nop,sack 5:6>");
  segment_tell(text, &came.segment, &numbers);
  ck_assert_str_eq(text, ". 1:1(0) ack 1 win 9 <nop,nop,TS val 200 ecr 7,nop,nop,sack 5:6>");
  script_free(&script);
}
END_TEST

START_TEST(numbers__of_the_target_in_what_is_injected__are_the_wires)
{
  static uint8_t datagram[65535];
  const struct numbers numbers = {.shift = 70, .bound = true, .stamps = 1, .stamp = {{100, 5555}}};
  const struct ends ends = {.addresses = v4};
  struct arrival came;
  arrive(&came, "0 < . 1:1(0) ack 5 win 9 <nop,nop,TS val 7 ecr 100,nop,nop,sack 5:6>");
  const size_t len = segment_build(datagram, &script.event->segment, &ends, &numbers);
  ck_assert_int_eq(synfin_ip_decode(&came.ip, datagram, len), SYNFIN_OK);
  ck_assert_int_eq(synfin_decode(&came.segment, came.ip.payload, came.ip.len, &came.ip.addresses), SYNFIN_OK);
  ck_assert_uint_eq(came.segment.seq, 1);
  ck_assert_uint_eq(came.segment.ack, 75);
  ck_assert_uint_eq(came.segment.opt.ts_val, 7);
  ck_assert_uint_eq(came.segment.opt.ts_ecr, 5555);
  ck_assert_uint_eq(came.segment.opt.sack[0].left, 75);
  ck_assert_uint_eq(came.segment.opt.sack[0].right, 76);
  script_free(&script);
}
END_TEST

START_TEST(segment__that_is_built_and_decoded__is_told_as_it_was_written)
{
  static const char *const segments[] = {
    "SFRP.UEW 5:10(5) ack 6 win 7 urg 8 <mss 1460,sackOK,TS val 1 ecr 2,nop,wscale 7,nop,nop,nop,eol>",
    "- 4294967295:0(1) win 0", ". 1:1(0) ack 2 win 65535 <nop,nop,sack 1:2 3:4 4294967295:5>", "R. 0:0(0) ack 1 win 0"};
  for (size_t i = 0; i < 2 * sizeof segments / sizeof *segments; i++) {
    static uint8_t datagram[65535];
    char line[200], text[SEGMENT_TEXT];
    const struct numbers numbers = {0};
    struct ends ends = {.addresses = i % 2 ? v4 : v6, .src_port = 7, .dst_port = 9};
    struct arrival came;
    snprintf(line, sizeof line, "0 < [ect0,tos 252,ttl 0] %s", segments[i / 2]);
    char *const copy = malloc(strlen(line) + 1);
    strcpy(copy, line);
    ck_assert_msg(script_parse(&script, "x.pkt", copy, strlen(line)), "%s", script.error.text);
    const size_t len = segment_build(datagram, &script.event->segment, &ends, &numbers);
    ck_assert_int_eq(synfin_ip_decode(&came.ip, datagram, len), SYNFIN_OK);
    ck_assert_int_eq(synfin_decode(&came.segment, came.ip.payload, came.ip.len, &came.ip.addresses), SYNFIN_OK);
    segment_tell(text, &came.segment, &numbers);
    ck_assert_str_eq(text, segments[i / 2]);
    ck_assert_uint_eq(came.ip.traffic_class, 254);
    ck_assert_uint_eq(came.ip.hop_limit, 0);
    ck_assert_uint_eq(came.segment.src_port, 7);
    script_free(&script);
  }
}
END_TEST

START_TEST(call__with_another_result__fails)
{
  static const struct mismatch cases[] = {
    {OPENED "+0 write(4, ..., 100) = 99", 8, "write returned 100, not 99"},
    {OPENED "+0 fcntl(4, F_SETFL, O_NONBLOCK) = 0\n+0 read(4, ..., 1) = 0", 9, "read returned -1 EAGAIN, not 0"},
    {OPENED "+0 recv(4, ..., 9, MSG_DONTWAIT) = -1 EPIPE", 8, "recv returned -1 EAGAIN, not -1 EPIPE"},
    {LISTEN "+0 write(3, ..., 9) = 9", 4, "write returned -1 EPIPE, not 9"},
    {LISTEN "+0 close(3) = -1 EBADF", 4, "close returned 0, not -1 EBADF"},
    {LISTEN "+0 close(5) = 0", 4, "close returned -1 EBADF, not 0"},
    {LISTEN "+0 read(3, ..., 9) = 0", 4, "read returned -1 ENOTCONN, not 0"},
    {CONNECT "+0 > S 0:0(0) <...>\n+0 < R. 0:0(0) ack 1 win 0\n+0 getsockopt(3, SOL_SOCKET, SO_ERROR, [0], [4]) = 0", 5,
     "SO_ERROR is 111, not 0"},
    {CONNECT "+0 > S 0:0(0) <...>\n+0 connect(3, ..., ...) = 0", 4, "connect returned -1 EALREADY, not 0"},
    {OPENED "+0 shutdown(4, SHUT_WR) = 0\n+0 > F. 1:1(0) ack 1\n+0 write(4, ..., 5) = 5", 10,
     "write returned -1 EPIPE, not 5"},
  };
  EXPECT_FAILURES(cases);
  expect_pass(OPENED "+0 recv(4, ..., 9, MSG_DONTWAIT) = ...\n+0 read(77, ..., 1) = -1");
}
END_TEST

START_TEST(call__that_blocks__has_to_return_when_it_should)
{
  static const struct mismatch cases[] = {
    {OPENED "+0 read(4, ..., 1) = 1", 8, "read has not returned at 0.205000"},
    {OPENED "+0...0.3 read(4, ..., 1) = 1", 8, "read has not returned at 0.505000"},
    {OPENED "+0...0.3 read(4, ..., 9) = 5\n+.1 < P. 1:6(5) ack 1 win 9", 8,
     "read returned too early: at 0.300000, not at 0.500000"},
    {OPENED "+0...0.3 read(4, ..., 9) = 4\n+.3 < P. 1:6(5) ack 1 win 9", 8, "read returned 5, not 4"},
    {OPENED "+0...0.1 read(4, ..., 1) = 1\n+.2 close(4) = 0", 8, "read has not returned at 0.305000"},
    {"0 socket(..., SOCK_STREAM, 6) = 3\n+0...0.1 connect(3, ..., ...) = 0\n+0 > S 0:0(0) <...>\n"
     "+.1 < R. 0:0(0) ack 1 win 0", 2, "connect returned -1 ECONNREFUSED, not 0"},
  };
  EXPECT_FAILURES(cases);
  expect_pass(OPENED "+0...0.3 read(4, ..., 9) = 5\n+.3 < P. 1:6(5) ack 1 win 9\n* > . 1:1(0) ack 6");
}
END_TEST

START_TEST(write__of_more_than_there_is_room_for__blocks_until_the_rest_is_taken)
{
  expect_pass(OPENED "+0 fcntl(4, F_SETFL, O_NONBLOCK) = 0\n+0 write(4, ..., 80000) = 65535\n"
              "+0 write(4, ..., 9) = -1 EAGAIN\n"
              "+0 > . 1:1001(1000) ack 1\n+0 > . 1001:2001(1000) ack 1\n+0 > . 2001:3001(1000) ack 1\n"
              "+0 > . 3001:4001(1000) ack 1");
  expect_pass(OPENED "+0...0.1 write(4, ..., 66000) = 66000\n"
              "+0 > . 1:1001(1000) ack 1\n+0 > . 1001:2001(1000) ack 1\n+0 > . 2001:3001(1000) ack 1\n"
              "+0 > . 3001:4001(1000) ack 1\n+.1 < . 1:1(0) ack 4001 win 0");
}
END_TEST

/* ---- What a play asks of its target ------------------------------------------------------------------------------ */

START_TEST(target__that_lies__is_found_out)
{
  static const struct { enum lie lie; const char *why; } lies[] = {
    {OTHER_TEXT, "octet 10 of the text is 0x6c, but 0x6b was written"},
    {BAD_CHECKSUM, "what came is broken: TCP checksum is wrong"},
    {OTHER_PORT, "what came is not between the two ends of the script"},
    {OTHER_PROTOCOL, "what came is broken: neither IPv4 nor IPv6"},
    {DEAD, "the target died: signal 11"}};
  for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
    lie = HONEST;
    play(WRITTEN "+0 > P. 1:101(100) ack 1");
    ck_assert_int_eq(outcome.verdict, OUTCOME_PASSED);
    script_free(&script);
    lie = lies[i].lie;
    play(WRITTEN "+0 > P. 1:101(100) ack 1");
    ck_assert_int_eq(outcome.verdict, OUTCOME_FAILED);
    ck_assert_str_eq(outcome.text, lies[i].why);
    script_free(&script);
  }
}
END_TEST

START_TEST(target__that_cannot_do_what_a_script_calls_for__is_left_out)
{
  static const struct { unsigned bit; const char *text, *why; } cases[] = {
    {TARGET_OPEN_PASSIVE, LISTEN, "self has no listen"}, {TARGET_OPEN_ACTIVE, CONNECT, "self has no connect"},
    {TARGET_SEND, WRITTEN, "self has no write"}, {TARGET_RECEIVE, OPENED "0 read(4, ..., 1) = 1", "self has no read"},
    {TARGET_CLOSE, OPENED "0 shutdown(4, SHUT_WR) = 0", "self has no shutdown"},
    {TARGET_RELEASE, OPENED "0 close(4) = 0", "self has no close"},
    {TARGET_URGENT, OPENED "0 send(4, ..., 1, MSG_OOB) = 1", "self has no send"},
    {TARGET_ABORT, OPENED "0 setsockopt(4, SOL_SOCKET, SO_LINGER, {onoff=1, linger=0}, 8) = 0",
     "self has no SO_LINGER"},
    {TARGET_NO_DELAY, LISTEN "0 setsockopt(3, SOL_TCP, TCP_NODELAY, [1], 4) = 0", "self has no TCP_NODELAY"},
    {TARGET_SET_BUFFER, "0 setsockopt(3, SOL_SOCKET, SO_RCVBUF, [9], 4) = 0", "self has no SO_RCVBUF"},
    {TARGET_IPV6, "--ip_version=ipv6\n" LISTEN, "self has no IPv6"}};
  const unsigned can = self.can;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    self.can = can & ~cases[i].bit;
    expect_outcome(cases[i].text, OUTCOME_SKIPPED, 0, cases[i].why);
  }
}
END_TEST

START_TEST(script__that_wants_two_connections__is_unusable)
{
  expect_outcome(OPENED "+0 accept(3, ..., ...) = 5", OUTCOME_UNUSABLE, 8,
                 "a target has one connection at a time, and it was accepted before");
  expect_outcome(LISTEN "+0 socket(..., SOCK_STREAM, 6) = 4\n+0 connect(4, ..., ...) = 0", OUTCOME_UNUSABLE, 5,
                 "a target has one connection at a time, and another socket has it");
  expect_outcome(LISTEN "+0 socket(..., SOCK_STREAM, 6) = 4\n+0 listen(4, 1) = 0", OUTCOME_UNUSABLE, 5,
                 "a target has one connection at a time, and another socket has it");
  expect_outcome(LISTEN "+0 socket(..., SOCK_STREAM, 6) = 3", OUTCOME_UNUSABLE, 4, "this file descriptor is in use");
}
END_TEST

/* Without STATUS the script's own segments tell that there is a connection. */
START_TEST(target__that_does_not_tell_its_state__is_believed_connected_once_its_syn_is_acknowledged)
{
  self.can &= ~TARGET_STATUS;
  expect_pass(WRITTEN "+0 > P. 1:101(100) ack 1");
  expect_pass(CONNECT "+0 > S 0:0(0) <...>\n+0 connect(3, ..., ...) = -1 EALREADY\n+0 < S. 7:7(0) ack 1 win 9\n"
              "+0 > . 1:1(0) ack 8\n+0 connect(3, ..., ...) = 0\n+0 connect(3, ..., ...) = -1 EISCONN");
  expect_pass(LISTEN "+0 < S 0:0(0) win 9\n+0 > S. 0:0(0) ack 1 <...>\n+0 < . 1:1(0) ack 5 win 9\n+0 > R 5:5(0)\n"
              "+0 < . 1:1(0) ack 1 win 9\n+0 accept(3, ..., ...) = 4");
  expect_outcome(LISTEN "+0 < S 0:0(0) win 9\n+0 > S. 0:0(0) ack 1 <...>\n+0 accept(3, ..., ...) = 4", OUTCOME_FAILED,
                 6, "accept has not returned at 0.005000");
}
END_TEST

START_TEST(target__without_opens__listens_for_the_script)
{
  self.can &= ~(TARGET_OPEN_ACTIVE | TARGET_OPEN_PASSIVE | TARGET_STATUS);
  listens = true;
  expect_pass(OPENED);
  expect_outcome(CONNECT, OUTCOME_SKIPPED, 0, "self has no connect");
  expect_outcome("0 < S 0:0(0) win 9\n+0 > R. 0:0(0) ack 1", OUTCOME_SKIPPED, 0,
                 "self listens, and the script does not");
}
END_TEST

START_TEST(ports__of_a_script__are_those_that_it_names)
{
  expect_pass("--bind_port=7\n--connect_port=9\n" LISTEN);
  ck_assert_uint_eq(last_scene.our_port, 7);
  ck_assert_uint_eq(last_scene.peer_port, 50000);
  expect_pass("--bind_port=7\n--connect_port=9\n" CONNECT "+0 > S 0:0(0) <...>");
  ck_assert_uint_eq(last_scene.our_port, 50000);
  ck_assert_uint_eq(last_scene.peer_port, 9);
  self.our_port = 99;
  expect_pass("--bind_port=7\n" LISTEN);
  ck_assert_uint_eq(last_scene.our_port, 99);
}
END_TEST

START_TEST(descriptors__of_a_script__come_to_an_end)
{
  char text[64 * 50], *at = text;
  for (unsigned i = 0; i < 62; i++) at += sprintf(at, "+0 socket(..., SOCK_STREAM, 0) = ...\n");
  expect_outcome(text, OUTCOME_UNUSABLE, 62, "this file descriptor is in use");
}
END_TEST

START_TEST(options__that_do_not_count__are_not_looked_at)
{
  static const char text[] = LISTEN "+0 < S 0:0(0) win 9\n+0 > S. 0:0(0) ack 1 <mss 1460,nop,wscale 7>";
  expect_outcome(text, OUTCOME_FAILED, 5, "other options");
  options.any_options = true;
  expect_pass(text);
}
END_TEST

START_TEST(numbers__of_the_target__are_the_scripts)
{
  expect_pass(LISTEN "+0 < S 4294967295:4294967295(0) win 9\n+0 > S. 777:777(0) ack 0 <mss 1460>\n"
              "+0 < P. 0:5(5) ack 778 win 9\n* > . 778:778(0) ack 5\n+0 accept(3, ..., ...) = 9\n"
              "+0 read(9, ..., 9) = 5\n+0 close(9) = 0\n+0 > F. 778:778(0) ack 5");
  ck_assert_uint_eq(ladder.event[ladder.events - 2].segment.seq, 778);
  expect_pass(LISTEN "+0 < S 0:0(0) win 9\n+0 > S. 5:5(0) ack 1 <...>\n+0 < R 1:1(0) win 0\n"
              "+0 < S 0:0(0) win 9\n+0 > S. 8:8(0) ack 1 <...>\n+0 < . 1:1(0) ack 9 win 9\n+0 accept(3, ..., ...) = 4");
}
END_TEST

START_TEST(ladder__of_a_long_play__keeps_its_end)
{
  enum { ROUNDS = 300 };
  char *const text = malloc(sizeof OPENED + ROUNDS * 100), *at = text + sprintf(text, OPENED);
  for (unsigned i = 0; i < ROUNDS; i++)
    at += sprintf(at, "+1 < P. %u:%u(1) ack 1 win 9\n* > . 1:1(0) ack %u\n", i + 1, i + 2, i + 2);
  expect_pass(text);
  free(text);
  ck_assert_uint_le(ladder.events, LADDER_EVENTS);
  ck_assert_uint_ge(ladder.events, LADDER_EVENTS / 2 - 2);
  ck_assert_uint_eq(ladder.event[ladder.events - 2].segment.ack, ROUNDS + 1);
  for (size_t i = 0; i < ladder.events; i++)
    if (ladder.event[i].kind == LADDER_ARRIVED) ck_assert_uint_eq(ladder.event[ladder.event[i].twin].twin, i);
  /* A round is a segment and its answer, each of them sent and arrived. */
  for (size_t i = 4; i < ladder.events; i++) {
    const struct synfin_segment *const before = &ladder.event[i - 4].segment, *const now = &ladder.event[i].segment;
    if (ladder.event[i].kind == LADDER_SENT) ck_assert_uint_eq(now->seq + now->ack, before->seq + before->ack + 1);
  }
}
END_TEST

Suite *script_play_suite(void)
{
  Suite *suite = suite_create("script_play");
  TCase *played = tcase_create("played");
  static const TTest *const *const tests[] = {
    &segment__that_is_another__fails_with_what_differs, &segment__that_comes_at_another_time__fails,
    &segment__that_is_missing_or_one_too_many__fails, &event__of_every_kind__waits_for_its_time,
    &segment__that_did_not_match__is_told_in_the_scripts_numbers,
    &segment__that_is_built_and_decoded__is_told_as_it_was_written,
    &timestamps__of_the_target__are_bound_when_they_first_come,
    &numbers__of_the_target_in_what_is_injected__are_the_wires, &call__with_another_result__fails,
    &call__that_blocks__has_to_return_when_it_should,
    &write__of_more_than_there_is_room_for__blocks_until_the_rest_is_taken, &target__that_lies__is_found_out,
    &target__that_cannot_do_what_a_script_calls_for__is_left_out, &script__that_wants_two_connections__is_unusable,
    &target__that_does_not_tell_its_state__is_believed_connected_once_its_syn_is_acknowledged,
    &target__without_opens__listens_for_the_script, &ports__of_a_script__are_those_that_it_names,
    &descriptors__of_a_script__come_to_an_end, &options__that_do_not_count__are_not_looked_at,
    &numbers__of_the_target__are_the_scripts,
    &ladder__of_a_long_play__keeps_its_end};
  tcase_add_checked_fixture(played, setup, NULL);
  for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(played, *tests[i]);
  suite_add_tcase(suite, played);
  return suite;
}
