/* The sum beneath the checksum, in integers: of 16-bit words in network order, the last one padded with zero (RFC 1071). Provers unfold a recursive definition without end: but for wp_sum.c, which shows the steps of it that they need,
 * they have the steps alone; and where no step is needed (SUM_OPAQUE), not these. */

#ifdef WORDS_DEFINED
/*@ logic integer words{L}(uint8_t *p, integer n) = n <= 0 ? 0 : words(p, n - 1) + p[n - 1] * (n % 2 == 1 ? 256 : 1); */
#define STEP lemma
#else
/*@ axiomatic Words { logic integer words{L}(uint8_t *p, integer n) reads p[0 .. n - 1]; } */
#define STEP axiom
#endif

#ifdef SUM_OPAQUE
/*@ axiomatic OnesComplement { predicate same(integer a, integer b); } */
#else
/*@ // a and b are the same in one's complement, but for its two zeros
    predicate same(integer a, integer b) = (a - b) % 65535 == 0;

    // m is n + d, said so that a prover looks for an m in its terms and does not make one, and one more, without end
    predicate beyond(integer m, integer n, integer d) = n + d <= m <= n + d;

    axiomatic Steps {
      STEP words_0{L}: \forall uint8_t *p; words(p, 0) == 0;
      STEP words_1{L}: \forall uint8_t *p, integer n, m; 0 <= n && n % 2 == 0 && beyond(m, n, 1) ==> words(p, m) == words(p, n) + 256 * p[n];
      STEP words_2{L}: \forall uint8_t *p, integer n, m; 0 <= n && n % 2 == 0 && beyond(m, n, 2) ==>
        words(p, m) == words(p, n) + 256 * p[n] + p[n + 1];
      STEP words_8{L}: \forall uint8_t *p, integer n, m; 0 <= n && n % 2 == 0 && beyond(m, n, 8) ==>
        words(p, m) == words(p, n) + 256 * (p[n] + p[n + 2] + p[n + 4] + p[n + 6]) + p[n + 1] + p[n + 3] + p[n + 5] + p[n + 7];
#if defined WORDS_DEFINED || defined LEMMAS
      // of addresses and pseudo-headers
      STEP words_4{L}: \forall uint8_t *p; words(p, 4) == 256 * (p[0] + p[2]) + p[1] + p[3];
      STEP words_16{L}: \forall uint8_t *p; words(p, 16) == 256 * (p[0] + p[2] + p[4] + p[6] + p[8] + p[10] + p[12] + p[14]) + p[1] + p[3] + p[5] + p[7] + p[9] + p[11] + p[13] + p[15];
      STEP words_40{L}: \forall uint8_t *p; words(p, 40) == 256 * (p[0] + p[2] + p[4] + p[6] + p[8] + p[10] + p[12] + p[14] + p[16] + p[18] + p[20] + p[22] + p[24] + p[26] + p[28] + p[30] + p[32] + p[34] + p[36] + p[38]) + p[1] + p[3] + p[5] + p[7] + p[9] + p[11] + p[13] + p[15] + p[17] + p[19] + p[21] + p[23] + p[25] + p[27] + p[29] + p[31] + p[33] + p[35] + p[37] + p[39];
#endif
      // What a sum tells: of the right checksum, and of one put where zero stood.
      STEP sum_right: \forall integer p, q, r, x, y; same(p, q) && same(r, x) && 0 < r <= 65535 && y - q == x - p ==> (r == 65535 <==> same(65535, y));
      STEP sum_put: \forall integer p, q, r, x, y; same(p, q) && same(r, x) && y - q == x - p + 65535 - r ==> same(65535, y);
    }
*/
#endif
