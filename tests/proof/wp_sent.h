/* Any options that were sent: which (`sent`), where the kind of each stands (`start`) and where it ends (`end`), in the order of
 * the encoder. BACK is on where the decoder gets their octets. */
#ifdef ROUND_TRIP
#define BACK (0 == 0)
#else
#define BACK (0 == 1)
#endif
/*@ axiomatic Sent {
      predicate sent(integer x);
      logic integer start(integer x);
      logic integer end(integer x);
    } */
#define LAID(f, x, begin, kind) \
  ((!sent(x) ==> end(x) == begin) && \
   (sent(x) ==> begin <= start(x) && start(x) + 2 <= end(x) && right_length(kind, end(x) - start(x)) && nops(f, begin, start(x))) && \
   (sent(x) ==> (f)[start(x)] == kind && (f)[start(x) + 1] == end(x) - start(x)))
/*@ predicate laid{L}(uint8_t *f, integer len) =
      LAID(f, 0, 0, 2) &&
      LAID(f, 1, end(0), 4) &&
      LAID(f, 2, end(1), 8) &&
      LAID(f, 3, end(2), 3) &&
      LAID(f, 4, end(3), 28) &&
      LAID(f, 5, end(4), 5) &&
      LAID(f, 6, end(5), 34) &&
      end(6) <= len && (\forall integer i; end(6) <= i < len ==> f[i] == 0);
    // What was read, at B, says what its octets said, at A.
    predicate says{A, B}(struct synfin_options *opt, uint8_t *f) =
      (\at(HAS(opt, 1), B) <==> sent(0))
      && (\at(HAS(opt, 4), B) <==> sent(1))
      && (\at(HAS(opt, 16), B) <==> sent(2))
      && (\at(HAS(opt, 2), B) <==> sent(3))
      && (\at(HAS(opt, 32), B) <==> sent(4))
      && (\at(HAS(opt, 8), B) <==> sent(5))
      && (\at(HAS(opt, 64), B) <==> sent(6))
      && (sent(0) ==> \at(opt->mss, B) == two{A}(f + (start(0) + 2)))
      && (sent(2) ==> \at(opt->ts_val, B) == four{A}(f + (start(2) + 2)) && \at(opt->ts_ecr, B) == four{A}(f + (start(2) + 6)))
      && (sent(3) ==> \at(opt->wscale, B) == \at(f[start(3) + 2], A))
      && (sent(4) ==> \at(opt->user_timeout, B) == two{A}(f + (start(4) + 2)))
      && (sent(5) ==> \at(opt->sack_blocks, B) == (end(5) - start(5) - 2) / 8)
      && (sent(5) && 0 < \at(opt->sack_blocks, B) ==> \at(opt->sack[0].left, B) == four{A}(f + (start(5) + 2)))
      && (sent(5) && 0 < \at(opt->sack_blocks, B) ==> \at(opt->sack[0].right, B) == four{A}(f + (start(5) + 6)))
      && (sent(5) && 1 < \at(opt->sack_blocks, B) ==> \at(opt->sack[1].left, B) == four{A}(f + (start(5) + 10)))
      && (sent(5) && 1 < \at(opt->sack_blocks, B) ==> \at(opt->sack[1].right, B) == four{A}(f + (start(5) + 14)))
      && (sent(5) && 2 < \at(opt->sack_blocks, B) ==> \at(opt->sack[2].left, B) == four{A}(f + (start(5) + 18)))
      && (sent(5) && 2 < \at(opt->sack_blocks, B) ==> \at(opt->sack[2].right, B) == four{A}(f + (start(5) + 22)))
      && (sent(5) && 3 < \at(opt->sack_blocks, B) ==> \at(opt->sack[3].left, B) == four{A}(f + (start(5) + 26)))
      && (sent(5) && 3 < \at(opt->sack_blocks, B) ==> \at(opt->sack[3].right, B) == four{A}(f + (start(5) + 30)))
      && (sent(6) ==> \at(opt->fast_open_len, B) == end(6) - start(6) - 2 && \at(opt->fast_open, B) == f + (start(6) + 2));
*/
#ifdef ROUND_TRIP
/*@ lemma laid_on{A, B}: \forall uint8_t *f, integer n; same_octets{A, B}(f, f, n) && laid{A}(f, n) ==> laid{B}(f, n);
    lemma says_on{A, B, C}: \forall struct synfin_options *opt, uint8_t *f, integer n;
      same_octets{A, B}(f, f, n) && laid{A}(f, n) && says{B, C}(opt, f) ==> says{A, C}(opt, f);
*/
#endif
