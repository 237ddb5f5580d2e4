%%{
  machine tcp_proof;

  # The proof obligations. `lives` is the language of the chart, every state final: `make spec-check` writes it from what
  # Ragel compiled, so that what is proved is what is shipped. A line "bad_..." must be the empty language, or its
  # shortest word is printed; a "wit_..." must not be empty, or the proofs say nothing.

  include tcp_letters "tcp_letters.rl";
  include tcp_words "tcp_words.rl";

  bad_total  := letter* - lives;   # nothing that may happen is unanswered, in whatever order it comes
  bad_closed := lives - letter*;   # the chart answers nothing but the letters
  wit_lives  := lives & ( OPEN_active rcv_SYN_ACK CLOSE ACK_of_FIN rcv_FIN TIME_WAIT_TIMEOUT );
}%%
