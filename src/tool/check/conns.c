/* see conns.h */
#include "check/conns.h"

#include <stdlib.h>
#include <string.h>

bool conns_init(struct conns *conns, uint32_t most)
{
  uint32_t buckets = 1;
  while (buckets < most) buckets *= 2;
  *conns = (struct conns){.mask = buckets - 1, .most = most};
  conns->place = calloc((size_t)most + 1, sizeof *conns->place);
  conns->bucket = calloc(buckets, sizeof *conns->bucket);
  if (conns->place != NULL && conns->bucket != NULL) return true;
  conns_free(conns);
  return false;
}

void conns_free(struct conns *conns)
{
  free(conns->place);
  free(conns->bucket);
  *conns = (struct conns){0};
}

static uint64_t mix(uint64_t word)
{
  word *= 0x9e3779b97f4a7c15u;
  return word ^ word >> 29;
}

static uint64_t hash_socket(const uint8_t address[16], uint16_t port)
{
  uint64_t halves[2];
  memcpy(halves, address, sizeof halves);
  return mix(mix(halves[0] ^ port) ^ halves[1]);
}

/* The same in both directions. */
static uint32_t bucket_of(const struct conns *conns, const struct synfin_addresses *addresses, const uint16_t port[2])
{
  const uint64_t sum = hash_socket(addresses->src, port[0]) + hash_socket(addresses->dst, port[1]);
  return (uint32_t)(mix(sum) >> 32) & conns->mask;
}

static uint32_t bucket_of_conn(const struct conns *conns, const struct conn *conn)
{
  return bucket_of(conns, &conn->addresses, conn->port);
}

/* ---- By age ------------------------------------------------------------------------------------------------------ */

static void take_out(struct conns *conns, const struct conn *conn)
{
  *(conn->newer ? &conns->place[conn->newer].older : &conns->newest) = conn->older;
  *(conn->older ? &conns->place[conn->older].newer : &conns->oldest) = conn->newer;
}

static void put_first(struct conns *conns, struct conn *conn)
{
  const uint32_t at = (uint32_t)(conn - conns->place);
  conn->newer = 0;
  conn->older = conns->newest;
  *(conns->newest ? &conns->place[conns->newest].newer : &conns->oldest) = at;
  conns->newest = at;
}

/* ---- By sockets -------------------------------------------------------------------------------------------------- */

static bool is_socket(const struct conn *conn, unsigned side, const uint8_t address[16], uint16_t port)
{
  return conn->port[side] == port && memcmp(side ? conn->addresses.dst : conn->addresses.src, address, 16) == 0;
}

static bool is_from(const struct conn *conn, unsigned who, const struct packet *packet)
{
  return conn->addresses.version == packet->addresses.version
      && is_socket(conn, who, packet->addresses.src, packet->seg.src_port)
      && is_socket(conn, !who, packet->addresses.dst, packet->seg.dst_port);
}

struct conn *conns_find(struct conns *conns, const struct packet *packet, unsigned *who)
{
  const uint16_t port[2] = {packet->seg.src_port, packet->seg.dst_port};
  for (uint32_t at = conns->bucket[bucket_of(conns, &packet->addresses, port)]; at != 0; at = conns->place[at].next) {
    struct conn *const conn = &conns->place[at];
    *who = is_from(conn, 0, packet) ? 0 : 1;
    if (*who == 1 && !is_from(conn, 1, packet)) continue;
    if (conns->newest != at) {
      take_out(conns, conn);
      put_first(conns, conn);
    }
    return conn;
  }
  return NULL;
}

uint32_t conns_victim(const struct conns *conns)
{
  return conns->used < conns->most ? 0 : conns->oldest;
}

static void remove_conn(struct conns *conns, uint32_t at)
{
  const struct conn *const conn = &conns->place[at];
  uint32_t *link = &conns->bucket[bucket_of_conn(conns, conn)];
  while (*link != at) link = &conns->place[*link].next;
  *link = conn->next;
  take_out(conns, conn);
}

struct conn *conns_add(struct conns *conns, const struct packet *packet)
{
  uint32_t at = conns_victim(conns);
  if (at != 0) remove_conn(conns, at);
  else at = ++conns->used;
  struct conn *const conn = &conns->place[at];
  *conn = (struct conn){
    .addresses = packet->addresses, .port = {packet->seg.src_port, packet->seg.dst_port},
  };
  uint32_t *const bucket = &conns->bucket[bucket_of_conn(conns, conn)];
  conn->next = *bucket;
  *bucket = at;
  put_first(conns, conn);
  return conn;
}
