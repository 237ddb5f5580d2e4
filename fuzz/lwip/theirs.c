/* lwIP's side of the target lwip: its raw API in our thread. Its timers are called by hand; tcp_timer_needed,
 * tcp_next_iss and sys_now are ours. */
#include "sides.h"

#include <setjmp.h>
#include <signal.h>
#include <unistd.h>

#include "lwip/init.h"
#include "lwip/ip4.h"
#include "lwip/netif.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/tcp.h"

static struct netif interface;
static bool silent;              /* what is said while the last run is cleared away is for nobody */
static struct tcp_pcb *listener;
static bool accepted;
uint8_t inbox[2 * BUFFER];
uint32_t unread;
static u32_t lwip_clock;

/* These three stand before the library's own: no timeout of its own, an ISS of our choice, no clock. */
void tcp_timer_needed(void) {}
u32_t tcp_next_iss(struct tcp_pcb *pcb) { return theirs.iss + (pcb->state == CLOSED); }   /* active: one below it */
u32_t sys_now(void) { return lwip_clock; }

/* lwIP numbers its datagrams from the first input to the last: IP's header, which is never twice the same, is not read. */
static err_t on_output(struct netif *netif, struct pbuf *p, const ip4_addr_t *to)
{
  static const struct synfin_addresses addresses = { .version = 4, .src = { 10, 0, 0, 1 }, .dst = { 10, 0, 0, 2 } };
  static uint8_t octets[2048];
  struct synfin_segment seg;
  (void)netif, (void)to;
  if (silent)
    return ERR_OK;
  size_t n = pbuf_copy_partial(p, octets, sizeof octets, 20);
  MUST(synfin_decode(&seg, octets, n, &addresses) == SYNFIN_OK, "lwIP's segments can be decoded", "%zu octets", n);
  said(&theirs, &seg);
  return ERR_OK;
}

static err_t interface_init(struct netif *netif)
{
  netif->name[0] = 'f', netif->name[1] = 'z';
  netif->output = on_output;
  netif->mtu = 1500;
  return ERR_OK;
}

/* An assertion of lwIP's is its finding, not the end of the campaign. It holds no lock where this target calls it. */
static jmp_buf assertion;
static volatile bool in_lwip;
volatile bool died;

_Noreturn void abort(void)
{
  if (in_lwip) {
    died = true;
    in_lwip = false;
    longjmp(assertion, 1);
  }
  raise(SIGABRT);
  _exit(134);
}

#define GUARDED(...)                                                                                                   \
  do {                                                                                                                 \
    if (setjmp(assertion) == 0) {                                                                                      \
      in_lwip = true;                                                                                                  \
      __VA_ARGS__;                                                                                                     \
    }                                                                                                                  \
    in_lwip = false;                                                                                                   \
  } while (0)

/* Without tcpip_init there is no thread, and sys_check_core_locking finds no owner and is content. */
__attribute__((constructor)) static void lwip_begin(void)
{
  ip4_addr_t address, mask, gateway;
  silent = true;
  lwip_init();
  IP4_ADDR(&address, 10, 0, 0, 1);
  IP4_ADDR(&mask, 255, 255, 255, 0);
  IP4_ADDR(&gateway, 10, 0, 0, 2);
  netif_add(&interface, &address, &mask, &gateway, NULL, interface_init, ip4_input);
  netif_set_default(&interface);
  netif_set_link_up(&interface);
  netif_set_up(&interface);
  silent = false;
}

/* There is one connection at most, so whatever the list holds is it; a pointer kept might be one that was freed. */
static struct tcp_pcb *their_pcb(void) { return tcp_active_pcbs ? tcp_active_pcbs : tcp_tw_pcbs; }

static err_t on_receive(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
  (void)arg, (void)pcb, (void)err;
  if (!p)
    return ERR_OK;
  size_t room = sizeof inbox - unread;
  unread += pbuf_copy_partial(p, inbox + unread, (u16_t)(room < p->tot_len ? room : p->tot_len), 0);
  pbuf_free(p);
  return ERR_OK;
}

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
  (void)arg, (void)err;
  accepted = true;
  tcp_nagle_disable(pcb);
  tcp_recv(pcb, on_receive);
  return ERR_OK;
}

static void stop_listening(void)
{
  if (listener)
    tcp_close(listener);
  listener = NULL;
}

void their_open(bool passive)
{
  ip_addr_t peer = IPADDR4_INIT_BYTES(10, 0, 0, 2);
  struct tcp_pcb *pcb = tcp_new();
  tcp_bind(pcb, IP_ADDR_ANY, DUT_PORT);
  if (passive) {
    listener = tcp_listen(pcb);
    tcp_accept(listener, on_accept);
    return;
  }
  tcp_nagle_disable(pcb);
  tcp_recv(pcb, on_receive);
  tcp_connect(pcb, &peer, PEER_PORT, NULL);
}

/* Delayed ACKs are due. */
static void output(void)
{
  tcp_fasttmr();
  if (accepted)
    stop_listening();
}

void their_output(void)
{
  GUARDED(output());
}

void their_arrival(const uint8_t *octets, size_t len)
{
  struct pbuf *p = pbuf_alloc(PBUF_RAW, (u16_t)len, PBUF_RAM);
  pbuf_take(p, octets, (u16_t)len);
  GUARDED(ip4_input(p, &interface));
  if (died)
    pbuf_free(p);                /* it was still lwIP's */
  else
    GUARDED(output());
}

static void wait(void)
{
  for (unsigned i = 0; i < 30 && theirs.n == 0; i++) {
    lwip_clock += TCP_SLOW_INTERVAL;
    tcp_slowtmr();
    tcp_fasttmr();
  }
}

void their_wait(void)
{
  GUARDED(wait());
}

void lwip_clear(void)
{
  silent = true;
  stop_listening();
  while (tcp_active_pcbs)
    tcp_abort(tcp_active_pcbs);
  while (tcp_tw_pcbs)
    tcp_abort(tcp_tw_pcbs);
  while (tcp_bound_pcbs)
    tcp_abort(tcp_bound_pcbs);
  accepted = asked_without_ack = released = died = false;
  unread = 0;
  lwip_clock = tcp_ticks = 0;
  tcp_input_pcb = NULL;          /* an assertion in the midst of input leaves it; lwIP sends nothing for that one */
  silent = false;
}

enum synfin_state their_state(void)
{
  static const enum synfin_state states[] = {
    [CLOSED] = SYNFIN_CLOSED, [LISTEN] = SYNFIN_LISTEN, [SYN_SENT] = SYNFIN_SYN_SENT,
    [SYN_RCVD] = SYNFIN_SYN_RECEIVED_PASSIVE, [ESTABLISHED] = SYNFIN_ESTABLISHED, [FIN_WAIT_1] = SYNFIN_FIN_WAIT_1,
    [FIN_WAIT_2] = SYNFIN_FIN_WAIT_2, [CLOSE_WAIT] = SYNFIN_CLOSE_WAIT, [CLOSING] = SYNFIN_CLOSING,
    [LAST_ACK] = SYNFIN_LAST_ACK, [TIME_WAIT] = SYNFIN_TIME_WAIT };
  const struct tcp_pcb *pcb = their_pcb();
  return pcb ? states[pcb->state] : listener ? SYNFIN_LISTEN : SYNFIN_CLOSED;
}

bool their_exists(void) { return their_pcb() != NULL; }

static void send(const uint8_t *text, uint32_t len)
{
  struct tcp_pcb *pcb = their_pcb();
  tcp_write(pcb, text, (u16_t)len, TCP_WRITE_FLAG_COPY);
  tcp_output(pcb);
}

void their_send(const uint8_t *text, uint32_t len)
{
  GUARDED(send(text, len));
}

void their_user_read(void)
{
  struct tcp_pcb *pcb = their_pcb();
  if (pcb && pcb->state != TIME_WAIT)
    GUARDED(tcp_recved(pcb, (u16_t)unread));
  unread = 0;
}

/* In SYN-SENT its shutdown is an error, close is not. */
static void end(char how)
{
  struct tcp_pcb *pcb = their_pcb();
  if (!pcb)
    stop_listening();
  else if (how == 'x')
    tcp_abort(pcb);
  else if (how == 'c' && pcb->state != SYN_SENT)
    tcp_shutdown(pcb, 0, 1);
  else
    tcp_close(pcb);
}

void their_end(char how)
{
  GUARDED(end(how));
}

bool their_edge(uint32_t *edge)
{
  const struct tcp_pcb *pcb = their_pcb();
  if (!pcb || pcb->state == SYN_SENT)
    return false;
  *edge = pcb->rcv_nxt + pcb->rcv_wnd;
  return true;
}

struct inside their_inside(void)
{
  const struct tcp_pcb *pcb = their_pcb();
  struct inside in = { pcb->lastack - theirs.iss, pcb->snd_wnd, 0 };
  for (const struct tcp_seg *seg = pcb->ooseq; seg; seg = seg->next)
    in.held += seg->len +
               (TCPH_FLAGS(seg->tcphdr) & TCP_FIN ? FIN_WEIGHT * (seg->tcphdr->seqno + seg->len - irs) : 0);
  return in;
}
