/* Target: the same peer and the same user at synfin and at lwIP 2.1.3 (Debian's liblwip); what they say is compared after every step.
 *
 *   open     P or A: passive or active OPEN
 *   numbers  0 to 3: initial sequence numbers, from plain ones to such as wrap
 *   steps    to the end, at most STEPS of them, each a letter:
 *     > FLAGS SEQ ACK WND LEN   the peer's segment
 *         FLAGS  S SYN  A ACK  F FIN,ACK  R RST  r RST,ACK  Y SYN,ACK  f FIN  N none  U URG,ACK  D SYN,FIN  Z SYN,RST  X SYN,FIN,ACK
 *         SEQ    . RCV.NXT   - one below   + one beyond   l last of the window   e its edge   E one beyond   i IRS   ? four octets
 *         ACK    . SND.MAX   u SND.UNA   - below it   + SND.MAX + 1   h half way   i ISS   O 70000 below SND.UNA   ? four octets
 *         WND    . 8192   0   1   w 100   W 65535
 *         LEN    0 to 9   M 1460   K 536
 *     s LEN  SEND          r  RECEIVE all      c  CLOSE (half)      l  let go      x  ABORT
 *     t      time: until each of both has said something, or 15 s
 *
 * Numbers are relative to each one's own ISS. lwIP runs in our thread by its raw API; its timers are called by hand, and
 * tcp_timer_needed, tcp_next_iss and sys_now are ours. Delayed ACKs are made due before anything is compared, without time
 * passing. A difference that `known` explains ends the run, as the two no longer stand in the same place. Nagle is off in both.
 * LWIP_COUNTERS=1 in the environment: how often each row of `known` was seen, at exit. LWIP_SURVEY=1: no difference is an error,
 * each is a line on stderr. */
#include "fuzz.h"
#include "tcb.h"

#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lwip/init.h"
#include "lwip/ip4.h"
#include "lwip/netif.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/tcp.h"

#define STEPS 24u
#define REPLIES 64u
#define WAITS 3u
#define BUFFER 65535u            /* lwIP's TCP_WND */
#define PEER_PORT 2000u
#define DUT_PORT 1000u

static const uint8_t peer_ip[4] = { 10, 0, 0, 2 }, dut_ip[4] = { 10, 0, 0, 1 };

/* ---- What a side said -------------------------------------------------------------------------------------------- */

struct reply { uint8_t flags; uint32_t seq, ack, len; };

struct side {
  const char *name;
  uint32_t iss;
  unsigned n;
  struct reply replies[REPLIES];
};

/* What a side said in one step, as far as two right stacks have to agree: text in a row is one stretch, ACKs are one. */
struct digest {
  bool any;                      /* something but a RST was said */
  uint8_t flags;                 /* of all but RSTs */
  uint32_t from, to, ack;        /* of all but RSTs */
  uint8_t rst;                   /* 0: none; else its flags */
  uint32_t rst_seq, rst_ack;
};

static struct side ours = { .name = "synfin" }, theirs = { .name = "lwIP" };
static uint32_t irs;

/* A RST that answers no ACK has SEQ 0 itself, not one relative to anything. */
static bool asked_without_ack;   /* the peer's last segment had no ACK */

static uint32_t relative_seq(const struct side *s, const struct synfin_segment *seg)
{
  bool zero = asked_without_ack && (seg->flags & SYNFIN_RST) && seg->seq == 0;
  return zero ? 0 : seg->seq - s->iss;
}

/* The octet at a sequence number of a DUT, relative to its ISS. */
static uint8_t dut_octet(uint32_t at) { return (uint8_t)('A' + at % 26); }
static uint8_t peer_octet(uint32_t at) { return (uint8_t)('a' + at % 26); }

static void check_text(const struct side *s, const struct synfin_segment *seg)
{
  for (uint32_t i = 0; i < seg->len; i++) {
    uint32_t straight = seg->len - seg->rest_len;
    uint8_t octet = i < straight ? seg->text[i] : seg->rest[i - straight];
    MUST(octet == dut_octet(seg->seq - s->iss + i), "what SEND took is what is sent (3.8)", "%s: %#x at %u", s->name, octet,
         seg->seq - s->iss + i);
  }
}

static void said(struct side *s, const struct synfin_segment *seg)
{
  struct synfin_segment shown = *seg;
  shown.seq = relative_seq(s, seg);
  shown.ack = seg->ack - irs;
  fuzz_tell_segment(1, &shown, s->name);
  check_text(s, seg);
  if (s->n < REPLIES)
    s->replies[s->n++] = (struct reply){ seg->flags, shown.seq, shown.ack, seg->len };
}

static uint32_t occupies(const struct reply *r)
{
  return r->len + ((r->flags & SYNFIN_SYN) != 0) + ((r->flags & SYNFIN_FIN) != 0);
}

static void digest_one(struct digest *d, const struct reply *r, bool *stretch)
{
  uint8_t flags = r->flags & (SYNFIN_FIN | SYNFIN_SYN | SYNFIN_RST | SYNFIN_ACK);
  uint32_t len = occupies(r);
  if (flags & SYNFIN_RST) {
    d->rst = flags;
    d->rst_seq = r->seq;
    d->rst_ack = flags & SYNFIN_ACK ? r->ack : 0;
    return;
  }
  d->any = true;
  d->flags |= flags;
  d->ack = flags & SYNFIN_ACK ? r->ack : d->ack;
  if (len == 0 && *stretch)
    return;
  d->from = *stretch && (int32_t)(r->seq - d->from) > 0 ? d->from : r->seq;
  d->to = *stretch && (int32_t)(r->seq + len - d->to) < 0 ? d->to : r->seq + len;
  *stretch = len > 0;
}

/* After RECEIVE a bare ACK is a window update, and when to send one is each one's own affair (3.8.6.2.2). */
static struct digest digest(const struct side *s, bool bare_count)
{
  struct digest d = { 0 };
  bool stretch = false;
  for (unsigned i = 0; i < s->n; i++)
    if (bare_count || occupies(&s->replies[i]) > 0 || (s->replies[i].flags & SYNFIN_RST))
      digest_one(&d, &s->replies[i], &stretch);
  return d;
}

/* ---- synfin ------------------------------------------------------------------------------------------------------ */

static struct synfin_conn conn;
static struct synfin_config config;
static synfin_time now;
static uint8_t send_buffer[BUFFER], receive_buffer[BUFFER];

static void our_output(void)
{
  struct synfin_segment seg;
  synfin_timeout(&conn, now);
  for (unsigned i = 0; i < REPLIES && synfin_poll(&conn, now, &seg); i++)
    said(&ours, &seg);
  const char *fault = tcb_fault(&conn);
  MUST(!fault, "tests/tcb.h", "%s", fault);
}

static void our_open(bool passive)
{
  config = (struct synfin_config)SYNFIN_CONFIG_IPV4;
  config.ack_delay = 0;
  config.rto_initial = config.rto_min = SYNFIN_SECONDS(3);     /* as lwIP's; how long each waits is not compared */
  config.msl = SYNFIN_SECONDS(60);
  now = SYNFIN_SECONDS(1000);
  synfin_init(&conn, &config, DUT_PORT, passive ? 0 : PEER_PORT);
  synfin_attach_send(&conn, send_buffer, sizeof send_buffer);
  synfin_attach_receive(&conn, receive_buffer, sizeof receive_buffer);
  synfin_set_no_delay(&conn, true);
  if (passive)
    synfin_open_passive(&conn, now, ours.iss);
  else
    synfin_open_active(&conn, now, ours.iss);
  our_output();
}

static void our_arrival(const struct synfin_segment *seg)
{
  struct synfin_segment reply;
  now += 1000;
  conn.timer.challenge_at = 0;                                 /* how often empty segments are answered is not compared */
  if (synfin_in(&conn, SYNFIN_IN(SYNFIN_LISTEN)))
    synfin_select_iss(&conn, ours.iss);
  if (!synfin_in(&conn, SYNFIN_IN(SYNFIN_CLOSED)))
    synfin_segment_arrives(&conn, now, seg);
  else if (synfin_answer_closed(seg, &reply))
    said(&ours, &reply);
  our_output();
}

static void our_wait(void)
{
  synfin_time end = now + SYNFIN_SECONDS(15);
  for (unsigned i = 0; i < 100 && ours.n == 0; i++) {
    synfin_time due = synfin_deadline(&conn, now);
    if (due > end)
      break;
    now = due;
    our_output();
  }
}

/* ---- lwIP -------------------------------------------------------------------------------------------------------- */

static struct netif interface;
static bool silent;              /* what is said while the last run is cleared away is for nobody */
static struct tcp_pcb *listener;
static bool accepted, released;
static uint8_t inbox[2 * BUFFER];
static uint32_t unread;
static u32_t lwip_clock;

/* These three stand before the library's own: no timeout of its own, an ISS of our choice, no clock. */
void tcp_timer_needed(void) {}
u32_t tcp_next_iss(struct tcp_pcb *pcb) { return theirs.iss + (pcb->state == CLOSED); }   /* an active SYN is one below it */
u32_t sys_now(void) { return lwip_clock; }

static err_t on_output(struct netif *netif, struct pbuf *p, const ip4_addr_t *to)
{
  static uint8_t octets[2048];
  struct synfin_ip ip;
  struct synfin_segment seg;
  (void)netif, (void)to;
  if (silent)
    return ERR_OK;
  size_t n = pbuf_copy_partial(p, octets, sizeof octets, 0);
  MUST(synfin_ip_decode(&ip, octets, n) == SYNFIN_OK && ip.protocol == 6 &&
       synfin_decode(&seg, ip.payload, ip.len, &ip.addresses) == SYNFIN_OK, "lwIP's segments can be decoded", "%zu octets", n);
  said(&theirs, &seg);
  return ERR_OK;
}

static err_t interface_init(struct netif *netif)
{
  netif->name[0] = 'f', netif->name[1] = 'z';
  netif->output = on_output;
  netif->mtu = 1500;
  return ERR_OK;
}

/* An assertion of lwIP's is its finding, not the end of the campaign. It holds no lock where this target calls it. */
static jmp_buf assertion;
static volatile bool in_lwip, died;

_Noreturn void abort(void)
{
  if (in_lwip) {
    died = true;
    in_lwip = false;
    longjmp(assertion, 1);
  }
  raise(SIGABRT);
  _exit(134);
}

/* Without tcpip_init there is no thread, and sys_check_core_locking finds no owner and is content. */
static void lwip_begin(void)
{
  static bool begun;
  ip4_addr_t address, mask, gateway;
  if (begun)
    return;
  begun = silent = true;
  lwip_init();
  IP4_ADDR(&address, 10, 0, 0, 1);
  IP4_ADDR(&mask, 255, 255, 255, 0);
  IP4_ADDR(&gateway, 10, 0, 0, 2);
  netif_add(&interface, &address, &mask, &gateway, NULL, interface_init, ip4_input);
  netif_set_default(&interface);
  netif_set_link_up(&interface);
  netif_set_up(&interface);
}

/* There is one connection at most, so whatever the list holds is it; a pointer kept might be one that was freed. */
static struct tcp_pcb *their_pcb(void) { return tcp_active_pcbs ? tcp_active_pcbs : tcp_tw_pcbs; }

static err_t on_receive(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
  (void)arg, (void)pcb, (void)err;
  if (!p)
    return ERR_OK;
  size_t room = sizeof inbox - unread;
  unread += pbuf_copy_partial(p, inbox + unread, (u16_t)(room < p->tot_len ? room : p->tot_len), 0);
  pbuf_free(p);
  return ERR_OK;
}

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
  (void)arg, (void)err;
  accepted = true;
  tcp_nagle_disable(pcb);
  tcp_recv(pcb, on_receive);
  return ERR_OK;
}

static void stop_listening(void)
{
  if (listener)
    tcp_close(listener);
  listener = NULL;
}

static void their_open(bool passive)
{
  ip_addr_t peer = IPADDR4_INIT_BYTES(10, 0, 0, 2);
  struct tcp_pcb *pcb = tcp_new();
  tcp_bind(pcb, IP_ADDR_ANY, DUT_PORT);
  if (passive) {
    listener = tcp_listen(pcb);
    tcp_accept(listener, on_accept);
    return;
  }
  tcp_nagle_disable(pcb);
  tcp_recv(pcb, on_receive);
  tcp_connect(pcb, &peer, PEER_PORT, NULL);
}

/* Delayed ACKs are due. */
static void their_output(void)
{
  tcp_fasttmr();
  if (accepted)
    stop_listening();
}

static void their_arrival(const uint8_t *octets, size_t len)
{
  struct pbuf *p = pbuf_alloc(PBUF_RAW, (u16_t)len, PBUF_RAM);
  pbuf_take(p, octets, (u16_t)len);
  if (setjmp(assertion) == 0) {
    in_lwip = true;
    ip4_input(p, &interface);
    their_output();
  }
  in_lwip = false;
}

static void their_wait(void)
{
  if (setjmp(assertion) == 0) {
    in_lwip = true;
    for (unsigned i = 0; i < 30 && theirs.n == 0; i++) {
      lwip_clock += TCP_SLOW_INTERVAL;
      tcp_slowtmr();
      tcp_fasttmr();
    }
  }
  in_lwip = false;
}

/* Nothing of a run is left for the next one. */
static void lwip_clear(void)
{
  silent = true;
  stop_listening();
  while (tcp_active_pcbs)
    tcp_abort(tcp_active_pcbs);
  while (tcp_tw_pcbs)
    tcp_abort(tcp_tw_pcbs);
  while (tcp_bound_pcbs)
    tcp_abort(tcp_bound_pcbs);
  accepted = released = died = false;
  unread = 0;
  lwip_clock = tcp_ticks = 0;
  silent = false;
}

static enum synfin_state their_state(void)
{
  static const enum synfin_state states[] = {
    [CLOSED] = SYNFIN_CLOSED, [LISTEN] = SYNFIN_LISTEN, [SYN_SENT] = SYNFIN_SYN_SENT, [SYN_RCVD] = SYNFIN_SYN_RECEIVED_PASSIVE,
    [ESTABLISHED] = SYNFIN_ESTABLISHED, [FIN_WAIT_1] = SYNFIN_FIN_WAIT_1, [FIN_WAIT_2] = SYNFIN_FIN_WAIT_2,
    [CLOSE_WAIT] = SYNFIN_CLOSE_WAIT, [CLOSING] = SYNFIN_CLOSING, [LAST_ACK] = SYNFIN_LAST_ACK, [TIME_WAIT] = SYNFIN_TIME_WAIT };
  const struct tcp_pcb *pcb = their_pcb();
  return pcb ? states[pcb->state] : listener ? SYNFIN_LISTEN : SYNFIN_CLOSED;
}

/* ---- A step, and what may differ --------------------------------------------------------------------------------- */

struct step {
  char what;
  enum synfin_state before, we_are, they_are;
  struct synfin_segment seg;     /* what the peer sent: SEQ relative to IRS, ACK to ISS */
  uint32_t nxt, edge, una, max;  /* synfin's before it, relative too                    */
  uint32_t wnd;                  /* synfin's SND.WND before it */
  bool released, fin_held;
  uint32_t fin_at, held_to;      /* where a FIN beyond a gap stands, and where the text held there ends; relative to IRS */
  struct digest we, they;
  uint32_t our_unread, their_unread;
  uint32_t our_una, their_una, our_wnd, their_wnd;   /* in synchronized states, else 0 */
  uint32_t our_held, their_held;                     /* octets beyond a gap, and where a FIN stands there, in one number */
};

static bool one_state(enum synfin_state a, enum synfin_state b)
{
  unsigned received = SYNFIN_IN_SYN_RECEIVED;
  return a == b || ((received >> a & 1u) && (received >> b & 1u));
}

/* What differs first, in a word; NULL if nothing does. */
static const char *difference(const struct step *s)
{
  const struct digest *a = &s->we, *b = &s->they;
  if (died)
    return "lwIP's assertion";
  if (!a->rst != !b->rst)
    return b->rst ? "only lwIP resets" : "only synfin resets";
  if (a->any != b->any)
    return b->any ? "only lwIP answers" : "only synfin answers";
  if (a->flags != b->flags || a->rst != b->rst)
    return "flags";
  if (a->from != b->from || a->rst_seq != b->rst_seq)
    return "SEQ";
  if (a->to != b->to)
    return "end of the text";
  if (a->ack != b->ack || a->rst_ack != b->rst_ack)
    return "ACK";
  if (s->our_unread != s->their_unread)
    return "text delivered";
  if (!one_state(s->we_are, s->they_are))
    return "state";
  if (s->our_una != s->their_una)
    return "SND.UNA";
  if (s->our_held != s->their_held)
    return "text held";
  return s->our_wnd != s->their_wnd ? "SND.WND" : NULL;
}

#include "lwip_known.h"

static void tell_digest(char *text, size_t room, const struct digest *d, uint32_t una, uint32_t wnd, uint32_t held)
{
  int n = snprintf(text, room, d->any ? "flags=%#x seq=%u..%u ack=%u" : "nothing", d->flags, d->from, d->to, d->ack);
  if (d->rst)
    n += snprintf(text + n, room - (size_t)n, " RST flags=%#x seq=%u ack=%u", d->rst, d->rst_seq, d->rst_ack);
  snprintf(text + n, room - (size_t)n, ", UNA=%u WND=%u held=%u", una, wnd, held);
}

static const uint8_t *whole_input;
static size_t whole_size;

static void judge_unknown(const struct step *s, const char *what)
{
  char we[128], they[128];
  tell_digest(we, sizeof we, &s->we, s->our_una, s->our_wnd, s->our_held);
  tell_digest(they, sizeof they, &s->they, s->their_una, s->their_wnd, s->their_held);
  if (!getenv("LWIP_SURVEY"))
    fuzz_broken(__FILE__, __LINE__, "synfin and lwIP do the same, or `known` says why not",
                "%s in %s, step %c: synfin %s, %s, unread %u; lwIP %s, %s, unread %u", what, synfin_state_name(s->before), s->what, we, synfin_state_name(s->we_are),
                s->our_unread, they, synfin_state_name(s->they_are), s->their_unread);
  fprintf(stderr, "SURVEY %s|%s|%c flags=%#x len=%u|%s %s|%s %s|", what, synfin_state_name(s->before), s->what, s->seg.flags,
          s->seg.len, we, synfin_state_name(s->we_are), they, synfin_state_name(s->they_are));
  for (size_t i = 0; i < whole_size; i++)
    fprintf(stderr, "%02x%s", whole_input[i], i + 1 < whole_size ? "" : "\n");
}

#define FIN_WEIGHT 1000003u

static uint32_t our_held(void)
{
  uint32_t n = conn.fin_held ? FIN_WEIGHT * (conn.rcv.fin - irs) : 0;
  for (unsigned i = 0; i < conn.held; i++)
    n += conn.rcv.held[i].right - conn.rcv.held[i].left;
  return n;
}

static uint32_t their_held(const struct tcp_pcb *pcb)
{
  uint32_t n = 0;
  for (const struct tcp_seg *seg = pcb->ooseq; seg; seg = seg->next)
    n += seg->len + (TCPH_FLAGS(seg->tcphdr) & TCP_FIN ? FIN_WEIGHT * (seg->tcphdr->seqno + seg->len - irs) : 0);
  return n;
}

/* What is not said, but would be heard later. */
static void look_inside(struct step *s)
{
  const struct tcp_pcb *pcb = their_pcb();
  unsigned talking = SYNFIN_IN_SYNCHRONIZED & ~SYNFIN_IN(SYNFIN_TIME_WAIT);
  if (!pcb || !synfin_in(&conn, talking) || s->they_are == SYNFIN_TIME_WAIT)
    return;
  s->our_una = conn.snd.una - ours.iss;
  s->our_wnd = conn.snd.wnd;
  s->their_una = pcb->lastack - theirs.iss;
  s->their_wnd = pcb->snd_wnd;
  s->our_held = our_held();
  s->their_held = their_held(pcb);
}

/* Whether the run goes on. */
static bool judge(struct step *s)
{
  s->we = digest(&ours, s->what != 'r');
  s->they = digest(&theirs, s->what != 'r');
  s->we_are = synfin_status(&conn);
  s->they_are = their_state();
  s->our_unread = released ? 0 : synfin_receivable(&conn);
  s->their_unread = released ? 0 : unread;
  look_inside(s);
  const char *what = difference(s);
  if (!what)
    return true;
  const struct known *k = explain(s);
  if (!k)
    judge_unknown(s, what);
  else
    TELL("  differs (%s): %s, %s", what, k->name, k->clause);
  return k && k->goes_on;
}

/* ---- The peer ---------------------------------------------------------------------------------------------------- */

static const char flag_letters[] = "SAFRYrfNUDZX";
static const uint8_t flag_values[] = {
  SYNFIN_SYN, SYNFIN_ACK, SYNFIN_FIN | SYNFIN_ACK, SYNFIN_RST, SYNFIN_SYN | SYNFIN_ACK, SYNFIN_RST | SYNFIN_ACK, SYNFIN_FIN, 0,
  SYNFIN_URG | SYNFIN_ACK, SYNFIN_SYN | SYNFIN_FIN, SYNFIN_SYN | SYNFIN_RST, SYNFIN_SYN | SYNFIN_FIN | SYNFIN_ACK };

/* The edge is one only where both promised the same. */
static bool same_edge(void)
{
  const struct tcp_pcb *pcb = their_pcb();
  return pcb && pcb->state != SYN_SENT && pcb->rcv_nxt + pcb->rcv_wnd == conn.rcv.edge;
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
  MUST(synfin_ip_decode(&ip, octets, len) == SYNFIN_OK && synfin_decode(&seg, ip.payload, ip.len, &ip.addresses) == SYNFIN_OK,
       "the peer's segments can be decoded", "%zu octets", len);
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
  struct tcp_pcb *pcb = their_pcb();
  if (!synfin_in(&conn, may) || !pcb || len == 0)
    return;
  for (uint32_t i = 0; i < len; i++)
    text[i] = dut_octet(at + i);
  synfin_send(&conn, now, text, len, false);
  tcp_write(pcb, text, (u16_t)len, TCP_WRITE_FLAG_COPY);
  tcp_output(pcb);
}

static void user_receive(void)
{
  static uint8_t text[BUFFER];
  ptrdiff_t n = released ? 0 : synfin_receive(&conn, now, text, sizeof text);
  struct tcp_pcb *pcb = their_pcb();
  if (n <= 0)
    return;
  MUST((uint32_t)n == unread && memcmp(text, inbox, unread) == 0, "both deliver the same octets (3.8)", "%td and %u", n, unread);
  if (pcb && pcb->state != TIME_WAIT)
    tcp_recved(pcb, (u16_t)unread);
  unread = 0;
}

/* lwIP lets no user touch a connection that was not accepted; in SYN-SENT its shutdown is an error, close is not. */
static void user_ends(char how)
{
  struct tcp_pcb *pcb = their_pcb();
  if (synfin_in(&conn, SYNFIN_IN_SYN_RECEIVED | SYNFIN_IN(SYNFIN_CLOSED)) || released)
    return;
  if (how == 'c')
    synfin_close(&conn, now);
  else if (how == 'l')
    synfin_release(&conn, now);
  else
    synfin_abort(&conn, now);
  released = how != 'c';
  if (!pcb)
    stop_listening();
  else if (how == 'x')
    tcp_abort(pcb);
  else if (how == 'c' && pcb->state != SYN_SENT)
    tcp_shutdown(pcb, 0, 1);
  else
    tcp_close(pcb);
}

static void user_calls(struct input *in, char what)
{
  TELL("  user: %s", what == 's' ? "SEND" : what == 'r' ? "RECEIVE" : what == 'c' ? "CLOSE" : what == 'l' ? "lets go" : "ABORT");
  if (what == 's')
    user_send(in);
  else if (what == 'r')
    user_receive();
  else
    user_ends(what);
  their_output();
}

static void user(struct input *in, char what)
{
  if (setjmp(assertion) == 0) {
    in_lwip = true;
    user_calls(in, what);
  }
  in_lwip = false;
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

static struct step step_begin(char what)
{
  bool peer_known = !synfin_in(&conn, SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN) | SYNFIN_IN(SYNFIN_SYN_SENT));
  ours.n = theirs.n = 0;
  asked_without_ack = false;
  return (struct step){
    .what = what, .before = synfin_status(&conn), .una = conn.snd.una - ours.iss, .max = conn.snd.max - ours.iss,
    .wnd = conn.snd.wnd, .released = released,
    .fin_held = conn.fin_held, .fin_at = conn.rcv.fin - irs,
    .held_to = conn.held > 0 ? conn.rcv.held[conn.held - 1].right - irs : 0,
    .nxt = peer_known ? conn.rcv.nxt - irs : 0, .edge = peer_known ? conn.rcv.edge - irs : 0 };
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
  whole_input = data, whole_size = size;
  lwip_begin();
  lwip_clear();
  run(&in);
  lwip_clear();
  return 0;
}
