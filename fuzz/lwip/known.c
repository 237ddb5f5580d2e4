/* Where lwIP and synfin differ, and who is right: lwIP has a fault, or a clause allows both. */
#include "sides.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- Of the segment ---------------------------------------------------------------------------------------------- */

static bool arrives(const struct step *s) { return s->what == '>'; }
static bool has(const struct step *s, unsigned flags) { return arrives(s) && (s->seg.flags & flags) == flags; }
static bool lacks(const struct step *s, unsigned flags) { return arrives(s) && (s->seg.flags & flags) == 0; }
static bool in(const struct step *s, unsigned states) { return (states >> s->before & 1u) != 0; }

#define AT(state) SYNFIN_IN(SYNFIN_##state)

/* Table 6. */
static bool fits(const struct step *s)
{
  uint32_t wnd = s->edge - s->nxt, len = synfin_segment_len(&s->seg), first = s->seg.seq - s->nxt;
  if (len == 0)
    return wnd == 0 ? first == 0 : first < wnd;
  return wnd > 0 && (first < wnd || first + len - 1 < wnd);
}

static bool acks_unsent(const struct step *s)
{
  return has(s, SYNFIN_ACK) && (int32_t)(s->seg.ack - s->max) > 0;
}

static bool same_but_rst(const struct step *s)
{
  return s->we.any == s->they.any && s->we.flags == s->they.flags && s->we.from == s->they.from &&
         s->we.to == s->they.to && s->we.ack == s->they.ack && s->our_unread == s->their_unread &&
         one_state(s->we_are, s->they_are);
}

static bool both_reset(const struct step *s) { return s->we.rst && s->they.rst && same_but_rst(s); }

/* synfin took nothing of it; whether it owed an ACK is for First to say. */
static bool ignored(const struct step *s)
{
  return s->we_are == s->before && !s->we.rst && (!s->we.any || (s->we.from == s->we.to && s->we.ack == s->nxt));
}

/* ---- The rows ---------------------------------------------------------------------------------------------------- */

static bool assertion_fails(const struct step *s) { (void)s; return died; }

static bool rst_with_ack(const struct step *s)
{
  return both_reset(s) && s->we.rst_seq == s->they.rst_seq && s->they.rst == (SYNFIN_RST | SYNFIN_ACK) &&
         s->we.rst == SYNFIN_RST;
}

static bool rst_seq_from_no_ack(const struct step *s)
{
  return both_reset(s) && lacks(s, SYNFIN_ACK) && s->we.rst_seq == 0 && s->we.rst == s->they.rst;
}

static bool rst_len_of_syn_fin(const struct step *s)
{
  return both_reset(s) && has(s, SYNFIN_SYN | SYNFIN_FIN) && s->they.rst_ack == s->we.rst_ack - 1;
}

static bool abort_rst(const struct step *s)
{
  return s->what == 'x' && in(s, AT(SYN_SENT) | AT(CLOSING) | AT(LAST_ACK) | AT(TIME_WAIT)) && s->they.rst &&
         !s->we.rst;
}

static bool syn_sent_ack_reset(const struct step *s)
{
  return in(s, AT(SYN_SENT)) && has(s, SYNFIN_ACK) && lacks(s, SYNFIN_SYN | SYNFIN_RST) && s->they.rst && !s->we.rst;
}

static bool syn_sent_syn_too_early(const struct step *s)
{
  return in(s, AT(SYN_SENT)) && has(s, SYNFIN_ACK) && s->they.rst && s->we.rst &&
         (s->they.flags & SYNFIN_SYN) && !s->we.any;
}

static bool syn_sent_no_simultaneous_open(const struct step *s)
{
  return in(s, AT(SYN_SENT)) && has(s, SYNFIN_SYN) && lacks(s, SYNFIN_ACK | SYNFIN_RST) &&
         s->they_are == SYNFIN_SYN_SENT;
}

static bool syn_sent_rst_without_ack(const struct step *s)
{
  return in(s, AT(SYN_SENT)) && has(s, SYNFIN_RST) && lacks(s, SYNFIN_ACK) && s->they_are == SYNFIN_CLOSED;
}

static bool syn_sent_text(const struct step *s)
{
  return in(s, AT(SYN_SENT)) && s->we_are == SYNFIN_SYN_SENT && s->they.to > 1;
}

static bool syn_sent_gives_up(const struct step *s)
{
  return in(s, AT(SYN_SENT)) && s->what == 't' && s->they_are == SYNFIN_CLOSED;
}

static bool syn_received_syn(const struct step *s)
{
  return in(s, SYNFIN_IN_SYN_RECEIVED) && has(s, SYNFIN_SYN) && lacks(s, SYNFIN_RST);
}

static bool syn_received_seq(const struct step *s)
{
  return in(s, SYNFIN_IN_SYN_RECEIVED) && arrives(s) && lacks(s, SYNFIN_RST) && !fits(s) && ignored(s);
}

static bool syn_received_20_s(const struct step *s)
{
  return in(s, SYNFIN_IN_SYN_RECEIVED) && s->what == 't' && s->they_are == SYNFIN_LISTEN;
}

static bool without_ack(const struct step *s)
{
  return in(s, SYNFIN_IN_SYNCHRONIZED | SYNFIN_IN_SYN_RECEIVED) && lacks(s, SYNFIN_ACK | SYNFIN_RST | SYNFIN_SYN) &&
         ignored(s);
}

static bool time_wait_syn(const struct step *s) { return in(s, AT(TIME_WAIT)) && has(s, SYNFIN_SYN) && s->they.rst; }

static bool time_wait_unacceptable(const struct step *s)
{
  return in(s, AT(TIME_WAIT)) && arrives(s) && !fits(s) && s->we.any && !s->they.any;
}

static bool after_fin_no_ack(const struct step *s)
{
  return in(s, SYNFIN_IN_FIN_RECEIVED) && arrives(s) && synfin_segment_len(&s->seg) > 0 && s->we.any && !s->they.any &&
         !s->they.rst;
}

/* synfin does as it should: an ACK, and nothing of the segment is taken. */
static bool dropped_with_ack(const struct step *s)
{
  return in(s, SYNFIN_IN_SYNCHRONIZED) && s->we.any && s->we.from == s->we.to && s->we.ack == s->nxt &&
         s->we_are == s->before;
}

static bool unacceptable_taken(const struct step *s)
{
  return arrives(s) && lacks(s, SYNFIN_RST) && !fits(s) && dropped_with_ack(s);
}

/* lwIP takes a smaller window with a newer SEQ or ACK only, and has WL1 from segments that were not acceptable. */
static bool window_not_taken(const struct step *s)
{
  return in(s, SYNFIN_IN_SYNCHRONIZED | SYNFIN_IN_SYN_RECEIVED) && fits(s) && has(s, SYNFIN_ACK) &&
         s->our.wnd == s->seg.wnd && s->their.wnd == s->wnd && s->our.wnd != s->their.wnd && s->our.una == s->their.una;
}

static bool only_they_take_window(const struct step *s)
{
  return in(s, SYNFIN_IN_SYNCHRONIZED) && has(s, SYNFIN_ACK) && s->our.wnd == s->wnd && s->their.wnd == s->seg.wnd &&
         s->our.wnd != s->their.wnd;
}

static bool window_of_old_ack(const struct step *s)
{
  return only_they_take_window(s) && (int32_t)(s->seg.ack - s->una) < 0;
}

static bool window_of_older(const struct step *s)
{
  bool older = (int32_t)(s->seg.seq + irs - conn.snd.wl1) < 0;
  return only_they_take_window(s) && s->seg.ack == s->una && (older || s->seg.wnd > s->wnd);
}

static bool empty_at_the_edge(const struct step *s)
{
  bool they_say_ack = s->they.any && s->they.flags == SYNFIN_ACK && s->they.from == s->they.to;
  return arrives(s) && synfin_segment_len(&s->seg) == 0 && s->seg.seq == s->edge && they_say_ack;
}

static bool ack_of_unsent_taken(const struct step *s) { return acks_unsent(s) && dropped_with_ack(s); }

static bool ack_too_old(const struct step *s)
{
  return has(s, SYNFIN_ACK) && (int32_t)(s->seg.ack - s->una) < 0 && dropped_with_ack(s);
}

static bool rst_at_the_edge(const struct step *s)
{
  return has(s, SYNFIN_RST) && s->seg.seq == s->edge && !s->we.any && s->they.any;
}

static bool fin_wait_2_20_s(const struct step *s)
{
  return s->what == 't' && s->before == SYNFIN_FIN_WAIT_2 && s->released && s->they_are == SYNFIN_CLOSED &&
         !s->they.rst;
}

static bool let_go_with_unread(const struct step *s)
{
  return s->what == 'l' && s->we.rst && !s->they.rst;
}

static bool unread_with_fin_lost(const struct step *s)
{
  return s->released && arrives(s) && s->seg.len > 0 && (s->fin_held || has(s, SYNFIN_FIN)) && s->we.rst &&
         !s->they.rst && s->they_are == SYNFIN_CLOSED;
}

static bool gap_after_let_go(const struct step *s)
{
  return s->released && arrives(s) && s->seg.len > 0 && s->seg.seq != s->nxt && s->we.rst && !s->they.rst &&
         s->they.any;
}

static bool text_beyond_held_fin(const struct step *s)
{
  uint32_t end = s->seg.seq + s->seg.len;
  return arrives(s) && s->fin_held && ((int32_t)(end - s->fin_at) > 0 || (has(s, SYNFIN_FIN) && end != s->fin_at));
}

static bool fin_before_held_text(const struct step *s)
{
  return has(s, SYNFIN_FIN) && s->held_to != 0 && (int32_t)(s->held_to - s->seg.seq - s->seg.len) > 0;
}

static bool only_held_differs(const struct step *s)
{
  struct step same = *s;
  same.their.held = s->our.held;
  return s->our.held != s->their.held && !difference(&same);
}

static bool fin_of_held_text(const struct step *s)
{
  return has(s, SYNFIN_FIN) && s->held_to != 0 && conn.fin_held && only_held_differs(s);
}

static bool held_beyond_window(const struct step *s)
{
  return arrives(s) && s->our.held != s->their.held && s->seg.seq != s->nxt &&
         (int32_t)(s->seg.seq + synfin_segment_len(&s->seg) - s->edge) > 0;
}

/* lwIP forgets what it holds where time passes without an end; and what it holds behind a segment that begins within. */
static bool held_forgotten(const struct step *s)
{
  bool no_room = arrives(s) && conn.held == SYNFIN_HELD;
  bool within = arrives(s) && s->their.held < s->our.held && (int32_t)(s->held_to - s->seg.seq - s->seg.len) > 0;
  return only_held_differs(s) && (no_room || within || (s->what == 't' && s->their.held == 0));
}

static bool rst_seq_in_window(const struct step *s)
{
  return both_reset(s) && s->they.rst_seq == s->max && s->we.rst_seq - s->una <= s->max - s->una &&
         (s->released || s->what == 'x' || s->what == 'l');
}

static bool same_but_text(const struct step *s)
{
  return !s->we.rst && !s->they.rst && s->our_unread == s->their_unread && one_state(s->we_are, s->they_are) &&
         s->our.una == s->their.una && s->our.wnd == s->their.wnd && s->our.held == s->their.held &&
         (!s->we.any || !s->they.any || s->we.ack == s->they.ack);
}

static bool empty_seq_in_window(const struct step *s)
{
  return same_but_text(s) && s->we.any && s->they.any && s->we.from == s->we.to && s->they.from == s->they.to &&
         s->we.from - s->our.una <= s->max - s->our.una;
}

static bool fin_beyond_window(const struct step *s)
{
  return same_but_text(s) && (s->they.flags & SYNFIN_FIN) && s->they.to - s->their.una > s->their.wnd;
}

static bool again(const struct step *s, const struct digest *d) { return d->any && (int32_t)(d->to - s->max) <= 0; }

static bool how_much_again(const struct step *s)
{
  return s->what == 't' && same_but_text(s) && s->we.from == s->they.from && again(s, &s->we) && again(s, &s->they);
}

static bool when_again(const struct step *s)
{
  return s->what == 't' && same_but_text(s) && (s->we.any != s->they.any || s->we.from != s->they.from);
}

static bool how_much_text(const struct step *s)
{
  return same_but_text(s) && (s->we.to != s->we.from || s->they.to != s->they.from) &&
         (s->we.flags | s->they.flags) != SYNFIN_SYN;
}

static const struct known known[] = {
  { "an assertion fails", "-", LWIP, false, assertion_fails },
  { "RST counts SYN and FIN of one segment as one", "3.10.7.1, SEG.LEN", LWIP, true, rst_len_of_syn_fin },
  { "RST carries an ACK where the segment had one", "3.10.7.1", LWIP, true, rst_with_ack },
  { "RST without an ACK to answer takes SEQ from the ACK field", "3.10.7.1", LWIP, true, rst_seq_from_no_ack },
  { "ABORT says RST where the TCB is to be deleted only", "3.10.5", LWIP, false, abort_rst },
  { "SYN-SENT: a right ACK without SYN is reset", "3.10.7.3 Fifth", LWIP, false, syn_sent_ack_reset },
  { "SYN-SENT: SYN again with the RST, before its time", "RFC 6298 5", LWIP, true, syn_sent_syn_too_early },
  { "SYN-SENT: no simultaneous open", "3.5 MUST-10", LWIP, false, syn_sent_no_simultaneous_open },
  { "SYN-SENT: RST without ACK is taken", "3.10.7.3 Second", LWIP, false, syn_sent_rst_without_ack },
  { "SYN-SENT: text is sent, without SYN or ACK", "3.10.2", LWIP, false, syn_sent_text },
  { "SYN-SENT: given up after six SYNs, bad ACKs make them come at once", "3.8.3 MUST-23",
    LWIP, false, syn_sent_gives_up },
  { "SYN-RECEIVED: SYN in the window", "3.10.7.4 Fourth", LWIP, false, syn_received_syn },
  { "SYN-RECEIVED: SEQ is not checked", "3.10.7.4 First", LWIP, false, syn_received_seq },
  { "SYN-RECEIVED is given up after 20 s", "3.8.3 MUST-23", LWIP, false, syn_received_20_s },
  { "text or FIN without ACK is taken", "3.10.7.4 Fifth", LWIP, false, without_ack },
  { "RST at the right edge is challenged", "3.10.7.4 Second", LWIP, true, rst_at_the_edge },
  { "TIME-WAIT: a SYN is reset", "3.10.7.4 Fourth", ALLOWED, false, time_wait_syn },
  { "TIME-WAIT: unacceptable, no ACK", "3.10.7.4 First", LWIP, true, time_wait_unacceptable },
  { "text or FIN after the FIN, no ACK", "3.10.7.4 First", LWIP, false, after_fin_no_ack },
  { "ACK and window of an unacceptable segment are taken", "3.10.7.4 First", LWIP, false, unacceptable_taken },
  { "a segment without octets at the right edge is unacceptable", "3.10.7.4 First, DEVIATION",
    ALLOWED, false, empty_at_the_edge },
  { "the window that an old ACK brings is taken", "3.10.7.4 Fifth, SND.UNA =< SEG.ACK",
    LWIP, false, window_of_old_ack },
  { "the window of an older segment is taken", "3.10.7.4 Fifth, SND.WL1", LWIP, false, window_of_older },
  { "the window is not taken", "3.10.7.4 Fifth, SND.WL1, SND.WL2", LWIP, false, window_not_taken },
  { "a segment that acknowledges what was not sent is taken", "3.10.7.4 Fifth", LWIP, false, ack_of_unsent_taken },
  { "an ACK older than any window is believed", "RFC 5961 5.2", ALLOWED, false, ack_too_old },
  { "FIN-WAIT-2 without a user ends after 20 s", "3.6, RULING 16", ALLOWED, false, fin_wait_2_20_s },
  { "let go with unread text, no RST", "3.6.1 SHLD-3", LWIP, false, let_go_with_unread },
  { "text with FIN after the user let go is lost without RST", "3.6.1 SHLD-3", LWIP, false, unread_with_fin_lost },
  { "text beyond a gap after the user let go is reset later", "3.6.1 SHLD-3", ALLOWED, false, gap_after_let_go },
  { "text beyond a FIN that was held: a peer that contradicts itself", "3.10.7.4 Eighth",
    ALLOWED, false, text_beyond_held_fin },
  { "a FIN before text that was held: a peer that contradicts itself", "3.10.7.4 Eighth",
    ALLOWED, false, fin_before_held_text },
  { "a FIN behind text that is held already is not held", "3.10.7.4 SHLD-31", ALLOWED, false, fin_of_held_text },
  { "text beyond the window is held", "3.10.7.4 First, trimming", LWIP, false, held_beyond_window },
  { "held text is forgotten, or there is no room for it", "3.10.7.4 SHLD-31", ALLOWED, false, held_forgotten },
  { "RST SEQ is SND.NXT beyond the peer's window", "3.10.5, DEVIATION", ALLOWED, false, rst_seq_in_window },
  { "SEQ of an empty segment is SND.NXT beyond the peer's window", "3.10.7.4, DEVIATION",
    ALLOWED, true, empty_seq_in_window },
  { "FIN is sent beyond the window", "3.4, 3.8.6", LWIP, false, fin_beyond_window },
  { "how much is sent again", "RFC 5681 3.1", ALLOWED, true, how_much_again },
  { "when it is sent again", "RFC 6298, 3.8.6.1", ALLOWED, false, when_again },
  { "how much text is sent at once", "RFC 5681, 3.8.6.2.1", ALLOWED, false, how_much_text },
};

#define KNOWN (sizeof known / sizeof known[0])

static unsigned long seen[KNOWN];

__attribute__((destructor)) static void report_counters(void)
{
  bool asked = fuzz_telling || getenv("LWIP_COUNTERS");
  for (size_t i = 0; i < KNOWN; i++)
    if (asked && seen[i] > 0)
      fprintf(stderr, "%10lu %-8s %s (%s)\n", seen[i], known[i].verdict == ALLOWED ? "allowed" : "lwIP", known[i].name,
              known[i].clause);
}

static const struct known *first_row(const struct step *s)
{
  for (size_t i = 0; i < KNOWN; i++)
    if (known[i].applies(s)) {
      seen[i]++;
      return &known[i];
    }
  return NULL;
}

/* What each holds beyond a gap is seen by nobody yet: it may differ beside something that was said. */
static const struct known *two_rows(const struct step *s)
{
  struct step said = *s, held = *s;
  said.their.held = s->our.held;
  held.they = s->we, held.they_are = s->we_are, held.their_unread = s->our_unread, held.their = s->our;
  held.their.held = s->their.held;
  return difference(&held) && difference(&said) && first_row(&said) ? first_row(&held) : NULL;
}

const struct known *explain(const struct step *s)
{
  const struct known *row = first_row(s);
  return row ? row : two_rows(s);
}
