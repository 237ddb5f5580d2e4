#!/usr/bin/env bash
# Frama-C WP: contracts, for fields and segments of any length: every goal of some functions. usage: wp.sh [NAME...]
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=${ROOT:-$here/../..} out=${OUT:-$root/build/proof/wp}
mkdir -p "$out"; out=$(cd "$out" && pwd)
[ $# -gt 0 ] || set -- seq options sum checksum wire addresses sums steps take fields source decode back says received blank put option ends written moved fixed room header padded text copied kept sent shown encode read on law trip whole same contents
export WHY3CONFIG=$out/why3.conf   # not the one of the user
why3 config detect > "$out/why3.log" 2>&1
passed=0 failed=0
cd "$root/tests/proof" || exit 1

# The shipped codec, with its annotations.
woven=$out/woven
mkdir -p "$woven"
for file in wire.h wire.c checksum.c; do
  python3 weave.py "$file.acsl" "$root/src/$file" > "$woven/$file" || exit 1
done

for name; do
  more= model=Typed provers=z3,cvc4 how=-wp-rte
  case $name in
    seq) file=wp_seq.c functions=seq_lt,seq_le,seq_max,seq_min,seq_in;;
    options) file=wp_options.c functions=wp_right_length,wp_option_next;;
    sum) file=wp_sum.c functions=;;   # lemmas alone
    checksum) file=$woven/checksum.c functions=fold,halves,sum_in_memory,synfin_sum model+=+Cast;;
    wire) file=$woven/wire.c functions=get16,get32 model+=+Cast;;
    # The sum of the pseudo-header and of the segment.
    addresses) file=$woven/wire.c functions= model+=+Cast more='-DOCTETS -DLEMMAS' how=-wp-prop=same_pseudo,sum_4,sum_16;;
    sums | steps) file=$woven/wire.c functions=sum_pseudo_header,checksum_right,put_checksum model+=+Cast more=-DOCTETS
      case $name in
        sums) how='-wp-rte -wp-prop=-step';;
        steps) how=-wp-prop=step;;
      esac;;
    take) file=$woven/wire.c functions=take_option,take_options model+=+Cast more=-DSUM_OPAQUE;;
    # With ROUND_TRIP the decoder gets the octets of what was sent (wp_sent.h).
    back) file=$woven/wire.c functions=take_options model+=+Cast more='-DSUM_OPAQUE -DROUND_TRIP' provers=cvc4 how=-wp-prop=-back,-@requires;;
    says) file=$woven/wire.c functions=take_options model+=+Cast more='-DSUM_OPAQUE -DROUND_TRIP' provers=cvc4 how='-wp-no-let -wp-prop=back';;
    received) file=$woven/wire.c functions=synfin_decode model+=+Cast more='-DSUM_OPAQUE -DROUND_TRIP' provers=cvc4 how=-wp-prop=back,@requires;;
    blank) file=$woven/wire.c functions=synfin_decode model+=+Cast more='-DSUM_OPAQUE -DROUND_TRIP' provers=cvc4 how='-wp-no-let -wp-prop=blank';;
    # Three runs for synfin_decode: its assertions, those against undefined behaviour too, are proved from the struct
    # as it was assigned (source: one of them, with less at hand), the rest from the assertions. No single run ends.
    fields | source | decode)
      file=$woven/wire.c functions=synfin_decode model+=+Cast more=-DSUM_OPAQUE provers=cvc4
      case $name in
        fields) how='-wp-rte -wp-no-let -wp-prop=@assert,-source,-back';;
        source) how=-wp-prop=source;;
        decode) how=-wp-prop=-@assert;;
      esac;;
    put) file=$woven/wire.c functions=put8,put16,put32,put_octets,put_option,expressible model+=+Cast
      more='-DSUM_OPAQUE -DOCTETS';;
    # The rest of the encoder: where things go (PLACES in wire.h.acsl) and what they are, each without the other.
    option) file=$woven/wire.c functions=put_mss,put_sack_permitted,put_timestamps,put_wscale,put_user_timeout,put_sack,put_fast_open
      model+=+Cast more='-DSUM_OPAQUE -DOCTETS';;
    ends) file=$woven/wire.c functions=put_options model+=+Cast more='-DSUM_OPAQUE -DOCTETS -DPLACES';;
    written) file=$woven/wire.c functions=put_options model+=+Cast more='-DSUM_OPAQUE -DOCTETS' provers=cvc4
      how='-wp-no-let -wp-prop=wrote,folded';;
    read) file=$woven/wire.c functions= model+=+Cast more='-DSUM_OPAQUE -DLEMMAS -DROUND_TRIP' how=-wp-prop=@lemma,-laid_on,-says_on;;
    on) file=$woven/wire.c functions= model+=+Cast more='-DSUM_OPAQUE -DROUND_TRIP' provers=cvc4 how=-wp-prop=laid_on,says_on;;
    law) file=wp_round_trip.c functions= model+=+Cast more="-DSUM_OPAQUE -DOCTETS -DROUND_TRIP -I$woven"
      how=-wp-prop=@lemma,-laid_on,-says_on;;
    trip | whole | same | contents) file=wp_round_trip.c functions=round_trip model+=+Cast more="-DSUM_OPAQUE -DOCTETS -DROUND_TRIP -I$woven" provers=cvc4
      case $name in
        trip) how=-wp-prop=-whole,-fields,-text,-unread,-holds,-cookie;;
        same) more+=' -DLEMMAS' how=-wp-prop=fields;;
        whole) how='-wp-no-let -wp-prop=whole';;
        contents) how='-wp-no-let -wp-prop=text,unread,holds,cookie';;
      esac;;
    moved) file=$woven/wire.c functions= model+=+Cast more='-DSUM_OPAQUE -DOCTETS -DMOVED' how=-wp-prop=@lemma;;
    fixed) file=$woven/wire.c functions=put_fields model+=+Cast more='-DSUM_OPAQUE -DOCTETS';;
    room) file=$woven/wire.c functions=put_header model+=+Cast more='-DSUM_OPAQUE -DOCTETS -DPLACES';;
    header) file=$woven/wire.c functions=put_header model+=+Cast more='-DSUM_OPAQUE -DOCTETS -DMOVED' provers=cvc4
      how='-wp-no-let -wp-prop=opts,octets,moved,field';;
    padded) file=$woven/wire.c functions=put_header model+=+Cast more='-DSUM_OPAQUE -DOCTETS' provers=cvc4 how=-wp-prop=padded,zeros;;
    text) file=$woven/wire.c functions=put_text model+=+Cast more='-DSUM_OPAQUE -DOCTETS';;
    copied | kept | sent | shown | encode)
      file=$woven/wire.c functions=synfin_encode model+=+Cast more='-DSUM_OPAQUE -DOCTETS -DALONE' provers=cvc4
      case $name in
        copied) how='-wp-no-let -wp-prop=copied,frame,blank';;
        kept) more+=' -DMOVED' how='-wp-no-let -wp-prop=kept,blocks,cookie,same';;
        sent) more+=' -DMOVED' how='-wp-no-let -wp-prop=sent,header,ends,padded,opts';;
        shown) how=-wp-prop=text;;
        encode) more='-DSUM_OPAQUE -DOCTETS -DPLACES' provers=z3,cvc4 how='-wp-rte -wp-prop=-copied,-frame,-text,-blank';;
      esac;;
  esac
  start=$(date +%s)
  # shellcheck disable=SC2086
  timeout 1200 frama-c -wp ${functions:+-wp-fct $functions} -wp-model $model $how -wp-prover $provers \
    -wp-timeout ${SECONDS_EACH:-60} -wp-par 2 -wp-cache none -machdep gcc_x86_64 \
    -cpp-extra-args="$more -I$root/tests/proof -I$root/src -I$root/gen" "$file" > "$out/$name.log" 2>&1
  seconds=$(($(date +%s) - start))
  read -r proved goals < <(sed -nE 's/.*Proved goals: +([0-9]+) \/ ([0-9]+).*/\1 \2/p' "$out/$name.log")
  if [ "${goals:-0}" -gt 0 ] && [ "$proved" = "$goals" ]; then
    passed=$((passed + 1)); printf 'ok      WP %-12s %4d goals %6d s\n' "$name" "$goals" $seconds
  else
    failed=$((failed + 1)); printf 'NOT OK  WP %s: %s of %s goals after %d s\n' "$name" "${proved:-error or no end, none}" "${goals:-?}" $seconds
    grep -E '\] Goal|Error' "$out/$name.log" | grep -v ' Valid' | head -${LINES_SHOWN:-20}
  fi
  goals=
done
echo "WP: $passed passed, $failed failed"
[ $failed = 0 ]
