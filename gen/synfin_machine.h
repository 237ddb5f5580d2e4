/* The TCP connection state machine of RFC 9293 as a pure, total function.
 *
 * Made from spec/ by `make gen` (Ragel 6.10 and spec/generate.py). Do not edit: change spec/ and run it again. */

#ifndef SYNFIN_MACHINE_H
#define SYNFIN_MACHINE_H

#ifdef __cplusplus
extern "C" {
#endif

/* The states of RFC 9293 3.3.2. SYN-RECEIVED stands twice: reached from LISTEN, and from SYN-SENT (MUST-11). */
enum synfin_state {
  SYNFIN_CLOSED               = 0,   /* CLOSED */
  SYNFIN_LISTEN               = 1,   /* LISTEN */
  SYNFIN_SYN_SENT             = 2,   /* SYN-SENT */
  SYNFIN_SYN_RECEIVED_PASSIVE = 3,   /* SYN-RECEIVED */
  SYNFIN_SYN_RECEIVED_ACTIVE  = 4,   /* SYN-RECEIVED */
  SYNFIN_ESTABLISHED          = 5,   /* ESTABLISHED */
  SYNFIN_FIN_WAIT_1           = 6,   /* FIN-WAIT-1 */
  SYNFIN_FIN_WAIT_2           = 7,   /* FIN-WAIT-2 */
  SYNFIN_CLOSE_WAIT           = 8,   /* CLOSE-WAIT */
  SYNFIN_CLOSING              = 9,   /* CLOSING */
  SYNFIN_LAST_ACK             = 10,   /* LAST-ACK */
  SYNFIN_TIME_WAIT            = 11,   /* TIME-WAIT */
};

#define SYNFIN_STATES 12u

/* The events of RFC 9293 3.10; what each one means stands in spec/tcp_letters.rl. The character is its code in words. */
enum synfin_letter {
  SYNFIN_ON_OPEN_PASSIVE           = 0,   /* OPEN_passive 'L' */
  SYNFIN_ON_OPEN_ACTIVE            = 1,   /* OPEN_active 'O' */
  SYNFIN_ON_SEND                   = 2,   /* SEND 'W' */
  SYNFIN_ON_RECEIVE                = 3,   /* RECEIVE 'R' */
  SYNFIN_ON_CLOSE                  = 4,   /* CLOSE 'C' */
  SYNFIN_ON_ABORT                  = 5,   /* ABORT 'X' */
  SYNFIN_ON_STATUS                 = 6,   /* STATUS '?' */
  SYNFIN_ON_USER_TIMEOUT           = 7,   /* USER_TIMEOUT 'U' */
  SYNFIN_ON_RETRANSMISSION_TIMEOUT = 8,   /* RETRANSMISSION_TIMEOUT 'T' */
  SYNFIN_ON_TIME_WAIT_TIMEOUT      = 9,   /* TIME_WAIT_TIMEOUT 'M' */
  SYNFIN_ON_UNACCEPTABLE           = 10,   /* unacceptable 'u' */
  SYNFIN_ON_SYN_AGAIN              = 11,   /* SYN_again 'y' */
  SYNFIN_ON_SYN_ACK_AGAIN          = 12,   /* SYN_ACK_again 'Y' */
  SYNFIN_ON_FIN_AGAIN              = 13,   /* FIN_again 'f' */
  SYNFIN_ON_RCV_RST                = 14,   /* rcv_RST 'r' */
  SYNFIN_ON_RST_IN_WINDOW          = 15,   /* RST_in_window 'w' */
  SYNFIN_ON_BAD_RST                = 16,   /* bad_RST 'b' */
  SYNFIN_ON_RCV_SYN                = 17,   /* rcv_SYN 'S' */
  SYNFIN_ON_RCV_SYN_ACK            = 18,   /* rcv_SYN_ACK 'Z' */
  SYNFIN_ON_STRAY                  = 19,   /* stray '-' */
  SYNFIN_ON_BAD_ACK                = 20,   /* bad_ACK 'k' */
  SYNFIN_ON_ACK_OUT_OF_RANGE       = 21,   /* ACK_out_of_range 'o' */
  SYNFIN_ON_RCV_ACK                = 22,   /* rcv_ACK 'a' */
  SYNFIN_ON_ACK_OF_SYN             = 23,   /* ACK_of_SYN 's' */
  SYNFIN_ON_ACK_OF_DATA            = 24,   /* ACK_of_data 'd' */
  SYNFIN_ON_ACK_OF_FIN             = 25,   /* ACK_of_FIN 'F' */
  SYNFIN_ON_RCV_URG                = 26,   /* rcv_URG '!' */
  SYNFIN_ON_RCV_TEXT               = 27,   /* rcv_TEXT 't' */
  SYNFIN_ON_TEXT_BEYOND_GAP        = 28,   /* TEXT_beyond_gap 'g' */
  SYNFIN_ON_TEXT_NO_ROOM           = 29,   /* TEXT_no_room 'n' */
  SYNFIN_ON_TEXT_UNWANTED          = 30,   /* TEXT_unwanted 'x' */
  SYNFIN_ON_RCV_FIN                = 31,   /* rcv_FIN '.' */
};

#define SYNFIN_LETTERS 32u

/* The effects, one bit each. All effects of one letter are performed in the order of their bits. */
#define SYNFIN_DO_ANSWER_RST         (1u << 0)
#define SYNFIN_DO_SND_RST            (1u << 1)
#define SYNFIN_DO_TAKE_SYN           (1u << 2)
#define SYNFIN_DO_TAKE_ACK           (1u << 3)
#define SYNFIN_DO_TAKE_URG           (1u << 4)
#define SYNFIN_DO_TAKE_TEXT          (1u << 5)
#define SYNFIN_DO_HOLD               (1u << 6)
#define SYNFIN_DO_TAKE_FIN           (1u << 7)
#define SYNFIN_DO_QUEUE              (1u << 8)
#define SYNFIN_DO_DELIVER            (1u << 9)
#define SYNFIN_DO_DELETE_TCB         (1u << 10)
#define SYNFIN_DO_CREATE_TCB         (1u << 11)
#define SYNFIN_DO_SND_SYN            (1u << 12)
#define SYNFIN_DO_SND_SYN_ACK        (1u << 13)
#define SYNFIN_DO_SND_FIN            (1u << 14)
#define SYNFIN_DO_RETRANSMIT         (1u << 15)
#define SYNFIN_DO_SND_ACK            (1u << 16)
#define SYNFIN_DO_OWE_ACK            (1u << 17)
#define SYNFIN_DO_ANSWER_ACK         (1u << 18)
#define SYNFIN_DO_START_2MSL         (1u << 19)
#define SYNFIN_DO_SIG_REFUSED        (1u << 20)
#define SYNFIN_DO_SIG_RESET          (1u << 21)
#define SYNFIN_DO_SIG_USER_TIMEOUT   (1u << 22)
#define SYNFIN_DO_ERR_NO_CONNECTION  (1u << 23)
#define SYNFIN_DO_ERR_EXISTS         (1u << 24)
#define SYNFIN_DO_ERR_CLOSING        (1u << 25)
#define SYNFIN_DO_IMPOSSIBLE         (1u << 26)

#define SYNFIN_EFFECTS 27u

/* What a letter does: a set of SYNFIN_DO_ bits, and the enum synfin_state that follows. */
struct synfin_transition {
  unsigned effects : 28;
  unsigned next : 4;
};

/* The machine. Total: a state or letter out of range answers SYNFIN_DO_IMPOSSIBLE and stays in CLOSED. */
struct synfin_transition synfin_step(enum synfin_state state, enum synfin_letter letter);

/* Names, static strings, never NULL ("?" where out of range): a state as RFC 9293 spells it, a state as the chart does
 * (SYN_RECEIVED_passive), a letter and an effect as the chart spells them; `effect` is a bit's number. */
const char *synfin_state_name(enum synfin_state state);
const char *synfin_state_label(enum synfin_state state);
const char *synfin_letter_name(enum synfin_letter letter);
const char *synfin_effect_name(unsigned effect);

/* The printable code of a letter ('\0' where out of range), and the letter of a code (SYNFIN_LETTERS if there is none). */
char synfin_letter_code(enum synfin_letter letter);
unsigned synfin_letter_of_code(char code);

#ifdef __cplusplus
}
#endif

#endif
