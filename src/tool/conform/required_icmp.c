/* Cases by requirement: ICMP errors about a segment of the target's (3.9.2.2). */
#include <string.h>

#include "play.h"

/* What an ICMP error says, in both versions. */
struct icmp { uint8_t type, code, type6, code6; };

enum {
  NET_UNREACHABLE, HOST_UNREACHABLE, SOURCE_ROUTE_FAILED, TIME_EXCEEDED, PARAMETER_PROBLEM,
  PROTOCOL_UNREACHABLE, PORT_UNREACHABLE, SOURCE_QUENCH, TOO_BIG,
};

static const struct icmp errors[] = {
  [NET_UNREACHABLE] = {3, 0, 1, 0}, [HOST_UNREACHABLE] = {3, 1, 1, 3}, [SOURCE_ROUTE_FAILED] = {3, 5, 1, 0},
  [TIME_EXCEEDED] = {11, 0, 3, 0}, [PARAMETER_PROBLEM] = {12, 0, 4, 0}, [PROTOCOL_UNREACHABLE] = {3, 2, 4, 1},
  [PORT_UNREACHABLE] = {3, 3, 1, 4}, [SOURCE_QUENCH] = {4, 0, 0, 0}, [TOO_BIG] = {3, 4, 2, 0},
};

/* Writes an error about the datagram that was heard last, with the next hop's MTU, and `port` as the peer's. */
static void write_error(struct tester *t, unsigned which, uint16_t mtu, uint16_t port)
{
  static uint8_t datagram[1280];
  const struct icmp *e = &errors[which];
  bool six = t->scene.version == 6;
  size_t ip_len = six ? 40 : 20, quoted = six ? 60 : 28, len = 8 + quoted;
  uint8_t *icmp = datagram + ip_len, pseudo[40 + 8 + 60] = {0};
  struct synfin_ip ip = {.addresses = tester_addresses(t), .hop_limit = 64, .protocol = six ? 58 : 1,
                         .len = (uint32_t)len};
  if (t->played_out || synfin_ip_encode(datagram, 40, &ip) != (ptrdiff_t)ip_len)
    return;
  memset(icmp, 0, 8);
  icmp[0] = six ? e->type6 : e->type, icmp[1] = six ? e->code6 : e->code;
  icmp[6] = (uint8_t)(mtu >> 8), icmp[7] = (uint8_t)mtu;
  memcpy(icmp + 8, t->datagram, quoted);
  icmp[8 + ip_len + 2] = (uint8_t)(port >> 8), icmp[8 + ip_len + 3] = (uint8_t)port;
  memcpy(pseudo, datagram + 8, 32);
  pseudo[35] = (uint8_t)len, pseudo[39] = 58;
  memcpy(pseudo + 40, icmp, len);
  uint16_t sum = six ? synfin_checksum(pseudo, 40 + len) : synfin_checksum(icmp, len);
  icmp[2] = (uint8_t)(sum >> 8), icmp[3] = (uint8_t)sum;
  t->target->write(t->target, datagram, ip_len + len);
}

static bool syn_sent(struct tester *t) { return tester_needs(t, TARGET_HOST) && play_syn_sent(t); }

/* With text of the target's on its way, which is the datagram that was heard last. */
static bool text_sent(struct tester *t, uint32_t len)
{
  struct heard h;
  if (!tester_needs(t, TARGET_HOST) || !PLAY_OPEN(t, .wnd = PLAY_WINDOW))
    return false;
  play_user_send(t, len);
  if (!play_hear(t, ANSWER, &h) || h.len == 0)
    tester_inconclusive(t, "no text is sent");
  return !t->played_out;
}

static void soft_in_syn_sent(struct tester *t, unsigned which)
{
  if (!syn_sent(t))
    return;
  write_error(t, which, 0, t->scene.peer_port);
  play_quiet(t, "a soft error changes nothing");
  play_syn_ack(t);
  play_expect_ack(t, "a soft error does not abort the opening");
}

static void soft(struct tester *t, unsigned which)
{
  if (!text_sent(t, 100))
    return;
  write_error(t, which, 0, t->scene.peer_port);
  play_quiet(t, "a soft error changes nothing");
  play_ack(t);
  play_alive(t, "a soft error does not abort the connection");
}

static void quench(struct tester *t)
{
  if (tester_needs(t, TARGET_HOST) && play_in(t, SYNFIN_CLOSED) && t->scene.version == 6)
    tester_not_applicable(t, "ICMPv6 has no source quench");
  soft(t, SOURCE_QUENCH);
}

/* In a synchronized state most hosts take it for a soft one (RFC 5461), so it is seen in SYN-SENT. */
static void hard(struct tester *t, unsigned which)
{
  if (!syn_sent(t))
    return;
  write_error(t, which, 0, t->scene.peer_port);
  tester_wait(t, QUIET);
  play_syn_ack(t);
  struct heard h = {0};
  if (!play_hear(t, ANSWER, &h) || !(h.flags & RST))
    tester_fail(t, LEVEL_SHOULD, "a hard error aborts the opening");
}

static void of_another(struct tester *t)
{
  if (!syn_sent(t))
    return;
  write_error(t, PORT_UNREACHABLE, 0, (uint16_t)(t->scene.peer_port + 1));
  play_quiet(t, "an error about another connection changes nothing");
  play_syn_ack(t);
  play_expect_ack(t, "an error about another connection does not abort this one");
}

static void too_big(struct tester *t)
{
  struct heard h;
  uint16_t mtu = t->scene.version == 6 ? 1280 : 600;
  if (!text_sent(t, 1400))
    return;
  write_error(t, TOO_BIG, mtu, t->scene.peer_port);
  if (play_again(t, SYNFIN_SECONDS(3), &h) == SYNFIN_NEVER)
    tester_fail(t, LEVEL_MUST, "text that was too big is sent again");
  else if (h.len + 40 > mtu)
    tester_fail(t, LEVEL_MUST, "what is too big for a hop is sent again in smaller segments, not of %u octets", h.len);
}

const struct required required_icmp[] = {
  CASE(MUST, "icmp/too-big", "MUST-54", "3.9.2.2; RFC 1191", too_big, "An ICMP error about a connection is acted upon"),
  CASE(MUST, "icmp/of-another", "MUST-54", "3.9.2.2", of_another,
       "An ICMP error reaches the connection that it is about, no other"),
  CASE(MUST, "icmp/source-quench", "MUST-55", "3.9.2.2", quench, "Source quench is dropped"),
  CASE_IN(MUST, "icmp/net-in-syn-sent", "MUST-56", "3.9.2.2", soft_in_syn_sent, NET_UNREACHABLE,
          "\"Net unreachable\" does not abort SYN-SENT"),
  CASE_IN(MUST, "icmp/host-in-syn-sent", "MUST-56", "3.9.2.2", soft_in_syn_sent, HOST_UNREACHABLE,
          "\"Host unreachable\" does not abort SYN-SENT"),
  CASE_IN(MUST, "icmp/net", "MUST-56", "3.9.2.2", soft, NET_UNREACHABLE,
          "\"Net unreachable\" does not abort a connection"),
  CASE_IN(MUST, "icmp/host", "MUST-56", "3.9.2.2", soft, HOST_UNREACHABLE,
          "\"Host unreachable\" does not abort a connection"),
  CASE_IN(MUST, "icmp/source-route", "MUST-56", "3.9.2.2", soft, SOURCE_ROUTE_FAILED,
          "\"Source route failed\" does not abort a connection"),
  CASE_IN(MUST, "icmp/time-exceeded", "MUST-56", "3.9.2.2", soft, TIME_EXCEEDED,
          "\"Time exceeded\" does not abort a connection"),
  CASE_IN(MUST, "icmp/parameter-problem", "MUST-56", "3.9.2.2", soft, PARAMETER_PROBLEM,
          "\"Parameter problem\" does not abort a connection"),
  CASE_IN(SHOULD, "icmp/protocol", "SHLD-26", "3.9.2.2", hard, PROTOCOL_UNREACHABLE,
          "\"Protocol unreachable\" aborts SYN-SENT"),
  CASE_IN(SHOULD, "icmp/port", "SHLD-26", "3.9.2.2", hard, PORT_UNREACHABLE, "\"Port unreachable\" aborts SYN-SENT"),
  CASES_END
};
