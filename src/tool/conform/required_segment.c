/* Cases by requirement: where a connection's numbers begin, and what all its segments have in common (3.1, 3.4.1). */
#include <string.h>

#include "play.h"

/* ---- The ISN clock (3.4.1) --------------------------------------------------------------------------------------- */

/* The ISS of an incarnation of one and the same connection. A RST leads back to LISTEN. */
static uint32_t iss_now(struct tester *t)
{
  play_listens(t, "a SYN gets its SYN,ACK");
  uint32_t iss = (uint32_t)t->dut.iss;
  play_rst(t);
  return iss;
}

static bool chooses(struct tester *t)
{
  if (t->target->can & TARGET_SET_ISS)
    tester_not_applicable(t, "its ISS is chosen by who uses it");
  return play_listen(t);
}

/* Two stretches of time: the numbers go on in both, at one speed, which nobody would hit by chance. */
static void clock_driven(struct tester *t)
{
  if (!chooses(t))
    return;
  uint32_t first = iss_now(t);
  synfin_time from = t->played_out ? 0 : t->target->now(t->target);
  tester_wait(t, MS(500));
  uint32_t second = iss_now(t);
  synfin_time between = t->played_out ? 0 : t->target->now(t->target);
  tester_wait(t, MS(1000));
  uint32_t third = iss_now(t);
  if (t->played_out)
    return;
  double one = (double)(second - first) / (double)(between - from);
  double two = (double)(third - second) / (double)(t->target->now(t->target) - between);
  if (one <= 0 || two <= 0 || one > 2 * two || two > 2 * one || one > 100)
    tester_fail(t, LEVEL_MUST, "ISS goes on by %.2f, then %.2f a microsecond: no clock", one, two);
}

static void keyed(struct tester *t)
{
  if (!chooses(t))
    return;
  uint32_t first = iss_now(t), least = UINT32_MAX;
  for (int i = 0; i < 4; i++) {
    t->scene.peer_port = (uint16_t)(t->scene.peer_port + 1);
    uint32_t other = iss_now(t), apart = other - first < first - other ? other - first : first - other;
    least = apart < least ? apart : least;
    first = other;
  }
  if (least < 10000)
    tester_fail(t, LEVEL_SHOULD, "the ISS of another connection is only %u away", least);
}

/* ---- Its headers ------------------------------------------------------------------------------------------------- */

static void same_address(struct tester *t)
{
  struct synfin_addresses want;
  struct synfin_ip ip;
  struct heard h;
  play_in(t, SYNFIN_ESTABLISHED);
  want = tester_addresses(t);
  play_text(t, 10);
  bool sends = (t->target->can & TARGET_SEND) && play_user_send(t, 3000) > 0, came = false;
  for (unsigned heard = 0; heard < 6 && tester_hear(t, SYNFIN_SECONDS(2), &h); heard++) {
    came |= !sends || h.len > 0;
    if (synfin_ip_decode(&ip, t->datagram, sizeof t->datagram) != SYNFIN_OK ||
        memcmp(ip.addresses.src, want.dst, sizeof want.dst) != 0)
      tester_fail(t, LEVEL_MUST, "a segment comes from another address");
  }
  if (!came)
    tester_fail(t, LEVEL_MUST, "nothing comes from the address of its SYN");
}

static void hop_limit(struct tester *t)
{
  struct synfin_ip ip;
  struct heard h;
  play_in(t, SYNFIN_ESTABLISHED);
  play_text(t, 10);
  if (tester_hear(t, ANSWER, &h) && synfin_ip_decode(&ip, t->datagram, sizeof t->datagram) == SYNFIN_OK &&
      ip.hop_limit < 2)
    tester_fail(t, LEVEL_MUST, "a hop limit of %u reaches nobody", ip.hop_limit);
}

static void ports(struct tester *t)
{
  struct heard h = {0};
  play_listen(t);
  play_syn(t);
  if (!play_hear(t, ANSWER, &h))
    tester_fail(t, LEVEL_MUST, "the answer comes from the port that was asked, to the one that asked");
  else if (h.len > 0 || h.up != 0 || h.flags & (FIN | URG))
    tester_fail(t, LEVEL_MUST, "a SYN,ACK has no text, and nothing that is not asked for");
}

/* RFC 3168 6.1.1: an ECN-setup SYN,ACK has ECE and no CWR. */
static void ecn(struct tester *t)
{
  struct heard h = {0};
  play_listen(t);
  play_send(t, SYN | SYNFIN_ECE | SYNFIN_CWR, t->dut.irs, 0, 0);
  if (!play_hear(t, ANSWER, &h) || !(h.flags & SYN))
    tester_fail(t, LEVEL_MUST, "a SYN that asks for ECN is answered");
  else if (!(h.flags & SYNFIN_ECE))
    tester_not_applicable(t, "it does not support ECN (RFC 3168)");
  else if (h.flags & SYNFIN_CWR)
    tester_fail(t, LEVEL_MUST, "a SYN,ACK that agrees on ECN has no CWR");
}

static void no_ecn_unasked(struct tester *t)
{
  struct heard h = {0};
  play_listen(t);
  play_syn(t);
  if (play_hear(t, ANSWER, &h) && h.flags & (SYNFIN_ECE | SYNFIN_CWR))
    tester_fail(t, LEVEL_MUST, "a SYN,ACK has ECE although nobody asked for ECN");
}

const struct required required_segment[] = {
  CASE(MUST, "segment/iss-clock", "MUST-8", "3.4.1", clock_driven, "ISS follows a clock"),
  CASE(SHOULD, "segment/iss-keyed", "SHLD-1", "3.4.1; RFC 6528", keyed, "ISS of other connections lies elsewhere"),
  CASE(MUST, "segment/same-address", "MUST-45", "3.9.1.1", same_address,
       "All segments of a connection come from one address"),
  CASE(MUST, "segment/address-of-ip", "MUST-44", "3.9.1.1", same_address, "Its address is one that IP has"),
  CASE(MUST, "segment/hop-limit", "", "3.9.2", hop_limit, "Its hop limit reaches the peer"),
  CASE(MUST, "segment/syn-ack", "", "3.1", ports, "A SYN,ACK goes back where the SYN came from, and is nothing else"),
  CASE(SHOULD, "segment/ecn", "SHLD-8", "3.8.2; RFC 3168 6.1.1", ecn, "ECN is supported"),
  CASE(MUST, "segment/ecn-unasked", "", "RFC 3168 6.1.1", no_ecn_unasked, "ECN is not claimed unasked"),
  CASES_END
};
