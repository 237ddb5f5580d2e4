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
    }
*/
#endif
