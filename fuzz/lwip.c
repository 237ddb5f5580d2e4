/* Target: the same peer and the same user at synfin and at lwIP 2.1.3 (Debian's liblwip); what they say is compared
 * after every step.
 *
 *   open     P or A: passive or active OPEN
 *   numbers  0 to 3: initial sequence numbers, from plain ones to such as wrap
 *   steps    to the end, at most STEPS of them, each a letter:
 *     > FLAGS SEQ ACK WND LEN   the peer's segment
 *         FLAGS  S SYN  A ACK  F FIN,ACK  R RST  r RST,ACK  Y SYN,ACK  f FIN  N none  U URG,ACK  D SYN,FIN  Z SYN,RST
 *                X SYN,FIN,ACK
 *         SEQ    . RCV.NXT   - one below   + one beyond   l last of the window   e its edge   E one beyond   i IRS
 *                ? four octets
 *         ACK    . SND.MAX   u SND.UNA   - below it   + SND.MAX + 1   h half way   i ISS   O 70000 below SND.UNA
 *                ? four octets
 *         WND    . 8192   0   1   w 100   W 65535
 *         LEN    0 to 9   M 1460   K 536
 *     s LEN  SEND          r  RECEIVE all      c  CLOSE (half)      l  let go      x  ABORT
 *     t      time: until each of both has said something, or 15 s
 *
 * Numbers are relative to each one's own ISS. Delayed ACKs are made due before anything is compared, without time
 * passing. A difference that lwip/known.c explains ends the run, as the two no longer stand in the same place. Nagle is
 * off in both. LWIP_COUNTERS=1 in the environment: how often each row of known.c was seen, at exit. LWIP_SURVEY=1: no
 * difference is an error, each is a line on stderr. */
#include "lwip/sides.h"

#include <string.h>

#define STEPS 24u
#define WAITS 3u

static const uint8_t peer_ip[4] = { 10, 0, 0, 2 }, dut_ip[4] = { 10, 0, 0, 1 };

/* ---- The peer ---------------------------------------------------------------------------------------------------- */

static const char flag_letters[] = "SAFRYrfNUDZX";
static const uint8_t flag_values[] = {
  SYNFIN_SYN, SYNFIN_ACK, SYNFIN_FIN | SYNFIN_ACK, SYNFIN_RST, SYNFIN_SYN | SYNFIN_ACK, SYNFIN_RST | SYNFIN_ACK,
  SYNFIN_FIN, 0,
  SYNFIN_URG | SYNFIN_ACK, SYNFIN_SYN | SYNFIN_FIN, SYNFIN_SYN | SYNFIN_RST, SYNFIN_SYN | SYNFIN_FIN | SYNFIN_ACK };

/* The edge is one only where both promised the same. */
static bool same_edge(void)
{
  uint32_t edge;
  return their_edge(&edge) && edge == conn.rcv.edge;
}

static uint32_t pick_seq(struct input *in, const struct step *s)
{
  char letter = input_letter(in, ".-+leEi?");
  if (letter == '?')
    return input_u32(in);
  if (strchr("leE", letter) && !same_edge())
    letter = '.';
  switch (letter) {
  case '-': return s->nxt - 1;
  case '+': return s->nxt + 1;
  case 'l': return s->edge - 1;
  case 'e': return s->edge;
  case 'E': return s->edge + 1;
  case 'i': return 0;
  default: return s->nxt;
  }
}

static uint32_t pick_ack(struct input *in, const struct step *s)
{
  switch (input_letter(in, ".u-+hiO?")) {
  case '?': return input_u32(in);
  case 'u': return s->una;
  case '-': return s->una - 1;
  case '+': return s->max + 1;
  case 'h': return s->una + (s->max - s->una) / 2;
  case 'i': return 0;
  case 'O': return s->una - 70000;
  default: return s->max;
  }
}

static uint16_t pick_wnd(struct input *in)
{
  switch (input_letter(in, ".01wW")) {
  case '0': return 0;
  case '1': return 1;
  case 'w': return 100;
  case 'W': return 65535;
  default: return 8192;
  }
}

static uint32_t pick_len(struct input *in)
{
  char letter = input_letter(in, "0123456789MK");
  return letter == 'M' ? 1460 : letter == 'K' ? 536 : (uint32_t)(letter - '0');
}

/* The datagram for one side. SEG.ACK stands in the header with and without ACK, as in real ones that were cut short. */
static size_t datagram(uint8_t *octets, size_t room, const struct synfin_segment *rel, uint32_t iss)
{
  struct synfin_segment seg = *rel;
  struct synfin_ip ip = { .addresses.version = 4, .hop_limit = 64, .protocol = 6 };
  memcpy(ip.addresses.src, peer_ip, 4);
  memcpy(ip.addresses.dst, dut_ip, 4);
  seg.seq += irs;
  seg.ack += iss;
  seg.flags |= SYNFIN_ACK;
  ip.len = (uint32_t)synfin_encode(octets + 20, room - 20, &seg, &ip.addresses);
  synfin_ip_encode(octets, 20, &ip);
  if (!(rel->flags & SYNFIN_ACK)) {
    uint32_t sum = ((uint32_t)octets[36] << 8 | octets[37]) + SYNFIN_ACK;
    sum = (sum & 0xffffu) + (sum >> 16);
    octets[33] &= (uint8_t)~SYNFIN_ACK;
    octets[36] = (uint8_t)(sum >> 8), octets[37] = (uint8_t)sum;
  }
  return 20u + ip.len;
}

static void deliver(const struct synfin_segment *rel)
{
  uint8_t octets[2048];
  struct synfin_ip ip;
  struct synfin_segment seg;
  size_t len = datagram(octets, sizeof octets, rel, ours.iss);
  asked_without_ack = !(rel->flags & SYNFIN_ACK);
  fuzz_tell_segment(0, rel, NULL);
  MUST(synfin_ip_decode(&ip, octets, len) == SYNFIN_OK &&
       synfin_decode(&seg, ip.payload, ip.len, &ip.addresses) == SYNFIN_OK, "the peer's segments can be decoded",
       "%zu octets", len);
  our_arrival(&seg);
  their_arrival(octets, datagram(octets, sizeof octets, rel, theirs.iss));
}

static void peer_segment(struct input *in, struct step *s)
{
  static uint8_t text[1460];
  struct synfin_segment *seg = &s->seg;
  seg->src_port = PEER_PORT;
  seg->dst_port = DUT_PORT;
  seg->flags = flag_values[strchr(flag_letters, input_letter(in, flag_letters)) - flag_letters];
  seg->seq = pick_seq(in, s);
  seg->ack = pick_ack(in, s);
  seg->wnd = pick_wnd(in);
  seg->len = pick_len(in);
  seg->up = seg->flags & SYNFIN_URG ? 1 : 0;
  for (uint32_t i = 0; i < seg->len; i++)
    text[i] = peer_octet(seg->seq + irs + i);
  seg->text = seg->len > 0 ? text : NULL;
  if (seg->flags & SYNFIN_SYN)
    seg->opt = (struct synfin_options){ .present = SYNFIN_HAS_MSS, .mss = 1460 };
  deliver(seg);
}

/* ---- The user ---------------------------------------------------------------------------------------------------- */

static void user_send(struct input *in)
{
  static uint8_t text[1460];
  uint32_t len = pick_len(in), at = conn.snd.una + conn.snd.syn + conn.snd.text.used - ours.iss;
  unsigned may = SYNFIN_IN(SYNFIN_SYN_SENT) | SYNFIN_IN(SYNFIN_ESTABLISHED) | SYNFIN_IN(SYNFIN_CLOSE_WAIT);
  if (!synfin_in(&conn, may) || !their_exists() || len == 0)
    return;
  for (uint32_t i = 0; i < len; i++)
    text[i] = dut_octet(at + i);
  our_send(text, len);
  their_send(text, len);
}

static void user_receive(void)
{
  static uint8_t text[BUFFER];
  ptrdiff_t n = released ? 0 : our_receive(text, sizeof text);
  if (n <= 0)
    return;
  MUST((uint32_t)n == unread && memcmp(text, inbox, unread) == 0, "both deliver the same octets (3.8)", "%td and %u", n,
       unread);
  their_user_read();
}

/* lwIP lets no user touch a connection that was not accepted. */
static void user_ends(char how)
{
  if (synfin_in(&conn, SYNFIN_IN_SYN_RECEIVED | SYNFIN_IN(SYNFIN_CLOSED)) || released)
    return;
  our_end(how);
  released = how != 'c';
  their_end(how);
}

static void user(struct input *in, char what)
{
  TELL("  user: %s", what == 's' ? "SEND" : what == 'r' ? "RECEIVE" : what == 'c' ? "CLOSE" :
                     what == 'l' ? "lets go" : "ABORT");
  if (what == 's')
    user_send(in);
  else if (what == 'r')
    user_receive();
  else
    user_ends(what);
  their_output();
  our_output();
}

/* ---- A run ------------------------------------------------------------------------------------------------------- */

static void wait_for_both(unsigned *waits)
{
  if (++*waits > WAITS)
    return;
  TELL("  time passes");
  our_wait();
  their_wait();
}

static void open_both(struct input *in)
{
  static const uint32_t numbers[4][3] = {
    { 1000, 5000, 9000 }, { 0xfffffff0u, 5000, 0xfffffff8u }, { 5000, 0xfffffffcu, 0x7ffffff0u },
    { 0x7ffffffeu, 0xffffff00u, 0xffffff00u } };
  bool passive = input_letter(in, "PA") == 'P';
  const uint32_t *n = numbers[input_pick(in, 4)];
  ours.iss = n[0], theirs.iss = n[1], irs = n[2];
  TELL("  %s OPEN; numbers are relative", passive ? "passive" : "active");
  struct step s = { .what = 'o' };
  ours.n = theirs.n = 0;
  our_open(passive);
  their_open(passive);
  judge(&s);
}

static void run(struct input *in)
{
  unsigned waits = 0;
  open_both(in);
  for (unsigned i = 0; i < STEPS && !input_ends(in); i++) {
    char what = input_letter(in, ">srclxt");
    struct step s = step_begin(what);
    if (what == '>')
      peer_segment(in, &s);
    else if (what == 't')
      wait_for_both(&waits);
    else
      user(in, what);
    if (!judge(&s))
      return;
    TELL("  %-58s", synfin_state_name(synfin_status(&conn)));
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct input in = { data, size };
  run(&in);
  lwip_clear();
  lwip_clear();
  return 0;
}
