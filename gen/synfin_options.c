
/* The options field of the TCP header (RFC 9293 3.1): the language of one option, and its C host.
 *
 * The machine reads kind and length, which is all the grammar there is; the host steps over the data they promise.
 * gen/synfin_options.c is made from spec/tcp_options.rl by `make gen` (Ragel 6.10). Do not edit that one.
 */
#include "synfin.h"


static const unsigned char _tcp_options_trans_keys[] = {
	0u, 0u, 0u, 34u, 0u, 4u, 0u, 3u, 0u, 2u, 0u, 34u, 0u, 1u, 0u, 10u, 
	0u, 18u, 0u, 0u, 0
};

static const char _tcp_options_key_spans[] = {
	0, 35, 5, 4, 3, 35, 2, 11, 
	19, 0
};

static const char _tcp_options_index_offsets[] = {
	0, 0, 36, 42, 47, 51, 87, 90, 
	102, 122
};

static const char _tcp_options_indicies[] = {
	0, 1, 2, 3, 4, 5, 6, 
	6, 7, 6, 6, 6, 6, 6, 6, 
	6, 6, 6, 6, 6, 6, 6, 6, 
	6, 6, 6, 6, 6, 2, 6, 6, 
	6, 6, 6, 8, 6, 9, 9, 10, 
	10, 11, 10, 9, 9, 10, 11, 10, 
	9, 9, 11, 10, 9, 9, 10, 10, 
	10, 10, 10, 10, 10, 10, 11, 10, 
	10, 10, 10, 10, 10, 10, 11, 10, 
	10, 10, 10, 10, 10, 10, 11, 10, 
	10, 10, 10, 10, 10, 10, 11, 10, 
	9, 9, 11, 9, 9, 10, 10, 10, 
	10, 10, 10, 10, 10, 11, 10, 9, 
	9, 11, 10, 10, 10, 11, 10, 11, 
	10, 11, 10, 11, 10, 11, 10, 11, 
	10, 11, 10, 12, 0
};

static const char _tcp_options_trans_targs[] = {
	9, 1, 2, 3, 4, 5, 6, 7, 
	8, 9, 9, 9, 0
};

static const char _tcp_options_trans_actions[] = {
	0, 0, 1, 1, 1, 1, 1, 1, 
	1, 2, 3, 4, 0
};

static const int tcp_options_start = 1;




/* The machine has nowhere to go from a whole option or EOL, so that it stops at the octet after it. */
int synfin_option_next(struct synfin_option *option, const uint8_t *options, size_t len, size_t *at)
{
  if (*at >= len) return 0;
  int result = 0;
  int cs;
  const unsigned char *p = options + *at;
  const unsigned char *pe = options + len;
  const unsigned char *length = NULL;

  
	{
	cs = tcp_options_start;
	}

  
	{
	int _slen;
	int _trans;
	const unsigned char *_keys;
	const char *_inds;
	if ( p == pe )
		goto _test_eof;
	if ( cs == 0 )
		goto _out;
_resume:
	_keys = _tcp_options_trans_keys + (cs<<1);
	_inds = _tcp_options_indicies + _tcp_options_index_offsets[cs];

	_slen = _tcp_options_key_spans[cs];
	_trans = _inds[ _slen > 0 && _keys[0] <=(*p) &&
		(*p) <= _keys[1] ?
		(*p) - _keys[0] : _slen ];

	cs = _tcp_options_trans_targs[_trans];

	if ( _tcp_options_trans_actions[_trans] == 0 )
		goto _again;

	switch ( _tcp_options_trans_actions[_trans] ) {
	case 1:
	{ result = SYNFIN_ERR_OPTION_OVERRUN; }
	break;
	case 2:
	{ result = SYNFIN_ERR_OPTION_LENGTH; }
	break;
	case 3:
	{ result = SYNFIN_ERR_OPTION_KNOWN; }
	break;
	case 4:
	{ if (*p - 1 <= pe - p) { result = 1; length = p; } }
	break;
	}

_again:
	if ( cs == 0 )
		goto _out;
	if ( ++p != pe )
		goto _resume;
	_test_eof: {}
	_out: {}
	}

  if (result == 0) *at = len;
  if (result != 1) return result;
  *option = (struct synfin_option){ .kind = length[-1], .len = (uint8_t)(*length - 2), .data = length + 1 };
  *at = (size_t)(length - 1 - options) + *length;
  return 1;
}
