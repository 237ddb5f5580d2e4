/* synfin's side of the target lwip. */
#include "sides.h"
#include "tcb.h"

struct synfin_conn conn;
static struct synfin_config config;
static synfin_time now;
static uint8_t send_buffer[BUFFER], receive_buffer[BUFFER];

void our_output(void)
{
  struct synfin_segment seg;
  synfin_timeout(&conn, now);
  for (unsigned i = 0; i < REPLIES && synfin_poll(&conn, now, &seg); i++)
    said(&ours, &seg);
  const char *fault = tcb_fault(&conn);
  MUST(!fault, "tests/tcb.h", "%s", fault);
}

void our_open(bool passive)
{
  config = (struct synfin_config)SYNFIN_CONFIG_IPV4;
  config.ack_delay = 0;
  config.rto_initial = config.rto_min = SYNFIN_SECONDS(3);     /* as lwIP's; how long each waits is not compared */
  config.msl = SYNFIN_SECONDS(60);
  now = SYNFIN_SECONDS(1000);
  synfin_init(&conn, &config, DUT_PORT, passive ? 0 : PEER_PORT);
  synfin_attach_send(&conn, send_buffer, sizeof send_buffer);
  synfin_attach_receive(&conn, receive_buffer, sizeof receive_buffer);
  synfin_set_no_delay(&conn, true);
  if (passive)
    synfin_open_passive(&conn, now, ours.iss);
  else
    synfin_open_active(&conn, now, ours.iss);
  our_output();
}

void our_arrival(const struct synfin_segment *seg)
{
  struct synfin_segment reply;
  now += 1000;
  conn.timer.challenge_at = 0;                                 /* how often challenges are answered is not compared */
  if (synfin_in(&conn, SYNFIN_IN(SYNFIN_LISTEN)))
    synfin_select_iss(&conn, ours.iss);
  if (!synfin_in(&conn, SYNFIN_IN(SYNFIN_CLOSED)))
    synfin_segment_arrives(&conn, now, seg);
  else if (synfin_answer_closed(seg, &reply))
    said(&ours, &reply);
  our_output();
}

void our_wait(void)
{
  synfin_time end = now + SYNFIN_SECONDS(15);
  for (unsigned i = 0; i < 100 && ours.n == 0; i++) {
    synfin_time due = synfin_deadline(&conn, now);
    if (due > end)
      break;
    now = due;
    our_output();
  }
}

void our_send(const uint8_t *text, uint32_t len)
{
  synfin_send(&conn, now, text, len, false);
}

ptrdiff_t our_receive(uint8_t *text, size_t cap)
{
  return synfin_receive(&conn, now, text, cap);
}

void our_end(char how)
{
  if (how == 'c')
    synfin_close(&conn, now);
  else if (how == 'l')
    synfin_release(&conn, now);
  else
    synfin_abort(&conn, now);
}

struct inside our_inside(void)
{
  struct inside in = { conn.snd.una - ours.iss, conn.snd.wnd, conn.fin_held ? FIN_WEIGHT * (conn.rcv.fin - irs) : 0 };
  for (unsigned i = 0; i < conn.held; i++)
    in.held += conn.rcv.held[i].right - conn.rcv.held[i].left;
  return in;
}
