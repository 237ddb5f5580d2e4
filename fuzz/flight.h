/* What the targets with a network have in common: segments in flight, as the octets they are on the wire, the clock,
 * and the numbers both ends agree on. Every run begins with all of it zero. */
#ifndef FLIGHT_H
#define FLIGHT_H

#include <stdio.h>
#include <string.h>

#include "fuzz.h"
#include "tcb.h"

#define FLIGHT 24u             /* segments at once; one more, and the oldest is lost */
#define TEXT_MOST 64u          /* octets of text in a segment                        */
#define HEADER_MOST 24u        /* with the MSS option, the only one that is sent     */

struct datagram {
  synfin_time sent;
  uint8_t from, to;            /* hosts: the last octets of 10.0.0.0/24 */
  uint16_t number;             /* in the story                          */
  size_t len;
  uint8_t octets[HEADER_MOST + TEXT_MOST];
};

struct flight {
  unsigned count;
  uint16_t numbers;
  struct datagram datagram[FLIGHT];   /* the oldest first */
};

/* Long waits short, so that few steps of the clock lead through all of them. */
static const struct synfin_config flight_config = {
  .mms_s = 20 + TEXT_MOST, .mms_r = 20 + TEXT_MOST, .default_mss = TEXT_MOST, .msl = SYNFIN_SECONDS(15),
  .user_timeout = SYNFIN_SECONDS(60), .fin_wait_2 = SYNFIN_SECONDS(20), .rto_initial = SYNFIN_SECONDS(1),
  .rto_min = SYNFIN_SECONDS(1), .rto_max = SYNFIN_SECONDS(16), .ack_delay = SYNFIN_SECONDS(1) / 5,
};

/* An ISS, near the places where numbers wrap. */
static inline uint32_t flight_iss(struct input *in)
{
  static const uint32_t isses[] = { 100, 200, 0xfffffff0, 0x7ffffff0, 0xffffffff, 0, 0x80000000, 0xffffff00 };
  return isses[input_pick(in, sizeof isses / sizeof *isses)];
}

/* How long 'm' milliseconds, 's' seconds and 'h' half minutes are. */
static inline synfin_time flight_pause(struct input *in, char unit)
{
  synfin_time of = unit == 'm' ? SYNFIN_SECONDS(1) / 10 : unit == 's' ? SYNFIN_SECONDS(1) : SYNFIN_SECONDS(30);
  return of * (1 + input_pick(in, 10));
}

/* Octet `at` of what is written under an ISS. */
static inline uint8_t flight_text(uint32_t iss, uint32_t at)
{
  uint32_t mixed = (iss ^ at * 0x9e3779b1u) * 0x85ebca6bu;
  return (uint8_t)(mixed >> 24);
}

static inline struct synfin_addresses flight_addresses(const struct datagram *d)
{
  return (struct synfin_addresses){ 4, { 10, 0, 0, d->from }, { 10, 0, 0, d->to } };
}

static inline void flight_remove(struct flight *f, unsigned at)
{
  f->count--;
  memmove(&f->datagram[at], &f->datagram[at + 1], (f->count - at) * sizeof *f->datagram);
}

/* The number of the segment. */
static inline uint16_t flight_put(struct flight *f, synfin_time now, unsigned from, unsigned to,
                                  const struct synfin_segment *seg)
{
  if (f->count == FLIGHT)
    flight_remove(f, 0);
  struct datagram *d = &f->datagram[f->count++];
  d->sent = now;
  d->from = (uint8_t)from;
  d->to = (uint8_t)to;
  d->number = ++f->numbers;
  const struct synfin_addresses addresses = flight_addresses(d);
  ptrdiff_t len = synfin_encode(d->octets, sizeof d->octets, seg, &addresses);
  MUST(len >= 20 && (size_t)len <= sizeof d->octets, "a segment is no longer than the send MSS (3.7.1)", "%td octets",
       len);
  d->len = (size_t)len;
  return d->number;
}

/* No segment lives longer than MSL (3.4.3): without that no TCP can tell old from new. */
static inline void flight_expire(struct flight *f, synfin_time now)
{
  while (f->count > 0 && now - f->datagram[0].sent > flight_config.msl)
    flight_remove(f, 0);
}

/* The segment is a view into the datagram. */
static inline void flight_decode(const struct datagram *d, struct synfin_segment *seg)
{
  const struct synfin_addresses addresses = flight_addresses(d);
  enum synfin_err err = synfin_decode(seg, d->octets, d->len, &addresses);
  MUST(err == SYNFIN_OK, "what was encoded can be decoded (3.1)", "%s", synfin_strerror(err));
}

/* MUST-3. One octet changes its word by less than 65535: no such change is lost in one's complement. */
static inline void flight_corrupt(const struct datagram *d, struct input *in)
{
  const struct synfin_addresses addresses = flight_addresses(d);
  struct datagram bad = *d;
  struct synfin_segment seg;
  size_t at = input_u8(in) % d->len;
  uint8_t change = input_u8(in);
  bad.octets[at] = (uint8_t)(bad.octets[at] ^ (change ? change : 1));
  MUST(synfin_decode(&seg, bad.octets, bad.len, &addresses) != SYNFIN_OK,
       "a corrupted segment is rejected (3.1 MUST-3)", "octet %zu changed by %u", at, change);
  TELL("  -- #%u arrives corrupted in octet %zu, and is rejected", d->number, at);
}

static inline bool flight_is_empty(const struct synfin_segment *seg)
{
  return seg->len == 0 && !(seg->flags & (SYNFIN_SYN | SYNFIN_FIN | SYNFIN_RST));
}

#endif
