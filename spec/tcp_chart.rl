%%{
  machine tcp_chart;

  # The chart: the TCP connection state machine of RFC 9293, Figure 5, with every event of section 3.10 in every state.
  #
  # One transition a line: letter, effects (Figure 5's verbs), next state, section. Letters stand in tcp_letters.rl,
  # what each effect does in the comments of src/perform.c. States follow 3.3.2, the rows of a state follow 3.10.
  # SYN-RECEIVED stands twice, since the machine has to remember who opened (MUST-11); its public name is one.

  connection = (
    start: ( '' -> CLOSED ),

    CLOSED:
      ( OPEN_passive           @create_TCB                                  -> LISTEN                # 3.10.1
      | OPEN_active            @create_TCB @snd_SYN                         -> SYN_SENT
      | SEND                   @err_no_connection                           -> CLOSED                # 3.10.2
      | RECEIVE                @deliver @err_no_connection                  -> CLOSED                # 3.10.3, RULING 11
      | CLOSE                  @err_no_connection                           -> CLOSED                # 3.10.4
      | ABORT                  @err_no_connection                           -> CLOSED                # 3.10.5
      | STATUS                 @err_no_connection                           -> CLOSED                # 3.10.6
      | rcv_RST                                                             -> CLOSED                # 3.10.7.1
      | bad_ACK                @answer_RST                                  -> CLOSED
      | rcv_SYN                @answer_RST                                  -> CLOSED
      | stray                  @answer_RST                                  -> CLOSED
      | not_in_CLOSED          @impossible                                  -> CLOSED
      ) >~in_CLOSED,

    LISTEN:
      ( OPEN_passive           @err_exists                                  -> LISTEN                # 3.10.1
      | OPEN_active            @snd_SYN                                     -> SYN_SENT              #        RULING 14
      | SEND                   @queue @snd_SYN                              -> SYN_SENT              # 3.10.2 RULING 14
      | RECEIVE                @deliver                                     -> LISTEN                # 3.10.3
      | CLOSE                  @delete_TCB                                  -> CLOSED                # 3.10.4
      | ABORT                  @delete_TCB                                  -> CLOSED                # 3.10.5
      | STATUS                                                              -> LISTEN                # 3.10.6
      | rcv_RST                                                             -> LISTEN                # 3.10.7.2 First
      | bad_ACK                @answer_RST                                  -> LISTEN                #          Second
      | rcv_SYN                @take_SYN @snd_SYN_ACK                       -> SYN_RECEIVED_passive  #          Third
      | stray                                                               -> LISTEN                #          Fourth
      | USER_TIMEOUT           @delete_TCB @sig_user_timeout                -> CLOSED                # 3.10.8
      | not_in_LISTEN          @impossible                                  -> LISTEN
      ) >~in_LISTEN,

    SYN_SENT:
      ( OPEN_passive           @err_exists                                  -> SYN_SENT              # 3.10.1
      | OPEN_active            @err_exists                                  -> SYN_SENT
      | SEND                   @queue                                       -> SYN_SENT              # 3.10.2
      | RECEIVE                @deliver                                     -> SYN_SENT              # 3.10.3
      | CLOSE                  @delete_TCB                                  -> CLOSED                # 3.10.4
      | ABORT                  @delete_TCB                                  -> CLOSED                # 3.10.5
      | STATUS                                                              -> SYN_SENT              # 3.10.6
      | bad_ACK                @answer_RST                                  -> SYN_SENT              # 3.10.7.3 First
      | rcv_RST                @delete_TCB @sig_reset                       -> CLOSED                #          Second
      | bad_RST                                                             -> SYN_SENT
      | rcv_SYN_ACK            @take_SYN @take_ACK @snd_ACK                 -> ESTABLISHED           #          Fourth
      | rcv_SYN                @take_SYN @snd_SYN_ACK                       -> SYN_RECEIVED_active   #          MUST-10
      | stray                                                               -> SYN_SENT              #          Fifth
      | USER_TIMEOUT           @delete_TCB @sig_user_timeout                -> CLOSED                # 3.10.8
      | RETRANSMISSION_TIMEOUT @retransmit                                  -> SYN_SENT
      | not_in_SYN_SENT        @impossible                                  -> SYN_SENT
      ) >~in_SYN_SENT,

    SYN_RECEIVED_passive:      # reached from LISTEN
      ( OPEN_passive           @err_exists                                  -> SYN_RECEIVED_passive  # 3.10.1
      | OPEN_active            @err_exists                                  -> SYN_RECEIVED_passive
      | SEND                   @queue                                       -> SYN_RECEIVED_passive  # 3.10.2
      | RECEIVE                @deliver                                     -> SYN_RECEIVED_passive  # 3.10.3
      | CLOSE                  @snd_FIN                                     -> FIN_WAIT_1            # 3.10.4 RULING 1
      | ABORT                  @snd_RST @delete_TCB                         -> CLOSED                # 3.10.5
      | STATUS                                                              -> SYN_RECEIVED_passive  # 3.10.6
      | unacceptable           @answer_ACK                                  -> SYN_RECEIVED_passive  # 3.10.7.4 First
      | SYN_again              @snd_SYN_ACK                                 -> SYN_RECEIVED_passive  #          RULING 3
      | SYN_ACK_again          @take_ACK @snd_ACK                           -> ESTABLISHED           #          RULING 2
      | rcv_RST                @delete_TCB @create_TCB                      -> LISTEN                #          Second
      | RST_in_window          @answer_ACK                                  -> SYN_RECEIVED_passive
      | bad_RST                                                             -> SYN_RECEIVED_passive
      | rcv_SYN                @delete_TCB @create_TCB                      -> LISTEN                #          Fourth
      | stray                                                               -> SYN_RECEIVED_passive  #          Fifth
      | bad_ACK                @answer_RST                                  -> SYN_RECEIVED_passive  #          RULING 5
      | ACK_of_SYN             @take_ACK                                    -> ESTABLISHED
      | USER_TIMEOUT           @delete_TCB @create_TCB                      -> LISTEN                # 3.10.8   RULING 18
      | RETRANSMISSION_TIMEOUT @retransmit                                  -> SYN_RECEIVED_passive
      | not_in_SYN_RECEIVED    @impossible                                  -> SYN_RECEIVED_passive
      ) >~in_SYN_RECEIVED_passive,

    SYN_RECEIVED_active:       # reached from SYN-SENT
      ( OPEN_passive           @err_exists                                  -> SYN_RECEIVED_active   # 3.10.1
      | OPEN_active            @err_exists                                  -> SYN_RECEIVED_active
      | SEND                   @queue                                       -> SYN_RECEIVED_active   # 3.10.2
      | RECEIVE                @deliver                                     -> SYN_RECEIVED_active   # 3.10.3
      | CLOSE                  @snd_FIN                                     -> FIN_WAIT_1            # 3.10.4 RULING 1
      | ABORT                  @snd_RST @delete_TCB                         -> CLOSED                # 3.10.5
      | STATUS                                                              -> SYN_RECEIVED_active   # 3.10.6
      | unacceptable           @answer_ACK                                  -> SYN_RECEIVED_active   # 3.10.7.4 First
      | SYN_again              @snd_SYN_ACK                                 -> SYN_RECEIVED_active   #          RULING 3
      | SYN_ACK_again          @take_ACK @snd_ACK                           -> ESTABLISHED           #          RULING 2
      | rcv_RST                @delete_TCB @sig_refused                     -> CLOSED                #          Second
      | RST_in_window          @answer_ACK                                  -> SYN_RECEIVED_active
      | bad_RST                                                             -> SYN_RECEIVED_active
      | rcv_SYN                @answer_ACK                                  -> SYN_RECEIVED_active   #          Fourth
      | stray                                                               -> SYN_RECEIVED_active   #          Fifth
      | bad_ACK                @answer_RST                                  -> SYN_RECEIVED_active   #          RULING 5
      | ACK_of_SYN             @take_ACK                                    -> ESTABLISHED
      | USER_TIMEOUT           @delete_TCB @sig_user_timeout                -> CLOSED                # 3.10.8
      | RETRANSMISSION_TIMEOUT @retransmit                                  -> SYN_RECEIVED_active
      | not_in_SYN_RECEIVED    @impossible                                  -> SYN_RECEIVED_active
      ) >~in_SYN_RECEIVED_active,

    ESTABLISHED:
      ( OPEN_passive           @err_exists                                  -> ESTABLISHED           # 3.10.1
      | OPEN_active            @err_exists                                  -> ESTABLISHED
      | SEND                   @queue                                       -> ESTABLISHED           # 3.10.2
      | RECEIVE                @deliver                                     -> ESTABLISHED           # 3.10.3
      | CLOSE                  @snd_FIN                                     -> FIN_WAIT_1            # 3.10.4
      | ABORT                  @snd_RST @delete_TCB                         -> CLOSED                # 3.10.5
      | STATUS                                                              -> ESTABLISHED           # 3.10.6
      | unacceptable           @answer_ACK                                  -> ESTABLISHED           # 3.10.7.4 First
      | rcv_RST                @delete_TCB @sig_reset                       -> CLOSED                #          Second
      | RST_in_window          @answer_ACK                                  -> ESTABLISHED
      | bad_RST                                                             -> ESTABLISHED
      | rcv_SYN                @answer_ACK                                  -> ESTABLISHED           #          Fourth
      | stray                                                               -> ESTABLISHED           #          Fifth
      | ACK_out_of_range       @answer_ACK                                  -> ESTABLISHED
      | rcv_ACK                @take_ACK                                    -> ESTABLISHED
      | ACK_of_data            @take_ACK                                    -> ESTABLISHED
      | rcv_URG                @take_URG                                    -> ESTABLISHED           #          Sixth
      | rcv_TEXT               @take_TEXT @owe_ACK                          -> ESTABLISHED           #          Seventh
      | TEXT_beyond_gap        @hold @snd_ACK                               -> ESTABLISHED           #          RULING 7
      | TEXT_no_room           @snd_ACK                                     -> ESTABLISHED           #          RULING 8
      | rcv_FIN                @take_FIN @snd_ACK                           -> CLOSE_WAIT            #          Eighth
      | USER_TIMEOUT           @delete_TCB @sig_user_timeout                -> CLOSED                # 3.10.8
      | RETRANSMISSION_TIMEOUT @retransmit                                  -> ESTABLISHED
      | not_in_ESTABLISHED     @impossible                                  -> ESTABLISHED
      ) >~in_ESTABLISHED,

    FIN_WAIT_1:                # our FIN is queued or on its way; so may our SYN be, after SYN-RECEIVED (RULING 1)
      ( OPEN_passive           @err_exists                                  -> FIN_WAIT_1            # 3.10.1
      | OPEN_active            @err_exists                                  -> FIN_WAIT_1
      | SEND                   @err_closing                                 -> FIN_WAIT_1            # 3.10.2
      | RECEIVE                @deliver                                     -> FIN_WAIT_1            # 3.10.3
      | CLOSE                  @err_closing                                 -> FIN_WAIT_1            # 3.10.4
      | ABORT                  @snd_RST @delete_TCB                         -> CLOSED                # 3.10.5
      | STATUS                                                              -> FIN_WAIT_1            # 3.10.6
      | unacceptable           @answer_ACK                                  -> FIN_WAIT_1            # 3.10.7.4 First
      | SYN_again              @snd_SYN_ACK                                 -> FIN_WAIT_1            #          RULING 3
      | SYN_ACK_again          @take_ACK @snd_ACK                           -> FIN_WAIT_1            #          RULING 2
      | rcv_RST                @delete_TCB @sig_reset                       -> CLOSED                #          Second
      | RST_in_window          @answer_ACK                                  -> FIN_WAIT_1
      | bad_RST                                                             -> FIN_WAIT_1
      | rcv_SYN                @answer_ACK                                  -> FIN_WAIT_1            #          Fourth
      | stray                                                               -> FIN_WAIT_1            #          Fifth
      | bad_ACK                @answer_RST                                  -> FIN_WAIT_1            #          RULING 5
      | ACK_out_of_range       @answer_ACK                                  -> FIN_WAIT_1
      | rcv_ACK                @take_ACK                                    -> FIN_WAIT_1
      | ACK_of_SYN             @take_ACK                                    -> FIN_WAIT_1
      | ACK_of_data            @take_ACK                                    -> FIN_WAIT_1
      | ACK_of_FIN             @take_ACK                                    -> FIN_WAIT_2
      | rcv_URG                @take_URG                                    -> FIN_WAIT_1            #          Sixth
      | rcv_TEXT               @take_TEXT @owe_ACK                          -> FIN_WAIT_1            #          Seventh
      | TEXT_beyond_gap        @hold @snd_ACK                               -> FIN_WAIT_1            #          RULING 7
      | TEXT_no_room           @snd_ACK                                     -> FIN_WAIT_1            #          RULING 8
      | TEXT_unwanted          @snd_RST @delete_TCB @sig_reset              -> CLOSED                # 3.6.1    SHLD-3
      | rcv_FIN                @take_FIN @snd_ACK                           -> CLOSING               # 3.10.7.4 Eighth
      | USER_TIMEOUT           @delete_TCB @sig_user_timeout                -> CLOSED                # 3.10.8
      | RETRANSMISSION_TIMEOUT @retransmit                                  -> FIN_WAIT_1
      | not_in_FIN_WAIT_1      @impossible                                  -> FIN_WAIT_1
      ) >~in_FIN_WAIT_1,

    FIN_WAIT_2:                # our FIN is acknowledged; the peer goes on sending
      ( OPEN_passive           @err_exists                                  -> FIN_WAIT_2            # 3.10.1
      | OPEN_active            @err_exists                                  -> FIN_WAIT_2
      | SEND                   @err_closing                                 -> FIN_WAIT_2            # 3.10.2
      | RECEIVE                @deliver                                     -> FIN_WAIT_2            # 3.10.3
      | CLOSE                  @err_closing                                 -> FIN_WAIT_2            # 3.10.4
      | ABORT                  @snd_RST @delete_TCB                         -> CLOSED                # 3.10.5
      | STATUS                                                              -> FIN_WAIT_2            # 3.10.6
      | unacceptable           @answer_ACK                                  -> FIN_WAIT_2            # 3.10.7.4 First
      | rcv_RST                @delete_TCB @sig_reset                       -> CLOSED                #          Second
      | RST_in_window          @answer_ACK                                  -> FIN_WAIT_2
      | bad_RST                                                             -> FIN_WAIT_2
      | rcv_SYN                @answer_ACK                                  -> FIN_WAIT_2            #          Fourth
      | stray                                                               -> FIN_WAIT_2            #          Fifth
      | ACK_out_of_range       @answer_ACK                                  -> FIN_WAIT_2
      | rcv_ACK                @take_ACK                                    -> FIN_WAIT_2
      | rcv_URG                @take_URG                                    -> FIN_WAIT_2            #          Sixth
      | rcv_TEXT               @take_TEXT @owe_ACK                          -> FIN_WAIT_2            #          Seventh
      | TEXT_beyond_gap        @hold @snd_ACK                               -> FIN_WAIT_2            #          RULING 7
      | TEXT_no_room           @snd_ACK                                     -> FIN_WAIT_2            #          RULING 8
      | TEXT_unwanted          @snd_RST @delete_TCB @sig_reset              -> CLOSED                # 3.6.1    SHLD-3
      | rcv_FIN                @take_FIN @snd_ACK @start_2MSL               -> TIME_WAIT             # 3.10.7.4 Eighth
      | USER_TIMEOUT           @delete_TCB @sig_user_timeout                -> CLOSED                # 3.10.8   RULING 16
      | not_in_FIN_WAIT_2      @impossible                                  -> FIN_WAIT_2
      ) >~in_FIN_WAIT_2,

    CLOSE_WAIT:                # the peer's FIN was taken; we go on sending
      ( OPEN_passive           @err_exists                                  -> CLOSE_WAIT            # 3.10.1
      | OPEN_active            @err_exists                                  -> CLOSE_WAIT
      | SEND                   @queue                                       -> CLOSE_WAIT            # 3.10.2
      | RECEIVE                @deliver @err_closing                        -> CLOSE_WAIT            # 3.10.3
      | CLOSE                  @snd_FIN                                     -> LAST_ACK              # 3.10.4
      | ABORT                  @snd_RST @delete_TCB                         -> CLOSED                # 3.10.5
      | STATUS                                                              -> CLOSE_WAIT            # 3.10.6
      | unacceptable           @answer_ACK                                  -> CLOSE_WAIT            # 3.10.7.4 First
      | FIN_again              @snd_ACK                                     -> CLOSE_WAIT
      | rcv_RST                @delete_TCB @sig_reset                       -> CLOSED                #          Second
      | RST_in_window          @answer_ACK                                  -> CLOSE_WAIT
      | bad_RST                                                             -> CLOSE_WAIT
      | rcv_SYN                @answer_ACK                                  -> CLOSE_WAIT            #          Fourth
      | stray                                                               -> CLOSE_WAIT            #          Fifth
      | ACK_out_of_range       @answer_ACK                                  -> CLOSE_WAIT
      | rcv_ACK                @take_ACK                                    -> CLOSE_WAIT
      | ACK_of_data            @take_ACK                                    -> CLOSE_WAIT
      | rcv_URG                                                             -> CLOSE_WAIT            #          Sixth
      | rcv_TEXT               @snd_ACK                                     -> CLOSE_WAIT            #          Seventh, RULING 9
      | TEXT_beyond_gap        @snd_ACK                                     -> CLOSE_WAIT
      | TEXT_no_room           @snd_ACK                                     -> CLOSE_WAIT
      | rcv_FIN                @snd_ACK                                     -> CLOSE_WAIT            #          Eighth
      | USER_TIMEOUT           @delete_TCB @sig_user_timeout                -> CLOSED                # 3.10.8
      | RETRANSMISSION_TIMEOUT @retransmit                                  -> CLOSE_WAIT
      | not_in_CLOSE_WAIT      @impossible                                  -> CLOSE_WAIT
      ) >~in_CLOSE_WAIT,

    CLOSING:                   # both FINs were sent, ours is not acknowledged
      ( OPEN_passive           @err_exists                                  -> CLOSING               # 3.10.1
      | OPEN_active            @err_exists                                  -> CLOSING
      | SEND                   @err_closing                                 -> CLOSING               # 3.10.2
      | RECEIVE                @deliver @err_closing                        -> CLOSING               # 3.10.3
      | CLOSE                  @err_closing                                 -> CLOSING               # 3.10.4
      | ABORT                  @delete_TCB                                  -> CLOSED                # 3.10.5
      | STATUS                                                              -> CLOSING               # 3.10.6
      | unacceptable           @answer_ACK                                  -> CLOSING               # 3.10.7.4 First
      | FIN_again              @snd_ACK                                     -> CLOSING
      | rcv_RST                @delete_TCB                                  -> CLOSED                #          Second
      | RST_in_window          @answer_ACK                                  -> CLOSING
      | bad_RST                                                             -> CLOSING
      | rcv_SYN                @answer_ACK                                  -> CLOSING               #          Fourth
      | stray                                                               -> CLOSING               #          Fifth
      | ACK_out_of_range       @answer_ACK                                  -> CLOSING
      | rcv_ACK                @take_ACK                                    -> CLOSING
      | ACK_of_data            @take_ACK                                    -> CLOSING
      | ACK_of_FIN             @take_ACK @start_2MSL                        -> TIME_WAIT
      | rcv_URG                                                             -> CLOSING               #          Sixth
      | rcv_TEXT               @snd_ACK                                     -> CLOSING               #          Seventh, RULING 9
      | TEXT_beyond_gap        @snd_ACK                                     -> CLOSING
      | TEXT_no_room           @snd_ACK                                     -> CLOSING
      | TEXT_unwanted          @snd_ACK                                     -> CLOSING
      | rcv_FIN                @snd_ACK                                     -> CLOSING               #          Eighth
      | USER_TIMEOUT           @delete_TCB @sig_user_timeout                -> CLOSED                # 3.10.8
      | RETRANSMISSION_TIMEOUT @retransmit                                  -> CLOSING
      | not_in_CLOSING         @impossible                                  -> CLOSING
      ) >~in_CLOSING,

    LAST_ACK:                  # the peer closed first, our FIN is not acknowledged
      ( OPEN_passive           @err_exists                                  -> LAST_ACK              # 3.10.1
      | OPEN_active            @err_exists                                  -> LAST_ACK
      | SEND                   @err_closing                                 -> LAST_ACK              # 3.10.2
      | RECEIVE                @deliver @err_closing                        -> LAST_ACK              # 3.10.3
      | CLOSE                  @err_closing                                 -> LAST_ACK              # 3.10.4
      | ABORT                  @delete_TCB                                  -> CLOSED                # 3.10.5
      | STATUS                                                              -> LAST_ACK              # 3.10.6
      | unacceptable           @answer_ACK                                  -> LAST_ACK              # 3.10.7.4 First
      | FIN_again              @snd_ACK                                     -> LAST_ACK
      | rcv_RST                @delete_TCB                                  -> CLOSED                #          Second
      | RST_in_window          @answer_ACK                                  -> LAST_ACK
      | bad_RST                                                             -> LAST_ACK
      | rcv_SYN                @answer_ACK                                  -> LAST_ACK              #          Fourth
      | stray                                                               -> LAST_ACK              #          Fifth
      | ACK_out_of_range       @answer_ACK                                  -> LAST_ACK
      | rcv_ACK                @take_ACK                                    -> LAST_ACK
      | ACK_of_data            @take_ACK                                    -> LAST_ACK
      | ACK_of_FIN             @take_ACK @delete_TCB                        -> CLOSED
      | rcv_URG                                                             -> LAST_ACK              #          Sixth
      | rcv_TEXT               @snd_ACK                                     -> LAST_ACK              #          Seventh, RULING 9
      | TEXT_beyond_gap        @snd_ACK                                     -> LAST_ACK
      | TEXT_no_room           @snd_ACK                                     -> LAST_ACK
      | TEXT_unwanted          @snd_ACK                                     -> LAST_ACK
      | rcv_FIN                @snd_ACK                                     -> LAST_ACK              #          Eighth
      | USER_TIMEOUT           @delete_TCB @sig_user_timeout                -> CLOSED                # 3.10.8
      | RETRANSMISSION_TIMEOUT @retransmit                                  -> LAST_ACK
      | not_in_LAST_ACK        @impossible                                  -> LAST_ACK
      ) >~in_LAST_ACK,

    TIME_WAIT:                 # both FINs are acknowledged; old segments die out
      ( OPEN_passive           @err_exists                                  -> TIME_WAIT             # 3.10.1
      | OPEN_active            @err_exists                                  -> TIME_WAIT
      | SEND                   @err_closing                                 -> TIME_WAIT             # 3.10.2
      | RECEIVE                @deliver @err_closing                        -> TIME_WAIT             # 3.10.3
      | CLOSE                  @err_closing                                 -> TIME_WAIT             # 3.10.4
      | ABORT                  @delete_TCB                                  -> CLOSED                # 3.10.5
      | STATUS                                                              -> TIME_WAIT             # 3.10.6
      | unacceptable           @answer_ACK                                  -> TIME_WAIT             # 3.10.7.4 First
      | FIN_again              @snd_ACK @start_2MSL                         -> TIME_WAIT             #          RULING 10
      | rcv_RST                                                             -> TIME_WAIT             #          RFC 1337, RULING 10
      | RST_in_window                                                       -> TIME_WAIT
      | bad_RST                                                             -> TIME_WAIT
      | rcv_SYN                @answer_ACK                                  -> TIME_WAIT             #          Fourth
      | stray                                                               -> TIME_WAIT             #          Fifth
      | ACK_out_of_range       @answer_ACK                                  -> TIME_WAIT
      | rcv_ACK                                                             -> TIME_WAIT             #          RULING 10
      | rcv_URG                                                             -> TIME_WAIT             #          Sixth
      | rcv_TEXT               @snd_ACK                                     -> TIME_WAIT             #          Seventh, RULING 10
      | TEXT_beyond_gap        @snd_ACK                                     -> TIME_WAIT
      | TEXT_no_room           @snd_ACK                                     -> TIME_WAIT
      | TEXT_unwanted          @snd_ACK                                     -> TIME_WAIT
      | rcv_FIN                @snd_ACK                                     -> TIME_WAIT             #          Eighth
      | USER_TIMEOUT           @delete_TCB @sig_user_timeout                -> CLOSED                # 3.10.8
      | TIME_WAIT_TIMEOUT      @delete_TCB                                  -> CLOSED
      | not_in_TIME_WAIT       @impossible                                  -> TIME_WAIT
      ) >~in_TIME_WAIT
  );
}%%
