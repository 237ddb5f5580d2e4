/* The target `lwip`: the system's lwIP in this process by its raw API, its timers called as virtual time passes.
 *
 * lwIP is made of globals: there is one of it, and what it does of its own accord it leaves to a thread, which is never
 * started here. Three functions that it calls are ours: the linker takes the program's before those of a library. */
#include "sent.h"
#include "target.h"
#include "tool.h"

#ifndef HAVE_lwip

int target_lwip(struct target *target)
{
  (void)target;
  return tool_fail(TOOL_USAGE, "this program was built without lwIP: install liblwip-dev and build it again");
}

#else

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lwip/init.h"
#include "lwip/ip4.h"
#include "lwip/ip6.h"
#include "lwip/netif.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/tcp.h"
#include "lwip/tcpip.h"

#define BEGINNING SYNFIN_SECONDS(1000)
#define FAST ((synfin_time)TCP_FAST_INTERVAL * 1000u)
#define SLOW ((synfin_time)TCP_SLOW_INTERVAL * 1000u)

static const uint8_t addresses[2][2][16] = {   /* ours and the peer's; IPv4 and IPv6 */
  {{10, 37, 0, 2}, {0xfd, 0x37, [15] = 2}}, {{10, 37, 0, 1}, {0xfd, 0x37, [15] = 1}}};

/* A datagram that arrives, until lwIP has freed it: one that died may never do so. */
struct arrival {
  struct pbuf_custom pbuf;             /* first, for lwIP tells of this */
  struct arrival *next, **link;
  uint8_t octets[];
};

static struct {
  struct netif netif;
  const struct scene *scene;
  synfin_time now;
  struct tcp_pcb *listener;            /* until its connection is accepted                    */
  struct arrival *arrivals;
  struct pbuf *received;               /* and not yet delivered                               */
  bool held;                           /* the user has a connection to call                   */
  bool let_go;                         /* by RELEASE: that connection is no longer the user's */
  bool opened, peer_closed, looped;
  enum synfin_err cause;               /* what ended the connection                           */
  struct sent sent;
  jmp_buf assertion;
  bool inside;
  char trouble[256];
} lwip;

/* ---- In lwIP's place --------------------------------------------------------------------------------------------- */

/* An active SYN is one below it. */
u32_t tcp_next_iss(struct tcp_pcb *pcb) { return lwip.scene->iss + (pcb->state == CLOSED); }

/* A datagram to itself waits for the thread. */
err_t tcpip_try_callback(tcpip_callback_fn function, void *context)
{
  (void)function, (void)context;
  lwip.looped = true;
  return ERR_OK;
}

/* All that the library prints is which assertion failed, before it aborts the process. It holds no lock then. */
int __printf_chk(int flag, const char *format, ...)
{
  int n;
  va_list arguments;
  (void)flag;
  va_start(arguments, format);
  n = lwip.inside ? vsnprintf(lwip.trouble, sizeof lwip.trouble, format, arguments) : vprintf(format, arguments);
  va_end(arguments);
  if (lwip.inside)
    longjmp(lwip.assertion, 1);
  return n;
}

/* Lets lwIP run, unless it has died in this case. Beside its lists it remembers what it was just working on. */
static void run(void (*part)(void *), void *context)
{
  if (lwip.trouble[0])
    return;
  lwip.inside = true;
  if (setjmp(lwip.assertion) == 0)
    part(context);
  else
    tcp_input_pcb = NULL;
  lwip.inside = false;
  lwip.trouble[strcspn(lwip.trouble, "\n")] = '\0';
}

/* ---- Datagrams --------------------------------------------------------------------------------------------------- */

static err_t queue(struct pbuf *p)
{
  struct synfin_ip ip;
  size_t len = pbuf_copy_partial(p, sent_room(&lwip.sent), SENT_OCTETS, 0);
  if (synfin_ip_decode(&ip, sent_room(&lwip.sent), len) == SYNFIN_OK && ip.protocol == IP_PROTO_TCP)
    sent_add(&lwip.sent, len, lwip.now);
  return ERR_OK;
}

static void free_arrival(struct pbuf *p)
{
  struct arrival *a = (struct arrival *)(void *)p;
  *a->link = a->next;
  if (a->next)
    a->next->link = a->link;
  free(a);
}

static struct pbuf *arrival(const uint8_t *octets, size_t len)
{
  struct arrival *a = len <= 0xffff ? malloc(sizeof *a + len) : NULL;
  if (!a)
    return NULL;
  memcpy(a->octets, octets, len);
  a->pbuf.custom_free_function = free_arrival;
  a->next = lwip.arrivals;
  a->link = &lwip.arrivals;
  if (a->next)
    a->next->link = &a->next;
  lwip.arrivals = a;
  return pbuf_alloced_custom(PBUF_RAW, (u16_t)len, PBUF_REF, &a->pbuf, a->octets, (u16_t)len);
}

static err_t on_output4(struct netif *netif, struct pbuf *p, const ip4_addr_t *to)
{
  (void)netif, (void)to;
  return queue(p);
}

static err_t on_output6(struct netif *netif, struct pbuf *p, const ip6_addr_t *to)
{
  (void)netif, (void)to;
  return queue(p);
}

static err_t on_init(struct netif *netif)
{
  netif->name[0] = 's', netif->name[1] = 'y';
  netif->output = on_output4;
  netif->output_ip6 = on_output6;      /* straight to the wire: there is no neighbour to be discovered */
  netif->mtu = 1500;
  return ERR_OK;
}

static ip_addr_t address_of(unsigned whose)
{
  ip_addr_t address = {0};
  bool ipv6 = lwip.scene->version == 6;
  IP_SET_TYPE_VAL(address, ipv6 ? IPADDR_TYPE_V6 : IPADDR_TYPE_V4);
  memcpy(&address.u_addr, addresses[whose][ipv6], ipv6 ? 16 : 4);
  return address;
}

static void start(void)
{
  ip4_addr_t address, mask, gateway;
  ip6_addr_t address6 = {0};
  memcpy(&address, addresses[0][0], 4);
  memcpy(&gateway, addresses[1][0], 4);
  memcpy(&address6.addr, addresses[0][1], 16);
  IP4_ADDR(&mask, 255, 255, 255, 0);
  lwip_init();
  netif_add(&lwip.netif, &address, &mask, &gateway, NULL, on_init, ip_input);
  netif_set_default(&lwip.netif);
  netif_set_link_up(&lwip.netif);
  netif_set_up(&lwip.netif);
  netif_ip6_addr_set(&lwip.netif, 1, &address6);   /* 0 is the link-local one's place */
  netif_ip6_addr_set_state(&lwip.netif, 1, IP6_ADDR_PREFERRED);
}

/* ---- The connection ---------------------------------------------------------------------------------------------- */

/* Not by a pointer that was kept: lwIP frees its control blocks when it likes. */
static struct tcp_pcb *connection(void)
{
  struct tcp_pcb *lists[] = {tcp_active_pcbs, tcp_tw_pcbs};
  for (unsigned i = 0; i < 2; i++)
    for (struct tcp_pcb *pcb = lists[i]; pcb; pcb = pcb->next)
      if (pcb->local_port == lwip.scene->our_port && pcb->remote_port == lwip.scene->peer_port)
        return pcb;
  return NULL;
}

/* Refused, text waits in lwIP until it is offered again: pbufs count to 65535. */
static err_t on_receive(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
  (void)arg, (void)pcb, (void)err;
  if (!p)
    lwip.peer_closed = true;
  else if (!lwip.received)
    lwip.received = p;
  else if (lwip.received->tot_len + p->tot_len > 0xffff)
    return ERR_MEM;
  else
    pbuf_cat(lwip.received, p);
  return ERR_OK;
}

static void on_error(void *arg, err_t err)
{
  (void)arg;
  lwip.held = false;
  if (err == ERR_RST)
    lwip.cause = lwip.opened ? SYNFIN_ERR_RESET : SYNFIN_ERR_REFUSED;
  else if (err == ERR_ABRT)
    lwip.cause = SYNFIN_ERR_USER_TIMEOUT;
}

static void hold(struct tcp_pcb *pcb)
{
  lwip.held = true;
  if (lwip.scene->no_delay)
    tcp_nagle_disable(pcb);
  tcp_recv(pcb, on_receive);
  tcp_err(pcb, on_error);
}

static err_t on_connected(void *arg, struct tcp_pcb *pcb, err_t err)
{
  (void)arg, (void)pcb, (void)err;
  lwip.opened = true;
  return ERR_OK;
}

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
  (void)arg;
  if (err != ERR_OK || pcb != connection())
    return ERR_VAL;
  hold(pcb);
  lwip.opened = true;
  return ERR_OK;
}

static void stop_listening(void)
{
  if (lwip.listener)
    tcp_close(lwip.listener);
  lwip.listener = NULL;
}

/* What is left to do after anything that was done: as a connection of RFC 9293 the listener takes one peer. */
static void settle(void)
{
  for (unsigned i = 0; lwip.looped && i < 16; i++) {
    lwip.looped = false;
    netif_poll(&lwip.netif);
  }
  if (lwip.held)
    stop_listening();
}

/* ---- Its user ---------------------------------------------------------------------------------------------------- */

static ptrdiff_t result_of(err_t err)
{
  switch (err) {
  case ERR_OK: return SYNFIN_OK;
  case ERR_MEM: return SYNFIN_ERR_RESOURCES;
  case ERR_USE: return SYNFIN_ERR_EXISTS;
  case ERR_CONN: return SYNFIN_ERR_CLOSING;
  default: return SYNFIN_ERR_ARGUMENT;
  }
}

static ptrdiff_t user_opens(bool passive)
{
  if (lwip.listener && !passive)                                 /* a listener stays one */
    return TARGET_NO_CALL;
  ip_addr_t ours = address_of(0), peer = address_of(1);
  struct tcp_pcb *pcb = tcp_new_ip_type(IP_GET_TYPE(&ours));
  err_t err = pcb ? tcp_bind(pcb, &ours, lwip.scene->our_port) : ERR_MEM;
  if (err != ERR_OK) {
    if (pcb)
      tcp_close(pcb);
    return result_of(err);
  }
  if (passive) {
    lwip.listener = tcp_listen(pcb);
    tcp_accept(lwip.listener, on_accept);
    return SYNFIN_OK;
  }
  hold(pcb);
  return result_of(tcp_connect(pcb, &peer, lwip.scene->peer_port, on_connected));
}

static ptrdiff_t user_sends(struct tcp_pcb *pcb, const void *octets, size_t len)
{
  size_t room = tcp_sndbuf(pcb) > 0 ? tcp_sndbuf(pcb) : 1, n = len < room ? len : room;
  err_t err = tcp_write(pcb, octets, (u16_t)n, TCP_WRITE_FLAG_COPY);
  if (err == ERR_OK)
    err = tcp_output(pcb);
  return err == ERR_OK ? (ptrdiff_t)n : result_of(err);
}

/* What lwIP has called back with. */
static ptrdiff_t user_receives(void *octets, size_t len)
{
  struct tcp_pcb *pcb = lwip.held ? connection() : NULL;
  if (!lwip.received)
    return lwip.peer_closed ? SYNFIN_ERR_CLOSING : lwip.held || lwip.listener ? 0 :
           lwip.cause ? lwip.cause : lwip.let_go ? TARGET_NO_CALL : SYNFIN_ERR_NO_CONNECTION;
  u16_t n = pbuf_copy_partial(lwip.received, octets, (u16_t)(len < 0xffff ? len : 0xffff), 0);
  lwip.received = pbuf_free_header(lwip.received, n);
  if (pcb && pcb->state != TIME_WAIT)
    tcp_recved(pcb, n);
  return n;
}

/* In SYN-SENT shutdown is refused, close is not. */
static ptrdiff_t user_ends(struct tcp_pcb *pcb, enum target_call how)
{
  if (how == TARGET_CALL_CLOSE && pcb->state != SYN_SENT)
    return result_of(tcp_shutdown(pcb, 0, 1));
  lwip.held = false;
  lwip.let_go = how == TARGET_CALL_RELEASE;
  tcp_err(pcb, NULL);
  if (how != TARGET_CALL_ABORT)
    return result_of(tcp_close(pcb));
  tcp_abort(pcb);
  return SYNFIN_OK;
}

/* No connection to be called: there is a listener only, or one that was not accepted yet, or none any more. */
static ptrdiff_t without_connection(enum target_call which)
{
  bool ends = which == TARGET_CALL_CLOSE || which == TARGET_CALL_ABORT || which == TARGET_CALL_RELEASE;
  if (lwip.let_go || connection() || (lwip.listener && !ends))
    return TARGET_NO_CALL;
  if (!lwip.listener)
    return lwip.cause ? lwip.cause : SYNFIN_ERR_NO_CONNECTION;
  stop_listening();
  return SYNFIN_OK;
}

struct called { enum target_call which; void *octets; size_t len; ptrdiff_t result; };

static void user_calls(void *context)
{
  struct called *c = context;
  struct tcp_pcb *pcb = lwip.held ? connection() : NULL;
  if (c->which == TARGET_CALL_OPEN_ACTIVE || c->which == TARGET_CALL_OPEN_PASSIVE)
    c->result = user_opens(c->which == TARGET_CALL_OPEN_PASSIVE);
  else if (c->which == TARGET_CALL_SEND_URGENT)
    c->result = TARGET_NO_CALL;
  else if (c->which == TARGET_CALL_RECEIVE)
    c->result = user_receives(c->octets, c->len);
  else if (!pcb)
    c->result = without_connection(c->which);
  else if (c->which == TARGET_CALL_SEND)
    c->result = user_sends(pcb, c->octets, c->len);
  else
    c->result = user_ends(pcb, c->which);
  settle();
}

/* ---- The target -------------------------------------------------------------------------------------------------- */

static void clear(void *context)
{
  (void)context;
  stop_listening();
  while (tcp_active_pcbs)
    tcp_abort(tcp_active_pcbs);
  while (tcp_tw_pcbs)
    tcp_abort(tcp_tw_pcbs);
  while (tcp_bound_pcbs)
    tcp_abort(tcp_bound_pcbs);
  settle();
}

/* What asserts even when it is cleared away is forgotten. */
static void forget(void)
{
  lwip.trouble[0] = '\0';
  run(clear, NULL);
  if (lwip.trouble[0]) {
    tcp_active_pcbs = tcp_tw_pcbs = tcp_bound_pcbs = NULL;
    tcp_listen_pcbs.listen_pcbs = NULL;
    lwip.trouble[0] = '\0';
  }
  if (lwip.received)
    pbuf_free(lwip.received);
  for (struct arrival *a = lwip.arrivals, *next; a; a = next) {
    next = a->next;
    free_arrival(&a->pbuf.pbuf);
  }
  lwip.received = NULL;
  lwip.listener = NULL;
  lwip.held = lwip.let_go = lwip.opened = lwip.peer_closed = lwip.looped = false;
  lwip.cause = SYNFIN_OK;
  lwip.sent.count = 0;
}

static bool begin(struct target *target, const struct scene *scene, char why[128])
{
  (void)target, (void)why;
  forget();
  lwip.scene = scene;
  lwip.now = BEGINNING;
  tcp_ticks = (u32_t)(BEGINNING / SLOW);
  return true;
}

static ptrdiff_t call(struct target *target, enum target_call which, void *octets, size_t len)
{
  struct called called = {which, octets, len, SYNFIN_ERR_NO_CONNECTION};
  (void)target;
  run(user_calls, &called);
  return called.result;
}

static void input(void *p)
{
  uint8_t first = *(uint8_t *)((struct pbuf *)p)->payload;
  (first >> 4 == 6 ? ip6_input : ip4_input)(p, &lwip.netif);
  settle();
}

static void write_(struct target *target, const uint8_t *octets, size_t len)
{
  struct pbuf *p = len > 0 ? arrival(octets, len) : NULL;
  (void)target;
  if (p)
    run(input, p);
}

/* In the order of lwIP's own tcp_tmr. */
static void tick(void *context)
{
  (void)context;
  tcp_fasttmr();
  if (lwip.now % SLOW == 0)
    tcp_slowtmr();
  settle();
}

static size_t read_(struct target *target, uint8_t *octets, synfin_time until, synfin_time *when)
{
  (void)target;
  for (synfin_time due; lwip.sent.count == 0 && (due = (lwip.now / FAST + 1) * FAST) <= until;) {
    lwip.now = due;
    run(tick, NULL);
  }
  if (lwip.sent.count == 0)
    lwip.now = until > lwip.now ? until : lwip.now;
  return sent_take(&lwip.sent, octets, when);
}

static synfin_time now(struct target *target) { return (void)target, lwip.now; }
static const char *trouble(struct target *target) { return (void)target, lwip.trouble[0] ? lwip.trouble : NULL; }
static void end(struct target *target) { (void)target, forget(); }

static enum synfin_state status(struct target *target)
{
  static const enum synfin_state states[] = {
    [CLOSED] = SYNFIN_CLOSED, [LISTEN] = SYNFIN_LISTEN, [SYN_SENT] = SYNFIN_SYN_SENT,
    [SYN_RCVD] = SYNFIN_SYN_RECEIVED_PASSIVE, [ESTABLISHED] = SYNFIN_ESTABLISHED, [FIN_WAIT_1] = SYNFIN_FIN_WAIT_1,
    [FIN_WAIT_2] = SYNFIN_FIN_WAIT_2, [CLOSE_WAIT] = SYNFIN_CLOSE_WAIT, [CLOSING] = SYNFIN_CLOSING,
    [LAST_ACK] = SYNFIN_LAST_ACK, [TIME_WAIT] = SYNFIN_TIME_WAIT};
  const struct tcp_pcb *pcb = connection();
  (void)target;
  return pcb ? states[pcb->state] : lwip.listener ? SYNFIN_LISTEN : SYNFIN_CLOSED;
}

int target_lwip(struct target *target)
{
  static bool started;
  if (!started)
    start();
  started = true;
  *target = (struct target){
    .name = "lwip", .about = "lwIP " LWIP_VERSION_STRING ", in process, virtual time",
    .can = TARGET_VIRTUAL_TIME | TARGET_STATUS | TARGET_SET_ISS | TARGET_OPEN_ACTIVE | TARGET_OPEN_PASSIVE |
           TARGET_SEND | TARGET_RECEIVE | TARGET_CLOSE | TARGET_ABORT | TARGET_RELEASE | TARGET_IPV6 | TARGET_NO_DELAY |
           TARGET_UNTHROTTLED | TARGET_ONE_SIDED,
    .begin = begin, .call = call, .write = write_, .read = read_, .now = now, .status = status, .trouble = trouble,
    .end = end};
  memcpy(target->our_address, addresses[0], sizeof target->our_address);
  memcpy(target->peer_address, addresses[1], sizeof target->peer_address);
  return TOOL_OK;
}

#endif
