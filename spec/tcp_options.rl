/* The options field of the TCP header (RFC 9293 3.1): the language of one option, and its C host.
 *
 * The machine reads kind and length, which is all the grammar there is; the host steps over the data they promise.
 * gen/synfin_options.c is made from spec/tcp_options.rl by `make gen` (Ragel 6.10). Do not edit that one.
 */
#include "synfin.h"

%%{
  machine tcp_options;
  alphtype unsigned char;

  # Kinds (IANA)
  EOL            = 0;
  NOP            = 1;
  MSS            = 2;
  WSCALE         = 3;
  SACK_PERMITTED = 4;
  SACK           = 5;
  TIMESTAMPS     = 8;
  USER_TIMEOUT   = 28;
  FAST_OPEN      = 34;

  # Kind and length: what RFCs say of the kinds that are known, and MUST-68 of all others
  known          = MSS            . 4                                          # RFC 9293 3.2
                 | WSCALE         . 3                                          # RFC 7323 2.2
                 | SACK_PERMITTED . 2                                          # RFC 2018 2
                 | SACK           . ( 10 | 18 | 26 | 34 )                      # RFC 2018 3: 1 to 4 blocks
                 | TIMESTAMPS     . 10                                         # RFC 7323 3.2
                 | USER_TIMEOUT   . 4                                          # RFC 5482 3
                 | FAST_OPEN      . ( 2 | 6 | 8 | 10 | 12 | 14 | 16 | 18 );    # RFC 7413 4.1.1
  known_kind     = MSS | WSCALE | SACK_PERMITTED | SACK | TIMESTAMPS | USER_TIMEOUT | FAST_OPEN;
  unknown_kind   = any - known_kind - EOL - NOP;
  unknown        = unknown_kind . 2..255;                                      # MUST-6

  # The rest of what two octets can be
  length_0_or_1  = ( known_kind | unknown_kind ) . 0..1;                       # MUST-7
  wrong_length   = known_kind . 2..255 - known;

  # Until its length stands there, an option is cut off; and it stays so if the field ends before its data do.
  action cut_off    { result = SYNFIN_ERR_OPTION_OVERRUN; }
  action bad_length { result = SYNFIN_ERR_OPTION_LENGTH; }
  action bad_known  { result = SYNFIN_ERR_OPTION_KNOWN; }
  action found      { if (*p - 1 <= pe - p) { result = 1; length = p; } }

  main := NOP* ( EOL | ( ( known | unknown ) @found | length_0_or_1 @bad_length | wrong_length @bad_known ) >cut_off );
  write data nofinal noerror noentry;
}%%

/* The machine has nowhere to go from a whole option or EOL, so that it stops at the octet after it. */
int synfin_option_next(struct synfin_option *option, const uint8_t *options, size_t len, size_t *at)
{
  if (*at >= len) return 0;
  int result = 0;
  int cs;
  const unsigned char *p = options + *at;
  const unsigned char *pe = options + len;
  const unsigned char *length = NULL;

  %% write init;
  %% write exec;
  if (result == 0) *at = len;
  if (result != 1) return result;
  *option = (struct synfin_option){ .kind = length[-1], .len = (uint8_t)(*length - 2), .data = length + 1 };
  *at = (size_t)(length - 1 - options) + *length;
  return 1;
}
