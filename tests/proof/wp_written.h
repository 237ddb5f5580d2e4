/* Options as the encoder writes them: their octets, and where each stands. `f` is where an option begins, with its NOPs. */
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
/*@ predicate same_options{A, B}(struct synfin_options *o) =
      \at(o->present, A) == \at(o->present, B) && \at(o->mss, A) == \at(o->mss, B) && \at(o->wscale, A) == \at(o->wscale, B)
      && \at(o->user_timeout, A) == \at(o->user_timeout, B) && \at(o->sack_blocks, A) == \at(o->sack_blocks, B)
      && \at(o->ts_val, A) == \at(o->ts_val, B) && \at(o->ts_ecr, A) == \at(o->ts_ecr, B)
      && \at(o->fast_open, A) == \at(o->fast_open, B) && \at(o->fast_open_len, A) == \at(o->fast_open_len, B)
      && (\forall integer j; 0 <= j < 4 ==> \at(o->sack[j].left, A) == \at(o->sack[j].left, B))
      && (\forall integer j; 0 <= j < 4 ==> \at(o->sack[j].right, A) == \at(o->sack[j].right, B))
      && (\at(HAS(o, 64), A) ==> \forall integer j; 0 <= j < \at(o->fast_open_len, A) ==> \at(o->fast_open[j], A) == \at(o->fast_open[j], B));
#ifndef ROUND_TRIP
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
#endif
*/
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
    logic integer header_size{L}(struct synfin_options *o) = (options_end(o) + 23) / 4 * 4; */
