%%{
  machine tcp_letters;

  # The alphabet: every event that RFC 9293 section 3.10 lets happen to a connection.
  #
  # A letter is a user call, a timeout, or one finding of the checks that 3.10.7 makes of an arriving segment.
  # A check that finds nothing says nothing, so a segment is a word of a few letters: at most one finding that ends
  # processing, else its ACK, URG, TEXT and FIN, in that order.
  # The codes are printable, so that words, corpora and graphs can be read.
  alphtype unsigned char;

  # User calls                                              3.10.1 - 3.10.6
  export OPEN_passive           = 'L';   # OPEN, to listen
  export OPEN_active            = 'O';   # OPEN, to connect
  export SEND                   = 'W';
  export RECEIVE                = 'R';
  export CLOSE                  = 'C';
  export ABORT                  = 'X';
  export STATUS                 = '?';

  # Timeouts                                                3.10.8
  export USER_TIMEOUT           = 'U';
  export RETRANSMISSION_TIMEOUT = 'T';
  export TIME_WAIT_TIMEOUT      = 'M';   # 2 MSL have passed

  # Findings of the checks on an arriving segment           3.10.7, in its order
  export unacceptable           = 'u';   # First:   no octet of it lies in the receive window
  export SYN_again              = 'y';   #          the SYN we answer already, once more
  export SYN_ACK_again          = 'Y';   #          the same with an ACK of our SYN: simultaneous open, Figure 7 line 6
  export FIN_again              = 'f';   #          ends with the FIN that was taken already
  export rcv_RST                = 'r';   # Second:  a RST that proves itself: SEG.SEQ = RCV.NXT, or an ACK of our SYN
  export RST_in_window          = 'w';   #          a RST elsewhere in the window: RFC 5961
  export bad_RST                = 'b';   #          any other RST
  export rcv_SYN                = 'S';   # Fourth:  a SYN
  export rcv_SYN_ACK            = 'Z';   #          a SYN with an ACK of ours, in SYN-SENT
  export stray                  = '-';   # Fifth:   nothing there that could be processed: no RST, no SYN or no ACK where one must be
  export bad_ACK                = 'k';   #          an ACK while no SYN of ours is acknowledged, and it does not do that
  export ACK_out_of_range       = 'o';   #          an ACK of what was never sent, or too old to be true: RFC 5961
  export rcv_ACK                = 'a';   #          an ACK of nothing new
  export ACK_of_SYN             = 's';   #          an ACK of our SYN
  export ACK_of_data            = 'd';   #          an ACK of more text, or of what stands before it
  export ACK_of_FIN             = 'F';   #          an ACK of our FIN, and so of everything
  export rcv_URG                = '!';   # Sixth:   the URG bit
  export rcv_TEXT               = 't';   # Seventh: text at RCV.NXT
  export TEXT_beyond_gap        = 'g';   #          text or FIN in the window, but above RCV.NXT
  export TEXT_no_room           = 'n';   #          text or FIN at RCV.NXT while the receive window is zero
  export TEXT_unwanted          = 'x';   #          text for a user who has let go of the connection: 3.6.1
  export rcv_FIN                = '.';   # Eighth:  a FIN, all text before it taken

  # What the checks never find, by the part of 3.10.7 that makes them. The engine does not feed these, and says so in
  # every test and fuzz build; a machine must answer them all the same.
  beyond_SYN      = SYN_again | SYN_ACK_again | FIN_again | RST_in_window | ACK_out_of_range | rcv_ACK | ACK_of_SYN
                  | ACK_of_data | ACK_of_FIN | rcv_URG | rcv_TEXT | TEXT_beyond_gap | TEXT_no_room | TEXT_unwanted | rcv_FIN;
  not_in_LISTEN   = beyond_SYN | unacceptable | bad_RST | rcv_SYN_ACK | RETRANSMISSION_TIMEOUT | TIME_WAIT_TIMEOUT;
  not_in_CLOSED   = not_in_LISTEN | USER_TIMEOUT;
  not_in_SYN_SENT = beyond_SYN | unacceptable | TIME_WAIT_TIMEOUT;
  not_in_SYN_RECEIVED
                  = FIN_again | rcv_SYN_ACK | ACK_out_of_range | rcv_ACK | ACK_of_data | ACK_of_FIN | rcv_URG | rcv_TEXT
                  | TEXT_beyond_gap | TEXT_no_room | TEXT_unwanted | rcv_FIN | TIME_WAIT_TIMEOUT;
  SYN_is_pending  = SYN_again | SYN_ACK_again | bad_ACK | ACK_of_SYN;
  FIN_is_acked    = RETRANSMISSION_TIMEOUT | ACK_of_data | ACK_of_FIN;
  not_in_ESTABLISHED = SYN_is_pending | FIN_again | rcv_SYN_ACK | ACK_of_FIN | TEXT_unwanted | TIME_WAIT_TIMEOUT;
  not_in_FIN_WAIT_1  = FIN_again | rcv_SYN_ACK | TIME_WAIT_TIMEOUT;
  not_in_FIN_WAIT_2  = SYN_is_pending | FIN_is_acked | FIN_again | rcv_SYN_ACK | TIME_WAIT_TIMEOUT;
  not_in_CLOSE_WAIT  = SYN_is_pending | rcv_SYN_ACK | ACK_of_FIN | TEXT_unwanted | TIME_WAIT_TIMEOUT;
  not_in_CLOSING     = SYN_is_pending | rcv_SYN_ACK | TIME_WAIT_TIMEOUT;
  not_in_LAST_ACK    = SYN_is_pending | rcv_SYN_ACK | TIME_WAIT_TIMEOUT;
  not_in_TIME_WAIT   = SYN_is_pending | FIN_is_acked | rcv_SYN_ACK;
}%%
