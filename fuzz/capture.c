/* Target: `synfin check`: two engines that talk over a bad network, captured badly, break no rule; or any octets.
 *
 * Input: c a conversation, or g garbage. Of a conversation: two link layers (0-9), eight fates of captured segments,
 * used in turn (0 captured, 1 lost, 2 twice, 3-9 that many times 50 ms late), for each side the receive buffer (0-3)
 * and the ISS (0-7). Then decisions, a letter each, most with the side (0, 1):
 *   o0 OPEN active   l0 OPEN passive   w05 SEND   u05 urgent   r05 RECEIVE   c0 CLOSE   a0 ABORT   e0 release
 *   d0 deliver a segment (0: the oldest)   t0 deliver it, and keep it   x0 lose it   g deliver all
 *   . wait for the next deadline   m5 s5 h5 wait tenths of a second, seconds, half minutes
 * Of garbage: frames, each a link layer, tenths of a second, how many octets are captured (0: all), how many there are,
 * and these. */
#include <stdlib.h>

#include "check/checker.h"
#include "flight.h"

#define BUFFER 128u
#define FRAMES 400u            /* captured at most  */
#define PLACES 4u              /* of the checker    */
#define FATES 8u
#define ROOM (24u + 40u + HEADER_MOST + TEXT_MOST)

struct captured {
  synfin_time at;
  unsigned from;
  size_t len;
  uint8_t octets[HEADER_MOST + TEXT_MOST];
};

static struct {
  synfin_time now;
  struct end {
    struct synfin_conn c;
    bool opened, begun;        /* OPEN was called; it was neither in CLOSED nor in LISTEN */
    uint8_t send[BUFFER], receive[BUFFER];
  } end[2];
  struct flight flight;
  uint8_t fate[FATES];
  bool perfect;                /* nothing was lost, late or twice */
  unsigned links[2], sent, frames;
  struct captured frame[FRAMES];
} w;

/* ---- Link layers ------------------------------------------------------------------------------------------------ */

static const struct layer { unsigned link; uint8_t version; size_t len; uint8_t header[24]; } layers[] = {
  { LINK_RAW, 4, 0, { 0 } },
  { LINK_RAW, 6, 0, { 0 } },
  { LINK_ETHERNET, 4, 14, { [12] = 0x08, 0x00 } },
  { LINK_ETHERNET, 6, 22, { [12] = 0x88, 0xa8, 0, 1, 0x81, 0x00, 0, 2, 0x86, 0xdd } },
  { LINK_SLL, 4, 16, { [14] = 0x08, 0x00 } },
  { LINK_SLL2, 6, 20, { 0x86, 0xdd } },
  { LINK_NULL, 4, 4, { 2 } },
  { LINK_LOOP, 6, 4, { 0, 0, 0, 24 } },
  { LINK_IPV4, 4, 0, { 0 } },
  { LINK_IPV6, 6, 0, { 0 } },
};

#define LAYERS (sizeof layers / sizeof *layers)

/* A segment of this conversation as a frame; its checksum is made anew for these addresses. */
static size_t put_frame(uint8_t *octets, const struct layer *layer, const struct captured *captured)
{
  struct synfin_ip ip = { .addresses = { layer->version, { 10, 0, 0, 1 }, { 10, 0, 0, 2 } }, .protocol = 6 };
  struct synfin_segment seg;
  MUST(synfin_decode(&seg, captured->octets, captured->len, NULL) == SYNFIN_OK, "what was encoded can be decoded (3.1)",
       "%zu octets", captured->len);
  if (captured->from) {
    ip.addresses.src[3] = 2;
    ip.addresses.dst[3] = 1;
  }
  const size_t header = layer->version == 4 ? 20 : 40;
  memcpy(octets, layer->header, layer->len);
  ip.len = (uint32_t)synfin_encode(octets + layer->len + header, ROOM - layer->len - header, &seg, &ip.addresses);
  synfin_ip_encode(octets + layer->len, header, &ip);
  return layer->len + header + ip.len;
}

/* ---- The checker ------------------------------------------------------------------------------------------------ */

/* All that it told, as a sum: two runs that tell the same have the same. */
struct told {
  uint64_t sum, violations, inconclusive;
  struct finding first;        /* violation */
};

static void mix(struct told *told, uint64_t number)
{
  told->sum = (told->sum ^ number) * 0x9e3779b97f4a7c15u;
  told->sum ^= told->sum >> 29;
}

static void take_finding(void *context, const struct finding *finding)
{
  struct told *const told = context;
  mix(told, finding->rule);
  mix(told, finding->verdict);
  mix(told, finding->packet);
  TELL("  packet %llu: %s: %s", (unsigned long long)finding->packet, rule_text(finding->rule)->name, finding->seen);
  if (finding->verdict == VERDICT_VIOLATION && told->violations++ == 0) told->first = *finding;
  told->inconclusive += finding->verdict == VERDICT_INCONCLUSIVE;
}

static void take_connection(void *context, struct checker *checker, const struct conn *conn)
{
  MUST(checker->conns.used <= PLACES, "no more is remembered than there are places", "%u", checker->conns.used);
  for (unsigned side = 0; side < 2; side++) {
    mix(context, conn->side[side].packets);
    mix(context, conn->side[side].octets);
    mix(context, conn->side[side].retransmissions);
    mix(context, conn->side[side].states);
  }
  for (const char *text = conn_opening(conn); *text; text++) mix(context, (uint8_t)*text);
  for (const char *text = conn_closing(conn); *text; text++) mix(context, (uint8_t)*text);
}

static void begin(struct checker *checker, struct told *told, bool complete)
{
  *told = (struct told){ 0 };
  const struct checker_options options = { .connections = PLACES, .complete = complete, .all = true };
  const struct checker_sink sink = { take_finding, take_connection, told };
  MUST(checker_init(checker, &options, &sink), "there is memory", "%u places", PLACES);
}

static void end(struct checker *checker)
{
  checker_end(checker);
  checker_free(checker);
}

/* From a block of its own, so that nothing beyond it is read. */
static void feed(struct checker *checker, struct frame frame)
{
  uint8_t *const block = malloc(frame.captured);
  if (frame.captured > 0) memcpy(block, frame.octets, frame.captured);
  frame.octets = block;
  checker_frame(checker, &frame);
  free(block);
}

/* ---- Garbage ---------------------------------------------------------------------------------------------------- */

static void garbage(struct input *in)
{
  static struct checker checker;
  struct told told;
  int64_t time = 0;
  begin(&checker, &told, false);
  for (uint64_t number = 1; !input_ends(in); number++) {
    size_t len;
    const unsigned link = layers[input_pick(in, LAYERS)].link;
    time += (int64_t)input_pick(in, 50) * 100000;
    const size_t cut = input_u8(in);
    const uint8_t *const octets = input_octets(in, 255, &len);
    feed(&checker, (struct frame){ link, octets, cut > 0 && cut < len ? cut : len, len, number, time });
  }
  end(&checker);
}

/* ---- The conversation ------------------------------------------------------------------------------------------- */

/* The capture sees a segment as it is sent. */
static void capture(unsigned who, const struct datagram *d)
{
  const unsigned fate = w.fate[w.sent++ % FATES];
  w.perfect &= fate == 0;
  for (unsigned n = fate == 1 ? 0 : fate == 2 ? 2 : 1; n > 0 && w.frames < FRAMES; n--) {
    struct captured *const c = &w.frame[w.frames++];
    *c = (struct captured){ w.now + (fate > 2 ? fate * 50000 : 0), who, d->len, { 0 } };
    memcpy(c->octets, d->octets, d->len);
  }
  if (w.frames == FRAMES) w.perfect = false;
}

/* A passive end that was reset listens no more: a connection that begins unseen is beyond what a capture can tell. */
static void begin_once(struct end *e)
{
  if (e->begun && synfin_status(&e->c) == SYNFIN_LISTEN) synfin_close(&e->c, w.now);
  e->begun |= synfin_status(&e->c) != SYNFIN_CLOSED && synfin_status(&e->c) != SYNFIN_LISTEN;
}

static void flush(unsigned who)
{
  struct synfin_segment seg;
  begin_once(&w.end[who]);
  while (synfin_poll(&w.end[who].c, w.now, &seg)) {
    flight_put(&w.flight, w.now, who, !who, &seg);
    fuzz_tell_segment((int)who, &seg, NULL);
    capture(who, &w.flight.datagram[w.flight.count - 1]);
  }
}

static void arrive(unsigned at, bool keep)
{
  struct datagram d = w.flight.datagram[at];
  struct synfin_segment seg;
  if (!keep) flight_remove(&w.flight, at);
  flight_decode(&d, &seg);
  synfin_segment_arrives(&w.end[d.to].c, w.now, &seg);
  flush(d.to);
}

static void wait_until(synfin_time at)
{
  w.now = at;
  flight_expire(&w.flight, w.now);
  for (unsigned who = 0; who < 2; who++) {
    synfin_timeout(&w.end[who].c, w.now);
    flush(who);
  }
}

static void call(struct input *in, char op)
{
  static const uint8_t text[BUFFER] = "any text will do, for the same octets have the same numbers";
  const unsigned who = input_pick(in, 2);
  struct end *const e = &w.end[who];
  uint8_t sink[BUFFER];
  switch (op) {
  case 'w': case 'u':            /* not in LISTEN, which it would open */
    if (synfin_status(&e->c) != SYNFIN_LISTEN) synfin_send(&e->c, w.now, text, input_pick(in, BUFFER), op == 'u');
    break;
  case 'r': synfin_receive(&e->c, w.now, sink, input_pick(in, BUFFER)); break;
  case 'c': synfin_close(&e->c, w.now); break;
  case 'a': synfin_abort(&e->c, w.now); break;
  case 'e': synfin_release(&e->c, w.now); break;
  default:                       /* once */
    if (!e->opened && op == 'o') synfin_open_active(&e->c, w.now, e->c.snd.iss);
    if (!e->opened && op == 'l') synfin_open_passive(&e->c, w.now, e->c.snd.iss);
    e->opened = true;
  }
  flush(who);
}

static void decide(struct input *in)
{
  const char op = input_letter(in, "olwurcaedtxg.msh");
  const synfin_time a = synfin_deadline(&w.end[0].c, w.now), b = synfin_deadline(&w.end[1].c, w.now);
  const synfin_time first = a < b ? a : b;
  w.now++;                       /* no two segments at one time */
  if (strchr("olwurcae", op)) call(in, op);
  else if (strchr("msh", op)) wait_until(w.now + flight_pause(in, op));
  else if (op == '.') wait_until(first == SYNFIN_NEVER || first < w.now ? w.now : first);
  else if (op == 'g') for (unsigned n = 0; w.flight.count > 0 && n < FLIGHT; n++) arrive(0, false);
  else if (w.flight.count > 0) {
    const unsigned at = input_pick(in, w.flight.count);
    if (op == 'x') flight_remove(&w.flight, at);
    else arrive(at, op == 't');
  }
}

static void begin_world(struct input *in)
{
  static const size_t sizes[] = { 128, 64, 10, 1 };
  memset(&w, 0, sizeof w);
  w.perfect = true;
  for (unsigned i = 0; i < 2; i++) w.links[i] = input_pick(in, LAYERS);
  for (unsigned i = 0; i < FATES; i++) w.fate[i] = (uint8_t)input_pick(in, 10);
  for (unsigned who = 0; who < 2; who++) {
    struct end *const e = &w.end[who];
    const size_t receive_size = sizes[input_pick(in, 4)];
    synfin_init(&e->c, &flight_config, (uint16_t)(1000 + who), (uint16_t)(1000 + !who));
    synfin_attach_send(&e->c, e->send, BUFFER);
    synfin_attach_receive(&e->c, e->receive, receive_size);
    e->c.snd.iss = flight_iss(in);
  }
}

/* ---- The verdict ------------------------------------------------------------------------------------------------ */

static int by_time(const void *a, const void *b)
{
  const struct captured *const x = a, *const y = b;
  return (x->at > y->at) - (x->at < y->at);
}

static struct told judge(const struct layer *layer, size_t snap, bool complete)
{
  static struct checker checker;
  struct told told;
  begin(&checker, &told, complete);
  for (unsigned i = 0; i < w.frames; i++) {
    uint8_t octets[ROOM];
    const size_t len = put_frame(octets, layer, &w.frame[i]);
    feed(&checker, (struct frame){ layer->link, octets, snap < len ? snap : len, len, i + 1, (int64_t)w.frame[i].at });
  }
  end(&checker);
  MUST(told.violations == 0, "two engines break no rule, whatever of them was captured", "packet %llu: %s",
       (unsigned long long)told.first.packet, rule_text(told.first.rule)->name);
  return told;
}

static void conversation(struct input *in)
{
  begin_world(in);
  while (!input_ends(in)) decide(in);
  qsort(w.frame, w.frames, sizeof *w.frame, by_time);
  const struct layer *const a = &layers[w.links[0]], *const b = &layers[w.links[1]];
  const struct told one = judge(a, ROOM, false), other = judge(b, ROOM, false);
  MUST(one.sum == other.sum, "the link layer does not matter", "links %u and %u", a->link, b->link);
  judge(a, layers[w.links[0]].len + (a->version == 4 ? 40 : 60), false);
  if (w.perfect) {
    const struct told strict = judge(a, ROOM, true);
    MUST(strict.inconclusive == 0, "nothing is left open where all was captured", "%u segments", w.frames);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct input in = { data, size };
  if (input_letter(&in, "cg") == 'g') garbage(&in);
  else conversation(&in);
  return 0;
}
