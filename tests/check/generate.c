/* Writes a capture of correct connections, for measuring: generate FILE PACKETS CONNECTIONS TEXT. Each opens, sends
 * segments of TEXT octets that are acknowledged one by one, closes, and begins anew from another port; all in turn. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pcap.h"
#include "synfin.h"

#define EXCHANGES 100u         /* of text and ACK in a connection */

struct talk {
  uint32_t step, seq, ack;
  uint16_t port;
};

static uint8_t text[65536];

/* The next segment of a connection, and which end sends it. */
static unsigned next(struct talk *t, struct synfin_segment *seg, uint32_t len, uint32_t clock)
{
  const uint32_t step = t->step++ % (2 * EXCHANGES + 6), last = 2 * EXCHANGES + 3;
  const unsigned from = step == 1 || (step > 2 && step < last && step % 2 == 0) || step == last + 1;
  *seg = (struct synfin_segment){.wnd = 60000, .flags = SYNFIN_ACK};
  seg->opt = (struct synfin_options){.present = SYNFIN_HAS_TIMESTAMPS, .ts_val = clock};
  if (step == 0) *t = (struct talk){1, t->seq + 100000, t->ack + 100000, (uint16_t)(t->port + 1)};
  if (step < 2) {
    seg->flags = step == 0 ? SYNFIN_SYN : SYNFIN_SYN | SYNFIN_ACK;
    seg->opt.present |= SYNFIN_HAS_MSS;
    seg->opt.mss = 65000;
  }
  if (from == 0 && step > 2 && step < last) seg->len = len, seg->text = text;
  if (step == last || step == last + 1) seg->flags |= SYNFIN_FIN;
  if (seg->flags & SYNFIN_ACK) seg->opt.ts_ecr = clock;
  seg->seq = from ? t->ack : t->seq;
  seg->ack = seg->flags & SYNFIN_ACK ? (from ? t->seq : t->ack) : 0;
  *(from ? &t->ack : &t->seq) += synfin_segment_len(seg);
  return from;
}

static size_t write_datagram(uint8_t *octets, struct synfin_segment *seg, uint32_t host, uint16_t port, unsigned from)
{
  struct synfin_ip ip = {.addresses = {4, {10}, {10, 255, 0, 1}}, .protocol = 6, .hop_limit = 64};
  ip.addresses.src[1] = (uint8_t)(host >> 16);
  ip.addresses.src[2] = (uint8_t)(host >> 8);
  ip.addresses.src[3] = (uint8_t)host;
  seg->src_port = from ? 80 : port;
  seg->dst_port = from ? port : 80;
  if (from) {
    const struct synfin_addresses was = ip.addresses;
    memcpy(ip.addresses.src, was.dst, sizeof was.dst);
    memcpy(ip.addresses.dst, was.src, sizeof was.src);
  }
  ip.len = (uint32_t)synfin_encode(octets + 20, 65515, seg, &ip.addresses);
  return (size_t)synfin_ip_encode(octets, 20, &ip) + ip.len;
}

int main(int argc, char **argv)
{
  static uint8_t octets[65536];
  if (argc != 5) return fputs("generate FILE PACKETS CONNECTIONS TEXT\n", stderr), 2;
  const unsigned long packets = strtoul(argv[2], NULL, 10), connections = strtoul(argv[3], NULL, 10);
  const uint32_t len = (uint32_t)strtoul(argv[4], NULL, 10);
  struct pcap_file file;
  struct talk *const talks = calloc(connections, sizeof *talks);
  for (size_t i = 0; i < sizeof text; i++) text[i] = (uint8_t)(i * 2654435761u >> 13);
  if (talks == NULL || !pcap_file_open(&file, argv[1])) return perror(argv[1]), 2;
  for (unsigned long i = 0; i < packets; i++) {
    struct synfin_segment seg;
    struct talk *const t = &talks[i % connections];
    const unsigned from = next(t, &seg, len, (uint32_t)(i / 1000));
    const size_t size = write_datagram(octets, &seg, (uint32_t)(i % connections), t->port, from);
    pcap_file_write(&file, i, octets, size);
  }
  free(talks);
  return pcap_file_close(&file) ? 0 : 2;
}
