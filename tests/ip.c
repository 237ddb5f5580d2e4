/* IP headers: decoding and encoding. */
#include <stdlib.h>
#include <string.h>

#include "octets.h"
#include "suites.h"
#include "synfin.h"
#include "wire.h"

static const uint8_t ipv4[] = { 0x45, 0xb9, 0, 24, 0x12, 0x34, 0x40, 0, 64, 6, 0, 0,
                                10, 0, 0, 1, 10, 0, 0, 2, 't', 'e', 'x', 't' };
static const uint8_t ipv6[] = { 0x6b, 0x9f, 0xff, 0xff, 0, 4, 6, 64,
                                0x20, 1, [23] = 1, 0x20, 1, [39] = 2, 't', 'e', 'x', 't' };

/* Makes the checksum of a hand-written IPv4 header right. */
static void seal_ip(uint8_t *octets, size_t header)
{
  put16(octets + 10, 0);
  put16(octets + 10, 0xffffu - slow_sum(0, octets, header));
}

static enum synfin_err ip_verdict(const uint8_t *octets, size_t len)
{
  uint8_t *copy = exact(octets, len);
  struct synfin_ip ip;
  enum synfin_err err = synfin_ip_decode(&ip, copy, len);
  if (err == SYNFIN_OK) ck_assert(ip.payload >= copy && ip.len <= (size_t)(copy + len - ip.payload));
  free(copy);
  return err;
}

/* A change of one IPv4 header octet, behind a right checksum. */
static enum synfin_err ipv4_verdict(size_t at, uint8_t value)
{
  uint8_t octets[sizeof ipv4];
  memcpy(octets, ipv4, sizeof ipv4);
  octets[at] = value;
  seal_ip(octets, 20);
  return ip_verdict(octets, sizeof octets);
}

/* MUST-48, MUST-49 */
START_TEST(ip_decode__of_ipv4__finds_every_field)
{
  uint8_t octets[sizeof ipv4 + 2] = { 0 };  /* with padding of the link */
  struct synfin_ip ip;
  memcpy(octets, ipv4, sizeof ipv4);
  seal_ip(octets, 20);
  ck_assert_int_eq(synfin_ip_decode(&ip, octets, sizeof octets), SYNFIN_OK);
  ck_assert_uint_eq(ip.addresses.version, 4);
  ck_assert_mem_eq(ip.addresses.src, v4.src, 4);
  ck_assert_mem_eq(ip.addresses.dst, v4.dst, 4);
  ck_assert_uint_eq(ip.traffic_class, 0xb9);
  ck_assert_uint_eq(ip.hop_limit, 64);
  ck_assert_uint_eq(ip.protocol, 6);
  ck_assert_uint_eq(ip.id, 0x1234);
  ck_assert_ptr_eq(ip.payload, octets + 20);
  ck_assert_uint_eq(ip.len, 4);
}
END_TEST

/* MUST-48, MUST-49 */
START_TEST(ip_decode__of_ipv6__finds_every_field)
{
  struct synfin_ip ip;
  ck_assert_int_eq(synfin_ip_decode(&ip, ipv6, sizeof ipv6), SYNFIN_OK);
  ck_assert_uint_eq(ip.addresses.version, 6);
  ck_assert_mem_eq(ip.addresses.src, ipv6 + 8, 16);
  ck_assert_mem_eq(ip.addresses.dst, ipv6 + 24, 16);
  ck_assert_uint_eq(ip.traffic_class, 0xb9);
  ck_assert_uint_eq(ip.hop_limit, 64);
  ck_assert_uint_eq(ip.protocol, 6);
  ck_assert_uint_eq(ip.id, 0);
  ck_assert_ptr_eq(ip.payload, ipv6 + 40);
  ck_assert_uint_eq(ip.len, 4);
}
END_TEST

START_TEST(ip_decode__of_ipv4_options__steps_over_them)
{
  uint8_t octets[28] = { 0x46, 0, 0, 28, [9] = 6, [20] = 7, 4, 4, 0, 't', 'e', 'x', 't' };
  struct synfin_ip ip;
  seal_ip(octets, 24);
  ck_assert_int_eq(synfin_ip_decode(&ip, octets, sizeof octets), SYNFIN_OK);
  ck_assert_ptr_eq(ip.payload, octets + 24);
  ck_assert_uint_eq(ip.len, 4);
}
END_TEST

START_TEST(ip_decode__of_ipv6_extension_headers__steps_over_them)
{
  uint8_t octets[40 + 8 + 16 + 8 + 4] = { 0x60, [5] = 36, 0, 64 };
  struct synfin_ip ip;
  octets[40] = 43;
  octets[48] = 60, octets[49] = 1;
  octets[64] = 6;
  ck_assert_int_eq(synfin_ip_decode(&ip, octets, sizeof octets), SYNFIN_OK);
  ck_assert_uint_eq(ip.protocol, 6);
  ck_assert_ptr_eq(ip.payload, octets + 72);
  ck_assert_uint_eq(ip.len, 4);
}
END_TEST

/* An extension header and nothing behind it is whole. */
START_TEST(ip_decode__of_an_extension_header_that_ends_the_datagram__is_right)
{
  uint8_t octets[56] = { 0x60, [5] = 8, 0, 64, [40] = 6, 0 };
  ck_assert_int_eq(ip_verdict(octets, 48), SYNFIN_OK);
  octets[5] = 16, octets[41] = 1;
  ck_assert_int_eq(ip_verdict(octets, 56), SYNFIN_OK);
}
END_TEST

/* Of two errors the first is told in this order: header, length, checksum, fragment. */
START_TEST(ip_decode__of_two_errors__tells_the_first)
{
  uint8_t octets[sizeof ipv4];
  memcpy(octets, ipv4, sizeof ipv4);
  octets[6] = 0x20;                                             /* a fragment, the checksum wrong */
  ck_assert_int_eq(ip_verdict(octets, sizeof octets), SYNFIN_ERR_IP_CHECKSUM);
  octets[3] = sizeof ipv4 + 1;
  ck_assert_int_eq(ip_verdict(octets, sizeof octets), SYNFIN_ERR_IP_LENGTH);
  octets[0] = 0x44;
  ck_assert_int_eq(ip_verdict(octets, sizeof octets), SYNFIN_ERR_IP_HEADER);
}
END_TEST

/* PB-226 */
START_TEST(ip_decode__of_extension_headers_beyond_the_datagram__is_an_error)
{
  uint8_t octets[48] = { 0x60, [5] = 8, 0, 64, [40] = 6, 1 };
  ck_assert_int_eq(ip_verdict(octets, 48), SYNFIN_ERR_IP_HEADER);
  octets[41] = 255;
  ck_assert_int_eq(ip_verdict(octets, 48), SYNFIN_ERR_IP_HEADER);
  octets[5] = 7;
  ck_assert_int_eq(ip_verdict(octets, 47), SYNFIN_ERR_IP_HEADER);
  octets[5] = 0;
  ck_assert_int_eq(ip_verdict(octets, 40), SYNFIN_ERR_IP_HEADER);
}
END_TEST

START_TEST(ip_decode__of_less_than_a_header__is_short)
{
  for (size_t len = 0; len < 20; len++) ck_assert_int_eq(ip_verdict(ipv4, len), SYNFIN_ERR_IP_SHORT);
  for (size_t len = 0; len < 40; len++) ck_assert_int_eq(ip_verdict(ipv6, len), SYNFIN_ERR_IP_SHORT);
  ck_assert_int_eq(ipv4_verdict(0, 0x47), SYNFIN_ERR_IP_SHORT);
}
END_TEST

START_TEST(ip_decode__of_another_version__is_an_error)
{
  for (unsigned version = 0; version < 16; version++)
    if (version != 4 && version != 6)
      ck_assert_int_eq(ipv4_verdict(0, (uint8_t)(version << 4 | 5)), SYNFIN_ERR_IP_VERSION);
}
END_TEST

START_TEST(ip_decode__of_a_header_length_below_5_or_beyond_the_total_length__is_an_error)
{
  for (unsigned words = 0; words < 5; words++)
    ck_assert_int_eq(ipv4_verdict(0, (uint8_t)(0x40 | words)), SYNFIN_ERR_IP_HEADER);
  ck_assert_int_eq(ipv4_verdict(3, 19), SYNFIN_ERR_IP_HEADER);
}
END_TEST

/* PB-226 */
START_TEST(ip_decode__of_a_length_beyond_the_datagram__is_an_error)
{
  uint8_t octets[sizeof ipv6];
  memcpy(octets, ipv6, sizeof ipv6);
  octets[5]++;
  ck_assert_int_eq(ip_verdict(octets, sizeof octets), SYNFIN_ERR_IP_LENGTH);
  ck_assert_int_eq(ipv4_verdict(3, 24), SYNFIN_OK);
  ck_assert_int_eq(ipv4_verdict(3, 25), SYNFIN_ERR_IP_LENGTH);
  ck_assert_int_eq(ipv4_verdict(2, 0xff), SYNFIN_ERR_IP_LENGTH);
}
END_TEST

START_TEST(ip_decode__of_a_wrong_header_checksum__is_an_error)
{
  ck_assert_int_eq(ip_verdict(ipv4, sizeof ipv4), SYNFIN_ERR_IP_CHECKSUM);
}
END_TEST

START_TEST(ip_decode__of_a_fragment__is_an_error)
{
  uint8_t octets[48] = { 0x60, [5] = 8, 44, 64, [40] = 6 };
  ck_assert_int_eq(ip_verdict(octets, sizeof octets), SYNFIN_ERR_IP_FRAGMENT);
  ck_assert_int_eq(ipv4_verdict(6, 0x20), SYNFIN_ERR_IP_FRAGMENT);
  ck_assert_int_eq(ipv4_verdict(6, 0x01), SYNFIN_ERR_IP_FRAGMENT);
  ck_assert_int_eq(ipv4_verdict(7, 0x01), SYNFIN_ERR_IP_FRAGMENT);
  ck_assert_int_eq(ipv4_verdict(6, 0x00), SYNFIN_OK);
}
END_TEST

/* PB-226 */
START_TEST(ip_decode__of_random_octets__never_leaves_them)
{
  seed_random();
  for (int round = 0; round < 100000; round++) {
    uint8_t octets[128];
    size_t len = below(sizeof octets);
    fill(octets, sizeof octets);
    octets[0] = (uint8_t)(round % 2 == 0 ? 0x60 : 0x40 | octets[0] % 16);
    octets[round % 2 == 0 ? 4 : 2] = 0;
    if (round % 2 == 0) octets[6] = (uint8_t)(below(2) * 43), octets[41] = (uint8_t)below(4);
    else seal_ip(octets, (octets[0] & 15u) * 4u);
    enum synfin_err err = ip_verdict(octets, len);
    expect(err == SYNFIN_OK || (err <= SYNFIN_ERR_IP_SHORT && err >= SYNFIN_ERR_IP_FRAGMENT));
  }
}
END_TEST

/* MUST-48, MUST-49 */
START_TEST(ip_encode__of_random_headers__is_decoded_to_the_same)
{
  seed_random();
  for (int round = 0; round < 10000; round++) {
    struct synfin_ip ip = { .traffic_class = (uint8_t)any32(), .hop_limit = (uint8_t)any32(), .protocol = 6 }, back;
    uint8_t buf[140] = { 0 };
    ip.len = below(100);
    bool four = round % 2 == 0;
    size_t size = four ? 4 : 16;
    ip.addresses.version = four ? 4 : 6;
    ip.id = four ? (uint16_t)any32() : 0;
    fill(ip.addresses.src, size);
    fill(ip.addresses.dst, size);
    ptrdiff_t len = synfin_ip_encode(buf, sizeof buf, &ip);
    expect(len == (four ? 20 : 40));
    expect(synfin_ip_decode(&back, buf, (size_t)len + ip.len) == SYNFIN_OK);
    expect(memcmp(&back.addresses, &ip.addresses, sizeof ip.addresses) == 0);
    expect(back.traffic_class == ip.traffic_class && back.hop_limit == ip.hop_limit && back.protocol == 6);
    expect(back.id == ip.id && back.payload == buf + len && back.len == ip.len);
    if (four) expect(slow_sum(0, buf, 20) == 0xffff && buf[6] == 0x40);
  }
}
END_TEST

START_TEST(ip_encode__into_every_capacity__writes_all_or_nothing)
{
  uint8_t buf[64], untouched[64];
  memset(untouched, GUARD, sizeof untouched);
  for (ptrdiff_t needed = 20; needed <= 40; needed += 20)
    for (ptrdiff_t cap = 0; cap <= needed + 8; cap++) {
      struct synfin_ip ip = { .addresses = needed == 20 ? v4 : v6, .len = 4 };
      size_t written = cap >= needed ? (size_t)needed : 0;
      memset(buf, GUARD, sizeof buf);
      ck_assert_int_eq(synfin_ip_encode(cap > 0 ? buf : NULL, (size_t)cap, &ip), needed);
      ck_assert_mem_eq(buf + written, untouched, sizeof buf - written);
      ck_assert_uint_eq(buf[0], written == 0 ? GUARD : needed == 20 ? 0x45 : 0x60);
    }
}
END_TEST

START_TEST(ip_encode__of_what_ip_cannot_carry__is_an_error)
{
  struct synfin_ip ip = { .addresses = v4, .len = 65515 };
  ck_assert_int_eq(synfin_ip_encode(NULL, 0, &ip), 20);
  ip.len = 65516;
  ck_assert_int_eq(synfin_ip_encode(NULL, 0, &ip), SYNFIN_ERR_IP_LENGTH);
  ip.addresses.version = 6;
  ip.len = 65535;
  ck_assert_int_eq(synfin_ip_encode(NULL, 0, &ip), 40);
  ip.len = 65536;
  ck_assert_int_eq(synfin_ip_encode(NULL, 0, &ip), SYNFIN_ERR_IP_LENGTH);
  ip.addresses.version = 5;
  ck_assert_int_eq(synfin_ip_encode(NULL, 0, &ip), SYNFIN_ERR_IP_VERSION);
}
END_TEST

Suite *ip_suite(void)
{
  Suite *suite = suite_create("ip");
  CASE("ip",
    ip_decode__of_ipv4__finds_every_field,
    ip_decode__of_ipv6__finds_every_field,
    ip_decode__of_ipv4_options__steps_over_them,
    ip_decode__of_ipv6_extension_headers__steps_over_them,
    ip_decode__of_an_extension_header_that_ends_the_datagram__is_right,
    ip_decode__of_two_errors__tells_the_first,
    ip_decode__of_extension_headers_beyond_the_datagram__is_an_error,
    ip_decode__of_less_than_a_header__is_short,
    ip_decode__of_another_version__is_an_error,
    ip_decode__of_a_header_length_below_5_or_beyond_the_total_length__is_an_error,
    ip_decode__of_a_length_beyond_the_datagram__is_an_error,
    ip_decode__of_a_wrong_header_checksum__is_an_error,
    ip_decode__of_a_fragment__is_an_error,
    ip_decode__of_random_octets__never_leaves_them,
    ip_encode__of_random_headers__is_decoded_to_the_same,
    ip_encode__into_every_capacity__writes_all_or_nothing,
    ip_encode__of_what_ip_cannot_carry__is_an_error);
  return suite;
}
