/* The C host: what the chart's names mean to the machine, and nothing more.
 *
 * An effect sets its bit; a state, on being entered, publishes its name. The order of the actions below is the order in
 * which the engine performs the effects of one letter: numbers are taken from a TCB before it is deleted, and a new one
 * is there before anything is sent from it.
 */
#include "synfin_machine.h"

%%{
  machine tcp;
  include tcp_letters "tcp_letters.rl";

  action answer_RST        { effects |= SYNFIN_DO_ANSWER_RST; }
  action snd_RST           { effects |= SYNFIN_DO_SND_RST; }
  action take_SYN          { effects |= SYNFIN_DO_TAKE_SYN; }
  action take_ACK          { effects |= SYNFIN_DO_TAKE_ACK; }
  action take_URG          { effects |= SYNFIN_DO_TAKE_URG; }
  action take_TEXT         { effects |= SYNFIN_DO_TAKE_TEXT; }
  action hold              { effects |= SYNFIN_DO_HOLD; }
  action take_FIN          { effects |= SYNFIN_DO_TAKE_FIN; }
  action queue             { effects |= SYNFIN_DO_QUEUE; }
  action deliver           { effects |= SYNFIN_DO_DELIVER; }
  action delete_TCB        { effects |= SYNFIN_DO_DELETE_TCB; }
  action create_TCB        { effects |= SYNFIN_DO_CREATE_TCB; }
  action snd_SYN           { effects |= SYNFIN_DO_SND_SYN; }
  action snd_SYN_ACK       { effects |= SYNFIN_DO_SND_SYN_ACK; }
  action snd_FIN           { effects |= SYNFIN_DO_SND_FIN; }
  action retransmit        { effects |= SYNFIN_DO_RETRANSMIT; }
  action snd_ACK           { effects |= SYNFIN_DO_SND_ACK; }
  action owe_ACK           { effects |= SYNFIN_DO_OWE_ACK; }
  action answer_ACK        { effects |= SYNFIN_DO_ANSWER_ACK; }
  action start_2MSL        { effects |= SYNFIN_DO_START_2MSL; }
  action sig_refused       { effects |= SYNFIN_DO_SIG_REFUSED; }
  action sig_reset         { effects |= SYNFIN_DO_SIG_RESET; }
  action sig_user_timeout  { effects |= SYNFIN_DO_SIG_USER_TIMEOUT; }
  action err_no_connection { effects |= SYNFIN_DO_ERR_NO_CONNECTION; }
  action err_exists        { effects |= SYNFIN_DO_ERR_EXISTS; }
  action err_closing       { effects |= SYNFIN_DO_ERR_CLOSING; }
  action impossible        { effects |= SYNFIN_DO_IMPOSSIBLE; }

  action in_CLOSED               { next = SYNFIN_CLOSED; }
  action in_LISTEN               { next = SYNFIN_LISTEN; }
  action in_SYN_SENT             { next = SYNFIN_SYN_SENT; }
  action in_SYN_RECEIVED_passive { next = SYNFIN_SYN_RECEIVED_PASSIVE; }
  action in_SYN_RECEIVED_active  { next = SYNFIN_SYN_RECEIVED_ACTIVE; }
  action in_ESTABLISHED          { next = SYNFIN_ESTABLISHED; }
  action in_FIN_WAIT_1           { next = SYNFIN_FIN_WAIT_1; }
  action in_FIN_WAIT_2           { next = SYNFIN_FIN_WAIT_2; }
  action in_CLOSE_WAIT           { next = SYNFIN_CLOSE_WAIT; }
  action in_CLOSING              { next = SYNFIN_CLOSING; }
  action in_LAST_ACK             { next = SYNFIN_LAST_ACK; }
  action in_TIME_WAIT            { next = SYNFIN_TIME_WAIT; }

  include tcp_chart "tcp_chart.rl";
  main := connection;
  write data nofinal noerror noentry;
}%%

/* One letter, from Ragel's state number *cs to the next; what synfin_step() must equal in every state for every letter. */
struct synfin_transition synfin_ragel_step(int *state, unsigned char code)
{
  unsigned effects = 0;
  unsigned next = SYNFIN_CLOSED;
  int cs = *state;
  const unsigned char *p = &code;
  const unsigned char *pe = p + 1;

  %% write exec;
  *state = cs;
  return (struct synfin_transition){ .effects = effects & 0xfffffffu, .next = next & 0xfu };
}

int synfin_ragel_start(void)
{
  return tcp_start;
}
