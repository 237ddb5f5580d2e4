/* see tester.h: acting, hearing and verdicts. */
#include "tester.h"

#include <stdarg.h>
#include <string.h>

#define LAP (INT64_C(1) << 33)         /* the line's zero: no number is negative */
#define PEER_MSS 1460u
#define SEGMENTS_MOST 20000u           /* of the target's in one case: far more than any needs */
#define COMPARED (SYNFIN_FIN | SYNFIN_SYN | SYNFIN_RST | SYNFIN_ACK | SYNFIN_URG)

/* ---- Verdicts ---------------------------------------------------------------------------------------------------- */

static void decide(struct tester *t, enum verdict verdict, const char *format, va_list arguments)
{
  if (t->played_out)
    return;
  t->played_out = true;
  t->verdict = verdict;
  vsnprintf(t->text, sizeof t->text, format, arguments);
}

void tester_fail(struct tester *t, enum level level, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  if (!t->played_out)
    t->level = level;
  decide(t, VERDICT_FAIL, format, arguments);
  va_end(arguments);
}

void tester_inconclusive(struct tester *t, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  decide(t, VERDICT_INCONCLUSIVE, format, arguments);
  va_end(arguments);
}

void tester_not_applicable(struct tester *t, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  decide(t, VERDICT_NOT_APPLICABLE, format, arguments);
  va_end(arguments);
}

bool tester_needs(struct tester *t, unsigned can)
{
  static const struct { unsigned bit; const char *what; } needs[] = {
    {TARGET_STATUS, "its state cannot be asked for"}, {TARGET_SET_ISS, "its ISS cannot be chosen"},
    {TARGET_OPEN_ACTIVE, "it cannot be made to connect"}, {TARGET_OPEN_PASSIVE, "it cannot be made to listen"},
    {TARGET_SEND, "it cannot be made to send"}, {TARGET_RECEIVE, "what it received cannot be read"},
    {TARGET_CLOSE, "it cannot be made to close one direction"}, {TARGET_ABORT, "it cannot be made to abort"},
    {TARGET_RELEASE, "it cannot be made to let go"}, {TARGET_IPV6, "no IPv6"},
    {TARGET_SET_BUFFER, "its receive buffer cannot be chosen"}, {TARGET_URGENT, "it cannot be made to send urgent text"},
    {TARGET_NO_DELAY, "Nagle's algorithm cannot be switched off"}, {TARGET_ERRORS, "it has no errors of calls"},
    {TARGET_VIRTUAL_TIME, "its time is the real one"}, {TARGET_HOST, "it is a TCP without ICMP and IP options"}};
  for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
    if (can & ~t->target->can & needs[i].bit)
      tester_not_applicable(t, "%s", needs[i].what);
  return !t->played_out;
}

/* A target that died cannot be judged any further. */
static bool alive(struct tester *t)
{
  const char *trouble = t->target->trouble(t->target);
  if (trouble)
    tester_fail(t, LEVEL_MUST, "it died: %s", trouble);
  return !t->played_out;
}

/* ---- Set up ------------------------------------------------------------------------------------------------------ */

static void name_ladder(struct tester *t)
{
  t->ladder->names[LADDER_LEFT] = "tester";
  t->ladder->names[LADDER_RIGHT] = t->target->name;
  t->ladder->version = t->scene.version;
  memcpy(t->ladder->address[LADDER_LEFT], t->target->peer_address[t->scene.version == 6], 16);
  memcpy(t->ladder->address[LADDER_RIGHT], t->target->our_address[t->scene.version == 6], 16);
}

void tester_begin(struct tester *t, const struct scene *scene, uint32_t peer_iss)
{
  static uint16_t port = 1024;
  char why[128] = "";
  if (t->played_out)
    return;
  port = port < 60000 ? (uint16_t)(port + 1) : 1025;
  t->scene = *scene;
  t->scene.our_port = t->target->our_port ? t->target->our_port : scene->our_port ? scene->our_port : port;
  t->scene.peer_port = scene->peer_port ? scene->peer_port : (uint16_t)(port + 1000);
  t->peer_iss = peer_iss;
  t->sent = LAP + peer_iss;
  t->heard = t->unread = 0;
  t->segments = 0;
  t->dut = (struct oracle_tcb){.state = SYNFIN_CLOSED, .iss = LAP + scene->iss, .irs = LAP + peer_iss};
  t->dut.una = t->dut.max = t->dut.iss;
  t->dut.nxt = t->dut.irs + 1;
  t->dut.rcv_wnd = scene->receive_buffer;
  if (t->ladder)
    name_ladder(t);
  if (scene->version == 6 && !tester_needs(t, TARGET_IPV6))
    return;
  if (!t->target->begin(t->target, &t->scene, why))
    tester_inconclusive(t, "the target cannot begin: %s", why);
}

/* ---- Acting ------------------------------------------------------------------------------------------------------ */

static const char *dut_name(const struct tester *t) { return synfin_state_name(t->dut.state); }

ptrdiff_t tester_call(struct tester *t, enum target_call call, void *octets, size_t len)
{
  static const struct { enum synfin_letter letter; const char *name; } calls[] = {
    [TARGET_CALL_OPEN_ACTIVE] = {SYNFIN_ON_OPEN_ACTIVE, "OPEN active"},
    [TARGET_CALL_OPEN_PASSIVE] = {SYNFIN_ON_OPEN_PASSIVE, "OPEN passive"}, [TARGET_CALL_SEND] = {SYNFIN_ON_SEND, "SEND"},
    [TARGET_CALL_SEND_URGENT] = {SYNFIN_ON_SEND, "SEND, urgent"}, [TARGET_CALL_RECEIVE] = {SYNFIN_ON_RECEIVE, "RECEIVE"},
    [TARGET_CALL_CLOSE] = {SYNFIN_ON_CLOSE, "CLOSE"}, [TARGET_CALL_ABORT] = {SYNFIN_ON_ABORT, "ABORT"},
    [TARGET_CALL_RELEASE] = {SYNFIN_ON_CLOSE, "let go"}};
  if (t->played_out)
    return 0;
  const char *before = dut_name(t);
  ptrdiff_t result = t->target->call(t->target, call, octets, len);
  struct synfin_transition row = synfin_step(t->dut.state, calls[call].letter);
  t->dut.state = (enum synfin_state)row.next;
  t->dut.released |= call == TARGET_CALL_RELEASE;
  if (row.effects & SYNFIN_DO_SND_SYN) {
    t->dut.syn_unacked = true;
    t->dut.max = t->dut.iss + 1;
  }
  if (t->ladder && result > 0)
    ladder_note(t->ladder, LADDER_RIGHT, t->target->now(t->target), before, dut_name(t), "%s: %td octets",
                calls[call].name, result);
  else if (t->ladder)
    ladder_note(t->ladder, LADDER_RIGHT, t->target->now(t->target), before, dut_name(t), result ? "%s: %s" : "%s",
                calls[call].name, synfin_strerror((int)result));
  return alive(t) ? result : 0;
}

void tester_send_raw(struct tester *t, const uint8_t *octets, size_t len)
{
  bool six = t->scene.version == 6;
  struct synfin_ip ip = {.addresses = {.version = t->scene.version}, .hop_limit = 64, .protocol = 6, .len = (uint32_t)len};
  if (t->played_out || !alive(t))
    return;
  memcpy(ip.addresses.src, t->target->peer_address[six], 16);
  memcpy(ip.addresses.dst, t->target->our_address[six], 16);
  ptrdiff_t header = synfin_ip_encode(t->datagram, 40, &ip);
  if (header < 0 || (size_t)header + len > sizeof t->datagram)
    return;
  memcpy(t->datagram + header, octets, len);
  if (t->ladder) {
    synfin_time now = t->target->now(t->target);
    size_t at = t->ladder->events;
    ladder_sent(t->ladder, LADDER_LEFT, now, "", octets, len);
    ladder_arrived(t->ladder, at < LADDER_EVENTS ? at : LADDER_EVENTS - 1, now, dut_name(t), dut_name(t));
  }
  t->target->write(t->target, t->datagram, (size_t)header + len);
  alive(t);
}

struct synfin_addresses tester_addresses(const struct tester *t)
{
  struct synfin_addresses addresses = {.version = t->scene.version};
  memcpy(addresses.src, t->target->peer_address[t->scene.version == 6], 16);
  memcpy(addresses.dst, t->target->our_address[t->scene.version == 6], 16);
  return addresses;
}

void tester_send_with(struct tester *t, const struct oracle_segment *seg, const struct synfin_options *opt, uint16_t up)
{
  static uint8_t text[TARGET_DATAGRAM], octets[TARGET_DATAGRAM];
  struct synfin_addresses addresses = tester_addresses(t);
  int64_t end = seg->seq + seg->len + ((seg->flags & SYNFIN_SYN) != 0) + ((seg->flags & SYNFIN_FIN) != 0);
  struct synfin_segment out = {
    .src_port = t->scene.peer_port, .dst_port = t->scene.our_port, .seq = (uint32_t)seg->seq, .ack = (uint32_t)seg->ack,
    .wnd = (uint16_t)seg->wnd, .up = up, .flags = (uint8_t)seg->flags, .len = (uint32_t)seg->len, .text = text, .opt = *opt};
  for (int64_t i = 0; i < seg->len; i++)
    text[i] = tester_octet(seg->seq + i);
  ptrdiff_t len = synfin_encode(octets, sizeof octets, &out, &addresses);
  if (len > 0)
    tester_send_raw(t, octets, (size_t)len);
  t->sent = end > t->sent ? end : t->sent;
}

void tester_send(struct tester *t, const struct oracle_segment *seg)
{
  struct synfin_options none = {0}, mss = {.present = SYNFIN_HAS_MSS, .mss = PEER_MSS};
  tester_send_with(t, seg, seg->flags & SYNFIN_SYN ? &mss : &none, 0);
}

/* ---- Hearing ----------------------------------------------------------------------------------------------------- */

static int64_t near(int64_t place, uint32_t number) { return place + (int32_t)(number - (uint32_t)place); }

/* The first SYN tells where the target's numbers are. */
static void learn_iss(struct tester *t, uint32_t iss)
{
  int64_t moved = LAP + iss - t->dut.iss;
  t->dut.iss += moved, t->dut.una += moved, t->dut.max += moved;
  t->heard = t->dut.iss;
}

/* What a segment tells of the target's TCB. */
static void learn(struct tester *t, struct heard *h, const struct synfin_segment *seg)
{
  struct oracle_tcb *dut = &t->dut;
  bool first_syn = (seg->flags & SYNFIN_SYN) && t->heard == 0;
  if (first_syn)
    learn_iss(t, seg->seq);
  h->seq = (seg->flags & SYNFIN_RST) && seg->seq == 0 ? 0 : near(dut->una, seg->seq);
  h->ack = near(dut->nxt, seg->ack);
  int64_t end = h->seq + synfin_segment_len(seg);
  h->again = !first_syn && end > h->seq && end <= t->heard;
  if (seg->flags & SYNFIN_RST)
    return;
  if (end > h->seq && end > t->heard) {
    t->heard = end;
    dut->max = end > dut->max ? end : dut->max;
    dut->fin_sent |= (seg->flags & SYNFIN_FIN) != 0;
  }
  if (!(seg->flags & SYNFIN_ACK))
    dut->rcv_wnd = seg->wnd;
  else if (h->ack + seg->wnd >= dut->nxt)
    dut->rcv_wnd = h->ack + seg->wnd - dut->nxt;
}

/* Another connection's segment: something that an earlier case left. */
static bool is_ours(const struct tester *t, const struct synfin_ip *ip, const struct synfin_segment *seg)
{
  struct synfin_addresses want = tester_addresses(t);
  size_t n = want.version == 4 ? 4 : 16;
  return ip->addresses.version == want.version && !memcmp(ip->addresses.src, want.dst, n) &&
         !memcmp(ip->addresses.dst, want.src, n) && seg->src_port == t->scene.our_port && seg->dst_port == t->scene.peer_port;
}

static void record(struct tester *t, synfin_time when, const uint8_t *octets, size_t len)
{
  if (!t->ladder)
    return;
  size_t at = t->ladder->events;
  ladder_sent(t->ladder, LADDER_RIGHT, when, dut_name(t), octets, len);
  ladder_arrived(t->ladder, at < LADDER_EVENTS ? at : LADDER_EVENTS - 1, when, "", "");
}

bool tester_hear(struct tester *t, synfin_time wait, struct heard *heard)
{
  if (t->played_out)
    return false;
  synfin_time until = t->target->now(t->target) + wait, when = 0;
  for (size_t n; (n = t->target->read(t->target, t->datagram, until, &when)) > 0;) {
    struct synfin_ip ip;
    struct synfin_segment seg;
    enum synfin_err bad = synfin_ip_decode(&ip, t->datagram, n);
    if (bad == SYNFIN_OK && ip.protocol != 6)
      continue;
    if (bad == SYNFIN_OK)
      bad = synfin_decode(&seg, ip.payload, ip.len, &ip.addresses);
    if (bad != SYNFIN_OK) {
      tester_fail(t, LEVEL_MUST, "it sent what cannot be decoded: %s", synfin_strerror(bad));
      return false;
    }
    if (!is_ours(t, &ip, &seg))
      continue;
    if (++t->segments > SEGMENTS_MOST)
      tester_fail(t, LEVEL_MUST, "it sends without end: %u segments", SEGMENTS_MOST);
    record(t, when, ip.payload, ip.len);
    *heard = (struct heard){.when = when, .flags = seg.flags, .len = seg.len, .wnd = seg.wnd, .up = seg.up, .opt = seg.opt,
                            .text = seg.text};
    learn(t, heard, &seg);
    return true;
  }
  return alive(t) && false;
}

void tester_describe(const struct tester *t, char text[96], unsigned flags, int64_t seq, int64_t ack, uint32_t len)
{
  static const struct { unsigned bit; const char *name; } bits[] = {
    {SYNFIN_SYN, "SYN,"}, {SYNFIN_FIN, "FIN,"}, {SYNFIN_RST, "RST,"}, {SYNFIN_URG, "URG,"}, {SYNFIN_PSH, "PSH,"},
    {SYNFIN_ACK, "ACK,"}};
  int n = 0;
  text[0] = '\0';
  for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
    if (flags & bits[i].bit)
      n += snprintf(text + n, 96 - (size_t)n, "%s", bits[i].name);
  n -= n > 0;
  n += snprintf(text + n, 96 - (size_t)n, " SEQ=%s%+" PRId64, seq == 0 ? "" : "ISS", seq == 0 ? 0 : seq - t->dut.iss);
  if (flags & SYNFIN_ACK)
    n += snprintf(text + n, 96 - (size_t)n, " ACK=IRS%+" PRId64, ack - t->dut.irs);
  if (len != 0 && len != ~0u)
    snprintf(text + n, 96 - (size_t)n, " LEN=%u", len);
}

/* The next segment that says something new. */
static bool hear_new(struct tester *t, synfin_time wait, struct heard *h)
{
  synfin_time until = t->target->now(t->target) + wait;
  while (!t->played_out) {
    synfin_time now = t->target->now(t->target);
    if (!tester_hear(t, until > now ? until - now : 0, h))
      return false;
    if (!h->again)
      return true;
  }
  return false;
}

bool tester_expect(struct tester *t, synfin_time wait, unsigned flags, int64_t seq, int64_t ack, uint32_t len,
                   const char *rule)
{
  struct heard h;
  char want[96], got[96] = "nothing";
  if (t->played_out)
    return false;
  bool came = hear_new(t, wait, &h);
  if (came && (h.flags & COMPARED) == flags && h.seq == seq && (!(flags & SYNFIN_ACK) || h.ack == ack) &&
      (len == ~0u || h.len == len))
    return true;
  tester_describe(t, want, flags, seq, ack, len);
  if (came)
    tester_describe(t, got, h.flags, h.seq, h.ack, h.len);
  tester_fail(t, LEVEL_MUST, "%s: %s, not %s", rule, got, want);
  return false;
}

bool tester_expect_nothing(struct tester *t, synfin_time wait, const char *rule)
{
  struct heard h;
  char got[96];
  if (hear_new(t, wait, &h)) {
    tester_describe(t, got, h.flags, h.seq, h.ack, h.len);
    tester_fail(t, LEVEL_MUST, "%s: %s, not nothing", rule, got);
  }
  return !t->played_out;
}

void tester_wait(struct tester *t, synfin_time wait)
{
  struct heard h;
  if (t->played_out)
    return;
  synfin_time until = t->target->now(t->target) + wait;
  for (synfin_time now; !t->played_out && (now = t->target->now(t->target)) <= until;)
    if (!tester_hear(t, until - now, &h))
      return;
}

bool tester_expect_state(struct tester *t, enum synfin_state state, const char *rule)
{
  if (t->played_out || !(t->target->can & TARGET_STATUS))
    return !t->played_out;
  enum synfin_state is = t->target->status(t->target);
  if (strcmp(synfin_state_name(is), synfin_state_name(state)) != 0)
    tester_fail(t, LEVEL_MUST, "%s: %s, not %s", rule, synfin_state_name(is), synfin_state_name(state));
  return !t->played_out;
}
