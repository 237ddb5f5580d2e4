%%{
  machine tcp_rules;

  # The rules: what RFC 9293 promises of a connection, as expressions over the traces of the chart.
  #
  # A trace is all that happens from CLOSED on: a state; a letter, its effects in the order in which they are performed, the
  # state reached; a letter, ... `traces` is the language of all of them, every state final; `make spec-check` writes it
  # from what Ragel compiled, so that what is proved is what is shipped. Where the chart says `impossible` a trace ends:
  # the engine never feeds that letter there.
  #
  #   bad_RULE   the traces that break the rule: must be empty, or the build fails and the shortest one is shown
  #   wit_RULE   a trace that the rule is about: must exist, or the rule says nothing
  #
  # A rule is a sentence and [where RFC 9293 says so]; spec/rules.md lists for each which other checks hold it and which
  # edit of the chart breaks it. Numbers, text and time are not a matter of letters: of those the other checks speak.

  include tcp_letters "tcp_letters.rl";
  include tcp_words "tcp_words.rl";        # letter, effect, state; stay: a letter that does not move; lives, traces

  call      = OPEN_passive | OPEN_active | SEND | RECEIVE | CLOSE | ABORT | STATUS;
  timeout   = USER_TIMEOUT | RETRANSMISSION_TIMEOUT | TIME_WAIT_TIMEOUT;
  finding   = letter - call - timeout;
  a_RST     = rcv_RST | RST_in_window | bad_RST;
  an_ACK    = rcv_ACK | ACK_of_SYN | ACK_of_data | ACK_of_FIN;
  a_TEXT    = rcv_TEXT | TEXT_beyond_gap | TEXT_no_room | TEXT_unwanted;
  acks_SYN  = rcv_SYN_ACK | SYN_ACK_again | ACK_of_SYN;
  force     = rcv_RST | ABORT | USER_TIMEOUT | TEXT_unwanted;    # what may end a connection before its time

  our_SYN   = snd_SYN | snd_SYN_ACK;
  an_RST    = answer_RST | snd_RST;
  sent      = answer_RST | snd_RST | snd_SYN | snd_SYN_ACK | snd_FIN | retransmit | snd_ACK | owe_ACK | answer_ACK;
  takes     = take_URG | take_TEXT | hold | take_FIN;
  of_a_TCB  = ( sent - answer_RST ) | takes | take_SYN | take_ACK | queue | start_2MSL;
  signal    = sig_refused | sig_reset | sig_user_timeout;
  error     = err_no_connection | err_exists | err_closing;

  SYN_RECEIVED   = in_SYN_RECEIVED_passive | in_SYN_RECEIVED_active;
  unsynchronized = in_CLOSED | in_LISTEN | in_SYN_SENT | SYN_RECEIVED;
  synchronized   = state - unsynchronized;
  receiving      = in_ESTABLISHED | in_FIN_WAIT_1 | in_FIN_WAIT_2;
  sending        = in_ESTABLISHED | in_CLOSE_WAIT;
  closed_by_peer = in_CLOSE_WAIT | in_CLOSING | in_LAST_ACK | in_TIME_WAIT;
  closed_by_us   = in_FIN_WAIT_1 | in_FIN_WAIT_2 | in_CLOSING | in_LAST_ACK | in_TIME_WAIT;
  both_closed    = closed_by_peer & closed_by_us;
  FIN_acked      = in_FIN_WAIT_2 | in_TIME_WAIT;

  new_life  = '' | any* delete_TCB;                              # where a life may begin
  move      = ( state letter effect* state ) - stay;

  # == life: all that may happen is answered; a TCB is what there is of a connection

  # Nothing that may happen is unanswered, in whatever order it comes. [3.10]
  bad_total = letter* - lives;
  wit_total = lives & ( OPEN_active rcv_SYN_ACK CLOSE ACK_of_FIN rcv_FIN TIME_WAIT_TIMEOUT );

  # A connection begins in CLOSED, and between two letters is in one state (TypeOK of the TLA+ model). [3.3.2]
  bad_begins_in_CLOSED = traces - ( in_CLOSED ( letter effect* state )* ( letter impossible )? );
  wit_begins_in_CLOSED = traces & ( in_CLOSED letter any* );

  # CLOSED is the state of having no TCB, and all others have one. [3.3.2]
  bad_CLOSED_has_no_TCB = traces & ( any* create_TCB ( any - delete_TCB )* in_CLOSED any*
                                   | new_life ( any - create_TCB )* ( state - in_CLOSED ) any* );
  wit_CLOSED_has_no_TCB = traces & ( any* create_TCB any* delete_TCB any* in_CLOSED );

  # A TCB is created once, and deleted once, before there is another. [3.3.1]
  bad_one_TCB = traces & ( any* create_TCB ( any - delete_TCB )* create_TCB any*
                         | new_life ( any - create_TCB )* delete_TCB any* );
  wit_one_TCB = traces & ( any* create_TCB any* delete_TCB any* create_TCB any* );

  # Nothing is sent, taken or queued without a TCB, but the RST that says there is none. [3.3.1]
  bad_TCB_first = traces & ( new_life ( any - create_TCB )* of_a_TCB any* );
  wit_TCB_first = traces & ( any* create_TCB any* delete_TCB any* answer_RST any* );

  # == handshake: a connection is made by two SYNs, each sent, received and acknowledged

  # Our SYN is sent at the user's call, once in a life: OPEN, or a SEND that makes a listener active. [3.10.1, 3.10.2]
  bad_SYN_on_call = traces & ( any* ( letter - OPEN_active - SEND ) effect* snd_SYN any*
                             | any* our_SYN ( any - delete_TCB )* snd_SYN any* );
  wit_SYN_on_call = traces & ( any* snd_SYN any* );

  # SYN-SENT: our SYN was sent, and none was received. [3.3.2]
  bad_SYN_SENT = traces & ( new_life ( any - snd_SYN )* in_SYN_SENT any*
                          | any* take_SYN ( any - delete_TCB )* in_SYN_SENT any*
                          | any* snd_SYN effect* ( state - in_SYN_SENT ) any* );
  wit_SYN_SENT = traces & ( any* in_SYN_SENT any* );

  # LISTEN: neither a SYN was sent nor one received. [3.3.2]
  bad_LISTEN = traces & ( any* ( our_SYN | take_SYN ) ( any - delete_TCB )* in_LISTEN any* );
  wit_LISTEN = traces & ( any* in_LISTEN ( any - delete_TCB )* our_SYN any* );

  # A SYN is answered with SYN,ACK, and SYN,ACK is the answer to a SYN: one that is new, or the same once more.
  # [3.5, RULING 3]
  bad_SYN_ACK_for_SYN = traces & ( any* ( letter - rcv_SYN - SYN_again ) effect* snd_SYN_ACK any*
                                 | any* ( in_LISTEN | in_SYN_SENT ) rcv_SYN ( effect - snd_SYN_ACK )* state any*
                                 | any* SYN_again ( effect* - snd_SYN_ACK ) state any* );
  wit_SYN_ACK_for_SYN = traces & ( any* rcv_SYN effect* snd_SYN_ACK any* SYN_again any* );

  # A SYN is taken in LISTEN and SYN-SENT only: once in a life. [3.10.7.2, 3.10.7.3]
  bad_one_SYN = traces & ( any* ( state - in_LISTEN - in_SYN_SENT ) letter effect* take_SYN any*
                         | any* ( letter - rcv_SYN - rcv_SYN_ACK ) effect* take_SYN any*
                         | any* take_SYN ( any - delete_TCB )* take_SYN any* );
  wit_one_SYN = traces & ( any* take_SYN any* );

  # A SYN that is taken is acknowledged at once. [3.5]
  bad_SYN_acknowledged = traces & ( any* take_SYN ( effect - snd_SYN_ACK - snd_ACK )* state any* );
  wit_SYN_acknowledged = traces & ( any* take_SYN any* );

  # SYN-RECEIVED: a SYN was taken and ours is on its way, not acknowledged. [3.3.2]
  bad_SYN_RECEIVED = traces & ( new_life ( any - take_SYN )* SYN_RECEIVED any*
                              | new_life ( any - snd_SYN_ACK )* SYN_RECEIVED any*
                              | any* ( acks_SYN | CLOSE ) effect* SYN_RECEIVED any*
                              | any* snd_SYN_ACK effect* ( state - SYN_RECEIVED - in_FIN_WAIT_1 ) any* );
  wit_SYN_RECEIVED = traces & ( any* SYN_RECEIVED any* );

  # SYN-RECEIVED remembers whether the open was passive or active: the last state decides. [MUST-11, RULING 14]
  bad_who_opened = traces & ( any* in_LISTEN ( any - snd_SYN )* in_SYN_RECEIVED_active any*
                            | any* snd_SYN ( any - in_LISTEN )* in_SYN_RECEIVED_passive any* );
  wit_who_opened = traces & ( any* in_LISTEN any* snd_SYN any* in_SYN_RECEIVED_active any* );

  # Two SYNs that cross make one connection: SYN-SENT answers a SYN in SYN-RECEIVED. [MUST-10, Figure 7]
  bad_simultaneous_open = traces & ( any* in_SYN_SENT rcv_SYN effect* ( state - in_SYN_RECEIVED_active ) any* );
  wit_simultaneous_open = traces & ( any* in_SYN_SENT rcv_SYN effect* state SYN_ACK_again effect* in_ESTABLISHED );

  # ESTABLISHED only after our SYN was sent. [3.5]
  bad_our_SYN_first = traces & ( new_life ( any - our_SYN )* synchronized any* );
  wit_our_SYN_first = traces & ( any* in_ESTABLISHED any* );

  # ESTABLISHED only after the peer's SYN was received. [3.5]
  bad_peers_SYN_first = traces & ( new_life ( any - take_SYN )* synchronized any* );
  wit_peers_SYN_first = traces & ( any* in_ESTABLISHED any* );

  # ESTABLISHED only after our SYN was acknowledged, and that ACK was taken. [3.5]
  bad_ACK_of_SYN_first = traces & ( new_life ( any - acks_SYN )* ( in_ESTABLISHED | in_CLOSE_WAIT ) any*
                                  | any* acks_SYN ( effect - take_ACK )* state any* );
  wit_ACK_of_SYN_first = traces & ( any* acks_SYN any* in_ESTABLISHED any* );

  # An ACK of our SYN makes the connection ESTABLISHED (phi2 of the mined models; SYN-SENT ~> ESTABLISHED of the TLA+
  # model). [3.5]
  bad_established = traces & ( any* ( in_SYN_SENT | SYN_RECEIVED ) acks_SYN effect* ( state - in_ESTABLISHED ) any* );
  wit_established = traces & (
        any* in_LISTEN ( any - in_SYN_SENT )* ACK_of_SYN any* in_CLOSED any* in_SYN_SENT rcv_SYN_ACK any* );

  # SYN-SENT leads to ESTABLISHED, SYN-RECEIVED or CLOSED (the liveness property of the TLA+ model). [Figure 5]
  bad_SYN_SENT_leads_on = traces & (
        any* in_SYN_SENT letter effect*
        ( state - in_SYN_SENT - in_ESTABLISHED - in_SYN_RECEIVED_active - in_CLOSED ) any* );
  wit_SYN_SENT_leads_on = traces & ( any* in_SYN_SENT letter effect* in_ESTABLISHED );

  # SYN-RECEIVED leads to ESTABLISHED, FIN-WAIT-1, LISTEN or CLOSED (phi4 of the mined models). [Figure 5]
  bad_SYN_RECEIVED_leads_on = traces & (
        any* SYN_RECEIVED letter effect*
        ( state - SYN_RECEIVED - in_ESTABLISHED - in_FIN_WAIT_1 - in_LISTEN - in_CLOSED ) any* );
  wit_SYN_RECEIVED_leads_on = traces & (
        any* SYN_RECEIVED letter effect* in_LISTEN any* SYN_RECEIVED letter effect* in_FIN_WAIT_1 );

  # A listener outlives its children: RST, SYN and time bring it back to LISTEN, with a new TCB, and no one is told.
  # [3.10.7.4, RULING 18]
  bad_listener_stays = traces & (
        any* in_SYN_RECEIVED_passive ( rcv_RST | rcv_SYN | USER_TIMEOUT )
        ( effect* state - delete_TCB create_TCB in_LISTEN ) any* );
  wit_listener_stays = traces & ( any* in_SYN_RECEIVED_passive rcv_RST effect* in_LISTEN rcv_SYN any* in_ESTABLISHED any* );

  # LISTEN is reached by a passive OPEN, and from there again: by no other call or segment. [3.10.1, Figure 5]
  bad_LISTEN_reached = traces & (
        any* ( state - in_LISTEN - in_SYN_RECEIVED_passive ) ( letter - OPEN_passive ) effect* in_LISTEN any*
      | any* OPEN_passive create_TCB effect* ( state - in_LISTEN ) any* );
  wit_LISTEN_reached = traces & ( any* OPEN_passive create_TCB in_LISTEN any* );

  # A listener is left for a SYN, or at the user's or the clock's word: an old ACK or RST does not move it. [3.10.7.2]
  bad_LISTEN_left = traces & ( any* ( move & ( in_LISTEN ( finding - rcv_SYN ) any* ) ) any* );
  wit_LISTEN_left = traces & ( any* in_LISTEN ( finding - rcv_SYN ) any* );

  # An ACK of nothing we sent, before ours is acknowledged, is answered with a RST and nothing else: an old duplicate ends
  # there. [3.5.2, RULING 5, Figures 8 and 9]
  bad_old_ACK = traces & ( any* bad_ACK ( effect* - answer_RST ) state any* );
  wit_old_ACK = traces & ( any* in_SYN_SENT bad_ACK answer_RST in_SYN_SENT rcv_SYN_ACK any* );

  # While our SYN is not acknowledged, an ACK is one of it or a bad one; then no more. [3.10.7.4 Fifth]
  bad_ACK_while_SYN = traces & (
        any* SYN_RECEIVED ( any - acks_SYN - ACK_of_FIN - take_FIN - delete_TCB )*
          ( ACK_of_SYN | SYN_again | SYN_ACK_again ) impossible
      | any* ( in_SYN_SENT rcv_SYN_ACK | ( unsynchronized | in_FIN_WAIT_1 ) bad_ACK ) impossible
      | any* ( synchronized - in_FIN_WAIT_1 ) ( bad_ACK | ACK_of_SYN | SYN_again | SYN_ACK_again ) ( any - impossible ) any*
      | any* ( in_CLOSED | in_LISTEN | in_SYN_SENT ) ( ACK_of_SYN | SYN_again | SYN_ACK_again ) ( any - impossible ) any*
      | any* ( state - in_SYN_SENT ) rcv_SYN_ACK ( any - impossible ) any* );
  wit_ACK_while_SYN = traces & ( any* SYN_RECEIVED bad_ACK any* in_ESTABLISHED bad_ACK impossible );

  # == data: what is taken was sent to us, in order; what is queued is sent

  # Nothing of a segment is taken for the user before ESTABLISHED. [3.10.7.4]
  bad_nothing_before_ESTABLISHED = traces & ( any* unsynchronized letter effect* takes any* );
  wit_nothing_before_ESTABLISHED = traces & ( any* unsynchronized any* take_TEXT any* );

  # Text is taken as text at RCV.NXT, held beyond a gap, urgent data by URG. [3.10.7.4 Sixth and Seventh]
  bad_taken_as_found = traces & ( any* ( letter - rcv_TEXT ) effect* take_TEXT any*
                                | any* ( letter - TEXT_beyond_gap ) effect* hold any*
                                | any* ( letter - rcv_URG ) effect* take_URG any* );
  wit_taken_as_found = traces & ( any* take_TEXT any* hold any* take_URG any* );

  # While the peer has not closed, text is taken, held beyond a gap, and urgent data noted: after our FIN as well.
  # [3.6 Case 1]
  bad_receiving = traces & (
        any* receiving rcv_TEXT ( effect - take_TEXT )* state any*
      | any* receiving TEXT_beyond_gap ( effect - hold )* state any*
      | any* receiving rcv_URG ( effect - take_URG )* state any* );
  wit_receiving = traces & ( any* snd_FIN any* take_TEXT any* in_FIN_WAIT_2 any* take_TEXT any* );

  # After the peer's FIN nothing more is taken. [3.10.7.4 Seventh, RULING 9]
  bad_nothing_after_FIN = traces & ( any* take_FIN ( any - delete_TCB )* takes any* );
  wit_nothing_after_FIN = traces & ( any* take_FIN ( any - delete_TCB )* rcv_TEXT any* );

  # Where there is no room nothing is taken, and an ACK says so. [3.8.6.1, RULING 8]
  bad_no_room = traces & ( any* TEXT_no_room ( effect* - snd_ACK ) state any* );
  wit_no_room = traces & ( any* in_ESTABLISHED TEXT_no_room any* );

  # Text and FIN are acknowledged, each by one ACK, at once or soon: unless they end the connection.
  # [3.10.7.4 Seventh and Eighth]
  bad_text_acknowledged = traces & (
        any* ( a_TEXT | rcv_FIN | FIN_again ) ( effect - snd_ACK - owe_ACK - delete_TCB )* state any* );
  wit_text_acknowledged = traces & ( any* take_TEXT any* hold any* take_FIN any* );

  # Only the ACK of text taken in order may wait, and it does. [3.8.6.3, SHLD-18, RFC 5681 4.2]
  bad_delayed_ACK = traces & ( any* letter ( effect - take_TEXT )* owe_ACK any*
                             | any* take_TEXT ( effect* - owe_ACK ) state any* );
  wit_delayed_ACK = traces & ( any* owe_ACK any* );

  # SEND is queued, or answered with an error. [3.10.2]
  bad_SEND_answered = traces & ( any* SEND ( effect - queue - error )* state any* | any* queue effect* error any* );
  wit_SEND_answered = traces & ( any* SEND any* );

  # Text is queued by SEND, and from OPEN until CLOSE: also while the peer has closed. [3.10.2, 3.6 Case 2]
  bad_SEND_until_CLOSE = traces & ( any* ( letter - SEND ) effect* queue any*
                                  | any* ( state - in_CLOSED - closed_by_us ) SEND ( effect - queue )* state any* );
  wit_SEND_until_CLOSE = traces & ( any* take_FIN ( any - delete_TCB )* queue any* );

  # No SEND is accepted after CLOSE: it is told so. [3.10.2, 3.9.1]
  bad_no_SEND_after_CLOSE = traces & ( any* snd_FIN ( any - delete_TCB )* SEND ( effect* - err_closing ) state any* );
  wit_no_SEND_after_CLOSE = traces & ( any* snd_FIN ( any - delete_TCB )* SEND any* );

  # RECEIVE delivers what is there before it reports anything, and nothing else delivers. [3.10.3, RULING 11]
  bad_RECEIVE_delivers = traces & ( any* RECEIVE ( ( effect - deliver )* | error effect* ) state any*
                                  | any* ( letter - RECEIVE ) effect* deliver any* );
  wit_RECEIVE_delivers = traces & ( any* RECEIVE deliver error any* );

  # RECEIVE says "closing" when the peer has closed, not before: also after our own CLOSE. [3.10.3]
  bad_RECEIVE_closing = traces & ( any* take_FIN ( any - delete_TCB )* RECEIVE ( effect - err_closing )* state any*
                                 | new_life ( any - take_FIN )* RECEIVE effect* err_closing any*
                                 | any* ( state - in_CLOSED ) RECEIVE effect* ( error - err_closing ) any* );
  wit_RECEIVE_closing = traces & ( any* take_FIN ( any - delete_TCB )* RECEIVE any* );

  # What acknowledges is taken, until all is acknowledged. [3.10.7.4 Fifth]
  bad_ACK_taken = traces & ( any* ( synchronized - in_TIME_WAIT ) an_ACK ( effect - take_ACK )* state any*
                           | any* in_TIME_WAIT rcv_ACK effect any* );
  wit_ACK_taken = traces & ( any* ACK_of_data take_ACK any* );

  # No other segment's ACK is believed. [3.10.7.4 Fifth, RFC 5961 5]
  bad_ACK_believed = traces & ( any* ( letter - an_ACK - acks_SYN ) effect* take_ACK any* );
  wit_ACK_believed = traces & ( any* ACK_out_of_range any* take_ACK any* );

  # Text, URG and what is too old to be true are found in a synchronized state, and answered there. [3.10.7.4]
  bad_synchronized_answers = traces & (
        any* synchronized ( rcv_URG | ( a_TEXT - TEXT_unwanted ) | rcv_FIN | rcv_ACK | ACK_out_of_range ) impossible
      | any* unsynchronized ( rcv_URG | a_TEXT | rcv_FIN | rcv_ACK | ACK_out_of_range ) ( any - impossible ) any* );
  wit_synchronized_answers = traces & ( any* unsynchronized rcv_TEXT impossible );

  # == close: each direction closes on its own

  # FIN is sent on CLOSE, once. [3.6, 3.10.4]
  bad_FIN_on_CLOSE = traces & ( any* ( letter - CLOSE ) effect* snd_FIN any*
                              | any* snd_FIN ( any - delete_TCB )* snd_FIN any* );
  wit_FIN_on_CLOSE = traces & ( any* snd_FIN any* );

  # CLOSE sends FIN as soon as there is a peer, and moves at once; before that it ends the connection silently.
  # [3.10.4, RULING 1]
  bad_CLOSE = traces & ( any* ( SYN_RECEIVED | sending ) CLOSE ( effect* - snd_FIN ) state any*
                       | any* snd_FIN effect* ( state - in_FIN_WAIT_1 - in_LAST_ACK ) any*
                       | any* ( in_LISTEN | in_SYN_SENT ) CLOSE ( effect* - delete_TCB ) state any* );
  wit_CLOSE = traces & ( any* SYN_RECEIVED CLOSE any* sending CLOSE any* );

  # A second CLOSE is an error and changes nothing. [3.10.4]
  bad_CLOSE_twice = traces & ( any* snd_FIN ( any - delete_TCB )* CLOSE ( effect* - err_closing ) state any* );
  wit_CLOSE_twice = traces & ( any* snd_FIN ( any - delete_TCB )* CLOSE any* );

  # The states that say we closed: FIN-WAIT-1, FIN-WAIT-2, CLOSING, LAST-ACK, TIME-WAIT, after our FIN and never without.
  # [3.3.2]
  bad_closed_by_us = traces & ( new_life ( any - snd_FIN )* closed_by_us any*
                              | any* snd_FIN ( any - delete_TCB )* ( state - closed_by_us - in_CLOSED ) any* );
  wit_closed_by_us = traces & ( any* in_FIN_WAIT_2 any* );

  # The states that say the peer closed: CLOSE-WAIT, CLOSING, LAST-ACK, TIME-WAIT, after its FIN and never without. [3.3.2]
  bad_closed_by_peer = traces & ( new_life ( any - take_FIN )* closed_by_peer any*
                                | any* take_FIN ( any - delete_TCB )* ( state - closed_by_peer - in_CLOSED ) any* );
  wit_closed_by_peer = traces & ( any* in_CLOSE_WAIT any* );

  # The states that say our FIN is acknowledged: FIN-WAIT-2 and TIME-WAIT, after that ACK and never without. [3.3.2]
  bad_FIN_acknowledged = traces & ( new_life ( any - ACK_of_FIN )* FIN_acked any*
                                  | any* ACK_of_FIN ( any - delete_TCB )* ( state - FIN_acked - in_CLOSED ) any* );
  wit_FIN_acknowledged = traces & ( any* in_TIME_WAIT any* );

  # The peer's FIN is taken once, in turn, and acknowledged at once. [3.10.7.4 Eighth]
  bad_FIN_taken = traces & ( any* ( letter - rcv_FIN ) effect* take_FIN any*
                           | any* take_FIN ( effect - snd_ACK )* state any*
                           | any* receiving rcv_FIN ( effect - take_FIN )* state any* );
  wit_FIN_taken = traces & ( any* in_FIN_WAIT_2 rcv_FIN any* );

  # An ACK of our FIN exists once our FIN was sent, until it is taken: then there is nothing more to acknowledge.
  # [3.10.7.4 Fifth]
  bad_ACK_of_FIN = traces & (
        any* snd_FIN ( any - ACK_of_FIN - delete_TCB )* ACK_of_FIN impossible
      | new_life ( any - snd_FIN )* ACK_of_FIN ( any - impossible ) any*
      | any* ACK_of_FIN ( any - delete_TCB )* ( ACK_of_FIN | ACK_of_data ) ( any - impossible ) any*
      | any* acks_SYN ( any - ACK_of_FIN - delete_TCB )* ACK_of_data impossible
      | any* unsynchronized ACK_of_data ( any - impossible ) any* );
  wit_ACK_of_FIN = traces & ( any* ACK_of_FIN any* ACK_of_FIN impossible );

  # Text and ACKs of text never move the state; once the peer has closed no FIN does, once both have only a RST or the ACK
  # of our FIN. [Figure 5]
  bad_data_stays = traces & (
        any* ( move & ( state ( ( a_TEXT - TEXT_unwanted ) | rcv_ACK | ACK_of_data ) any*
                      | in_CLOSE_WAIT ( TEXT_unwanted | rcv_FIN ) any*
                      | both_closed ( finding - rcv_RST - ACK_of_FIN ) any* ) ) any* );
  wit_data_stays = traces & ( any* in_CLOSE_WAIT rcv_FIN any* in_LAST_ACK rcv_ACK any* );

  # The peer's FIN comes again only after it was taken; then it is acknowledged again and nothing moves. [3.10.7.4 Eighth]
  bad_FIN_again = traces & ( any* take_FIN ( any - delete_TCB )* FIN_again impossible
                           | new_life ( any - take_FIN )* FIN_again ( any - impossible ) any*
                           | any* ( move & ( state FIN_again any* ) ) any*
                           | any* FIN_again ( effect - snd_ACK )* state any* );
  wit_FIN_again = traces & ( any* take_FIN any* FIN_again any* );

  # Unless reset, aborted or timed out, a connection ends only after both FINs were received and acknowledged. [3.6]
  bad_orderly_end = traces & (
        new_life ( any - take_FIN )* synchronized ( letter - force ) effect* delete_TCB any*
      | new_life ( any - ACK_of_FIN )* synchronized ( letter - force - ACK_of_FIN ) effect* delete_TCB any* );
  wit_orderly_end = traces & ( any* synchronized ( letter - force ) effect* delete_TCB any* );

  # Every orderly end is through TIME-WAIT or LAST-ACK. [Figure 5]
  bad_last_states = traces & (
        any* ( synchronized - in_TIME_WAIT - in_LAST_ACK ) ( letter - force ) effect* delete_TCB any* );
  wit_last_states = traces & (
        any* in_LAST_ACK ( letter - force ) effect* delete_TCB
        any* in_TIME_WAIT ( letter - force ) effect* delete_TCB any* );

  # The side that closed first, and both when both did, pass TIME-WAIT unless forced. [3.6.1, MUST-13]
  bad_TIME_WAIT_passed = traces & (
        any* snd_FIN ( any - take_FIN - delete_TCB )* take_FIN
        ( any - in_TIME_WAIT - delete_TCB )* ( letter - force ) effect* delete_TCB any* );
  wit_TIME_WAIT_passed = traces & ( any* in_CLOSING any* in_TIME_WAIT TIME_WAIT_TIMEOUT any* );

  # The side that closed last ends at the ACK of its FIN, and never waits. [3.6 Case 2]
  bad_LAST_ACK_ends = traces & (
        any* take_FIN ( any - snd_FIN - delete_TCB )* snd_FIN ( any - delete_TCB )* in_TIME_WAIT any*
      | any* in_LAST_ACK ACK_of_FIN ( effect* state - take_ACK delete_TCB in_CLOSED ) any* );
  wit_LAST_ACK_ends = traces & ( any* in_LAST_ACK ACK_of_FIN any* in_CLOSED );

  # Text that the user will not take comes only after CLOSE, and resets the connection to show that it was lost.
  # [3.6.1, SHLD-3]
  bad_unwanted_text = traces & (
        any* ( receiving & closed_by_us ) TEXT_unwanted ( effect* - ( snd_RST delete_TCB sig_reset ) ) state any*
      | any* snd_FIN ( any - delete_TCB )* TEXT_unwanted impossible
      | new_life ( any - snd_FIN )* TEXT_unwanted ( any - impossible ) any* );
  wit_unwanted_text = traces & ( any* in_FIN_WAIT_2 TEXT_unwanted snd_RST any* );

  # == reset: never for a reset, never at a stranger's word

  # A RST is never answered with a RST. [3.5.2, 3.10.7.1]
  bad_no_RST_for_RST = traces & ( any* a_RST effect* an_RST any* );
  wit_no_RST_for_RST = traces & ( any* in_ESTABLISHED rcv_RST any* in_CLOSED rcv_RST any* );

  # Without a connection every segment but a RST is answered with a RST: so half-open connections are found (phi1 of the
  # mined models, Inv of the TLA+ model: one side's part). [3.5.1, 3.10.7.1]
  bad_half_open_found = traces & ( any* in_CLOSED finding effect* ( effect - answer_RST ) any*
                                 | any* in_CLOSED ( finding - a_RST ) ( effect - answer_RST )* state any* );
  wit_half_open_found = traces & ( any* in_ESTABLISHED any* in_CLOSED bad_ACK answer_RST any* );

  # With one, a segment is answered with a RST for a bad ACK only. [3.5.2]
  bad_answer_RST = traces & ( any* ( state - in_CLOSED ) ( letter - bad_ACK ) effect* answer_RST any*
                            | any* ( call | timeout ) effect* answer_RST any* );
  wit_answer_RST = traces & ( any* ( state - in_CLOSED ) bad_ACK answer_RST any* );

  # A RST that proves itself ends the connection; CLOSED, LISTEN and TIME-WAIT ignore it. [3.5.3, 3.10.7.4 Second, RFC 1337]
  bad_RST_obeyed = traces & (
        any* ( state - in_CLOSED - in_LISTEN - in_TIME_WAIT ) rcv_RST ( effect - delete_TCB )* state any*
      | any* ( in_CLOSED | in_LISTEN | in_TIME_WAIT ) rcv_RST effect any*
      | any* ( move & ( ( in_CLOSED | in_LISTEN | in_TIME_WAIT ) rcv_RST any* ) ) any* );
  wit_RST_obeyed = traces & ( any* in_ESTABLISHED rcv_RST any* in_TIME_WAIT rcv_RST any* );

  # Any other RST is not obeyed: no TCB is deleted, no user told. [RFC 5961 3]
  bad_RST_not_obeyed = traces & ( any* ( RST_in_window | bad_RST ) effect* ( delete_TCB | signal ) any* );
  wit_RST_not_obeyed = traces & ( any* in_ESTABLISHED RST_in_window any* );

  # No blind segment moves the state: RST elsewhere, unacceptable, an ACK out of range or of nothing, one with nothing in
  # it, a SYN once synchronized. [RFC 5961, 3.10.7.4]
  bad_blind = traces & (
        any* ( move & ( state ( RST_in_window | bad_RST | unacceptable | ACK_out_of_range | bad_ACK | stray | rcv_URG ) any*
                      | ( synchronized | in_SYN_RECEIVED_active | in_CLOSED ) rcv_SYN any* ) ) any* );
  wit_blind = traces & (
        any* in_ESTABLISHED ( RST_in_window | bad_RST | unacceptable | ACK_out_of_range | stray | rcv_SYN ) any* );

  # A RST elsewhere in the window, and a SYN once synchronized, are challenged by one ACK and do nothing else.
  # [RFC 5961 3 and 4]
  bad_challenge = traces & ( any* ( state - in_TIME_WAIT ) RST_in_window ( effect* - answer_ACK ) state any*
                           | any* ( synchronized | in_SYN_RECEIVED_active ) rcv_SYN ( effect* - answer_ACK ) state any* );
  wit_challenge = traces & ( any* in_ESTABLISHED RST_in_window any* rcv_SYN any* );

  # A RST outside the window does nothing; nor does any RST in TIME-WAIT. [3.10.7.4 Second, RFC 1337]
  bad_RST_dropped = traces & ( any* bad_RST effect any* | any* in_TIME_WAIT a_RST effect any* );
  wit_RST_dropped = traces & ( any* bad_RST any* in_TIME_WAIT RST_in_window any* );

  # A user who still waits for the peer is told of a reset, an active opener of a refusal; once both have closed no one is
  # told. [3.10.7.4 Second, MUST-12]
  bad_told_of_reset = traces & (
        any* ( in_SYN_SENT | receiving | in_CLOSE_WAIT ) rcv_RST ( effect - sig_reset )* state any*
      | any* in_SYN_RECEIVED_active rcv_RST ( effect - sig_refused )* state any*
      | any* ( both_closed | in_SYN_RECEIVED_passive ) rcv_RST effect* signal any*
      | any* ( ( state - in_SYN_RECEIVED_active ) letter | ( letter - rcv_RST ) ) effect* sig_refused any*
      | any* ( letter - rcv_RST - TEXT_unwanted ) effect* sig_reset any* );
  wit_told_of_reset = traces & ( any* sig_reset any* sig_refused any* );

  # ABORT sends a RST where the peer could still be waiting, and only there. [3.10.5, RULING 18]
  bad_ABORT_sends_RST = traces & (
        any* ( SYN_RECEIVED | sending | in_FIN_WAIT_1 | in_FIN_WAIT_2 ) ABORT ( effect - snd_RST )* state any*
      | any* ( in_LISTEN | in_SYN_SENT | both_closed ) ABORT effect* snd_RST any*
      | any* ( letter - ABORT - TEXT_unwanted ) effect* snd_RST any* );
  wit_ABORT_sends_RST = traces & ( any* in_ESTABLISHED ABORT snd_RST any* in_SYN_SENT ABORT any* );

  # ABORT ends every connection at once, with a RST at most. [3.10.5]
  bad_ABORT_ends = traces & ( any* ABORT effect* ( state - in_CLOSED ) any*
                            | any* ( state - in_CLOSED ) ABORT ( effect* - ( snd_RST? delete_TCB ) ) state any* );
  wit_ABORT_ends = traces & ( any* in_TIME_WAIT ABORT any* );

  # A RST, a SYN or a segment with nothing in it may come in any state. [3.10.7]
  bad_answered_everywhere = traces & ( any* ( rcv_RST | rcv_SYN | stray ) impossible
                                     | any* ( state - in_CLOSED - in_LISTEN ) bad_RST impossible
                                     | any* ( in_CLOSED | in_LISTEN ) bad_RST ( any - impossible ) any* );
  wit_answered_everywhere = traces & ( any* stray any* );

  # Once the peer's SYN was taken there is a window, and what lies outside is found: not before. [3.10.7.4 First]
  bad_window = traces & ( any* take_SYN ( any - delete_TCB )* ( unacceptable | RST_in_window ) impossible
                        | new_life ( any - take_SYN )* ( unacceptable | RST_in_window ) ( any - impossible ) any* );
  wit_window = traces & ( any* in_SYN_SENT unacceptable impossible );

  # == timers: every wait ends

  # Every edge into TIME-WAIT starts the 2MSL timer. [3.6.1, MUST-13]
  bad_start_2MSL = traces & ( any* ( state - in_TIME_WAIT ) letter ( effect - start_2MSL )* in_TIME_WAIT any* );
  wit_start_2MSL = traces & ( any* ( state - in_TIME_WAIT ) letter effect* in_TIME_WAIT any* );

  # In TIME-WAIT it is started again by the peer's FIN, and by nothing else; elsewhere it never is.
  # [3.10.7.4 Eighth, RULING 10]
  bad_restart_2MSL = traces & ( any* in_TIME_WAIT FIN_again ( effect - start_2MSL )* state any*
                              | any* in_TIME_WAIT ( letter - FIN_again ) effect* start_2MSL any*
                              | any* start_2MSL effect* ( state - in_TIME_WAIT ) any* );
  wit_restart_2MSL = traces & ( any* in_TIME_WAIT FIN_again any* );

  # TIME-WAIT ends when 2 MSL have passed, and that time passes nowhere else. [3.10.8]
  bad_TIME_WAIT_ends = traces & ( any* in_TIME_WAIT TIME_WAIT_TIMEOUT ( impossible | ( effect* - delete_TCB ) state ) any*
                                | any* ( state - in_TIME_WAIT ) TIME_WAIT_TIMEOUT ( any - impossible ) any* );
  wit_TIME_WAIT_ends = traces & ( any* TIME_WAIT_TIMEOUT delete_TCB in_CLOSED );

  # No segment ends TIME-WAIT: the clock does, or the user. [RFC 1337, MUST-13]
  bad_no_assassination = traces & ( any* ( move & ( in_TIME_WAIT ( letter - timeout - ABORT ) any* ) ) any* );
  wit_no_assassination = traces & ( any* in_TIME_WAIT finding any* );

  # The retransmission timeout retransmits, and nothing else does. [3.10.8]
  bad_retransmit = traces & ( any* RETRANSMISSION_TIMEOUT ( effect* - retransmit ) state any*
                            | any* ( letter - RETRANSMISSION_TIMEOUT ) effect* retransmit any*
                            | any* ( move & ( state RETRANSMISSION_TIMEOUT any* ) ) any* );
  wit_retransmit = traces & ( any* retransmit any* );

  # It may come from our SYN to the ACK of our FIN: while anything of ours may be unacknowledged, and only then. [3.8.1]
  bad_retransmission_runs = traces & (
        any* our_SYN ( any - ACK_of_FIN - delete_TCB )* RETRANSMISSION_TIMEOUT impossible
      | new_life ( any - our_SYN )* RETRANSMISSION_TIMEOUT ( any - impossible ) any*
      | any* ACK_of_FIN ( any - delete_TCB )* RETRANSMISSION_TIMEOUT ( any - impossible ) any* );
  wit_retransmission_runs = traces & (
        any* in_FIN_WAIT_1 RETRANSMISSION_TIMEOUT any* in_FIN_WAIT_2 RETRANSMISSION_TIMEOUT impossible );

  # The user timeout is heard wherever there is a TCB, and ends the wait there: no state is a trap (phi3 of the mined
  # models). [3.10.8]
  bad_no_trap = traces & ( any* ( state - in_CLOSED ) USER_TIMEOUT ( impossible | ( effect - delete_TCB )* state ) any*
                         | any* USER_TIMEOUT effect* ( state - in_CLOSED - in_LISTEN ) any*
                         | any* in_CLOSED USER_TIMEOUT ( any - impossible ) any* );
  wit_no_trap = traces & ( any* in_FIN_WAIT_2 USER_TIMEOUT any* );

  # The user is told of that timeout, and of no other; a listener's child has no user to tell. [3.10.8, RULING 18]
  bad_told_of_timeout = traces & (
        any* ( state - in_SYN_RECEIVED_passive ) USER_TIMEOUT ( effect* - ( delete_TCB sig_user_timeout ) ) state any*
      | any* ( letter - USER_TIMEOUT ) effect* sig_user_timeout any* );
  wit_told_of_timeout = traces & ( any* sig_user_timeout any* );

  # == quiet: one reply at most; two engines never keep answering each other

  # At most one reply to a letter. [3.10.7]
  bad_one_reply = traces & ( any* sent effect* sent any* );
  wit_one_reply = traces & ( any* sent any* sent any* );

  # An ACK or URG alone is never answered: no ACK for an ACK. [3.10.7.4 Fifth and Sixth]
  bad_no_ACK_for_ACK = traces & ( any* ( an_ACK | rcv_URG ) effect* sent any* );
  wit_no_ACK_for_ACK = traces & ( any* rcv_ACK any* rcv_URG any* );

  # A segment with nothing in it does nothing; nor does URG once the peer has closed. [3.10.7.4 Fifth and Sixth]
  bad_dropped = traces & ( any* ( state - in_CLOSED ) stray effect any* | any* closed_by_peer rcv_URG effect any* );
  wit_dropped = traces & ( any* in_ESTABLISHED stray any* in_CLOSE_WAIT rcv_URG any* );

  # What cannot be accepted or believed is answered with one ACK, which may be throttled, and does nothing.
  # [3.10.7.4 First, RFC 5961 5 and 7]
  bad_one_ACK = traces & ( any* ( unacceptable | ACK_out_of_range ) ( effect* - answer_ACK ) state any* );
  wit_one_ACK = traces & ( any* unacceptable any* ACK_out_of_range any* );

  # An ACK that cannot be throttled answers only what takes up sequence numbers: SYN, text, FIN. [3.10.7.4, RULING 6]
  bad_ACK_for_octets = traces & (
        any* ( letter - rcv_SYN_ACK - SYN_ACK_again - a_TEXT - rcv_FIN - FIN_again ) effect* ( snd_ACK | owe_ACK ) any*
      | any* SYN_ACK_again ( effect - snd_ACK )* state any* );
  wit_ACK_for_octets = traces & ( any* snd_ACK any* );

  # A challenge or a repeated ACK answers only what was not taken. [3.10.7.4, RFC 5961]
  bad_answer_ACK = traces & (
        any* ( letter - unacceptable - RST_in_window - rcv_SYN - ACK_out_of_range ) effect* answer_ACK any* );
  wit_answer_ACK = traces & ( any* answer_ACK any* );

  # Text and FIN beyond the peer's FIN are acknowledged and do nothing else. [3.10.7.4 Seventh and Eighth, RULING 9]
  bad_beyond_FIN = traces & ( any* ( both_closed | in_CLOSE_WAIT ) ( a_TEXT | rcv_FIN ) ( effect* - snd_ACK ) state any* );
  wit_beyond_FIN = traces & ( any* in_CLOSE_WAIT rcv_FIN any* in_TIME_WAIT a_TEXT any* );

  # A user is told once of an end that no call of theirs made, and of nothing else. [3.6, MUST-12]
  bad_told_once = traces & ( any* signal effect* signal any*
                           | any* letter ( effect - delete_TCB )* signal any*
                           | any* call effect* signal any* );
  wit_told_once = traces & ( any* delete_TCB signal any* );

  # == calls: the user is always answered

  # Errors answer calls, one each, and change nothing. [3.10.1 to 3.10.6]
  bad_errors = traces & ( any* ( finding | timeout ) effect* error any*
                        | any* error effect any*
                        | any* ( effect - deliver ) error any*
                        | any* ( move & ( any* error any* ) ) any* );
  wit_errors = traces & ( any* error any* );

  # A call is always answered. [3.9.1]
  bad_calls_answered = traces & ( any* call impossible );
  wit_calls_answered = traces & ( any* call any* );

  # SEND, RECEIVE, STATUS and errors never move the state; but SEND makes a listener active. [3.10.2, 3.10.3, 3.10.6]
  bad_calls_stay = traces & ( any* ( move & ( ( state - in_LISTEN ) SEND any* | state ( RECEIVE | STATUS ) any* ) ) any* );
  wit_calls_stay = traces & ( any* in_ESTABLISHED ( SEND | RECEIVE | STATUS ) any* );

  # STATUS does nothing. [3.10.6]
  bad_STATUS = traces & ( any* ( state - in_CLOSED ) STATUS effect any* );
  wit_STATUS = traces & ( any* in_ESTABLISHED STATUS any* );

  # Without a connection every call but OPEN says so; with one, none does. [3.10.1 to 3.10.6]
  bad_no_connection = traces & (
        any* in_CLOSED ( call - OPEN_passive - OPEN_active ) ( effect - err_no_connection )* state any*
      | any* ( state - in_CLOSED ) letter effect* err_no_connection any* );
  wit_no_connection = traces & ( any* create_TCB any* in_CLOSED STATUS any* );

  # OPEN makes a connection where there is none; elsewhere it says so, but an active OPEN makes a listener active.
  # [3.10.1, RULING 14]
  bad_OPEN = traces & (
        any* in_CLOSED OPEN_passive ( effect* - create_TCB ) state any*
      | any* in_CLOSED OPEN_active ( effect* - ( create_TCB snd_SYN ) ) state any*
      | any* in_LISTEN OPEN_active ( effect* - snd_SYN ) state any*
      | any* in_LISTEN SEND ( effect* - ( queue snd_SYN ) ) state any*
      | any* ( state - in_CLOSED ) OPEN_passive ( effect* - err_exists ) state any*
      | any* ( state - in_CLOSED - in_LISTEN ) OPEN_active ( effect* - err_exists ) state any*
      | any* ( letter - OPEN_passive - OPEN_active ) effect* err_exists any* );
  wit_OPEN = traces & ( any* in_LISTEN OPEN_active snd_SYN any* in_ESTABLISHED OPEN_passive any* );
}%%
