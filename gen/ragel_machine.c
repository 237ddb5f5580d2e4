
/* The C host: what the chart's names mean to the machine, and nothing more.
 *
 * An effect sets its bit; a state, on being entered, publishes its name. The order of the actions below is the order in
 * which the engine performs the effects of one letter: numbers are taken from a TCB before it is deleted, and a new one
 * is there before anything is sent from it.
 */
#include "synfin_machine.h"


static const unsigned char _tcp_trans_keys[] = {
	0u, 0u, 33u, 121u, 33u, 121u, 33u, 121u, 33u, 121u, 33u, 121u, 33u, 121u, 33u, 121u, 
	33u, 121u, 33u, 121u, 33u, 121u, 33u, 121u, 33u, 121u, 0
};

static const char _tcp_key_spans[] = {
	0, 89, 89, 89, 89, 89, 89, 89, 
	89, 89, 89, 89, 89
};

static const short _tcp_index_offsets[] = {
	0, 0, 90, 180, 270, 360, 450, 540, 
	630, 720, 810, 900, 990
};

static const unsigned char _tcp_indicies[] = {
	0, 1, 1, 1, 1, 1, 1, 
	1, 1, 1, 1, 1, 2, 0, 1, 
	1, 1, 1, 1, 1, 1, 1, 1, 
	1, 1, 1, 1, 1, 1, 1, 3, 
	1, 1, 1, 3, 1, 1, 0, 1, 
	1, 1, 1, 1, 4, 0, 1, 5, 
	1, 1, 6, 2, 0, 0, 1, 3, 
	3, 0, 0, 1, 1, 1, 1, 1, 
	1, 0, 0, 1, 0, 1, 0, 0, 
	1, 1, 1, 2, 1, 1, 0, 0, 
	1, 1, 7, 0, 0, 0, 1, 0, 
	0, 0, 1, 8, 1, 1, 1, 1, 
	1, 1, 1, 1, 1, 1, 1, 9, 
	8, 1, 1, 1, 1, 1, 1, 1, 
	1, 1, 1, 1, 1, 1, 1, 1, 
	1, 9, 1, 1, 1, 10, 1, 1, 
	8, 1, 1, 1, 1, 1, 11, 8, 
	1, 12, 1, 1, 13, 14, 8, 15, 
	1, 16, 10, 8, 8, 1, 1, 1, 
	1, 1, 1, 8, 8, 1, 8, 1, 
	8, 8, 1, 1, 1, 17, 1, 1, 
	8, 8, 1, 1, 9, 8, 8, 8, 
	1, 8, 8, 8, 1, 18, 1, 1, 
	1, 1, 1, 1, 1, 1, 1, 1, 
	1, 19, 18, 1, 1, 1, 1, 1, 
	1, 1, 1, 1, 1, 1, 1, 1, 
	1, 1, 1, 19, 1, 1, 1, 10, 
	1, 1, 18, 1, 1, 1, 1, 1, 
	20, 18, 1, 20, 1, 1, 21, 22, 
	23, 15, 1, 24, 10, 18, 25, 1, 
	1, 1, 1, 1, 1, 18, 19, 1, 
	18, 1, 18, 18, 1, 1, 1, 26, 
	1, 1, 18, 18, 1, 1, 27, 18, 
	18, 18, 1, 18, 18, 18, 1, 28, 
	1, 1, 1, 1, 1, 1, 1, 1, 
	1, 1, 1, 29, 28, 1, 1, 1, 
	1, 1, 1, 1, 1, 1, 1, 1, 
	1, 1, 1, 1, 1, 29, 1, 1, 
	1, 30, 1, 1, 28, 1, 1, 1, 
	1, 1, 31, 28, 1, 31, 1, 1, 
	32, 33, 34, 15, 1, 35, 36, 37, 
	28, 1, 1, 1, 1, 1, 1, 28, 
	29, 1, 28, 1, 28, 28, 1, 1, 
	1, 38, 1, 1, 28, 28, 1, 1, 
	39, 40, 28, 33, 1, 33, 28, 41, 
	1, 42, 1, 1, 1, 1, 1, 1, 
	1, 1, 1, 1, 1, 43, 44, 1, 
	1, 1, 1, 1, 1, 1, 1, 1, 
	1, 1, 1, 1, 1, 1, 1, 43, 
	1, 1, 1, 45, 1, 1, 46, 1, 
	1, 1, 1, 1, 47, 48, 1, 47, 
	1, 1, 49, 50, 51, 15, 1, 45, 
	36, 52, 48, 1, 1, 1, 1, 1, 
	1, 53, 43, 1, 53, 1, 48, 54, 
	1, 1, 1, 55, 1, 1, 56, 50, 
	1, 1, 27, 53, 57, 50, 1, 50, 
	58, 59, 1, 60, 1, 1, 1, 1, 
	1, 1, 1, 1, 1, 1, 1, 60, 
	61, 1, 1, 1, 1, 1, 1, 1, 
	1, 1, 1, 1, 1, 1, 1, 1, 
	1, 60, 1, 1, 1, 62, 1, 1, 
	63, 1, 1, 1, 1, 1, 64, 65, 
	1, 64, 1, 1, 66, 67, 68, 15, 
	1, 62, 10, 65, 65, 1, 1, 1, 
	1, 1, 1, 69, 60, 1, 69, 1, 
	61, 61, 1, 1, 1, 65, 1, 1, 
	61, 67, 1, 1, 10, 65, 61, 67, 
	1, 67, 61, 65, 1, 70, 1, 1, 
	1, 1, 1, 1, 1, 1, 1, 1, 
	1, 70, 71, 1, 1, 1, 1, 1, 
	1, 1, 1, 1, 1, 1, 1, 1, 
	1, 1, 1, 70, 1, 1, 1, 72, 
	1, 1, 73, 1, 1, 1, 1, 1, 
	74, 10, 1, 74, 1, 1, 75, 76, 
	73, 15, 1, 72, 10, 73, 73, 1, 
	1, 1, 1, 1, 1, 70, 70, 1, 
	73, 1, 77, 71, 1, 1, 1, 73, 
	1, 1, 71, 76, 1, 1, 70, 73, 
	71, 76, 1, 70, 71, 73, 1, 78, 
	1, 1, 1, 1, 1, 1, 1, 1, 
	1, 1, 1, 79, 80, 1, 1, 1, 
	1, 1, 1, 1, 1, 1, 1, 1, 
	1, 1, 1, 1, 1, 79, 1, 1, 
	1, 81, 1, 1, 82, 1, 1, 1, 
	1, 1, 83, 82, 1, 83, 1, 1, 
	84, 85, 82, 15, 1, 81, 36, 82, 
	82, 1, 1, 1, 1, 1, 1, 46, 
	79, 1, 82, 1, 82, 86, 1, 1, 
	1, 82, 1, 1, 87, 85, 1, 1, 
	27, 82, 88, 85, 1, 85, 58, 82, 
	1, 89, 1, 1, 1, 1, 1, 1, 
	1, 1, 1, 1, 1, 90, 91, 1, 
	1, 1, 1, 1, 1, 1, 1, 1, 
	1, 1, 1, 1, 1, 1, 1, 90, 
	1, 1, 1, 30, 1, 1, 92, 1, 
	1, 1, 1, 1, 93, 92, 1, 93, 
	1, 1, 94, 95, 96, 15, 1, 97, 
	36, 92, 92, 1, 1, 1, 1, 1, 
	1, 40, 90, 1, 40, 1, 92, 98, 
	1, 1, 1, 92, 1, 1, 99, 95, 
	1, 1, 27, 92, 100, 95, 1, 95, 
	92, 92, 1, 101, 1, 1, 1, 1, 
	1, 1, 1, 1, 1, 1, 1, 101, 
	102, 1, 1, 1, 1, 1, 1, 1, 
	1, 1, 1, 1, 1, 1, 1, 1, 
	1, 101, 1, 1, 1, 103, 1, 1, 
	104, 1, 1, 1, 1, 1, 105, 104, 
	1, 105, 1, 1, 106, 107, 108, 15, 
	1, 109, 36, 104, 104, 1, 1, 1, 
	1, 1, 1, 110, 101, 1, 110, 1, 
	102, 102, 1, 1, 1, 104, 1, 1, 
	102, 107, 1, 1, 27, 104, 102, 107, 
	1, 107, 104, 104, 1, 111, 1, 1, 
	1, 1, 1, 1, 1, 1, 1, 1, 
	1, 111, 112, 1, 1, 1, 1, 1, 
	1, 1, 1, 1, 1, 1, 1, 1, 
	1, 1, 1, 111, 1, 1, 1, 113, 
	1, 1, 114, 1, 1, 1, 1, 1, 
	115, 116, 1, 115, 1, 1, 117, 118, 
	119, 15, 1, 113, 10, 116, 116, 1, 
	1, 1, 1, 1, 1, 120, 111, 1, 
	120, 1, 112, 112, 1, 1, 1, 116, 
	1, 1, 112, 118, 1, 1, 10, 116, 
	112, 118, 1, 118, 112, 116, 1, 121, 
	1, 1, 1, 1, 1, 1, 1, 1, 
	1, 1, 1, 122, 121, 1, 1, 1, 
	1, 1, 1, 1, 1, 1, 1, 1, 
	1, 1, 1, 1, 1, 122, 1, 1, 
	1, 30, 1, 1, 121, 1, 1, 1, 
	1, 1, 123, 121, 1, 123, 1, 1, 
	124, 125, 126, 125, 1, 127, 36, 37, 
	121, 1, 1, 1, 1, 1, 1, 121, 
	122, 1, 121, 1, 121, 121, 1, 1, 
	1, 128, 1, 1, 121, 121, 1, 1, 
	125, 40, 121, 129, 1, 129, 121, 130, 
	1, 0
};

static const char _tcp_trans_targs[] = {
	1, 0, 1, 1, 2, 3, 1, 1, 
	2, 2, 1, 2, 3, 2, 12, 1, 
	3, 2, 3, 3, 3, 3, 4, 3, 
	3, 9, 3, 1, 4, 4, 5, 4, 
	4, 4, 4, 4, 1, 9, 4, 1, 
	9, 4, 5, 5, 6, 5, 8, 5, 
	5, 5, 5, 5, 5, 5, 5, 5, 
	5, 5, 1, 5, 6, 6, 6, 7, 
	6, 6, 6, 6, 6, 6, 7, 7, 
	7, 7, 7, 7, 7, 7, 8, 8, 
	7, 8, 8, 8, 8, 8, 8, 8, 
	8, 9, 9, 10, 9, 9, 9, 9, 
	9, 9, 9, 9, 9, 10, 10, 11, 
	10, 10, 10, 10, 10, 10, 10, 11, 
	11, 11, 1, 11, 11, 11, 11, 11, 
	11, 12, 12, 12, 12, 2, 12, 12, 
	12, 12, 12
};

static const char _tcp_trans_actions[] = {
	2, 0, 3, 4, 5, 6, 7, 0, 
	2, 0, 9, 10, 11, 12, 13, 14, 
	15, 3, 2, 0, 10, 12, 13, 17, 
	18, 19, 3, 20, 2, 0, 22, 10, 
	12, 23, 17, 18, 24, 25, 3, 26, 
	27, 28, 30, 0, 31, 32, 27, 10, 
	2, 12, 23, 17, 25, 27, 33, 3, 
	34, 35, 36, 28, 0, 34, 32, 38, 
	10, 2, 39, 23, 17, 27, 0, 34, 
	32, 2, 10, 39, 23, 41, 30, 0, 
	43, 32, 2, 10, 12, 23, 33, 34, 
	35, 30, 0, 31, 2, 10, 12, 23, 
	17, 18, 33, 34, 35, 0, 34, 22, 
	2, 10, 39, 23, 17, 18, 27, 0, 
	34, 32, 47, 10, 2, 39, 23, 17, 
	27, 2, 0, 10, 12, 49, 17, 18, 
	3, 23, 28
};

static const char _tcp_to_state_actions[] = {
	0, 1, 8, 16, 21, 29, 37, 40, 
	42, 44, 45, 46, 48
};

static const int tcp_start = 1;




/* One letter, from Ragel's state number *cs to the next; what synfin_step() must equal in every state for every letter. */
struct synfin_transition synfin_ragel_step(int *state, unsigned char code)
{
  unsigned effects = 0;
  unsigned next = SYNFIN_CLOSED;
  int cs = *state;
  const unsigned char *p = &code;
  const unsigned char *pe = p + 1;

  
	{
	int _slen;
	int _trans;
	const unsigned char *_keys;
	const unsigned char *_inds;
	if ( p == pe )
		goto _test_eof;
	if ( cs == 0 )
		goto _out;
_resume:
	_keys = _tcp_trans_keys + (cs<<1);
	_inds = _tcp_indicies + _tcp_index_offsets[cs];

	_slen = _tcp_key_spans[cs];
	_trans = _inds[ _slen > 0 && _keys[0] <=(*p) &&
		(*p) <= _keys[1] ?
		(*p) - _keys[0] : _slen ];

	cs = _tcp_trans_targs[_trans];

	if ( _tcp_trans_actions[_trans] == 0 )
		goto _again;

	switch ( _tcp_trans_actions[_trans] ) {
	case 3:
	{ effects |= SYNFIN_DO_ANSWER_RST; }
	break;
	case 27:
	{ effects |= SYNFIN_DO_TAKE_ACK; }
	break;
	case 30:
	{ effects |= SYNFIN_DO_TAKE_URG; }
	break;
	case 18:
	{ effects |= SYNFIN_DO_QUEUE; }
	break;
	case 12:
	{ effects |= SYNFIN_DO_DELIVER; }
	break;
	case 9:
	{ effects |= SYNFIN_DO_DELETE_TCB; }
	break;
	case 5:
	{ effects |= SYNFIN_DO_CREATE_TCB; }
	break;
	case 11:
	{ effects |= SYNFIN_DO_SND_SYN; }
	break;
	case 28:
	{ effects |= SYNFIN_DO_SND_SYN_ACK; }
	break;
	case 22:
	{ effects |= SYNFIN_DO_SND_FIN; }
	break;
	case 17:
	{ effects |= SYNFIN_DO_RETRANSMIT; }
	break;
	case 34:
	{ effects |= SYNFIN_DO_SND_ACK; }
	break;
	case 23:
	{ effects |= SYNFIN_DO_ANSWER_ACK; }
	break;
	case 4:
	{ effects |= SYNFIN_DO_ERR_NO_CONNECTION; }
	break;
	case 10:
	{ effects |= SYNFIN_DO_ERR_EXISTS; }
	break;
	case 32:
	{ effects |= SYNFIN_DO_ERR_CLOSING; }
	break;
	case 2:
	{ effects |= SYNFIN_DO_IMPOSSIBLE; }
	break;
	case 24:
	{ effects |= SYNFIN_DO_SND_RST; }
	{ effects |= SYNFIN_DO_DELETE_TCB; }
	break;
	case 13:
	{ effects |= SYNFIN_DO_TAKE_SYN; }
	{ effects |= SYNFIN_DO_SND_SYN_ACK; }
	break;
	case 47:
	{ effects |= SYNFIN_DO_TAKE_ACK; }
	{ effects |= SYNFIN_DO_DELETE_TCB; }
	break;
	case 25:
	{ effects |= SYNFIN_DO_TAKE_ACK; }
	{ effects |= SYNFIN_DO_SND_ACK; }
	break;
	case 38:
	{ effects |= SYNFIN_DO_TAKE_ACK; }
	{ effects |= SYNFIN_DO_START_2MSL; }
	break;
	case 35:
	{ effects |= SYNFIN_DO_TAKE_TEXT; }
	{ effects |= SYNFIN_DO_OWE_ACK; }
	break;
	case 33:
	{ effects |= SYNFIN_DO_HOLD; }
	{ effects |= SYNFIN_DO_SND_ACK; }
	break;
	case 31:
	{ effects |= SYNFIN_DO_TAKE_FIN; }
	{ effects |= SYNFIN_DO_SND_ACK; }
	break;
	case 15:
	{ effects |= SYNFIN_DO_QUEUE; }
	{ effects |= SYNFIN_DO_SND_SYN; }
	break;
	case 7:
	{ effects |= SYNFIN_DO_DELIVER; }
	{ effects |= SYNFIN_DO_ERR_NO_CONNECTION; }
	break;
	case 39:
	{ effects |= SYNFIN_DO_DELIVER; }
	{ effects |= SYNFIN_DO_ERR_CLOSING; }
	break;
	case 49:
	{ effects |= SYNFIN_DO_DELETE_TCB; }
	{ effects |= SYNFIN_DO_CREATE_TCB; }
	break;
	case 26:
	{ effects |= SYNFIN_DO_DELETE_TCB; }
	{ effects |= SYNFIN_DO_SIG_REFUSED; }
	break;
	case 20:
	{ effects |= SYNFIN_DO_DELETE_TCB; }
	{ effects |= SYNFIN_DO_SIG_RESET; }
	break;
	case 14:
	{ effects |= SYNFIN_DO_DELETE_TCB; }
	{ effects |= SYNFIN_DO_SIG_USER_TIMEOUT; }
	break;
	case 6:
	{ effects |= SYNFIN_DO_CREATE_TCB; }
	{ effects |= SYNFIN_DO_SND_SYN; }
	break;
	case 41:
	{ effects |= SYNFIN_DO_SND_ACK; }
	{ effects |= SYNFIN_DO_START_2MSL; }
	break;
	case 36:
	{ effects |= SYNFIN_DO_SND_RST; }
	{ effects |= SYNFIN_DO_DELETE_TCB; }
	{ effects |= SYNFIN_DO_SIG_RESET; }
	break;
	case 19:
	{ effects |= SYNFIN_DO_TAKE_SYN; }
	{ effects |= SYNFIN_DO_TAKE_ACK; }
	{ effects |= SYNFIN_DO_SND_ACK; }
	break;
	case 43:
	{ effects |= SYNFIN_DO_TAKE_FIN; }
	{ effects |= SYNFIN_DO_SND_ACK; }
	{ effects |= SYNFIN_DO_START_2MSL; }
	break;
	}

_again:
	switch ( _tcp_to_state_actions[cs] ) {
	case 1:
	{ next = SYNFIN_CLOSED; }
	break;
	case 8:
	{ next = SYNFIN_LISTEN; }
	break;
	case 16:
	{ next = SYNFIN_SYN_SENT; }
	break;
	case 48:
	{ next = SYNFIN_SYN_RECEIVED_PASSIVE; }
	break;
	case 21:
	{ next = SYNFIN_SYN_RECEIVED_ACTIVE; }
	break;
	case 44:
	{ next = SYNFIN_ESTABLISHED; }
	break;
	case 29:
	{ next = SYNFIN_FIN_WAIT_1; }
	break;
	case 42:
	{ next = SYNFIN_FIN_WAIT_2; }
	break;
	case 45:
	{ next = SYNFIN_CLOSE_WAIT; }
	break;
	case 37:
	{ next = SYNFIN_CLOSING; }
	break;
	case 46:
	{ next = SYNFIN_LAST_ACK; }
	break;
	case 40:
	{ next = SYNFIN_TIME_WAIT; }
	break;
	}

	if ( cs == 0 )
		goto _out;
	if ( ++p != pe )
		goto _resume;
	_test_eof: {}
	_out: {}
	}

  *state = cs;
  return (struct synfin_transition){ .effects = effects & 0xfffffffu, .next = next & 0xfu };
}

int synfin_ragel_start(void)
{
  return tcp_start;
}
