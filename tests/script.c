/* Scripts in packetdrill's language: what is read, and what is refused with which line. */
#include "script/script.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "octets.h"
#include "suites.h"

static struct script script;

/* Parses a copy of exactly this size. */
static bool parse_octets(const char *text, size_t len)
{
  char *const copy = malloc(len + 1);
  memcpy(copy, text, len);
  copy[len] = '\0';
  return script_parse(&script, "x.pkt", copy, len);
}

static bool parse(const char *text)
{
  return parse_octets(text, strlen(text));
}

static const struct script_event *parsed(const char *text)
{
  if (!parse(text)) ck_abort_msg("line %u: %s\n%s", script.error.line, script.error.text, text);
  return script.event;
}

/* The words of an event, until the next one is asked for. */
static const char *words_of(const struct script_event *event)
{
  static char words[2][80];
  static unsigned turn;
  turn ^= 1;
  snprintf(words[turn], sizeof words[turn], "%.*s", (int)event->source_len, event->source);
  return words[turn];
}

static void forget(void)
{
  script_free(&script);
}

/* ---- Good ones --------------------------------------------------------------------------------------------------- */

START_TEST(times__of_every_kind__are_microseconds)
{
  static const struct { const char *text; int kind; int64_t at, to; } cases[] = {
    {"0 > . 1:1(0) ack 1", TIME_ABSOLUTE, 0, 0}, {"0.100 > . 1:1(0) ack 1", TIME_ABSOLUTE, 100000, 0},
    {".000001 > . 1:1(0) ack 1", TIME_ABSOLUTE, 1, 0}, {"12. > . 1:1(0) ack 1", TIME_ABSOLUTE, 12000000, 0},
    {"+.1 > . 1:1(0) ack 1", TIME_RELATIVE, 100000, 0}, {"+0 > . 1:1(0) ack 1", TIME_RELATIVE, 0, 0},
    {"+0.1~+0.2 > . 1:1(0) ack 1", TIME_RELATIVE_RANGE, 100000, 200000},
    {"1 ~ 2 > . 1:1(0) ack 1", TIME_ABSOLUTE_RANGE, 1000000, 2000000}, {"* > . 1:1(0) ack 1", TIME_ANY, 0, 0},
    {"+1.0000009 > . 1:1(0) ack 1", TIME_RELATIVE, 1000000, 0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct script_time time = parsed(cases[i].text)->time;
    ck_assert_msg((int)time.kind == cases[i].kind && time.at == cases[i].at && time.to == cases[i].to, "%s",
                  cases[i].text);
    forget();
  }
}
END_TEST

START_TEST(segment__with_every_field__has_them_all)
{
  const struct script_event *e = parsed("+0 < [ect0,ttl 9] SFRP.UEW 4294967290:4(10) ack 2 win 3 urg 4");
  ck_assert_int_eq(e->kind, EVENT_INJECT);
  ck_assert_uint_eq(e->segment.flags, 0xff);
  ck_assert_uint_eq(e->segment.seq, 4294967290u);
  ck_assert_uint_eq(e->segment.len, 10);
  ck_assert_uint_eq(e->segment.ack, 2);
  ck_assert_int_eq(e->segment.wnd, 3);
  ck_assert_uint_eq(e->segment.up, 4);
  ck_assert_int_eq(e->segment.ecn, 2);
  ck_assert_int_eq(e->segment.hop_limit, 9);
  ck_assert_int_eq(e->segment.traffic_class, -1);
  forget();
}
END_TEST

START_TEST(segment__with_least_fields__leaves_the_rest_open)
{
  const struct script_event *e = parsed("+0 > - 0:0(0)");
  ck_assert_int_eq(e->kind, EVENT_EXPECT);
  ck_assert_uint_eq(e->segment.flags, 0);
  ck_assert_int_eq(e->segment.wnd, -1);
  ck_assert_uint_eq(e->segment.options, 0);
  ck_assert(!e->segment.any_options);
  ck_assert_int_eq(e->segment.ecn, -1);
  forget();
}
END_TEST

START_TEST(options__of_every_kind__keep_their_order_and_values)
{
  static const uint8_t kinds[] = {2, 4, 8, 1, 3, 5, 0, 0};
  const struct script_event *e = parsed("0 > . 1:1(0) ack 1 <mss 1460,sackOK,TS val 100 ecr 7,nop,wscale 14,"
                                        "sack 1:2 3:4,eol , eol>");
  ck_assert_uint_eq(e->segment.options, sizeof kinds);
  for (size_t i = 0; i < sizeof kinds; i++) ck_assert_uint_eq(e->segment.option[i].kind, kinds[i]);
  ck_assert_uint_eq(e->segment.option[0].value[0], 1460);
  ck_assert_uint_eq(e->segment.option[2].value[0], 100);
  ck_assert_uint_eq(e->segment.option[2].value[1], 7);
  ck_assert_uint_eq(e->segment.option[4].value[0], 14);
  ck_assert_uint_eq(e->segment.option[5].values, 4);
  ck_assert_uint_eq(e->segment.option[5].value[3], 4);
  forget();
  ck_assert(parsed("0 > . 1:1(0) ack 1 <...>")->segment.any_options);
  forget();
}
END_TEST

START_TEST(call__with_all_kinds_of_arguments__has_them)
{
  const struct script_call *call =
    &parsed("+0...0.2 setsockopt(4, SOL_SOCKET, SO_LINGER, {onoff=1, linger=0}, 8) = 0")->call;
  ck_assert_int_eq(call->function, CALL_SETSOCKOPT);
  ck_assert_uint_eq(call->arguments, 5);
  ck_assert_int_eq(call->argument[1].number[0], SOL_SOCKET);
  ck_assert_int_eq(call->argument[3].kind, ARGUMENT_LINGER);
  ck_assert_int_eq(call->argument[3].number[0], 1);
  ck_assert_int_eq(call->ends, 200000);
  forget();
  call = &parsed("0 socket(..., SOCK_STREAM | SOCK_NONBLOCK, 0x6) = ...")->call;
  ck_assert_int_eq(call->argument[0].kind, ARGUMENT_ANY);
  ck_assert_int_eq(call->argument[1].number[0], SOCK_STREAM | SOCK_NONBLOCK);
  ck_assert_int_eq(call->argument[2].number[0], 6);
  ck_assert(call->any_result);
  ck_assert_int_eq(call->ends, -1);
  forget();
  ck_assert_int_eq(parsed("0...0 read(4, \"a\\\"b\", 1048576) = 0")->call.argument[2].number[0], 1048576);
  forget();
}
END_TEST

START_TEST(call__with_an_error__has_its_errno_and_no_remark)
{
  const struct script_call *call =
    &parsed("0 connect(3, {sa_family = AF_INET, sin_port = htons(8080), sin_addr = inet_addr(\"1.2.3.4}\")}, 16)"
            " = -1 ECONNREFUSED (Connection refused)")->call;
  ck_assert_int_eq(call->argument[1].kind, ARGUMENT_ANY);
  ck_assert_int_eq(call->result, -1);
  ck_assert_int_eq(call->error, ECONNREFUSED);
  forget();
}
END_TEST

START_TEST(head__of_a_script__tells_what_it_is_about_and_where_it_fails)
{
  parsed("// RFC 9293 3.5: a sentence\n// fails on kernel: a reason, long\r\n//skip on lwip: b\n\n"
         "--ip_version=ipv6\n--bind_port=99\n--connect_port=98 --tolerance_usecs=5000\n--mss=7\n0 > . 1:1(0) ack 1");
  ck_assert_str_eq(script.about, "RFC 9293 3.5: a sentence");
  ck_assert_uint_eq(script.version, 6);
  ck_assert_uint_eq(script.bind_port, 99);
  ck_assert_uint_eq(script.connect_port, 98);
  ck_assert_int_eq(script.tolerance, 5000);
  ck_assert_uint_eq(script.warnings, 1);
  ck_assert_uint_eq(script.warning[0].line, 8);
  ck_assert_str_eq(script.warning[0].text, "the option --mss has no effect here");
  ck_assert_str_eq(script_exception_for(&script, "kernel")->why, "a reason, long");
  ck_assert(!script_exception_for(&script, "kernel")->skip);
  ck_assert(script_exception_for(&script, "lwip")->skip);
  ck_assert_ptr_null(script_exception_for(&script, "self"));
  forget();
}
END_TEST

START_TEST(events__between_comments__know_their_lines_and_words)
{
  const struct script_event *e =
    parsed("/* a\n b */ 0 listen(3, /* here */ 1) = 0 // there\n\n+0 > . // what\n 1:1(0) ack 1");
  ck_assert_uint_eq(script.events, 2);
  ck_assert_uint_eq(e[0].line, 2);
  ck_assert_uint_eq(e[1].line, 4);
  ck_assert_str_eq(words_of(&e[0]), "0 listen(3, /* here */ 1) = 0 // there");
  ck_assert_str_eq(words_of(&e[1]), "+0 > . // what");
  forget();
}
END_TEST

/* ---- Bad ones ---------------------------------------------------------------------------------------------------- */

static const struct { const char *text; unsigned line; const char *message; } bad[] = {
  {"", 1, "there is no event in it"},
  {"// nothing\n\n", 3, "there is no event in it"},
  {"\n\n  `ls`", 3, "shell commands in a script are not run"},
  {"+0 `ls`", 1, "shell commands in a script are not run"},
  {"+0 %{ print(1) }%", 1, "code in a script is not run"},
  {"0 > . 1:1(0) ack 1\n/* no end", 2, "a comment begins that does not end"},
  {"\nhello", 2, "expected a time (0.1, +.1, +0~+0.1 or *), not 'hello'"},
  {"+ > . 1:1(0)", 1, "expected seconds, not '>'"},
  {"100001 > . 1:1(0)", 1, "a time of more than 100000 seconds"},
  {"99999999999999999999 > . 1:1(0)", 1, "a time of more than 100000 seconds"},
  {"1~0.5 > . 1:1(0)", 1, "a range of time that ends before it begins"},
  {"+1~2 > . 1:1(0)", 1, "expected '+', not '2'"},
  {"+0", 1, "expected '<', '>' or a call, but the script ends"},
  {"+0 %x", 1, "expected '<', '>' or a call, not '%'"},
  {"+0 {", 1, "expected '<', '>' or a call, not '{'"},
  {"+0 / 1", 1, "expected '<', '>' or a call, not '/'"},
  {"+0 ?", 1, "expected '<', '>' or a call, not '?'"},
  {"+0 > \x01", 1, "expected flags (letters of SFRP.UEW, or -), not octet 0x01"},
  {"+0 > X 1:1(0)", 1, "expected flags (letters of SFRP.UEW, or -), not 'X'"},
  {"+0 > SS 1:1(0)", 1, "the flag 'S' stands there twice"},
  {"+0 > SX 1:1(0)", 1, "expected a flag or a blank, not 'X'"},
  {"+0 > S a:1(0)", 1, "expected a sequence number, not 'a'"},
  {"+0 > S 4294967296:1(0)", 1, "4294967296 is out of range for a sequence number"},
  {"+0 > S -1:1(0)", 1, "-1 is out of range for a sequence number"},
  {"+0 > S 1:3(1)", 1, "1:3 is not a length of 1"},
  {"+0 > S 1-1(0)", 1, "expected ':', not '-'"},
  {"+0 > S 1:65477(65476)", 1, "65476 is out of range for a length"},
  {"+0 < S 1:1(0)", 1, "an injected segment needs its window, 'win N'"},
  {"+0 < S 1:1(0) win 65536", 1, "65536 is out of range for win"},
  {"+0 < S 1:1(0) win 1 <...>", 1, "<...> is for expected segments, not for injected ones"},
  {"+0 < S 1:1(0) win 1 <mss>", 1, "expected mss, not '>'"},
  {"+0 < S 1:1(0) win 1 <mss 65536>", 1, "65536 is out of range for mss"},
  {"+0 < S 1:1(0) win 1 <wscale 7>", 1, "options of 3 octets, no multiple of 4: add nop or eol"},
  {"+0 < S 1:1(0) win 1 <sack 1:2 1:2 1:2 1:2,TS val 1 ecr 1>", 1, "options of 44 octets, a header has 40"},
  {"+0 < S 1:1(0) win 1 <sack 1:2 1:2 1:2 1:2 1:2>", 1, "more than 4 blocks of sack"},
  {"+0 < S 1:1(0) win 1 <nop,nop,nop,nop,nop,nop,nop,nop,nop,nop,nop,nop,nop,nop,nop,nop,nop,nop,nop,nop,nop,nop,nop,"
   "nop,nop>", 1, "more than 24 options"},
  {"+0 < S 1:1(0) win 1 <FO 1234>", 1, "expected an option (mss, wscale, sackOK, sack, TS, nop or eol), not 'FO'"},
  {"+0 < S 1:1(0) win 1 <TS val 1>", 1, "expected 'ecr', not '>'"},
  {"+0 < S 1:1(0) win 1 <nop,nop,sackOK", 1, "expected '>', but the script ends"},
  {"+0 < [ect01] . 1:1(0) ack 1 win 1", 1, "an injected segment cannot be ect01"},
  {"+0 < [fast] . 1:1(0) ack 1 win 1", 1, "expected noecn, ect0, ect1, ect01, ce, ttl or tos, not 'fast'"},
  {"+0 < [ttl 256] . 1:1(0) ack 1 win 1", 1, "256 is out of range for ttl"},
  {"+0 < udp (100)", 1, "udp: segments of TCP only"},
  {"+0 < icmp unreachable", 1, "icmp: segments of TCP only"},
  {"* < . 1:1(0) ack 1 win 1", 1, "only an expected segment has a range of time, or any time"},
  {"+0~+1 close(3) = 0", 1, "only an expected segment has a range of time, or any time"},
  {"+1...0.5 read(3, ..., 9) = 9", 1, "a call that returns before it begins"},
  {"+0 launch(1) = 0", 1, "no call 'launch' is known here"},
  {"+0 close 3", 1, "expected '(', not '3'"},
  {"+0 close(3, 4) = 0", 1, "close takes no more than 1 arguments"},
  {"+0 listen(3) = 0", 1, "listen takes 2 arguments, not 1"},
  {"+0 close(...) = 0", 1, "argument 1 of close has to be a number"},
  {"+0 socket(..., SOCK_SEQ, 0) = 3", 1, "no symbol 'SOCK_SEQ' is known here"},
  {"+0 socket(..., SOCK_DGRAM, 0) = 3", 1, "sockets of SOCK_STREAM only"},
  {"+0 close(3)", 1, "expected '=', but the script ends"},
  {"+0 close(3) = -1 EWHAT", 1, "no error 'EWHAT' is known here"},
  {"+0 close(3) = 0 EBADF", 1, "an error goes with a result of -1 alone"},
  {"+0 close(3) = 0 (remark", 1, "expected ')', but the script ends"},
  {"+0 write(3, \"text, 5) = 5", 1, "a string begins that does not end"},
  {"+0 connect(3, {x, 5) = 5", 1, "a '{' has no '}'"},
  {"+0 read(3, ..., 2000000) = 0", 1, "read takes 0 to 1048576 octets, not 2000000"},
  {"+0 send(3, ..., 10, MSG_FASTOPEN) = 10", 1, "a flag of send that is unsupported"},
  {"+0 fcntl(3, 99) = 0", 1, "fcntl with F_GETFL, or F_SETFL and flags, only"},
  {"+0 fcntl(3, F_SETFL, 1) = 0", 1, "fcntl sets O_NONBLOCK and nothing else"},
  {"+0 shutdown(3, 7) = 0", 1, "shutdown takes SHUT_RD, SHUT_WR or SHUT_RDWR"},
  {"+0 setsockopt(3, SOL_SOCKET, SO_LINGER, [1], 8) = 0", 1, "SO_LINGER takes {onoff=N, linger=N}"},
  {"+0 setsockopt(3, SOL_SOCKET, SO_LINGER, {onoff=1, linger=5}, 8) = 0", 1, "SO_LINGER with a time is unsupported"},
  {"+0 setsockopt(3, SOL_TCP, TCP_CORK, [1], 4) = 0", 1, "this socket option is unsupported: no target can set it"},
  {"+0 setsockopt(3, SOL_TCP, TCP_NODELAY, 1, 4) = 0", 1, "a socket option takes its value in brackets: [1]"},
  {"+0 setsockopt(3, SOL_SOCKET, SO_RCVBUF, [0], 4) = 0", 1, "SO_RCVBUF takes at least 1"},
  {"+0 listen(3, 1) = 0\n+0 setsockopt(3, SOL_SOCKET, SO_RCVBUF, [9], 4) = 0", 2,
   "SO_RCVBUF has to be set before listen or connect"},
  {"+0 write(3, ..., 1) = 1\n+0 setsockopt(3, SOL_TCP, TCP_NODELAY, [1], 4) = 0", 2,
   "TCP_NODELAY has to be set before anything is written"},
  {"+0 getsockopt(3, SOL_TCP, TCP_INFO, ..., ...) = 0", 1, "getsockopt of SO_ERROR only"},
  {"--ip_version=ipv5\n0 > . 1:1(0)", 1, "expected ipv4 or ipv6, not 'ipv5'"},
  {"--ip_version=ipv4-mapped-ipv6\n0 > . 1:1(0)", 1, "expected the end of the line, not '-'"},
  {"--bind_port=65536\n0 > . 1:1(0)", 1, "65536 is out of range for a port"},
  {"--tolerance_usecs=x\n0 > . 1:1(0)", 1, "expected a tolerance in microseconds, not 'x'"},
  {"--\n0 > . 1:1(0)", 2, "expected the name of an option, not '0'"},
};

START_TEST(script__that_is_bad__is_refused_with_line_and_reason)
{
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    ck_assert_msg(!parse(bad[i].text), "%s", bad[i].text);
    ck_assert_msg(script.error.line == bad[i].line && strcmp(script.error.text, bad[i].message) == 0,
                  "%s\n  line %u: %s\n  not %u: %s", bad[i].text, script.error.line, script.error.text, bad[i].line,
                  bad[i].message);
    forget();
  }
}
END_TEST

START_TEST(file__that_cannot_be_read__is_refused_without_a_line)
{
  ck_assert(!script_read(&script, "/no/such/file.pkt"));
  ck_assert_uint_eq(script.error.line, 0);
  ck_assert_str_eq(script.error.text, "No such file or directory");
  forget();
  ck_assert(!script_read(&script, "/"));
  ck_assert_str_eq(script.error.text, "Is a directory");
  forget();
}
END_TEST

/* A script, every prefix of it, and it with random octets in random places: each is read or refused, under ASan. */
START_TEST(garbage__of_all_kinds__is_read_or_refused)
{
  static const char good[] =
    "// a\n--ip_version=ipv4\n0 socket(..., SOCK_STREAM, 6) = 3 (x)\n+0...0.1 connect(3, {a=\"b\"}, [4]) = -1 EAGAIN\n"
    "+.1~+.2 > [ect0] SP. 0:5(5) ack 1 win 2 urg 3 <mss 4,sack 1:2 3:4,TS val 5 ecr 6>\n* > . 1:1(0) <...>";
  static const char words[] = "<>[](){}.,:;~*+-/\"`%=0123456789 \n\t\\SFRPackwinmssTSvalecrnop...\0\xff";
  char text[sizeof good];
  seed_random();
  for (size_t len = 0; len < sizeof good; len++, forget()) parse_octets(good, len);
  for (unsigned round = 0; round < 20000; round++, forget()) {
    memcpy(text, good, sizeof good);
    for (unsigned n = 1 + below(6); n > 0; n--) text[below(sizeof good - 1)] = words[below(sizeof words - 1)];
    const bool taken = parse_octets(text, below(2) ? sizeof good - 1 : below(sizeof good));
    expect(taken == (*script.error.text == '\0'));
    expect(taken || script.error.line > 0);
  }
  for (unsigned round = 0; round < 20000; round++, forget()) {
    const size_t len = below(sizeof text);
    fill(text, len);
    for (size_t i = 0; i < len; i++) text[i] = below(4) ? words[(uint8_t)text[i] % (sizeof words - 1)] : text[i];
    parse_octets(text, len);
  }
}
END_TEST

Suite *script_suite(void)
{
  Suite *suite = suite_create("script");
  CASE("good", times__of_every_kind__are_microseconds, segment__with_every_field__has_them_all,
       segment__with_least_fields__leaves_the_rest_open, options__of_every_kind__keep_their_order_and_values,
       call__with_all_kinds_of_arguments__has_them, call__with_an_error__has_its_errno_and_no_remark,
       head__of_a_script__tells_what_it_is_about_and_where_it_fails,
       events__between_comments__know_their_lines_and_words);
  CASE("bad", script__that_is_bad__is_refused_with_line_and_reason,
       file__that_cannot_be_read__is_refused_without_a_line, garbage__of_all_kinds__is_read_or_refused);
  return suite;
}
