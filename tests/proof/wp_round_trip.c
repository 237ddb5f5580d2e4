/* What is encoded, and then decoded, is the same: the encoder's contract gives what the decoder's asks for. */
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
#define SENT(x, bit) (sent(x) <==> HAS(&seg->opt, bit))
/*@ requires \valid(got) && \separated(got, (uint8_t *)buf + (0 .. cap - 1), seg);
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
    // what is sent is `seg`: this is what the names of wp_sent.h are to mean
    requires SENT(0, 1) && SENT(1, 4) && SENT(2, 16) && SENT(3, 2) && SENT(4, 32) && SENT(5, 8) && SENT(6, 64);
    requires begin(&seg->opt, 20 + end(0), 20 + end(1), 20 + end(2), 20 + end(3), 20 + end(4), 20 + end(5)) && end(6) == options_end(&seg->opt);
    requires start(0) == 0 && start(1) == end(0) + (HAS(&seg->opt, 16) ? 0 : 2) && start(2) == end(1) + (HAS(&seg->opt, 4) ? 0 : 2);
    requires start(3) == end(2) + 1 && start(4) == end(3) && start(5) == end(4) + 2 && start(6) == end(5);
    ensures fields: \result == 0 ==> got->src_port == \old(seg->src_port) && got->dst_port == \old(seg->dst_port);
    ensures fields: \result == 0 ==> got->seq == \old(seg->seq) && got->ack == \old(seg->ack);
    ensures fields: \result == 0 ==> got->flags == \old(seg->flags) && got->wnd == \old(seg->wnd) && got->up == \old(seg->up);
    ensures fields: \result == 0 ==> got->len == \old(seg->len) && got->rest_len == 0; */
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
  //@ assert kept: same_options{Pre, Here}(&seg->opt) && can(&seg->opt);
  //@ assert kept: SENT(0, 1) && SENT(1, 4) && SENT(2, 16) && SENT(3, 2) && SENT(4, 32) && SENT(5, 8) && SENT(6, 64);
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
  //@ ghost Coded: ;
  enum synfin_err err = synfin_decode(got, buf, (size_t)len, NULL);
  //@ assert back: err == 0;
  //@ assert back: says{Coded, Here}(&got->opt, octets + 20);
  return 0;
}
