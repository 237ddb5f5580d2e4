/* The option iterator as a loop, which WP takes an invariant for; options.c shows that the shipped one answers the same. */
#include "synfin.h"

/*@ predicate right_length(integer kind, integer n) =
      (kind == 2 ==> n == 4) && (kind == 3 ==> n == 3) && (kind == 4 ==> n == 2) &&
      (kind == 5 ==> n == 10 || n == 18 || n == 26 || n == 34) && (kind == 8 ==> n == 10) && (kind == 28 ==> n == 4) &&
      (kind == 34 ==> n == 2 || n == 6 || n == 8 || n == 10 || n == 12 || n == 14 || n == 16 || n == 18);
    // i is where the NOPs from `from` on end
    predicate nops{L}(uint8_t *f, integer from, integer i) = from <= i && \forall integer k; from <= k < i ==> f[k] == 1;
    predicate stands{L}(uint8_t *f, integer len, integer from, integer i) = nops(f, from, i) && i < len && f[i] > 1;
    predicate ended{L}(uint8_t *f, integer len, integer from) = \exists integer i; nops(f, from, i) && i <= len && (i == len || f[i] == 0);
    predicate whole{L}(uint8_t *f, integer len, integer i) = i + 1 < len && f[i + 1] >= 2 && i + f[i + 1] <= len && right_length(f[i], f[i + 1]);
    predicate malformed{L}(uint8_t *f, integer len, integer from) = \exists integer i; stands(f, len, from, i) && !whole(f, len, i);
    predicate follows{L}(uint8_t *f, integer len, integer from, integer i) = stands(f, len, from, i) && whole(f, len, i);
*/
#ifndef OCTETS   // the writers have no use for these
/*@ lemma one_end{L}: \forall uint8_t *f, integer from, i, j; nops(f, from, i) && nops(f, from, j) && f[i] != 1 && f[j] != 1 ==> i == j;
    lemma not_ended{L}: \forall uint8_t *f, integer len, from, i; follows(f, len, from, i) ==> !ended(f, len, from);
    lemma well_formed{L}: \forall uint8_t *f, integer len, from, i; follows(f, len, from, i) ==> !malformed(f, len, from);
*/
#endif

/*@ assigns \nothing; ensures \result != 0 <==> right_length(kind, n); */
static int wp_right_length(unsigned kind, unsigned n)
{
  switch (kind) {
    case 2: case 28: return n == 4;
    case 3: return n == 3;
    case 4: return n == 2;
    case 5: return n == 10 || n == 18 || n == 26 || n == 34;
    case 8: return n == 10;
    case 34: return n == 2 || n == 6 || n == 8 || n == 10 || n == 12 || n == 14 || n == 16 || n == 18;
    default: return 1;
  }
}

/*@ requires \valid(option) && \valid(at) && \valid_read(options + (0 .. len - 1));
    requires \separated(option, at, options + (0 .. len - 1));
    assigns *option, *at;
    ensures -25 <= \result <= -23 || \result == 0 || \result == 1;
    ensures \result == 0 ==> *at >= len && (\old(*at) < len ==> *at == len);
    ensures \result == 0 && \old(*at) < len ==> ended(options, len, \old(*at));
    ensures \result < 0 ==> malformed(options, len, \old(*at));
    ensures \result < 0 ==> *at == \old(*at);
    ensures \result == 1 ==> \old(*at) < *at <= len;
    ensures \result == 1 ==> nops(options, \old(*at), *at - option->len - 2) && option->data == options + (*at - option->len)
      && option->kind == options[*at - option->len - 2] > 1 && option->len + 2 == options[*at - option->len - 1]
      && right_length(option->kind, option->len + 2);
    ensures \result == -23 ==> \exists integer i; stands(options, len, \old(*at), i)
      && (i + 1 == len || (options[i + 1] >= 2 && right_length(options[i], options[i + 1]) && i + options[i + 1] > len));
    ensures \result == -24 ==> \exists integer i; stands(options, len, \old(*at), i) && i + 1 < len && options[i + 1] < 2;
    ensures \result == -25 ==> \exists integer i; stands(options, len, \old(*at), i) && i + 1 < len && options[i + 1] >= 2
      && !right_length(options[i], options[i + 1]);
*/
static int wp_option_next(struct synfin_option *option, const uint8_t *options, size_t len, size_t *at)
{
  size_t i = *at;
  if (i >= len) return 0;
  /*@ loop invariant nops(options, \at(*at, Pre), i) && i <= len;
      loop assigns i;
      loop variant len - i; */
  while (i < len && options[i] == 1) i++;
  if (i == len || options[i] == 0) {
    *at = len;
    return 0;
  }
  //@ assert stands(options, len, \at(*at, Pre), i);
  if (len - i < 2) return SYNFIN_ERR_OPTION_OVERRUN;
  unsigned kind = options[i], n = options[i + 1];
  if (n < 2) return SYNFIN_ERR_OPTION_LENGTH;
  if (!wp_right_length(kind, n)) return SYNFIN_ERR_OPTION_KNOWN;
  if (n > len - i) return SYNFIN_ERR_OPTION_OVERRUN;
  option->kind = (uint8_t)kind;
  option->len = (uint8_t)(n - 2);
  option->data = options + i + 2;
  *at = i + n;
  return 1;
}
