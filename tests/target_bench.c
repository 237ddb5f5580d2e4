/* see target_bench.h */
#include "target_bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHOWN (SYNFIN_FIN | SYNFIN_SYN | SYNFIN_RST | SYNFIN_ACK | SYNFIN_URG)

/* Tried out by another process, as a target may change what a process is; and only if the suite of its name is run. */
bool target_available(const char *name, int (*open)(struct target *target))
{
  const char *only = getenv("CK_RUN_SUITE");
  int ends[2], status = 0;
  char why[200] = "";
  if ((only && strcmp(only, name) != 0) || pipe(ends) != 0)
    return false;
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    struct target target;
    dup2(ends[1], STDERR_FILENO);
    int opened = open(&target);
    fflush(stderr);
    _exit(opened);
  }
  close(ends[1]);
  bool told = read(ends[0], why, sizeof why - 1) > 0;
  close(ends[0]);
  waitpid(child, &status, 0);
  why[strcspn(why, "\n")] = '\0';
  if (status != 0)
    printf("SKIP %s: %s\n", name, told ? why : "it died");
  return status == 0;
}

static struct synfin_addresses peer_addresses(const struct target_bench *b)
{
  struct synfin_addresses addresses = { .version = b->scene.version };
  memcpy(addresses.src, b->target.peer_address[b->scene.version == 6], 16);
  memcpy(addresses.dst, b->target.our_address[b->scene.version == 6], 16);
  return addresses;
}

void target_begin(struct target_bench *b, uint8_t version)
{
  static uint16_t port = 20000;
  char why[128] = "";
  b->scene.version = version;
  b->scene.our_port = b->target.our_port ? b->target.our_port : port++;
  b->scene.peer_port = port++;
  b->scene.iss = 0xffffff00u;
  ck_assert_msg(b->target.begin(&b->target, &b->scene, why), "%s", why);
}

void target_arrives_with(struct target_bench *b, unsigned flags, uint32_t seq, uint32_t ack, const char *text,
                         uint16_t wnd)
{
  const struct synfin_addresses addresses = peer_addresses(b);
  const struct synfin_segment seg = {
    .src_port = b->scene.peer_port, .dst_port = b->scene.our_port,
    .seq = seq, .ack = flags & SYNFIN_ACK ? b->iss + ack : 0, .wnd = wnd, .flags = (uint8_t)flags,
    .len = (uint32_t)strlen(text), .text = (const uint8_t *)text,
    .opt = { .present = flags & SYNFIN_SYN ? SYNFIN_HAS_MSS : 0, .mss = 1460 } };
  struct synfin_ip ip = { .addresses = addresses, .hop_limit = 64, .protocol = 6 };
  size_t header = b->scene.version == 4 ? 20 : 40;
  ip.len = (uint32_t)synfin_encode(b->octets + header, sizeof b->octets - header, &seg, &addresses);
  ck_assert_int_eq(synfin_ip_encode(b->octets, header, &ip), (ptrdiff_t)header);
  b->target.write(&b->target, b->octets, header + ip.len);
}

void target_arrives(struct target_bench *b, unsigned flags, uint32_t seq, uint32_t ack, const char *text)
{
  target_arrives_with(b, flags, seq, ack, text, 10000);
}

bool target_hears(struct target_bench *b, struct synfin_segment *seg)
{
  struct synfin_ip ip;
  synfin_time until = b->target.now(&b->target) + b->patience;
  size_t len = b->target.read(&b->target, b->octets, until, &b->when);
  if (len == 0)
    return false;
  ck_assert_int_eq(synfin_ip_decode(&ip, b->octets, len), SYNFIN_OK);
  ck_assert_uint_eq(ip.addresses.version, b->scene.version);
  ck_assert_int_eq(synfin_decode(seg, ip.payload, ip.len, &ip.addresses), SYNFIN_OK);
  if (seg->flags & SYNFIN_SYN)
    b->iss = seg->seq;
  return true;
}

void target_expect(struct target_bench *b, unsigned flags, uint32_t seq, uint32_t ack, const char *text,
                   const char *file, int line)
{
  struct synfin_segment seg;
  ck_assert_msg(target_hears(b, &seg), "%s:%d: nothing was sent", file, line);
  uint32_t is_seq = seg.seq - b->iss, is_ack = seg.flags & SYNFIN_ACK ? seg.ack : 0;
  ck_assert_msg((seg.flags & SHOWN) == flags && is_seq == seq && is_ack == ack && seg.len == strlen(text) &&
                (seg.len == 0 || memcmp(seg.text, text, seg.len) == 0),
                "%s:%d: flags=%#x seq=%u ack=%u len=%u", file, line, seg.flags & SHOWN, is_seq, is_ack, seg.len);
}

void target_expect_nothing(struct target_bench *b, synfin_time wait, const char *file, int line)
{
  synfin_time until = b->target.now(&b->target) + wait;
  size_t len = b->target.read(&b->target, b->octets, until, &b->when);
  ck_assert_msg(len == 0, "%s:%d: %zu octets were sent", file, line, len);
}

ptrdiff_t target_call(struct target_bench *b, enum target_call call)
{
  return b->target.call(&b->target, call, NULL, 0);
}

ptrdiff_t target_send(struct target_bench *b, const char *text)
{
  char octets[64];
  size_t len = strlen(text);
  memcpy(octets, text, len);
  return b->target.call(&b->target, TARGET_CALL_SEND, octets, len);
}

void target_receives(struct target_bench *b, const char *text)
{
  char octets[64];
  ptrdiff_t n = b->target.call(&b->target, TARGET_CALL_RECEIVE, octets, sizeof octets);
  ck_assert_int_eq(n, (ptrdiff_t)strlen(text));
  ck_assert_mem_eq(octets, text, (size_t)n);
}

void target_establish_passive(struct target_bench *b)
{
  ck_assert_int_eq(target_call(b, TARGET_CALL_OPEN_PASSIVE), SYNFIN_OK);
  TARGET_EXPECT_STATE(b, LISTEN);
  target_arrives(b, SYNFIN_SYN, PEER_ISS, 0, "");
  TARGET_EXPECT(b, SYNFIN_SYN | SYNFIN_ACK, 0, PEER_ISS + 1, "");
  TARGET_EXPECT_STATE(b, SYN_RECEIVED_PASSIVE);
  target_arrives(b, SYNFIN_ACK, PEER_ISS + 1, 1, "");
  TARGET_EXPECT_STATE(b, ESTABLISHED);
}

void target_establish_active(struct target_bench *b)
{
  ck_assert_int_eq(target_call(b, TARGET_CALL_OPEN_ACTIVE), SYNFIN_OK);
  TARGET_EXPECT(b, SYNFIN_SYN, 0, 0, "");
  TARGET_EXPECT_STATE(b, SYN_SENT);
  target_arrives(b, SYNFIN_SYN | SYNFIN_ACK, PEER_ISS, 1, "");
  TARGET_EXPECT(b, SYNFIN_ACK, 1, PEER_ISS + 1, "");
  TARGET_EXPECT_STATE(b, ESTABLISHED);
}

void target_lives_passive(struct target_bench *b, uint8_t version)
{
  target_begin(b, version);
  target_establish_passive(b);
  target_arrives(b, SYNFIN_ACK, 301, 1, "hello");
  TARGET_EXPECT(b, SYNFIN_ACK, 1, 306, "");
  target_receives(b, "hello");
  ck_assert_int_eq(b->target.call(&b->target, TARGET_CALL_RECEIVE, b->octets, 9), 0);
  ck_assert_int_eq(target_send(b, "world"), 5);
  TARGET_EXPECT(b, SYNFIN_ACK, 1, 306, "world");
  target_arrives(b, SYNFIN_ACK, 306, 6, "");
  ck_assert_int_eq(target_call(b, TARGET_CALL_CLOSE), SYNFIN_OK);
  TARGET_EXPECT(b, SYNFIN_FIN | SYNFIN_ACK, 6, 306, "");
  TARGET_EXPECT_STATE(b, FIN_WAIT_1);
  ck_assert_int_eq(target_send(b, "x"), SYNFIN_ERR_CLOSING);
  target_arrives(b, SYNFIN_ACK, 306, 7, "");
  TARGET_EXPECT_STATE(b, FIN_WAIT_2);
  ck_assert_int_eq(b->target.call(&b->target, TARGET_CALL_RECEIVE, b->octets, 9), 0);
  target_arrives(b, SYNFIN_FIN | SYNFIN_ACK, 306, 7, "");
  TARGET_EXPECT(b, SYNFIN_ACK, 7, 307, "");
  TARGET_EXPECT_STATE(b, TIME_WAIT);
}

void target_lives_active(struct target_bench *b, uint8_t version)
{
  target_begin(b, version);
  target_establish_active(b);
  target_arrives(b, SYNFIN_FIN | SYNFIN_ACK, 301, 1, "bye");
  TARGET_EXPECT(b, SYNFIN_ACK, 1, 305, "");
  TARGET_EXPECT_STATE(b, CLOSE_WAIT);
  target_receives(b, "bye");
  ck_assert_int_eq(b->target.call(&b->target, TARGET_CALL_RECEIVE, b->octets, 9), SYNFIN_ERR_CLOSING);
  ck_assert_int_eq(target_call(b, TARGET_CALL_CLOSE), SYNFIN_OK);
  TARGET_EXPECT(b, SYNFIN_FIN | SYNFIN_ACK, 1, 305, "");
  TARGET_EXPECT_STATE(b, LAST_ACK);
  target_arrives(b, SYNFIN_ACK, 305, 2, "");
  TARGET_EXPECT_STATE(b, CLOSED);
}

void target_is_refused(struct target_bench *b, uint8_t version)
{
  target_begin(b, version);
  target_call(b, TARGET_CALL_OPEN_ACTIVE);
  TARGET_EXPECT(b, SYNFIN_SYN, 0, 0, "");
  target_arrives(b, SYNFIN_RST | SYNFIN_ACK, 0, 1, "");
  TARGET_EXPECT_STATE(b, CLOSED);
  ck_assert_int_eq(target_send(b, "x"), SYNFIN_ERR_REFUSED);
}

void target_aborts(struct target_bench *b, uint8_t version)
{
  target_begin(b, version);
  target_establish_active(b);
  ck_assert_int_eq(target_call(b, TARGET_CALL_ABORT), SYNFIN_OK);
  TARGET_EXPECT(b, SYNFIN_RST | SYNFIN_ACK, 1, 301, "");
  TARGET_EXPECT_STATE(b, CLOSED);
  ck_assert_int_eq(target_call(b, TARGET_CALL_ABORT), SYNFIN_ERR_NO_CONNECTION);
}
