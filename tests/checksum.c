/* The checksum: the example of its RFC, and any octets in any pieces against the slow one. */
#include <stdlib.h>
#include <string.h>

#include "octets.h"
#include "suites.h"
#include "synfin.h"
#include "wire.h"

START_TEST(checksum__over_the_example_of_rfc_1071__is_the_one_given_there)
{
  const uint8_t words[] = { 0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7 };
  ck_assert_uint_eq(synfin_checksum(words, sizeof words), 0xffff ^ 0xddf2);
  const uint8_t header[] = { 0x45, 0, 0, 115, 0, 0, 0x40, 0, 64, 17, 0xb8, 0x61, 192, 168, 0, 1, 192, 168, 0, 199 };
  ck_assert_uint_eq(synfin_checksum(header, sizeof header), 0);
}
END_TEST

/* PB-230 */
START_TEST(checksum__over_an_odd_number_of_octets__pads_with_zero_on_the_right)
{
  uint8_t *octets = exact("\x12\x34\x56", 3);
  ck_assert_uint_eq(synfin_checksum(octets, 3), 0xffff ^ (0x1234 + 0x5600));
  ck_assert_uint_eq(synfin_checksum(octets, 1), 0xffff ^ 0x1200);
  ck_assert_uint_eq(synfin_checksum(octets, 0), 0xffff);
  free(octets);
}
END_TEST

START_TEST(checksum__of_any_length_at_any_alignment__equals_the_slow_one)
{
  seed_random();
  for (size_t len = 0; len < 300; len++)
    for (size_t align = 0; align < 16; align++) {
      uint8_t *block = malloc(align + len);
      fill(block, align + len);
      if (len > 0 && len % 3 == 0) memset(block, 0xff, align + len);  /* carries everywhere */
      expect(synfin_checksum(block + align, len) == 0xffff - slow_sum(0, block + align, len));
      free(block);
    }
}
END_TEST

START_TEST(sum__over_pieces_of_even_and_of_no_length__equals_the_sum_over_the_whole)
{
  seed_random();
  uint8_t whole[256];
  for (int round = 0; round < 20000; round++) {
    size_t len = below(sizeof whole), before = 0;
    uint16_t sum = 0;
    fill(whole, len);
    while (before < len) {
      size_t left = len - before, size = below(4) == 0 ? 0 : below((uint32_t)left + 1);
      if (size < left) size -= size % 2;   /* only the last piece may be odd */
      uint8_t *piece = exact(whole + before, size);
      sum = synfin_sum(sum, size > 0 ? piece : NULL, size);
      before += size;
      free(piece);
    }
    expect(sum == slow_sum(0, whole, len));
  }
}
END_TEST

START_TEST(checksum__over_a_mebibyte_of_ones__does_not_lose_a_carry)
{
  size_t len = 1u << 20;
  uint8_t *octets = malloc(len);
  memset(octets, 0xff, len);
  ck_assert_uint_eq(synfin_checksum(octets, len), 0);
  free(octets);
}
END_TEST

Suite *checksum_suite(void)
{
  Suite *suite = suite_create("checksum");
  CASE("checksum",
    checksum__over_the_example_of_rfc_1071__is_the_one_given_there,
    checksum__over_an_odd_number_of_octets__pads_with_zero_on_the_right,
    checksum__of_any_length_at_any_alignment__equals_the_slow_one,
    sum__over_pieces_of_even_and_of_no_length__equals_the_sum_over_the_whole,
    checksum__over_a_mebibyte_of_ones__does_not_lose_a_carry);
  return suite;
}
