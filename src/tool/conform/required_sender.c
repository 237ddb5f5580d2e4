/* Cases by requirement: into which segments text is cut, and when it may wait (3.7, 3.8.6.2.1, 3.9.1.2, RFC 5681). */
#include "play.h"

#define MTU 1500u

/* ---- The size of segments (3.7.1) -------------------------------------------------------------------------------- */

/* Sends much and acknowledges it; the largest segment, and whether all but the last of each burst were so large. */
static struct flight sends_much(struct tester *t, uint32_t len, uint32_t full)
{
  struct flight all = {0};
  int64_t from = MAX;
  len = play_user_send(t, len);
  for (int i = 0; i < 400 && !t->played_out && MAX < from + len; i++) {
    struct flight f = play_flight(t, MS(100), full);
    all.segments += f.segments, all.octets += f.octets, all.small += f.small;
    all.largest = f.largest > all.largest ? f.largest : all.largest;
    all.last_flags = f.last_flags;
    play_ack(t);
  }
  if (!t->played_out && MAX < from + len)
    tester_fail(t, LEVEL_MUST, "only %" PRId64 " of %u octets are sent", MAX - from, len);
  return all;
}

static void at_most(struct tester *t, uint32_t mss)
{
  struct flight f = sends_much(t, 5 * mss + 100, mss);
  if (f.largest > mss)
    tester_fail(t, LEVEL_MUST, "a segment has %u octets of text, more than the peer's MSS of %u", f.largest, mss);
}

static void peer_mss(struct tester *t, unsigned mss)
{
  PLAY_OPEN(t, .opt = {.present = SYNFIN_HAS_MSS, .mss = (uint16_t)mss});
  at_most(t, mss);
}

static void peer_mss_active(struct tester *t, unsigned mss)
{
  PLAY_OPEN(t, .active = true, .opt = {.present = SYNFIN_HAS_MSS, .mss = (uint16_t)mss});
  at_most(t, mss);
}

static void default_mss(struct tester *t, unsigned active)
{
  PLAY_OPEN(t, .bare = true, .active = active);
  uint32_t mss = t->scene.version == 6 ? 1220 : 536;
  struct flight f = sends_much(t, 6000, mss);
  if (f.largest > mss)
    tester_fail(t, LEVEL_MUST, "a segment has %u octets of text, more than the default MSS of %u", f.largest, mss);
}

/* Nobody means it, and any host can take a datagram of 576 octets, or 1280: a sender may have a floor. */
static void mss_of_no_use(struct tester *t, unsigned mss)
{
  PLAY_OPEN(t, .opt = {.present = SYNFIN_HAS_MSS, .mss = (uint16_t)mss});
  struct flight f = sends_much(t, 600, 0);
  if (f.largest > (t->scene.version == 6 ? 1220 : 536))
    tester_fail(t, LEVEL_MUST, "a segment has %u octets of text after an MSS of %u", f.largest, mss);
  else if (f.largest > mss)
    t->allowed = "an MSS too small to be of use is taken as a larger one";
}

static void mss_of_path(struct tester *t)
{
  PLAY_OPEN(t, .opt = {.present = SYNFIN_HAS_MSS, .mss = 65535});
  struct flight f = sends_much(t, 9000, 0);
  uint32_t room = MTU - (t->scene.version == 6 ? 60 : 40);
  if (f.largest > room)
    tester_fail(t, LEVEL_MUST, "a segment has %u octets of text, more than the %u that the interface can send",
                f.largest, room);
}

static void full_segments(struct tester *t)
{
  PLAY_OPEN(t, .opt = {.present = SYNFIN_HAS_MSS, .mss = 1000});
  int64_t from = MAX;
  play_user_send(t, 9500);
  struct flight f = play_flight(t, MS(150), 1000);
  if (f.segments > 1 && f.small > 0)
    tester_fail(t, LEVEL_SHOULD, "%u of %u segments are not full, and not the last", f.small, f.segments);
  else if (f.first != 1000 && MAX > from + 1000)
    tester_fail(t, LEVEL_SHOULD, "the first segment has %u octets of 1000", f.first);
}

/* Many small SENDs that had to wait leave as full segments. */
static void small_sends_merge(struct tester *t)
{
  PLAY_OPEN(t, .wnd = PLAY_CLOSED, .opt = {.present = SYNFIN_HAS_MSS, .mss = 1000});
  for (int i = 0; i < 40; i++)
    play_user_send(t, 100);
  play_window(t, 10000);
  struct flight f = play_flight(t, MS(150), 1000);
  if (f.small > 0 || f.segments > 5)
    tester_fail(t, LEVEL_SHOULD, "40 SENDs of 100 octets that had to wait leave in %u segments, %u of them not full",
                f.segments, f.small);
}

/* ---- Nagle (3.7.4) ----------------------------------------------------------------------------------------------- */

static void nagle(struct tester *t)
{
  struct heard h = {0};
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  play_user_send(t, 10);
  if (!play_hear(t, MS(50), &h) || h.len != 10)
    tester_fail(t, LEVEL_MUST, "ten octets leave at once when nothing is on its way");
  int64_t max = MAX;
  for (int i = 0; i < 10; i++)
    play_user_send(t, 1);
  play_flight(t, MS(100), 0);
  if (MAX != max)
    tester_fail(t, LEVEL_SHOULD, "small text waits while other text is not acknowledged");
  play_ack(t);
  if (!play_hear(t, MS(50), &h) || h.len != 10)
    tester_fail(t, LEVEL_SHOULD, "all that waited leaves as one segment when the ACK comes: %u octets", h.len);
}

static void nagle_lets_full_segments_go(struct tester *t)
{
  PLAY_OPEN(t, .opt = {.present = SYNFIN_HAS_MSS, .mss = 500});
  play_user_send(t, 10);
  play_flight(t, MS(20), 0);
  int64_t max = MAX;
  play_user_send(t, 600);
  struct flight f = play_flight(t, MS(100), 0);
  if (f.largest != 500 || MAX != max + 500)
    tester_fail(t, LEVEL_SHOULD, "a full segment does not wait for an ACK; the rest of 100 octets does");
}

static void no_delay(struct tester *t)
{
  PLAY_OPEN(t, .no_delay = true);
  for (int i = 0; i < 5; i++) {
    struct heard h = {0};
    play_user_send(t, 10);
    if (!play_hear(t, MS(50), &h) || h.len != 10)
      tester_fail(t, LEVEL_MUST, "with Nagle's algorithm off, small text does not wait for ACKs");
  }
}

/* ---- PUSH (3.9.1.2) ---------------------------------------------------------------------------------------------- */

static void goes_at_once(struct tester *t)
{
  struct heard h = {0};
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  play_user_send(t, 1);
  if (!play_hear(t, SYNFIN_SECONDS(1), &h) || h.len != 1)
    tester_fail(t, LEVEL_MUST, "without PUSH in the interface, text does not wait for ever");
}

static void psh_on_last(struct tester *t)
{
  PLAY_OPEN(t, .wnd = 60000);
  struct flight f = sends_much(t, 3500, 0);
  if (!(f.last_flags & PSH))
    tester_fail(t, LEVEL_MUST, "the last segment of what is queued has PSH");
}

static void one_push(struct tester *t)
{
  PLAY_OPEN(t, .wnd = PLAY_CLOSED);
  for (int i = 0; i < 3; i++)
    play_user_send(t, 100);
  play_window(t, PLAY_WINDOW);
  struct flight f = play_flight(t, MS(150), 0);
  if (f.segments != 1)
    tester_fail(t, LEVEL_SHOULD, "three SENDs that had to wait leave as %u segments, not one", f.segments);
  else if (!(f.last_flags & PSH))
    tester_fail(t, LEVEL_MUST, "the last segment of what is queued has PSH");
}

/* ---- The text itself --------------------------------------------------------------------------------------------- */

/* Each octet in its place, also when segments are lost, sent again, and acknowledged in part: not all of them, or who
 * takes no sample of what was sent again (Karn) would back off for ever. */
static void exact_text(struct tester *t, unsigned lose)
{
  if (!play_patience(t, lose ? 30 : 0) || !PLAY_OPEN(t, .wnd = PLAY_WINDOW))
    return;
  int64_t from = MAX, una = MAX;
  uint32_t len = play_user_send(t, 20000);
  for (int i = 0; i < 600 && !t->played_out && una < from + len; i++) {
    struct heard h;
    if (!tester_hear(t, SYNFIN_SECONDS(lose ? 65 : 3), &h))
      break;
    if (lose && i % 7 == 1)
      continue;
    for (uint32_t n = 0; n < h.len; n++)
      if (h.seq + n - from >= (int64_t)len || h.text[n] != tester_octet(h.seq + n))
        tester_fail(t, LEVEL_MUST, "octet %" PRId64 " of the text is another one", h.seq + n - from);
    int64_t end = h.seq + h.len;
    if (h.seq <= una && end > una)
      una = lose && i % 3 == 0 && end - 100 > una ? end - 100 : end;
    play_send(t, ACK, NXT, una, 0);
  }
  if (una != from + len)
    tester_fail(t, LEVEL_MUST, "%" PRId64 " of %u octets came through", una - from, len);
}

static void queued_before_established(struct tester *t)
{
  struct heard h = {0};
  uint8_t octets[100] = {0};
  play_syn_sent(t);
  int64_t from = MAX;
  if (tester_needs(t, TARGET_SEND) && tester_call(t, TARGET_CALL_SEND, octets, sizeof octets) != sizeof octets)
    tester_not_applicable(t, "SEND takes nothing in SYN-SENT, as if there were no room");
  if (play_hear(t, MS(100), &h) && h.len > 0)
    tester_fail(t, LEVEL_MUST, "no text before the handshake");
  play_syn_ack(t);
  play_flight(t, MS(500), 0);
  if (MAX != from + 100)
    tester_fail(t, LEVEL_MUST, "text that was queued in SYN-SENT is sent once the connection is established");
}

static void ack_with_text(struct tester *t)
{
  struct heard h = {0};
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  play_text(t, 10);
  play_user_send(t, 10);
  for (bool came = false; !came && !t->played_out;) {
    if (!play_hear(t, MS(500), &h))
      tester_fail(t, LEVEL_MUST, "text is sent");
    came = h.len > 0;
  }
  if (h.ack != NXT)
    tester_fail(t, LEVEL_MUST, "text carries the ACK of all that was received");
}

static void always_ack(struct tester *t)
{
  struct heard h = {0};
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  play_user_send(t, 10);
  if (!play_hear(t, MS(500), &h) || !(h.flags & ACK))
    tester_fail(t, LEVEL_MUST, "once a connection is established every segment has ACK");
  play_ack(t);
  play_user(t, TARGET_CALL_CLOSE);
  if (!play_hear(t, MS(500), &h) || !(h.flags & ACK))
    tester_fail(t, LEVEL_MUST, "once a connection is established every segment has ACK, the FIN too");
}

const struct required required_sender[] = {
  CASE_IN(MUST, "sender/mss-1000", "MUST-14", "3.7.1", peer_mss, 1000,
          "No segment has more text than the peer's MSS of 1000"),
  CASE_IN(MUST, "sender/mss-536", "MUST-16", "3.7.1", peer_mss, 536,
          "No segment has more text than the peer's MSS of 536"),
  CASE_IN(MUST, "sender/mss-100", "MUST-16", "3.7.1", peer_mss, 100,
          "No segment has more text than the peer's MSS of 100"),
  CASE_IN(MUST, "sender/mss-1", "MUST-16", "3.7.1", mss_of_no_use, 1, "An MSS of 1 does no harm"),
  CASE_IN(MUST, "sender/mss-of-syn-ack", "MUST-14", "3.7.1", peer_mss_active, 700, "The MSS of a SYN,ACK counts"),
  CASE_IN(MUST, "sender/default-mss", "MUST-15", "3.7.1", default_mss, 0,
          "Without an MSS option in the SYN the default is assumed"),
  CASE_IN(MUST, "sender/default-mss-active", "MUST-15", "3.7.1", default_mss, 1,
          "Without an MSS option in the SYN,ACK the default is assumed"),
  CASE_IN(MUST, "sender/mss-0", "", "3.7.1", mss_of_no_use, 0, "An MSS of 0 does no harm"),
  CASE(MUST, "sender/mss-of-path", "MUST-16", "3.7.1", mss_of_path,
       "No segment is larger than IP can send, whatever the peer's MSS"),
  CASE(SHOULD, "sender/full-segments", "SHLD-28", "3.9.1.2", full_segments, "Segments are as large as they may be"),
  CASE(SHOULD, "sender/small-sends", "SHLD-28", "3.9.1.2", small_sends_merge,
       "Small SENDs that had to wait leave as full segments"),
  CASE(MAY, "sender/aggregated", "MAY-16", "3.9.1.2", small_sends_merge, "Text of several SENDs may be aggregated"),
  CASE(SHOULD, "sender/nagle", "SHLD-7", "3.7.4", nagle, "Small text waits while other text is not acknowledged"),
  CASE(SHOULD, "sender/nagle-full-segments", "SHLD-7", "3.7.4", nagle_lets_full_segments_go,
       "Full segments do not wait for ACKs"),
  CASE(MUST, "sender/no-delay", "MUST-17", "3.7.4", no_delay, "Nagle's algorithm can be switched off"),
  CASE(MUST, "sender/at-once", "MUST-60", "3.9.1.2", goes_at_once, "Text does not wait for more text for ever"),
  CASE(MUST, "sender/psh-on-last", "MUST-61", "3.9.1.2", psh_on_last, "The segment that empties the queue has PSH"),
  CASE(SHOULD, "sender/one-push", "SHLD-27", "3.9.1.2", one_push, "SENDs that had to wait are pushed as one"),
  CASE_IN(MUST, "sender/exact-text", "", "3.4", exact_text, 0, "Each octet is sent in its place"),
  CASE_IN(MUST, "sender/exact-text-lossy", "", "3.8.1", exact_text, 1,
          "Each octet is sent in its place, when segments are lost and acknowledged in part"),
  CASE(MUST, "sender/queued-before-established", "", "3.10.2", queued_before_established,
       "Text that was queued in SYN-SENT is sent after the handshake"),
  CASE(MUST, "sender/ack-with-text", "", "3.10.7.4 Seventh", ack_with_text, "Text carries the ACK"),
  CASE(MUST, "sender/always-ack", "", "3.1", always_ack, "Every segment of an established connection has ACK"),
  CASES_END
};
