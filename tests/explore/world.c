/* Two connections, their users and the network, as one value. */
#include <string.h>

#include "world.h"

/* Text and FIN of the first wrap to 0, those of the second pass 2^31. */
const uint32_t world_iss[2] = { 0xfffffffeu, 0x7ffffffeu };

/* What a user sends as the octet of this number; so the same number of two incarnations is never the same octet of a
 * stream. */
uint8_t world_octet(unsigned side, uint32_t seq)
{
  return (uint8_t)(seq * 7u + side * 64u) & 0x7f;
}

void world_wire(struct world *w, const struct explore *x)
{
  for (unsigned s = 0; s < 2; s++) {
    struct synfin_conn *c = &w->conn[s];
    c->config = &x->config;
    c->snd.text.octets = w->send[s];
    c->snd.text.size = BUFFER;
    c->rcv.text.octets = w->receive[s];
    c->rcv.text.size = x->scenario->buffer;
  }
}

void world_copy(struct world *to, const struct world *from)
{
  *to = *from;
  for (unsigned s = 0; s < 2; s++) {
    to->conn[s].snd.text.octets = to->send[s];
    to->conn[s].rcv.text.octets = to->receive[s];
  }
}

/* A connection as synfin_init leaves it. */
void world_fresh(struct world *w, const struct explore *x, unsigned side)
{
  synfin_init(&w->conn[side], &x->config, (uint16_t)(80 + side), (uint16_t)(81 - side));
  w->conn[side].timer.challenge_at = w->conn[side].timer.sent_at = NOW;
  world_wire(w, x);
}

void world_begin(struct world *w, const struct explore *x)
{
  const struct scenario *s = x->scenario;
  memset(w, 0, sizeof *w);
  world_fresh(w, x, 0);
  world_fresh(w, x, 1);
  w->lose = s->lose;
  w->duplicate = s->duplicate;
  w->abort = s->abort;
  w->crash = s->crash;
  w->old = s->old;
}

/* Feeds a segment as a host does: a listener's ISS is chosen when the SYN comes, so that it does not grow without
 * end. */
void world_feed(struct world *w, unsigned side, const struct packet *p, uint16_t mss)
{
  struct synfin_conn *c = &w->conn[side];
  uint8_t text[BUFFER];
  for (unsigned i = 0; i < p->len; i++)
    text[i] = world_octet(!side, p->seq + i) ^ (p->old ? 0x80 : 0);
  struct synfin_segment seg = {
    .src_port = (uint16_t)(81 - side), .dst_port = (uint16_t)(80 + side), .seq = p->seq, .ack = p->ack, .wnd = p->wnd,
    .flags = p->flags, .len = p->len, .text = text };
  if (p->flags & SYNFIN_SYN) {
    seg.opt.present = SYNFIN_HAS_MSS;
    seg.opt.mss = mss;
  }
  uint32_t first = world_iss[side] + RENEWED * (w->user[side].opens - 1u);
  if (p->flags & SYNFIN_SYN && synfin_in(c, SYNFIN_IN(SYNFIN_LISTEN)) && c->snd.iss - first > 2)
    synfin_select_iss(c, first);
  synfin_segment_arrives(c, NOW, &seg);
}

bool net_add(struct net *net, const struct packet *p, unsigned flight)
{
  unsigned at = 0;
  int order = -1;
  while (at < net->count && (order = memcmp(&net->packet[at], p, sizeof *p)) < 0)
    at++;
  if (at < net->count && order == 0)
    return true;                                     /* two of the same are one that may come twice */
  if (net->count >= flight)
    return false;                                    /* a full network loses what is sent next */
  memmove(&net->packet[at + 1], &net->packet[at], (net->count - at) * sizeof *p);
  net->packet[at] = *p;
  net->count++;
  return true;
}

void net_remove(struct net *net, unsigned i)
{
  net->count--;
  memmove(&net->packet[i], &net->packet[i + 1], (net->count - i) * sizeof *net->packet);
}

static bool text_is_right(const struct synfin_segment *seg, unsigned side)
{
  uint32_t first = seg->len - seg->rest_len;
  for (uint32_t i = 0; i < seg->len; i++)
    if ((i < first ? seg->text[i] : seg->rest[i - first]) != world_octet(side, seg->seq + i))
      return false;
  return true;
}

/* All that a side has to send goes into the network. */
void world_poll(struct world *w, unsigned side, unsigned flight, struct step *step)
{
  struct synfin_segment seg;
  while (synfin_poll(&w->conn[side], NOW, &seg)) {
    struct packet p = { .seq = seg.seq, .ack = seg.flags & SYNFIN_ACK ? seg.ack : 0, .flags = seg.flags,
                        .wnd = (uint8_t)seg.wnd, .len = (uint8_t)seg.len };
    step->wrong_text |= !text_is_right(&seg, side);
    if (step->outs == FLIGHT)
      break;
    step->out[step->outs++] = p;
    net_add(&w->to[!side], &p, flight);
  }
}
