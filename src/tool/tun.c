/* see tun.h
 *
 * The capture shows the wire as our TCP sees it: what it sent, before that can be lost, and what reached it, after that
 * could be. So a reader of the capture knows what this endpoint knew, and finds a reason for each of its answers. */
#include "tun.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "tool.h"

#define HELD_BACK 10000u       /* microseconds, if no other datagram comes by before */

/* ---- The wire ---------------------------------------------------------------------------------------------------- */

/* True so many times in a hundred. SplitMix64 (Steele, Lea, Flood 2014): any seed will do. */
static bool chance(struct tun_way *way, double percent)
{
  uint64_t z = way->random += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  z ^= z >> 31;
  return (double)(z >> 11) * 0x1p-53 * 100.0 < percent;
}

static void let_go(struct tun_way *way)
{
  if (way->held_until == SYNFIN_NEVER) return;
  way->held_until = SYNFIN_NEVER;
  way->sink(way->context, way->held, way->held_len);
}

/* A datagram held back stays until another one has overtaken it, or its time is over. */
static void pass(struct tun *tun, struct tun_way *way, const uint8_t *octets, size_t len)
{
  const bool lost = chance(way, tun->impairment.loss);
  const bool twice = chance(way, tun->impairment.dup);
  const bool late = chance(way, tun->impairment.reorder);
  if (lost) return;
  if (late && way->held_until == SYNFIN_NEVER) {
    memcpy(way->held, octets, len);
    way->held_len = len;
    way->held_until = tun->now + HELD_BACK;
    if (twice) way->sink(way->context, octets, len);
    return;
  }
  way->sink(way->context, octets, len);
  if (twice) way->sink(way->context, octets, len);
  let_go(way);
}

/* The kernel refuses what comes while the device is down (EIO): to a TCP that is a datagram lost. */
static void to_kernel(void *context, const uint8_t *octets, size_t len)
{
  const struct tun *const tun = context;
  const ssize_t ignored = write(tun->fd, octets, len);
  (void)ignored;
}

static void to_us(void *context, const uint8_t *octets, size_t len)
{
  struct tun *const tun = context;
  pcap_file_write(&tun->pcap, tun->epoch + tun->now, octets, len);
  tun->deliver(tun->context, octets, len);
}

static void init_way(struct tun_way *way, tun_sink *sink, struct tun *tun, uint64_t seed)
{
  way->sink = sink;
  way->context = tun;
  way->random = seed;
  way->held_until = SYNFIN_NEVER;
}

int tun_open(struct tun *tun, const struct tun_options *options, tun_sink *deliver, void *context)
{
  const struct tun_device device = {options->name, options->mtu, {{options->ours, options->kernels}}};
  tun->impairment = options->impairment;
  tun->pcap.file = NULL;
  tun->epoch = clock_now(CLOCK_REALTIME) - clock_now(CLOCK_MONOTONIC);
  tun->deliver = deliver;
  tun->context = context;
  init_way(&tun->out, to_kernel, tun, options->impairment.seed);
  init_way(&tun->in, to_us, tun, ~options->impairment.seed);
  const int status = tun_device_open(&tun->fd, &device);
  if (status != TOOL_OK || options->pcap == NULL || pcap_file_open(&tun->pcap, options->pcap)) return status;
  tool_fail(TOOL_USAGE, "cannot write %s: %s", options->pcap, strerror(errno));
  close(tun->fd);
  return TOOL_USAGE;
}

void tun_write(struct tun *tun, synfin_time now, const uint8_t *octets, size_t len)
{
  tun->now = now;
  pcap_file_write(&tun->pcap, tun->epoch + now, octets, len);
  pass(tun, &tun->out, octets, len);
}

bool tun_read(struct tun *tun, synfin_time now)
{
  uint8_t octets[TUN_DATAGRAM];
  const ssize_t len = read(tun->fd, octets, sizeof octets);
  tun->now = now;
  if (len > 0) pass(tun, &tun->in, octets, (size_t)len);
  return len > 0;
}

synfin_time tun_deadline(const struct tun *tun)
{
  return tun->out.held_until < tun->in.held_until ? tun->out.held_until : tun->in.held_until;
}

void tun_timeout(struct tun *tun, synfin_time now)
{
  tun->now = now;
  if (tun->out.held_until <= now) let_go(&tun->out);
  if (tun->in.held_until <= now) let_go(&tun->in);
}

bool tun_close(struct tun *tun)
{
  let_go(&tun->out);
  close(tun->fd);
  return pcap_file_close(&tun->pcap);
}
