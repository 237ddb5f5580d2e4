/* Made by `synfin table --format promela`: the state machine of RFC 9293, every event of section 3.10 in
   every state. */

mtype = { CLOSED, LISTEN, SYN_SENT, SYN_RECEIVED_passive,
          SYN_RECEIVED_active, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2,
          CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT };

mtype = { OPEN_passive, OPEN_active, SEND, RECEIVE,
          CLOSE, ABORT, STATUS, USER_TIMEOUT,
          RETRANSMISSION_TIMEOUT, TIME_WAIT_TIMEOUT, unacceptable, SYN_again,
          SYN_ACK_again, FIN_again, rcv_RST, RST_in_window,
          bad_RST, rcv_SYN, rcv_SYN_ACK, stray,
          bad_ACK, ACK_out_of_range, rcv_ACK, ACK_of_SYN,
          ACK_of_data, ACK_of_FIN, rcv_URG, rcv_TEXT,
          TEXT_beyond_gap, TEXT_no_room, TEXT_unwanted, rcv_FIN };

/* The effects of one letter are performed in this order. */
#define DO_answer_RST         (1 << 0)
#define DO_snd_RST            (1 << 1)
#define DO_take_SYN           (1 << 2)
#define DO_take_ACK           (1 << 3)
#define DO_take_URG           (1 << 4)
#define DO_take_TEXT          (1 << 5)
#define DO_hold               (1 << 6)
#define DO_take_FIN           (1 << 7)
#define DO_queue              (1 << 8)
#define DO_deliver            (1 << 9)
#define DO_delete_TCB         (1 << 10)
#define DO_create_TCB         (1 << 11)
#define DO_snd_SYN            (1 << 12)
#define DO_snd_SYN_ACK        (1 << 13)
#define DO_snd_FIN            (1 << 14)
#define DO_retransmit         (1 << 15)
#define DO_snd_ACK            (1 << 16)
#define DO_owe_ACK            (1 << 17)
#define DO_answer_ACK         (1 << 18)
#define DO_start_2MSL         (1 << 19)
#define DO_sig_refused        (1 << 20)
#define DO_sig_reset          (1 << 21)
#define DO_sig_user_timeout   (1 << 22)
#define DO_err_no_connection  (1 << 23)
#define DO_err_exists         (1 << 24)
#define DO_err_closing        (1 << 25)
#define DO_impossible         (1 << 26)

/* What `letter` does in `state`: the effects, and the next state. */
inline step(state, letter, does)
{
  if
  :: state == CLOSED ->
    if
    :: letter == OPEN_passive           -> state = LISTEN;               does = DO_create_TCB
    :: letter == OPEN_active            -> state = SYN_SENT;             does = DO_create_TCB | DO_snd_SYN
    :: letter == SEND                   -> state = CLOSED;               does = DO_err_no_connection
    :: letter == RECEIVE                -> state = CLOSED;               does = DO_deliver | DO_err_no_connection
    :: letter == CLOSE                  -> state = CLOSED;               does = DO_err_no_connection
    :: letter == ABORT                  -> state = CLOSED;               does = DO_err_no_connection
    :: letter == STATUS                 -> state = CLOSED;               does = DO_err_no_connection
    :: letter == rcv_RST                -> state = CLOSED;               does = 0
    :: letter == rcv_SYN                -> state = CLOSED;               does = DO_answer_RST
    :: letter == stray                  -> state = CLOSED;               does = DO_answer_RST
    :: letter == bad_ACK                -> state = CLOSED;               does = DO_answer_RST
    :: else -> does = DO_impossible
    fi
  :: state == LISTEN ->
    if
    :: letter == OPEN_passive           -> state = LISTEN;               does = DO_err_exists
    :: letter == OPEN_active            -> state = SYN_SENT;             does = DO_snd_SYN
    :: letter == SEND                   -> state = SYN_SENT;             does = DO_queue | DO_snd_SYN
    :: letter == RECEIVE                -> state = LISTEN;               does = DO_deliver
    :: letter == CLOSE                  -> state = CLOSED;               does = DO_delete_TCB
    :: letter == ABORT                  -> state = CLOSED;               does = DO_delete_TCB
    :: letter == STATUS                 -> state = LISTEN;               does = 0
    :: letter == USER_TIMEOUT           -> state = CLOSED;               does = DO_delete_TCB | DO_sig_user_timeout
    :: letter == rcv_RST                -> state = LISTEN;               does = 0
    :: letter == rcv_SYN                -> state = SYN_RECEIVED_passive; does = DO_take_SYN | DO_snd_SYN_ACK
    :: letter == stray                  -> state = LISTEN;               does = 0
    :: letter == bad_ACK                -> state = LISTEN;               does = DO_answer_RST
    :: else -> does = DO_impossible
    fi
  :: state == SYN_SENT ->
    if
    :: letter == OPEN_passive           -> state = SYN_SENT;             does = DO_err_exists
    :: letter == OPEN_active            -> state = SYN_SENT;             does = DO_err_exists
    :: letter == SEND                   -> state = SYN_SENT;             does = DO_queue
    :: letter == RECEIVE                -> state = SYN_SENT;             does = DO_deliver
    :: letter == CLOSE                  -> state = CLOSED;               does = DO_delete_TCB
    :: letter == ABORT                  -> state = CLOSED;               does = DO_delete_TCB
    :: letter == STATUS                 -> state = SYN_SENT;             does = 0
    :: letter == USER_TIMEOUT           -> state = CLOSED;               does = DO_delete_TCB | DO_sig_user_timeout
    :: letter == RETRANSMISSION_TIMEOUT -> state = SYN_SENT;             does = DO_retransmit
    :: letter == rcv_RST                -> state = CLOSED;               does = DO_delete_TCB | DO_sig_reset
    :: letter == bad_RST                -> state = SYN_SENT;             does = 0
    :: letter == rcv_SYN                -> state = SYN_RECEIVED_active;  does = DO_take_SYN | DO_snd_SYN_ACK
    :: letter == rcv_SYN_ACK            -> state = ESTABLISHED;          does = DO_take_SYN | DO_take_ACK | DO_snd_ACK
    :: letter == stray                  -> state = SYN_SENT;             does = 0
    :: letter == bad_ACK                -> state = SYN_SENT;             does = DO_answer_RST
    :: else -> does = DO_impossible
    fi
  :: state == SYN_RECEIVED_passive ->
    if
    :: letter == OPEN_passive           -> state = SYN_RECEIVED_passive; does = DO_err_exists
    :: letter == OPEN_active            -> state = SYN_RECEIVED_passive; does = DO_err_exists
    :: letter == SEND                   -> state = SYN_RECEIVED_passive; does = DO_queue
    :: letter == RECEIVE                -> state = SYN_RECEIVED_passive; does = DO_deliver
    :: letter == CLOSE                  -> state = FIN_WAIT_1;           does = DO_snd_FIN
    :: letter == ABORT                  -> state = CLOSED;               does = DO_snd_RST | DO_delete_TCB
    :: letter == STATUS                 -> state = SYN_RECEIVED_passive; does = 0
    :: letter == USER_TIMEOUT           -> state = LISTEN;               does = DO_delete_TCB | DO_create_TCB
    :: letter == RETRANSMISSION_TIMEOUT -> state = SYN_RECEIVED_passive; does = DO_retransmit
    :: letter == unacceptable           -> state = SYN_RECEIVED_passive; does = DO_answer_ACK
    :: letter == SYN_again              -> state = SYN_RECEIVED_passive; does = DO_snd_SYN_ACK
    :: letter == SYN_ACK_again          -> state = ESTABLISHED;          does = DO_take_ACK | DO_snd_ACK
    :: letter == rcv_RST                -> state = LISTEN;               does = DO_delete_TCB | DO_create_TCB
    :: letter == RST_in_window          -> state = SYN_RECEIVED_passive; does = DO_answer_ACK
    :: letter == bad_RST                -> state = SYN_RECEIVED_passive; does = 0
    :: letter == rcv_SYN                -> state = LISTEN;               does = DO_delete_TCB | DO_create_TCB
    :: letter == stray                  -> state = SYN_RECEIVED_passive; does = 0
    :: letter == bad_ACK                -> state = SYN_RECEIVED_passive; does = DO_answer_RST
    :: letter == ACK_of_SYN             -> state = ESTABLISHED;          does = DO_take_ACK
    :: else -> does = DO_impossible
    fi
  :: state == SYN_RECEIVED_active ->
    if
    :: letter == OPEN_passive           -> state = SYN_RECEIVED_active;  does = DO_err_exists
    :: letter == OPEN_active            -> state = SYN_RECEIVED_active;  does = DO_err_exists
    :: letter == SEND                   -> state = SYN_RECEIVED_active;  does = DO_queue
    :: letter == RECEIVE                -> state = SYN_RECEIVED_active;  does = DO_deliver
    :: letter == CLOSE                  -> state = FIN_WAIT_1;           does = DO_snd_FIN
    :: letter == ABORT                  -> state = CLOSED;               does = DO_snd_RST | DO_delete_TCB
    :: letter == STATUS                 -> state = SYN_RECEIVED_active;  does = 0
    :: letter == USER_TIMEOUT           -> state = CLOSED;               does = DO_delete_TCB | DO_sig_user_timeout
    :: letter == RETRANSMISSION_TIMEOUT -> state = SYN_RECEIVED_active;  does = DO_retransmit
    :: letter == unacceptable           -> state = SYN_RECEIVED_active;  does = DO_answer_ACK
    :: letter == SYN_again              -> state = SYN_RECEIVED_active;  does = DO_snd_SYN_ACK
    :: letter == SYN_ACK_again          -> state = ESTABLISHED;          does = DO_take_ACK | DO_snd_ACK
    :: letter == rcv_RST                -> state = CLOSED;               does = DO_delete_TCB | DO_sig_refused
    :: letter == RST_in_window          -> state = SYN_RECEIVED_active;  does = DO_answer_ACK
    :: letter == bad_RST                -> state = SYN_RECEIVED_active;  does = 0
    :: letter == rcv_SYN                -> state = SYN_RECEIVED_active;  does = DO_answer_ACK
    :: letter == stray                  -> state = SYN_RECEIVED_active;  does = 0
    :: letter == bad_ACK                -> state = SYN_RECEIVED_active;  does = DO_answer_RST
    :: letter == ACK_of_SYN             -> state = ESTABLISHED;          does = DO_take_ACK
    :: else -> does = DO_impossible
    fi
  :: state == ESTABLISHED ->
    if
    :: letter == OPEN_passive           -> state = ESTABLISHED;          does = DO_err_exists
    :: letter == OPEN_active            -> state = ESTABLISHED;          does = DO_err_exists
    :: letter == SEND                   -> state = ESTABLISHED;          does = DO_queue
    :: letter == RECEIVE                -> state = ESTABLISHED;          does = DO_deliver
    :: letter == CLOSE                  -> state = FIN_WAIT_1;           does = DO_snd_FIN
    :: letter == ABORT                  -> state = CLOSED;               does = DO_snd_RST | DO_delete_TCB
    :: letter == STATUS                 -> state = ESTABLISHED;          does = 0
    :: letter == USER_TIMEOUT           -> state = CLOSED;               does = DO_delete_TCB | DO_sig_user_timeout
    :: letter == RETRANSMISSION_TIMEOUT -> state = ESTABLISHED;          does = DO_retransmit
    :: letter == unacceptable           -> state = ESTABLISHED;          does = DO_answer_ACK
    :: letter == rcv_RST                -> state = CLOSED;               does = DO_delete_TCB | DO_sig_reset
    :: letter == RST_in_window          -> state = ESTABLISHED;          does = DO_answer_ACK
    :: letter == bad_RST                -> state = ESTABLISHED;          does = 0
    :: letter == rcv_SYN                -> state = ESTABLISHED;          does = DO_answer_ACK
    :: letter == stray                  -> state = ESTABLISHED;          does = 0
    :: letter == ACK_out_of_range       -> state = ESTABLISHED;          does = DO_answer_ACK
    :: letter == rcv_ACK                -> state = ESTABLISHED;          does = DO_take_ACK
    :: letter == ACK_of_data            -> state = ESTABLISHED;          does = DO_take_ACK
    :: letter == rcv_URG                -> state = ESTABLISHED;          does = DO_take_URG
    :: letter == rcv_TEXT               -> state = ESTABLISHED;          does = DO_take_TEXT | DO_owe_ACK
    :: letter == TEXT_beyond_gap        -> state = ESTABLISHED;          does = DO_hold | DO_snd_ACK
    :: letter == TEXT_no_room           -> state = ESTABLISHED;          does = DO_snd_ACK
    :: letter == rcv_FIN                -> state = CLOSE_WAIT;           does = DO_take_FIN | DO_snd_ACK
    :: else -> does = DO_impossible
    fi
  :: state == FIN_WAIT_1 ->
    if
    :: letter == OPEN_passive           -> state = FIN_WAIT_1;           does = DO_err_exists
    :: letter == OPEN_active            -> state = FIN_WAIT_1;           does = DO_err_exists
    :: letter == SEND                   -> state = FIN_WAIT_1;           does = DO_err_closing
    :: letter == RECEIVE                -> state = FIN_WAIT_1;           does = DO_deliver
    :: letter == CLOSE                  -> state = FIN_WAIT_1;           does = DO_err_closing
    :: letter == ABORT                  -> state = CLOSED;               does = DO_snd_RST | DO_delete_TCB
    :: letter == STATUS                 -> state = FIN_WAIT_1;           does = 0
    :: letter == USER_TIMEOUT           -> state = CLOSED;               does = DO_delete_TCB | DO_sig_user_timeout
    :: letter == RETRANSMISSION_TIMEOUT -> state = FIN_WAIT_1;           does = DO_retransmit
    :: letter == unacceptable           -> state = FIN_WAIT_1;           does = DO_answer_ACK
    :: letter == SYN_again              -> state = FIN_WAIT_1;           does = DO_snd_SYN_ACK
    :: letter == SYN_ACK_again          -> state = FIN_WAIT_1;           does = DO_take_ACK | DO_snd_ACK
    :: letter == rcv_RST                -> state = CLOSED;               does = DO_delete_TCB | DO_sig_reset
    :: letter == RST_in_window          -> state = FIN_WAIT_1;           does = DO_answer_ACK
    :: letter == bad_RST                -> state = FIN_WAIT_1;           does = 0
    :: letter == rcv_SYN                -> state = FIN_WAIT_1;           does = DO_answer_ACK
    :: letter == stray                  -> state = FIN_WAIT_1;           does = 0
    :: letter == bad_ACK                -> state = FIN_WAIT_1;           does = DO_answer_RST
    :: letter == ACK_out_of_range       -> state = FIN_WAIT_1;           does = DO_answer_ACK
    :: letter == rcv_ACK                -> state = FIN_WAIT_1;           does = DO_take_ACK
    :: letter == ACK_of_SYN             -> state = FIN_WAIT_1;           does = DO_take_ACK
    :: letter == ACK_of_data            -> state = FIN_WAIT_1;           does = DO_take_ACK
    :: letter == ACK_of_FIN             -> state = FIN_WAIT_2;           does = DO_take_ACK
    :: letter == rcv_URG                -> state = FIN_WAIT_1;           does = DO_take_URG
    :: letter == rcv_TEXT               -> state = FIN_WAIT_1;           does = DO_take_TEXT | DO_owe_ACK
    :: letter == TEXT_beyond_gap        -> state = FIN_WAIT_1;           does = DO_hold | DO_snd_ACK
    :: letter == TEXT_no_room           -> state = FIN_WAIT_1;           does = DO_snd_ACK
    :: letter == TEXT_unwanted          -> state = CLOSED;               does = DO_snd_RST | DO_delete_TCB | DO_sig_reset
    :: letter == rcv_FIN                -> state = CLOSING;              does = DO_take_FIN | DO_snd_ACK
    :: else -> does = DO_impossible
    fi
  :: state == FIN_WAIT_2 ->
    if
    :: letter == OPEN_passive           -> state = FIN_WAIT_2;           does = DO_err_exists
    :: letter == OPEN_active            -> state = FIN_WAIT_2;           does = DO_err_exists
    :: letter == SEND                   -> state = FIN_WAIT_2;           does = DO_err_closing
    :: letter == RECEIVE                -> state = FIN_WAIT_2;           does = DO_deliver
    :: letter == CLOSE                  -> state = FIN_WAIT_2;           does = DO_err_closing
    :: letter == ABORT                  -> state = CLOSED;               does = DO_snd_RST | DO_delete_TCB
    :: letter == STATUS                 -> state = FIN_WAIT_2;           does = 0
    :: letter == USER_TIMEOUT           -> state = CLOSED;               does = DO_delete_TCB | DO_sig_user_timeout
    :: letter == unacceptable           -> state = FIN_WAIT_2;           does = DO_answer_ACK
    :: letter == rcv_RST                -> state = CLOSED;               does = DO_delete_TCB | DO_sig_reset
    :: letter == RST_in_window          -> state = FIN_WAIT_2;           does = DO_answer_ACK
    :: letter == bad_RST                -> state = FIN_WAIT_2;           does = 0
    :: letter == rcv_SYN                -> state = FIN_WAIT_2;           does = DO_answer_ACK
    :: letter == stray                  -> state = FIN_WAIT_2;           does = 0
    :: letter == ACK_out_of_range       -> state = FIN_WAIT_2;           does = DO_answer_ACK
    :: letter == rcv_ACK                -> state = FIN_WAIT_2;           does = DO_take_ACK
    :: letter == rcv_URG                -> state = FIN_WAIT_2;           does = DO_take_URG
    :: letter == rcv_TEXT               -> state = FIN_WAIT_2;           does = DO_take_TEXT | DO_owe_ACK
    :: letter == TEXT_beyond_gap        -> state = FIN_WAIT_2;           does = DO_hold | DO_snd_ACK
    :: letter == TEXT_no_room           -> state = FIN_WAIT_2;           does = DO_snd_ACK
    :: letter == TEXT_unwanted          -> state = CLOSED;               does = DO_snd_RST | DO_delete_TCB | DO_sig_reset
    :: letter == rcv_FIN                -> state = TIME_WAIT;            does = DO_take_FIN | DO_snd_ACK | DO_start_2MSL
    :: else -> does = DO_impossible
    fi
  :: state == CLOSE_WAIT ->
    if
    :: letter == OPEN_passive           -> state = CLOSE_WAIT;           does = DO_err_exists
    :: letter == OPEN_active            -> state = CLOSE_WAIT;           does = DO_err_exists
    :: letter == SEND                   -> state = CLOSE_WAIT;           does = DO_queue
    :: letter == RECEIVE                -> state = CLOSE_WAIT;           does = DO_deliver | DO_err_closing
    :: letter == CLOSE                  -> state = LAST_ACK;             does = DO_snd_FIN
    :: letter == ABORT                  -> state = CLOSED;               does = DO_snd_RST | DO_delete_TCB
    :: letter == STATUS                 -> state = CLOSE_WAIT;           does = 0
    :: letter == USER_TIMEOUT           -> state = CLOSED;               does = DO_delete_TCB | DO_sig_user_timeout
    :: letter == RETRANSMISSION_TIMEOUT -> state = CLOSE_WAIT;           does = DO_retransmit
    :: letter == unacceptable           -> state = CLOSE_WAIT;           does = DO_answer_ACK
    :: letter == FIN_again              -> state = CLOSE_WAIT;           does = DO_snd_ACK
    :: letter == rcv_RST                -> state = CLOSED;               does = DO_delete_TCB | DO_sig_reset
    :: letter == RST_in_window          -> state = CLOSE_WAIT;           does = DO_answer_ACK
    :: letter == bad_RST                -> state = CLOSE_WAIT;           does = 0
    :: letter == rcv_SYN                -> state = CLOSE_WAIT;           does = DO_answer_ACK
    :: letter == stray                  -> state = CLOSE_WAIT;           does = 0
    :: letter == ACK_out_of_range       -> state = CLOSE_WAIT;           does = DO_answer_ACK
    :: letter == rcv_ACK                -> state = CLOSE_WAIT;           does = DO_take_ACK
    :: letter == ACK_of_data            -> state = CLOSE_WAIT;           does = DO_take_ACK
    :: letter == rcv_URG                -> state = CLOSE_WAIT;           does = 0
    :: letter == rcv_TEXT               -> state = CLOSE_WAIT;           does = DO_snd_ACK
    :: letter == TEXT_beyond_gap        -> state = CLOSE_WAIT;           does = DO_snd_ACK
    :: letter == TEXT_no_room           -> state = CLOSE_WAIT;           does = DO_snd_ACK
    :: letter == rcv_FIN                -> state = CLOSE_WAIT;           does = DO_snd_ACK
    :: else -> does = DO_impossible
    fi
  :: state == CLOSING ->
    if
    :: letter == OPEN_passive           -> state = CLOSING;              does = DO_err_exists
    :: letter == OPEN_active            -> state = CLOSING;              does = DO_err_exists
    :: letter == SEND                   -> state = CLOSING;              does = DO_err_closing
    :: letter == RECEIVE                -> state = CLOSING;              does = DO_deliver | DO_err_closing
    :: letter == CLOSE                  -> state = CLOSING;              does = DO_err_closing
    :: letter == ABORT                  -> state = CLOSED;               does = DO_delete_TCB
    :: letter == STATUS                 -> state = CLOSING;              does = 0
    :: letter == USER_TIMEOUT           -> state = CLOSED;               does = DO_delete_TCB | DO_sig_user_timeout
    :: letter == RETRANSMISSION_TIMEOUT -> state = CLOSING;              does = DO_retransmit
    :: letter == unacceptable           -> state = CLOSING;              does = DO_answer_ACK
    :: letter == FIN_again              -> state = CLOSING;              does = DO_snd_ACK
    :: letter == rcv_RST                -> state = CLOSED;               does = DO_delete_TCB
    :: letter == RST_in_window          -> state = CLOSING;              does = DO_answer_ACK
    :: letter == bad_RST                -> state = CLOSING;              does = 0
    :: letter == rcv_SYN                -> state = CLOSING;              does = DO_answer_ACK
    :: letter == stray                  -> state = CLOSING;              does = 0
    :: letter == ACK_out_of_range       -> state = CLOSING;              does = DO_answer_ACK
    :: letter == rcv_ACK                -> state = CLOSING;              does = DO_take_ACK
    :: letter == ACK_of_data            -> state = CLOSING;              does = DO_take_ACK
    :: letter == ACK_of_FIN             -> state = TIME_WAIT;            does = DO_take_ACK | DO_start_2MSL
    :: letter == rcv_URG                -> state = CLOSING;              does = 0
    :: letter == rcv_TEXT               -> state = CLOSING;              does = DO_snd_ACK
    :: letter == TEXT_beyond_gap        -> state = CLOSING;              does = DO_snd_ACK
    :: letter == TEXT_no_room           -> state = CLOSING;              does = DO_snd_ACK
    :: letter == TEXT_unwanted          -> state = CLOSING;              does = DO_snd_ACK
    :: letter == rcv_FIN                -> state = CLOSING;              does = DO_snd_ACK
    :: else -> does = DO_impossible
    fi
  :: state == LAST_ACK ->
    if
    :: letter == OPEN_passive           -> state = LAST_ACK;             does = DO_err_exists
    :: letter == OPEN_active            -> state = LAST_ACK;             does = DO_err_exists
    :: letter == SEND                   -> state = LAST_ACK;             does = DO_err_closing
    :: letter == RECEIVE                -> state = LAST_ACK;             does = DO_deliver | DO_err_closing
    :: letter == CLOSE                  -> state = LAST_ACK;             does = DO_err_closing
    :: letter == ABORT                  -> state = CLOSED;               does = DO_delete_TCB
    :: letter == STATUS                 -> state = LAST_ACK;             does = 0
    :: letter == USER_TIMEOUT           -> state = CLOSED;               does = DO_delete_TCB | DO_sig_user_timeout
    :: letter == RETRANSMISSION_TIMEOUT -> state = LAST_ACK;             does = DO_retransmit
    :: letter == unacceptable           -> state = LAST_ACK;             does = DO_answer_ACK
    :: letter == FIN_again              -> state = LAST_ACK;             does = DO_snd_ACK
    :: letter == rcv_RST                -> state = CLOSED;               does = DO_delete_TCB
    :: letter == RST_in_window          -> state = LAST_ACK;             does = DO_answer_ACK
    :: letter == bad_RST                -> state = LAST_ACK;             does = 0
    :: letter == rcv_SYN                -> state = LAST_ACK;             does = DO_answer_ACK
    :: letter == stray                  -> state = LAST_ACK;             does = 0
    :: letter == ACK_out_of_range       -> state = LAST_ACK;             does = DO_answer_ACK
    :: letter == rcv_ACK                -> state = LAST_ACK;             does = DO_take_ACK
    :: letter == ACK_of_data            -> state = LAST_ACK;             does = DO_take_ACK
    :: letter == ACK_of_FIN             -> state = CLOSED;               does = DO_take_ACK | DO_delete_TCB
    :: letter == rcv_URG                -> state = LAST_ACK;             does = 0
    :: letter == rcv_TEXT               -> state = LAST_ACK;             does = DO_snd_ACK
    :: letter == TEXT_beyond_gap        -> state = LAST_ACK;             does = DO_snd_ACK
    :: letter == TEXT_no_room           -> state = LAST_ACK;             does = DO_snd_ACK
    :: letter == TEXT_unwanted          -> state = LAST_ACK;             does = DO_snd_ACK
    :: letter == rcv_FIN                -> state = LAST_ACK;             does = DO_snd_ACK
    :: else -> does = DO_impossible
    fi
  :: state == TIME_WAIT ->
    if
    :: letter == OPEN_passive           -> state = TIME_WAIT;            does = DO_err_exists
    :: letter == OPEN_active            -> state = TIME_WAIT;            does = DO_err_exists
    :: letter == SEND                   -> state = TIME_WAIT;            does = DO_err_closing
    :: letter == RECEIVE                -> state = TIME_WAIT;            does = DO_deliver | DO_err_closing
    :: letter == CLOSE                  -> state = TIME_WAIT;            does = DO_err_closing
    :: letter == ABORT                  -> state = CLOSED;               does = DO_delete_TCB
    :: letter == STATUS                 -> state = TIME_WAIT;            does = 0
    :: letter == USER_TIMEOUT           -> state = CLOSED;               does = DO_delete_TCB | DO_sig_user_timeout
    :: letter == TIME_WAIT_TIMEOUT      -> state = CLOSED;               does = DO_delete_TCB
    :: letter == unacceptable           -> state = TIME_WAIT;            does = DO_answer_ACK
    :: letter == FIN_again              -> state = TIME_WAIT;            does = DO_snd_ACK | DO_start_2MSL
    :: letter == rcv_RST                -> state = TIME_WAIT;            does = 0
    :: letter == RST_in_window          -> state = TIME_WAIT;            does = 0
    :: letter == bad_RST                -> state = TIME_WAIT;            does = 0
    :: letter == rcv_SYN                -> state = TIME_WAIT;            does = DO_answer_ACK
    :: letter == stray                  -> state = TIME_WAIT;            does = 0
    :: letter == ACK_out_of_range       -> state = TIME_WAIT;            does = DO_answer_ACK
    :: letter == rcv_ACK                -> state = TIME_WAIT;            does = 0
    :: letter == rcv_URG                -> state = TIME_WAIT;            does = 0
    :: letter == rcv_TEXT               -> state = TIME_WAIT;            does = DO_snd_ACK
    :: letter == TEXT_beyond_gap        -> state = TIME_WAIT;            does = DO_snd_ACK
    :: letter == TEXT_no_room           -> state = TIME_WAIT;            does = DO_snd_ACK
    :: letter == TEXT_unwanted          -> state = TIME_WAIT;            does = DO_snd_ACK
    :: letter == rcv_FIN                -> state = TIME_WAIT;            does = DO_snd_ACK
    :: else -> does = DO_impossible
    fi
  fi
}
