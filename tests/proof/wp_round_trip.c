/* What is encoded, and then decoded, is the same: the encoder's contract gives what the decoder's asks for. */
#define JOINED   // the contracts alone: steps towards them cost provers their time
#include <wire.c>

/*@ lemma zeros_further{L}: \forall uint8_t *f, integer b, e, n; zeros(f, n + b, n + e) ==> zeros(f + n, b, e);
    lemma zeros_20{L}: \forall uint8_t *f, integer b, e, n, p; zeros(f, p, e) && 20 + b <= p <= 20 + b && n + 20 <= e <= n + 20 ==> zeros(f + 20, b, n); */
/*@ predicate lies{L}(uint8_t *f, integer b, integer s, integer e, integer kind) =
      b <= s && s + 2 <= e && right_length(kind, e - s) && nops(f, b, s) && f[s] == kind && f[s + 1] == e - s;
    lemma lies_further{L}: \forall uint8_t *f, integer b, s, e, k, n; lies(f, n + b, n + s, n + e, k) ==> lies(f + n, b, s, e, k);
    lemma lies_behind{L}: \forall uint8_t *f, integer b, s, e, p, q, r, k, n;
      lies(f, p, q, r, k) && n + b <= p <= n + b && n + s <= q <= n + s && n + e <= r <= n + e ==> lies(f + n, b, s, e, k);
    lemma lies_mss{L}: \forall uint8_t *f, struct synfin_options *o, integer b, s, e;
      mss_at(f, b, o) && can(o) && HAS(o, 1) && b <= s <= b && b + SIZE_MSS(o) <= e <= b + SIZE_MSS(o) ==> lies(f, b, s, e, 2);
    lemma lies_permitted{L}: \forall uint8_t *f, struct synfin_options *o, integer b, s, e;
      permitted_at(f, b, o) && can(o) && HAS(o, 4) && b + (HAS(o, 16) ? 0 : 2) <= s <= b + (HAS(o, 16) ? 0 : 2) && b + SIZE_PERMITTED(o) <= e <= b + SIZE_PERMITTED(o) ==> lies(f, b, s, e, 4);
    lemma lies_timestamps{L}: \forall uint8_t *f, struct synfin_options *o, integer b, s, e;
      timestamps_at(f, b, o) && can(o) && HAS(o, 16) && b + (HAS(o, 4) ? 0 : 2) <= s <= b + (HAS(o, 4) ? 0 : 2) && b + SIZE_TIMESTAMPS(o) <= e <= b + SIZE_TIMESTAMPS(o) ==> lies(f, b, s, e, 8);
    lemma lies_wscale{L}: \forall uint8_t *f, struct synfin_options *o, integer b, s, e;
      wscale_at(f, b, o) && can(o) && HAS(o, 2) && b + 1 <= s <= b + 1 && b + SIZE_WSCALE(o) <= e <= b + SIZE_WSCALE(o) ==> lies(f, b, s, e, 3);
    lemma lies_timeout{L}: \forall uint8_t *f, struct synfin_options *o, integer b, s, e;
      timeout_at(f, b, o) && can(o) && HAS(o, 32) && b <= s <= b && b + SIZE_TIMEOUT(o) <= e <= b + SIZE_TIMEOUT(o) ==> lies(f, b, s, e, 28);
    lemma lies_sack{L}: \forall uint8_t *f, struct synfin_options *o, integer b, s, e;
      sack_at(f, b, o) && can(o) && HAS(o, 8) && b + 2 <= s <= b + 2 && b + SIZE_SACK(o) <= e <= b + SIZE_SACK(o) ==> lies(f, b, s, e, 5);
    lemma lies_fast_open{L}: \forall uint8_t *f, struct synfin_options *o, integer b, s, e;
      fast_open_at(f, b, o) && can(o) && HAS(o, 64) && b <= s <= b && b + SIZE_FAST_OPEN(o) <= e <= b + SIZE_FAST_OPEN(o) ==> lies(f, b, s, e, 34);
    lemma same_size{A, B}: \forall struct synfin_options *o; options_end{A}(o) == options_end{B}(o) ==> header_size{A}(o) == header_size{B}(o);
    lemma size_covers{L}: \forall struct synfin_options *o; 0 <= options_end(o) ==>
      options_end(o) <= header_size(o) - 20 && 20 <= header_size(o) && header_size(o) % 4 == 0;
    lemma offset: \forall integer n, octet; 20 <= n <= 60 && n % 4 == 0 && 4 * n % 256 <= octet <= 4 * n % 256 ==> 4 * (octet / 16) == n;
    predicate placed{L}(uint8_t *f, integer x, integer b, integer kind) =
      (sent(x) || end(x) == b) && (sent(x) ==> lies(f, b, start(x), end(x), kind));
    lemma laid_all{L}: \forall uint8_t *f, integer n;
      placed(f, 0, 0, 2) && placed(f, 1, end(0), 4) && placed(f, 2, end(1), 8) && placed(f, 3, end(2), 3) && placed(f, 4, end(3), 28) &&
      placed(f, 5, end(4), 5) && placed(f, 6, end(5), 34) && end(6) <= n && zeros(f, end(6), n) ==> laid(f, n);
*/
/*@ // At octet p of f stands the number v.
    predicate one_at{L}(uint8_t *f, integer p, integer v) = f[p] == v;
    predicate two_at{L}(uint8_t *f, integer p, integer v) = two(f + p) == v;
    predicate four_at{L}(uint8_t *f, integer p, integer v) = four(f + p) == v;
    lemma value_mss{L}: \forall uint8_t *f, struct synfin_options *o, integer b, p;
      mss_at(f, b, o) && HAS(o, 1) && b + 2 <= p <= b + 2 ==> two_at(f, p, o->mss);
    lemma value_ts_val{L}: \forall uint8_t *f, struct synfin_options *o, integer b, p;
      timestamps_at(f, b, o) && HAS(o, 16) && b + (HAS(o, 4) ? 2 : 4) <= p <= b + (HAS(o, 4) ? 2 : 4) ==> four_at(f, p, o->ts_val);
    lemma value_ts_ecr{L}: \forall uint8_t *f, struct synfin_options *o, integer b, p;
      timestamps_at(f, b, o) && HAS(o, 16) && b + (HAS(o, 4) ? 6 : 8) <= p <= b + (HAS(o, 4) ? 6 : 8) ==> four_at(f, p, o->ts_ecr);
    lemma value_wscale{L}: \forall uint8_t *f, struct synfin_options *o, integer b, p;
      wscale_at(f, b, o) && HAS(o, 2) && b + 3 <= p <= b + 3 ==> one_at(f, p, o->wscale);
    lemma value_timeout{L}: \forall uint8_t *f, struct synfin_options *o, integer b, p;
      timeout_at(f, b, o) && HAS(o, 32) && b + 2 <= p <= b + 2 ==> two_at(f, p, o->user_timeout);
    lemma value_left{L}: \forall uint8_t *f, struct synfin_options *o, integer b, p, j;
      sack_at(f, b, o) && HAS(o, 8) && 0 <= j < o->sack_blocks && b + 4 + 8 * j <= p <= b + 4 + 8 * j ==> four_at(f, p, o->sack[j].left);
    lemma value_right{L}: \forall uint8_t *f, struct synfin_options *o, integer b, p, j;
      sack_at(f, b, o) && HAS(o, 8) && 0 <= j < o->sack_blocks && b + 8 + 8 * j <= p <= b + 8 + 8 * j ==> four_at(f, p, o->sack[j].right);
    predicate cookie_at{L}(uint8_t *f, integer p, struct synfin_options *o) = \forall integer j; 0 <= j < o->fast_open_len ==> f[p + j] == o->fast_open[j];
    lemma value_cookie{L}: \forall uint8_t *f, struct synfin_options *o, integer b, p;
      fast_open_at(f, b, o) && HAS(o, 64) && b + 2 <= p <= b + 2 ==> cookie_at(f, p, o);
    // the same, seen from where the options begin
    lemma one_behind{L}: \forall uint8_t *f, integer p, q, v; one_at(f, q, v) && 20 + p <= q <= 20 + p ==> one_at(f + 20, p, v);
    lemma two_behind{L}: \forall uint8_t *f, integer p, q, v; two_at(f, q, v) && 20 + p <= q <= 20 + p ==> two_at(f + 20, p, v);
    lemma four_behind{L}: \forall uint8_t *f, integer p, q, v; four_at(f, q, v) && 20 + p <= q <= 20 + p ==> four_at(f + 20, p, v);
*/
#define SENT(o, x, bit) (sent(x) <==> HAS(o, bit))
#define SENTS(o) (SENT(o, 0, 1) && SENT(o, 1, 4) && SENT(o, 2, 16) && SENT(o, 3, 2) && SENT(o, 4, 32) && SENT(o, 5, 8) && SENT(o, 6, 64))
/*@ predicate sack_holds{L}(uint8_t *f, integer p, struct synfin_options *o, integer j) =
      j < o->sack_blocks ==> four_at(f, p, o->sack[j].left) && four_at(f, p + 4, o->sack[j].right);
    // The octets of what was sent hold the options o: the other half of `says` (wp_sent.h).
    predicate holds{L}(uint8_t *f, struct synfin_options *o) = SENTS(o)
      && (sent(0) ==> two_at(f, start(0) + 2, o->mss))
      && (sent(2) ==> four_at(f, start(2) + 2, o->ts_val) && four_at(f, start(2) + 6, o->ts_ecr))
      && (sent(3) ==> one_at(f, start(3) + 2, o->wscale))
      && (sent(4) ==> two_at(f, start(4) + 2, o->user_timeout))
      && (sent(5) ==> o->sack_blocks == (end(5) - start(5) - 2) / 8)
      && (sent(5) ==> sack_holds(f, start(5) + 2, o, 0) && sack_holds(f, start(5) + 10, o, 1) && sack_holds(f, start(5) + 18, o, 2) && sack_holds(f, start(5) + 26, o, 3))
      && (sent(6) ==> o->fast_open_len == end(6) - start(6) - 2);
    // The options o, at A, and those of g, at B, are the same.
    predicate equal_sack{A, B}(struct synfin_options *o, struct synfin_options *g, integer j) =
      j < \at(o->sack_blocks, A) ==> \at(o->sack[j].left, A) == \at(g->sack[j].left, B) && \at(o->sack[j].right, A) == \at(g->sack[j].right, B);
    predicate equal{A, B}(struct synfin_options *o, struct synfin_options *g) =
      (\at(HAS(o, 1), A) <==> \at(HAS(g, 1), B)) && (\at(HAS(o, 2), A) <==> \at(HAS(g, 2), B)) && (\at(HAS(o, 4), A) <==> \at(HAS(g, 4), B))
      && (\at(HAS(o, 8), A) <==> \at(HAS(g, 8), B)) && (\at(HAS(o, 16), A) <==> \at(HAS(g, 16), B)) && (\at(HAS(o, 32), A) <==> \at(HAS(g, 32), B))
      && (\at(HAS(o, 64), A) <==> \at(HAS(g, 64), B))
      && (\at(HAS(o, 1), A) ==> \at(o->mss, A) == \at(g->mss, B))
      && (\at(HAS(o, 16), A) ==> \at(o->ts_val, A) == \at(g->ts_val, B) && \at(o->ts_ecr, A) == \at(g->ts_ecr, B))
      && (\at(HAS(o, 2), A) ==> \at(o->wscale, A) == \at(g->wscale, B))
      && (\at(HAS(o, 32), A) ==> \at(o->user_timeout, A) == \at(g->user_timeout, B))
      && (\at(HAS(o, 8), A) ==> \at(o->sack_blocks, A) == \at(g->sack_blocks, B))
      && (\at(HAS(o, 8), A) ==> equal_sack{A, B}(o, g, 0) && equal_sack{A, B}(o, g, 1) && equal_sack{A, B}(o, g, 2) && equal_sack{A, B}(o, g, 3))
      && (\at(HAS(o, 64), A) ==> \at(o->fast_open_len, A) == \at(g->fast_open_len, B));
    predicate is_cookie{A, B}(struct synfin_options *o, uint8_t *c) =
      \forall integer j; 0 <= j < \at(o->fast_open_len, A) ==> \at(o->fast_open[j], A) == \at(c[j], B);
    predicate equal_cookie{A, B}(struct synfin_options *o, struct synfin_options *g) = \at(HAS(o, 64), A) ==> is_cookie{A, B}(o, \at(g->fast_open, B));
    lemma equal_said{A, B}: \forall struct synfin_options *o, *g, uint8_t *f; holds{A}(f, o) && says{A, B}(g, f) ==> equal{A, B}(o, g);
    lemma equal_before{A, B, C}: \forall struct synfin_options *o, *g; same_options{A, B}(o) && equal{B, C}(o, g) ==> equal{A, C}(o, g);
    lemma cookie_there{A, B}: \forall struct synfin_options *o, uint8_t *f, *c, integer at, n;
      cookie_at{A}(f, at, o) && same_octets{A, B}(f, f, n) && 0 <= at && at + \at(o->fast_open_len, A) <= n && points(c, f, at) ==> is_cookie{A, B}(o, c);
    lemma cookie_said{A, B}: \forall struct synfin_options *g, uint8_t *f, integer at;
      says{A, B}(g, f + 20) && sent(6) && start(6) + 22 <= at <= start(6) + 22 ==> points(\at(g->fast_open, B), f, at);
    lemma cookie_before{A, B, C}: \forall struct synfin_options *o, *g;
      same_options{A, B}(o) && equal_cookie{B, C}(o, g) ==> equal_cookie{A, C}(o, g);
*/
/*@ requires \valid(got) && \separated(got, (uint8_t *)buf + (0 .. cap - 1), seg, addresses);
    // what synfin_encode asks for
    requires \valid_read(seg) && \valid_read(addresses);
    requires \valid((uint8_t *)buf + (0 .. cap - 1));
    requires seg->rest_len <= seg->len ==> \valid_read(seg->text + (0 .. seg->len - seg->rest_len - 1));
    requires \valid_read(seg->rest + (0 .. seg->rest_len - 1));
    requires HAS(&seg->opt, 64) ==> \valid_read(seg->opt.fast_open + (0 .. seg->opt.fast_open_len - 1));
    requires \separated((uint8_t *)buf + (0 .. cap - 1), seg);
    requires seg->rest_len <= seg->len ==>
      \separated((uint8_t *)buf + (0 .. cap - 1), seg->text + (0 .. seg->len - seg->rest_len - 1));
    requires \separated((uint8_t *)buf + (0 .. cap - 1), seg->rest + (0 .. seg->rest_len - 1));
    requires HAS(&seg->opt, 64) ==>
      \separated((uint8_t *)buf + (0 .. cap - 1), seg->opt.fast_open + (0 .. seg->opt.fast_open_len - 1));
    requires \separated((uint8_t *)buf + (0 .. cap - 1), addresses);
    // what is sent is `seg`: this is what the names of wp_sent.h are to mean
    requires SENTS(&seg->opt);
    requires begin(&seg->opt, 20 + end(0), 20 + end(1), 20 + end(2), 20 + end(3), 20 + end(4), 20 + end(5)) && end(6) == options_end(&seg->opt);
    requires start(0) == 0 && start(1) == end(0) + (HAS(&seg->opt, 16) ? 0 : 2) && start(2) == end(1) + (HAS(&seg->opt, 4) ? 0 : 2);
    requires start(3) == end(2) + 1 && start(4) == end(3) && start(5) == end(4) + 2 && start(6) == end(5);
    ensures fields: \result == 0 ==> got->src_port == \old(seg->src_port) && got->dst_port == \old(seg->dst_port);
    ensures fields: \result == 0 ==> got->seq == \old(seg->seq) && got->ack == \old(seg->ack);
    ensures fields: \result == 0 ==> got->flags == \old(seg->flags) && got->wnd == \old(seg->wnd) && got->up == \old(seg->up);
    ensures fields: \result == 0 ==> got->len == \old(seg->len) && got->rest_len == 0;
    ensures text: \result == 0 ==> same_octets{Post, Pre}(got->text, \old(seg->text), \old(seg->len - seg->rest_len));
    ensures text: \result == 0 ==> same_octets{Post, Pre}(got->text + \old(seg->len - seg->rest_len), \old(seg->rest), \old(seg->rest_len));
    ensures options: \result == 0 ==> equal{Pre, Post}(&seg->opt, &got->opt);
    ensures options: \result == 0 ==> equal_cookie{Pre, Post}(&seg->opt, &got->opt); */
static int round_trip(struct synfin_segment *got, void *buf, size_t cap, const struct synfin_segment *seg,
                      const struct synfin_addresses *addresses)
{
  ptrdiff_t len = synfin_encode(buf, cap, seg, addresses);
  if (len < 0 || (size_t)len > cap) return 1;
  uint8_t *octets = buf;
  //@ assert fields: two(octets + 0) == \at(seg->src_port, Pre);
  //@ assert fields: two(octets + 2) == \at(seg->dst_port, Pre);
  //@ assert fields: four(octets + 4) == \at(seg->seq, Pre);
  //@ assert fields: four(octets + 8) == \at(seg->ack, Pre);
  //@ assert fields: octets[13] == \at(seg->flags, Pre);
  //@ assert fields: two(octets + 14) == \at(seg->wnd, Pre);
  //@ assert fields: two(octets + 18) == \at(seg->up, Pre);
  //@ assert kept: same_fields{Pre, Here}(&seg->opt);
  //@ assert kept: same_blocks{Pre, Here}(&seg->opt);
  //@ assert kept: same_cookie{Pre, Here}(&seg->opt);
  //@ assert kept: same_options{Pre, Here}(&seg->opt);
  //@ assert kept: can(&seg->opt);
  //@ assert kept: SENTS(&seg->opt);
  //@ assert begin: begin(&seg->opt, 20 + end(0), 20 + end(1), 20 + end(2), 20 + end(3), 20 + end(4), 20 + end(5)) && end(6) == options_end(&seg->opt);
  //@ assert begin: options_at(octets, &seg->opt, 20 + end(0), 20 + end(1), 20 + end(2), 20 + end(3), 20 + end(4), 20 + end(5));
  //@ assert size: end(0) == end_mss(&seg->opt) && end(1) == end_permitted(&seg->opt) && end(2) == end_timestamps(&seg->opt);
  //@ assert size: end(3) == end_wscale(&seg->opt) && end(4) == end_timeout(&seg->opt) && end(5) == end_sack(&seg->opt);
  //@ assert size: end(0) == 0 + SIZE_MSS(&seg->opt);
  //@ assert size: end(1) == end(0) + SIZE_PERMITTED(&seg->opt);
  //@ assert size: end(2) == end(1) + SIZE_TIMESTAMPS(&seg->opt);
  //@ assert size: end(3) == end(2) + SIZE_WSCALE(&seg->opt);
  //@ assert size: end(4) == end(3) + SIZE_TIMEOUT(&seg->opt);
  //@ assert size: end(5) == end(4) + SIZE_SACK(&seg->opt);
  //@ assert size: end(6) == end(5) + SIZE_FAST_OPEN(&seg->opt);
  //@ assert starts: start(0) == 0 && start(1) == end(0) + (HAS(&seg->opt, 16) ? 0 : 2);
  //@ assert starts: start(2) == end(1) + (HAS(&seg->opt, 4) ? 0 : 2);
  //@ assert starts: start(3) == end(2) + 1 && start(4) == end(3) && start(5) == end(4) + 2 && start(6) == end(5);
  //@ assert placed: mss_at(octets, 20, &seg->opt);
  //@ assert placed: permitted_at(octets, 20 + end(0), &seg->opt);
  //@ assert placed: timestamps_at(octets, 20 + end(1), &seg->opt);
  //@ assert placed: wscale_at(octets, 20 + end(2), &seg->opt);
  //@ assert placed: timeout_at(octets, 20 + end(3), &seg->opt);
  //@ assert placed: sack_at(octets, 20 + end(4), &seg->opt);
  //@ assert placed: fast_open_at(octets, 20 + end(5), &seg->opt);
  //@ assert lies: sent(0) ==> lies(octets, 20, 20 + start(0), 20 + end(0), 2);
  //@ assert lies: sent(1) ==> lies(octets, 20 + end(0), 20 + start(1), 20 + end(1), 4);
  //@ assert lies: sent(2) ==> lies(octets, 20 + end(1), 20 + start(2), 20 + end(2), 8);
  //@ assert lies: sent(3) ==> lies(octets, 20 + end(2), 20 + start(3), 20 + end(3), 3);
  //@ assert lies: sent(4) ==> lies(octets, 20 + end(3), 20 + start(4), 20 + end(4), 28);
  //@ assert lies: sent(5) ==> lies(octets, 20 + end(4), 20 + start(5), 20 + end(5), 5);
  //@ assert lies: sent(6) ==> lies(octets, 20 + end(5), 20 + start(6), 20 + end(6), 34);
  //@ assert behind: sent(0) ==> lies(octets + 20, 0, start(0), end(0), 2);
  //@ assert behind: sent(1) ==> lies(octets + 20, end(0), start(1), end(1), 4);
  //@ assert behind: sent(2) ==> lies(octets + 20, end(1), start(2), end(2), 8);
  //@ assert behind: sent(3) ==> lies(octets + 20, end(2), start(3), end(3), 3);
  //@ assert behind: sent(4) ==> lies(octets + 20, end(3), start(4), end(4), 28);
  //@ assert behind: sent(5) ==> lies(octets + 20, end(4), start(5), end(5), 5);
  //@ assert behind: sent(6) ==> lies(octets + 20, end(5), start(6), end(6), 34);
  //@ assert gone: sent(0) || end(0) == 0;
  //@ assert laid: placed(octets + 20, 0, 0, 2);
  //@ assert gone: sent(1) || end(1) == end(0);
  //@ assert laid: placed(octets + 20, 1, end(0), 4);
  //@ assert gone: sent(2) || end(2) == end(1);
  //@ assert laid: placed(octets + 20, 2, end(1), 8);
  //@ assert gone: sent(3) || end(3) == end(2);
  //@ assert laid: placed(octets + 20, 3, end(2), 3);
  //@ assert gone: sent(4) || end(4) == end(3);
  //@ assert laid: placed(octets + 20, 4, end(3), 28);
  //@ assert gone: sent(5) || end(5) == end(4);
  //@ assert laid: placed(octets + 20, 5, end(4), 5);
  //@ assert gone: sent(6) || end(6) == end(5);
  //@ assert laid: placed(octets + 20, 6, end(5), 34);
  //@ assert length: 0 <= end(6);
  //@ assert length: \at(options_end(&seg->opt), Pre) == end(6);
  //@ assert length: header_size(&seg->opt) == \at(header_size(&seg->opt), Pre);
  //@ assert length: \at(header_size(&seg->opt), Pre) <= 60;
  //@ assert length: len == header_size(&seg->opt) + seg->len;
  //@ assert length: octets[12] == 4 * header_size(&seg->opt) % 256;
  //@ assert length: end(6) <= header_size(&seg->opt) - 20;
  //@ assert length: 4 * (octets[12] / 16) == header_size(&seg->opt) && 20 <= header_size(&seg->opt) <= len;
  //@ assert zeros: zeros(octets, 20 + end(6), header_size(&seg->opt));
  //@ assert zeros: zeros(octets + 20, end(6), header_size(&seg->opt) - 20);
  //@ assert whole: laid(octets + 20, header_size(&seg->opt) - 20);
  //@ assert values: sent(0) ==> two_at(octets, start(0) + 22, seg->opt.mss);
  //@ assert further: sent(0) ==> two_at(octets + 20, start(0) + 2, seg->opt.mss);
  //@ assert values: sent(2) ==> four_at(octets, start(2) + 22, seg->opt.ts_val);
  //@ assert further: sent(2) ==> four_at(octets + 20, start(2) + 2, seg->opt.ts_val);
  //@ assert values: sent(2) ==> four_at(octets, start(2) + 26, seg->opt.ts_ecr);
  //@ assert further: sent(2) ==> four_at(octets + 20, start(2) + 6, seg->opt.ts_ecr);
  //@ assert values: sent(3) ==> one_at(octets, start(3) + 22, seg->opt.wscale);
  //@ assert further: sent(3) ==> one_at(octets + 20, start(3) + 2, seg->opt.wscale);
  //@ assert values: sent(4) ==> two_at(octets, start(4) + 22, seg->opt.user_timeout);
  //@ assert further: sent(4) ==> two_at(octets + 20, start(4) + 2, seg->opt.user_timeout);
  //@ assert values: sent(5) ==> seg->opt.sack_blocks == (end(5) - start(5) - 2) / 8;
  //@ assert values: sent(5) && 0 < seg->opt.sack_blocks ==> four_at(octets, start(5) + 22, seg->opt.sack[0].left);
  //@ assert further: sent(5) && 0 < seg->opt.sack_blocks ==> four_at(octets + 20, start(5) + 2, seg->opt.sack[0].left);
  //@ assert values: sent(5) && 0 < seg->opt.sack_blocks ==> four_at(octets, start(5) + 26, seg->opt.sack[0].right);
  //@ assert further: sent(5) && 0 < seg->opt.sack_blocks ==> four_at(octets + 20, start(5) + 6, seg->opt.sack[0].right);
  //@ assert values: sent(5) && 1 < seg->opt.sack_blocks ==> four_at(octets, start(5) + 30, seg->opt.sack[1].left);
  //@ assert further: sent(5) && 1 < seg->opt.sack_blocks ==> four_at(octets + 20, start(5) + 10, seg->opt.sack[1].left);
  //@ assert values: sent(5) && 1 < seg->opt.sack_blocks ==> four_at(octets, start(5) + 34, seg->opt.sack[1].right);
  //@ assert further: sent(5) && 1 < seg->opt.sack_blocks ==> four_at(octets + 20, start(5) + 14, seg->opt.sack[1].right);
  //@ assert values: sent(5) && 2 < seg->opt.sack_blocks ==> four_at(octets, start(5) + 38, seg->opt.sack[2].left);
  //@ assert further: sent(5) && 2 < seg->opt.sack_blocks ==> four_at(octets + 20, start(5) + 18, seg->opt.sack[2].left);
  //@ assert values: sent(5) && 2 < seg->opt.sack_blocks ==> four_at(octets, start(5) + 42, seg->opt.sack[2].right);
  //@ assert further: sent(5) && 2 < seg->opt.sack_blocks ==> four_at(octets + 20, start(5) + 22, seg->opt.sack[2].right);
  //@ assert values: sent(5) && 3 < seg->opt.sack_blocks ==> four_at(octets, start(5) + 46, seg->opt.sack[3].left);
  //@ assert further: sent(5) && 3 < seg->opt.sack_blocks ==> four_at(octets + 20, start(5) + 26, seg->opt.sack[3].left);
  //@ assert values: sent(5) && 3 < seg->opt.sack_blocks ==> four_at(octets, start(5) + 50, seg->opt.sack[3].right);
  //@ assert further: sent(5) && 3 < seg->opt.sack_blocks ==> four_at(octets + 20, start(5) + 30, seg->opt.sack[3].right);
  //@ assert values: sent(6) ==> seg->opt.fast_open_len == end(6) - start(6) - 2;
  //@ assert values: sent(6) ==> cookie_at(octets, start(6) + 22, &seg->opt);
  //@ assert further: sent(5) ==> sack_holds(octets + 20, start(5) + 2, &seg->opt, 0) && sack_holds(octets + 20, start(5) + 10, &seg->opt, 1);
  //@ assert further: sent(5) ==> sack_holds(octets + 20, start(5) + 18, &seg->opt, 2) && sack_holds(octets + 20, start(5) + 26, &seg->opt, 3);
  //@ assert holds: SENTS(&seg->opt);
  //@ assert holds: holds(octets + 20, &seg->opt);
  //@ ghost size_t first = seg->len - seg->rest_len;
  //@ ghost uint8_t *text = octets + 4 * (octets[12] / 16), *second = text + first;
  //@ assert text: seg->rest_len <= seg->len && seg->text == \at(seg->text, Pre) && seg->rest == \at(seg->rest, Pre);
  //@ assert text: first == seg->len - seg->rest_len;
  //@ assert text: text == octets + \at(header_size(&seg->opt), Pre);
  //@ assert text: second == octets + (\at(header_size(&seg->opt), Pre) + (seg->len - seg->rest_len));
  //@ assert text: seg->len == \at(seg->len, Pre) && seg->rest_len == \at(seg->rest_len, Pre);
  //@ assert text: \forall integer i; 0 <= i < first ==> seg->text[i] == \at(seg->text[i], Pre);
  //@ assert text: \forall integer i; 0 <= i < seg->rest_len ==> seg->rest[i] == \at(seg->rest[i], Pre);
  //@ assert text: same_octets{Here, Here}(text, seg->text, first);
  //@ assert text: same_octets{Here, Here}(second, seg->rest, seg->rest_len);
  //@ assert text: same_octets{Here, Pre}(text, \at(seg->text, Pre), first);
  //@ assert text: same_octets{Here, Pre}(second, \at(seg->rest, Pre), \at(seg->rest_len, Pre));
  //@ assert checksum: same(65535, pseudo(addresses, len) + words(octets, len));
  //@ assert length: (size_t)len == len;
  //@ assert checksum: same(65535, pseudo(addresses, (size_t)len) + words(octets, (size_t)len));
  //@ assert length: addresses != \null && 20 <= (size_t)len && 4 * (octets[12] / 16) <= (size_t)len;
  //@ ghost Coded: ;
  enum synfin_err err = synfin_decode(got, buf, (size_t)len, addresses);
  //@ assert back: err == 0 || err == -26;
  //@ assert back: err != -26;
  //@ assert back: says{Coded, Here}(&got->opt, octets + 20);
  //@ assert equal: equal{Coded, Here}(&seg->opt, &got->opt);
  //@ assert equal: equal{Pre, Here}(&seg->opt, &got->opt);
  //@ assert unread: \separated(got, octets + (0 .. len - 1));
  //@ assert unread: \forall integer i; 0 <= i < len ==> octets[i] == \at(octets[i], Coded);
  //@ assert unread: same_octets{Coded, Here}(octets, octets, len);
  //@ assert unread: \separated(got, text + (0 .. first - 1));
  //@ assert unread: \separated(got, second + (0 .. \at(seg->rest_len, Pre) - 1));
  //@ assert unread: \forall integer i; 0 <= i < first ==> \separated(got, text + i);
  //@ assert unread: \forall integer i; 0 <= i < \at(seg->rest_len, Pre) ==> \separated(got, second + i);
  //@ assert unread: same_octets{Coded, Here}(text, text, first);
  //@ assert unread: same_octets{Coded, Here}(second, second, \at(seg->rest_len, Pre));
  //@ assert text: got->text == text;
  //@ assert text: same_octets{Here, Pre}(got->text, \at(seg->text, Pre), first);
  //@ assert text: same_octets{Here, Pre}(got->text + first, \at(seg->rest, Pre), \at(seg->rest_len, Pre));
  //@ assert cookie: sent(6) ==> cookie_at{Coded}(octets, start(6) + 22, &seg->opt);
  //@ assert cookie: sent(6) ==> points(got->opt.fast_open, octets, start(6) + 22);
  //@ assert cookie: sent(6) ==> 0 <= start(6) && start(6) + 22 + \at(seg->opt.fast_open_len, Coded) <= len;
  //@ assert cookie: equal_cookie{Coded, Here}(&seg->opt, &got->opt);
  //@ assert cookie: equal_cookie{Pre, Here}(&seg->opt, &got->opt);
  return 0;
}
