/* Options as the encoder writes them: their octets, and where each stands. `f` is where an option begins, with its NOPs. */
#if defined MOVED || defined ROUND_TRIP
#define CARRIED   // what was written is carried on into the segment
#endif
#define HAS(o, bit) (((o)->present & (bit)) != 0)
#define CAN(o) \
  ((!HAS(o, 8) || 1 <= (o)->sack_blocks <= 4) && \
   (!HAS(o, 64) || (o)->fast_open_len == 0 || (4 <= (o)->fast_open_len <= 16 && (o)->fast_open_len % 2 == 0)))
/*@ predicate can{L}(struct synfin_options *o) = CAN(o);
*/
// The octets of each option, with the NOPs before it, and what stands there.
#define SIZE_MSS(o) (HAS(o, 1) ? 4 : 0)
#define SIZE_PERMITTED(o) (HAS(o, 4) ? (HAS(o, 16) ? 2 : 4) : 0)
#define SIZE_TIMESTAMPS(o) (HAS(o, 16) ? (HAS(o, 4) ? 10 : 12) : 0)
#define SIZE_WSCALE(o) (HAS(o, 2) ? 4 : 0)
#define SIZE_TIMEOUT(o) (HAS(o, 32) ? 4 : 0)
#define SIZE_SACK(o) (HAS(o, 8) ? 4 + 8 * (o)->sack_blocks : 0)
#define SIZE_FAST_OPEN(o) (HAS(o, 64) ? 2 + (o)->fast_open_len : 0)
#define WROTE_MSS(f, o) (HAS(o, 1) ==> (f)[0] == 2 && (f)[1] == 4 && TWO((f) + 2) == (o)->mss)
#define WROTE_PERMITTED(f, o) \
  ((HAS(o, 4) && HAS(o, 16) ==> (f)[0] == 4 && (f)[1] == 2) && \
   (HAS(o, 4) && !HAS(o, 16) ==> (f)[0] == 1 && (f)[1] == 1 && (f)[2] == 4 && (f)[3] == 2))
#define TIMES(f, o) ((f)[0] == 8 && (f)[1] == 10 && FOUR((f) + 2) == (o)->ts_val && FOUR((f) + 6) == (o)->ts_ecr)
#define WROTE_TIMESTAMPS(f, o) \
  ((HAS(o, 16) && HAS(o, 4) ==> TIMES(f, o)) && (HAS(o, 16) && !HAS(o, 4) ==> (f)[0] == 1 && (f)[1] == 1 && TIMES((f) + 2, o)))
#define WROTE_WSCALE(f, o) (HAS(o, 2) ==> (f)[0] == 1 && (f)[1] == 3 && (f)[2] == 3 && (f)[3] == (o)->wscale)
#define WROTE_TIMEOUT(f, o) (HAS(o, 32) ==> (f)[0] == 28 && (f)[1] == 4 && TWO((f) + 2) == (o)->user_timeout)
#define WROTE_SACK(f, o) \
  ((HAS(o, 8) ==> (f)[0] == 1 && (f)[1] == 1 && (f)[2] == 5 && (f)[3] == 2 + 8 * (o)->sack_blocks) && \
   (HAS(o, 8) ==> \forall integer j; 0 <= j < (o)->sack_blocks ==> FOUR((f) + (4 + 8 * j)) == (o)->sack[j].left) && \
   (HAS(o, 8) ==> \forall integer j; 0 <= j < (o)->sack_blocks ==> FOUR((f) + (8 + 8 * j)) == (o)->sack[j].right))
#define WROTE_FAST_OPEN(f, o) \
  ((HAS(o, 64) ==> (f)[0] == 34 && (f)[1] == 2 + (o)->fast_open_len) && \
   (HAS(o, 64) ==> \forall integer j; 0 <= j < (o)->fast_open_len ==> (f)[2 + j] == (o)->fast_open[j]))
/*@ predicate wrote_mss{L}(uint8_t *f, struct synfin_options *o) = WROTE_MSS(f, o);
    predicate wrote_permitted{L}(uint8_t *f, struct synfin_options *o) = WROTE_PERMITTED(f, o);
    predicate wrote_timestamps{L}(uint8_t *f, struct synfin_options *o) = WROTE_TIMESTAMPS(f, o);
    predicate wrote_wscale{L}(uint8_t *f, struct synfin_options *o) = WROTE_WSCALE(f, o);
    predicate wrote_timeout{L}(uint8_t *f, struct synfin_options *o) = WROTE_TIMEOUT(f, o);
    predicate wrote_sack{L}(uint8_t *f, struct synfin_options *o) = WROTE_SACK(f, o);
    predicate wrote_fast_open{L}(uint8_t *f, struct synfin_options *o) = WROTE_FAST_OPEN(f, o); */
// The same options, and octets that are the same: what stands there is the same.
/*@ predicate same_fields{A, B}(struct synfin_options *o) =
      \at(o->present, A) == \at(o->present, B) && \at(o->mss, A) == \at(o->mss, B) && \at(o->wscale, A) == \at(o->wscale, B)
      && \at(o->user_timeout, A) == \at(o->user_timeout, B) && \at(o->sack_blocks, A) == \at(o->sack_blocks, B)
      && \at(o->ts_val, A) == \at(o->ts_val, B) && \at(o->ts_ecr, A) == \at(o->ts_ecr, B)
      && \at(o->fast_open, A) == \at(o->fast_open, B) && \at(o->fast_open_len, A) == \at(o->fast_open_len, B);
    predicate same_blocks{A, B}(struct synfin_options *o) =
      (\forall integer j; 0 <= j < 4 ==> \at(o->sack[j].left, A) == \at(o->sack[j].left, B))
      && (\forall integer j; 0 <= j < 4 ==> \at(o->sack[j].right, A) == \at(o->sack[j].right, B));
    predicate same_cookie{A, B}(struct synfin_options *o) =
      \at(HAS(o, 64), A) ==> \forall integer j; 0 <= j < \at(o->fast_open_len, A) ==> \at(o->fast_open[j], A) == \at(o->fast_open[j], B);
    predicate same_options{A, B}(struct synfin_options *o) = same_fields{A, B}(o) && same_blocks{A, B}(o) && same_cookie{A, B}(o);
*/
#ifdef MOVED
/*@ lemma same_back{A, B, C}: \forall struct synfin_options *o; same_options{A, B}(o) && same_options{A, C}(o) ==> same_options{B, C}(o);
    lemma moved_mss{A, B}: \forall uint8_t *f, *g, struct synfin_options *o;
      \at(can(o), A) && same_options{A, B}(o) && same_octets{A, B}(f, g, 4) && wrote_mss{A}(f, o) ==> wrote_mss{B}(g, o);
    lemma moved_permitted{A, B}: \forall uint8_t *f, *g, struct synfin_options *o;
      \at(can(o), A) && same_options{A, B}(o) && same_octets{A, B}(f, g, 4) && wrote_permitted{A}(f, o) ==> wrote_permitted{B}(g, o);
    lemma moved_timestamps{A, B}: \forall uint8_t *f, *g, struct synfin_options *o;
      \at(can(o), A) && same_options{A, B}(o) && same_octets{A, B}(f, g, 12) && wrote_timestamps{A}(f, o) ==> wrote_timestamps{B}(g, o);
    lemma moved_wscale{A, B}: \forall uint8_t *f, *g, struct synfin_options *o;
      \at(can(o), A) && same_options{A, B}(o) && same_octets{A, B}(f, g, 4) && wrote_wscale{A}(f, o) ==> wrote_wscale{B}(g, o);
    lemma moved_timeout{A, B}: \forall uint8_t *f, *g, struct synfin_options *o;
      \at(can(o), A) && same_options{A, B}(o) && same_octets{A, B}(f, g, 4) && wrote_timeout{A}(f, o) ==> wrote_timeout{B}(g, o);
    lemma moved_sack{A, B}: \forall uint8_t *f, *g, struct synfin_options *o;
      \at(can(o), A) && same_options{A, B}(o) && same_octets{A, B}(f, g, 36) && wrote_sack{A}(f, o) ==> wrote_sack{B}(g, o);
    lemma moved_fast_open{A, B}: \forall uint8_t *f, *g, struct synfin_options *o;
      \at(can(o), A) && same_options{A, B}(o) && same_octets{A, B}(f, g, 18) && wrote_fast_open{A}(f, o) ==> wrote_fast_open{B}(g, o);
*/
#endif
#ifdef CARRIED
/*@ predicate zeros{L}(uint8_t *f, integer from, integer end) = \forall integer i; from <= i < end ==> f[i] == 0;
    predicate same_from{A, B}(uint8_t *f, uint8_t *g, integer from, integer n) = \forall integer i; from <= i < n ==> \at(f[i], A) == \at(g[i], B); */
// All options, behind the header's fields: with its place apart from f, a prover finds each octet by its place in f.
#define SAME_FROM_20 \at(can(o), A) && same_options{A, B}(o) && same_from{A, B}(f, g, 20, n)
/*@ predicate mss_at{L}(uint8_t *f, integer at, struct synfin_options *o) = WROTE_MSS(f + at, o);
    predicate permitted_at{L}(uint8_t *f, integer at, struct synfin_options *o) = WROTE_PERMITTED(f + at, o);
    predicate timestamps_at{L}(uint8_t *f, integer at, struct synfin_options *o) = WROTE_TIMESTAMPS(f + at, o);
    predicate wscale_at{L}(uint8_t *f, integer at, struct synfin_options *o) = WROTE_WSCALE(f + at, o);
    predicate timeout_at{L}(uint8_t *f, integer at, struct synfin_options *o) = WROTE_TIMEOUT(f + at, o);
    predicate sack_at{L}(uint8_t *f, integer at, struct synfin_options *o) = WROTE_SACK(f + at, o);
    predicate fast_open_at{L}(uint8_t *f, integer at, struct synfin_options *o) = WROTE_FAST_OPEN(f + at, o);
    predicate options_at{L}(uint8_t *f, struct synfin_options *o, integer p, integer t, integer w, integer u, integer s, integer c) =
      mss_at(f, 20, o) && permitted_at(f, p, o) && timestamps_at(f, t, o) && wscale_at(f, w, o) && timeout_at(f, u, o) && sack_at(f, s, o) && fast_open_at(f, c, o); */
#ifdef MOVED
/*@ lemma placed_mss{L}: \forall uint8_t *f, integer at, struct synfin_options *o; can(o) && wrote_mss(f + at, o) ==> mss_at(f, at, o);
    lemma placed_permitted{L}: \forall uint8_t *f, integer at, struct synfin_options *o; can(o) && wrote_permitted(f + at, o) ==> permitted_at(f, at, o);
    lemma placed_timestamps{L}: \forall uint8_t *f, integer at, struct synfin_options *o; can(o) && wrote_timestamps(f + at, o) ==> timestamps_at(f, at, o);
    lemma placed_wscale{L}: \forall uint8_t *f, integer at, struct synfin_options *o; can(o) && wrote_wscale(f + at, o) ==> wscale_at(f, at, o);
    lemma placed_timeout{L}: \forall uint8_t *f, integer at, struct synfin_options *o; can(o) && wrote_timeout(f + at, o) ==> timeout_at(f, at, o);
    lemma placed_sack{L}: \forall uint8_t *f, integer at, struct synfin_options *o; can(o) && wrote_sack(f + at, o) ==> sack_at(f, at, o);
    lemma placed_fast_open{L}: \forall uint8_t *f, integer at, struct synfin_options *o; can(o) && wrote_fast_open(f + at, o) ==> fast_open_at(f, at, o);
    lemma kept_mss{A, B}: \forall uint8_t *f, *g, struct synfin_options *o, integer at, n;
      SAME_FROM_20 && 20 <= at && at + \at(SIZE_MSS(o), A) <= n && mss_at{A}(f, at, o) ==> mss_at{B}(g, at, o);
    lemma kept_permitted{A, B}: \forall uint8_t *f, *g, struct synfin_options *o, integer at, n;
      SAME_FROM_20 && 20 <= at && at + \at(SIZE_PERMITTED(o), A) <= n && permitted_at{A}(f, at, o) ==> permitted_at{B}(g, at, o);
    lemma kept_timestamps{A, B}: \forall uint8_t *f, *g, struct synfin_options *o, integer at, n;
      SAME_FROM_20 && 20 <= at && at + \at(SIZE_TIMESTAMPS(o), A) <= n && timestamps_at{A}(f, at, o) ==> timestamps_at{B}(g, at, o);
    lemma kept_wscale{A, B}: \forall uint8_t *f, *g, struct synfin_options *o, integer at, n;
      SAME_FROM_20 && 20 <= at && at + \at(SIZE_WSCALE(o), A) <= n && wscale_at{A}(f, at, o) ==> wscale_at{B}(g, at, o);
    lemma kept_timeout{A, B}: \forall uint8_t *f, *g, struct synfin_options *o, integer at, n;
      SAME_FROM_20 && 20 <= at && at + \at(SIZE_TIMEOUT(o), A) <= n && timeout_at{A}(f, at, o) ==> timeout_at{B}(g, at, o);
    lemma kept_sack{A, B}: \forall uint8_t *f, *g, struct synfin_options *o, integer at, n;
      SAME_FROM_20 && 20 <= at && at + \at(SIZE_SACK(o), A) <= n && sack_at{A}(f, at, o) ==> sack_at{B}(g, at, o);
    lemma kept_fast_open{A, B}: \forall uint8_t *f, *g, struct synfin_options *o, integer at, n;
      SAME_FROM_20 && 20 <= at && at + \at(SIZE_FAST_OPEN(o), A) <= n && fast_open_at{A}(f, at, o) ==> fast_open_at{B}(g, at, o);
    lemma kept_options{A, B}: \forall uint8_t *f, *g, struct synfin_options *o, integer n, p, t, w, u, s, c;
      SAME_FROM_20 && 20 + \at(SIZE_MSS(o), A) <= n
      && 20 <= p && p + \at(SIZE_PERMITTED(o), A) <= n && 20 <= t && t + \at(SIZE_TIMESTAMPS(o), A) <= n && 20 <= w && w + \at(SIZE_WSCALE(o), A) <= n
      && 20 <= u && u + \at(SIZE_TIMEOUT(o), A) <= n && 20 <= s && s + \at(SIZE_SACK(o), A) <= n && 20 <= c && c + \at(SIZE_FAST_OPEN(o), A) <= n
      && options_at{A}(f, o, p, t, w, u, s, c) ==> options_at{B}(g, o, p, t, w, u, s, c); */
#endif
#endif
// Where each ends.
#define END_MSS(o) SIZE_MSS(o)
#define END_PERMITTED(o) (END_MSS(o) + SIZE_PERMITTED(o))
#define END_TIMESTAMPS(o) (END_PERMITTED(o) + SIZE_TIMESTAMPS(o))
#define END_WSCALE(o) (END_TIMESTAMPS(o) + SIZE_WSCALE(o))
#define END_TIMEOUT(o) (END_WSCALE(o) + SIZE_TIMEOUT(o))
#define END_SACK(o) (END_TIMEOUT(o) + SIZE_SACK(o))
#define END_OPTIONS(o) (END_SACK(o) + SIZE_FAST_OPEN(o))
/*@ logic integer end_mss{L}(struct synfin_options *o) = END_MSS(o);
    logic integer end_permitted{L}(struct synfin_options *o) = END_PERMITTED(o);
    logic integer end_timestamps{L}(struct synfin_options *o) = END_TIMESTAMPS(o);
    logic integer end_wscale{L}(struct synfin_options *o) = END_WSCALE(o);
    logic integer end_timeout{L}(struct synfin_options *o) = END_TIMEOUT(o);
    logic integer end_sack{L}(struct synfin_options *o) = END_SACK(o);
    logic integer options_end{L}(struct synfin_options *o) = END_OPTIONS(o);
    logic integer header_size{L}(struct synfin_options *o) = (options_end(o) + 23) / 4 * 4;
*/
#ifdef CARRIED
/*@ // That the second option begins at octet p of the header, the third at t, and so on. As a predicate, and not where it is used, so that
    // a prover has numbers there.
    predicate begin{L}(struct synfin_options *o, integer p, integer t, integer w, integer u, integer s, integer c) =
      p == 20 + end_mss(o) && t == 20 + end_permitted(o) && w == 20 + end_timestamps(o)
      && u == 20 + end_wscale(o) && s == 20 + end_timeout(o) && c == 20 + end_sack(o);
    predicate wrote_options{L}(uint8_t *f, struct synfin_options *o) = \forall integer p, t, w, u, s, c; begin(o, p, t, w, u, s, c) ==> options_at(f, o, p, t, w, u, s, c); */
#ifdef MOVED
/*@ lemma begin_within{L}: \forall struct synfin_options *o, integer p, t, w, u, s, c; can(o) && begin(o, p, t, w, u, s, c) ==>
      SIZE_MSS(o) <= options_end(o) && 20 <= p <= p + SIZE_PERMITTED(o) <= 20 + options_end(o) && 20 <= t <= t + SIZE_TIMESTAMPS(o) <= 20 + options_end(o)
      && 20 <= w <= w + SIZE_WSCALE(o) <= 20 + options_end(o) && 20 <= u <= u + SIZE_TIMEOUT(o) <= 20 + options_end(o)
      && 20 <= s <= s + SIZE_SACK(o) <= 20 + options_end(o) && 20 <= c <= c + SIZE_FAST_OPEN(o) <= 20 + options_end(o);
    lemma same_begin{A, B}: \forall struct synfin_options *o, integer p, t, w, u, s, c;
      \at(can(o), A) && same_options{A, B}(o) && begin{B}(o, p, t, w, u, s, c) ==> begin{A}(o, p, t, w, u, s, c);
    lemma moved_options{A, B}: \forall uint8_t *f, *g, struct synfin_options *o, integer n;
      SAME_FROM_20 && 20 + options_end{A}(o) <= n && wrote_options{A}(f, o) ==> wrote_options{B}(g, o); */
#endif
#endif
