/* see ladder_kernel.h */
#include "ladder_kernel.h"

#include <stdio.h>
#include <string.h>

#include "tool.h"

synfin_time kernel_now(struct kernel *k) { return k->target.now(&k->target) - k->epoch; }

static void read_state(struct kernel *k) { k->state = synfin_state_name(k->target.status(&k->target)); }

bool kernel_open(struct kernel *k, uint16_t port, uint16_t peer_port, char why[128])
{
  if (target_kernel(&k->target) != TOOL_OK) {
    snprintf(why, 128, "the kernel cannot be had here");
    return false;
  }
  k->scene = (struct scene){.version = 4, .our_port = port, .peer_port = peer_port};
  k->heard_end = false;
  k->len = 0;
  if (!k->target.begin(&k->target, &k->scene, why)) {
    k->target.end(&k->target);
    return false;
  }
  k->epoch = k->target.now(&k->target);
  read_state(k);
  return true;
}

void kernel_close(struct kernel *k)
{
  k->target.end(&k->target);
}

void kernel_wait(struct kernel *k, synfin_time until)
{
  synfin_time when;
  if (k->len == 0)
    k->len = k->target.read(&k->target, k->octets, k->epoch + until, &when);
}

/* ---- Its application --------------------------------------------------------------------------------------------- */

void kernel_call(struct kernel *k, const struct step *step)
{
  static const enum target_call calls[] = {
    [LISTEN] = TARGET_CALL_OPEN_PASSIVE, [CONNECT] = TARGET_CALL_OPEN_ACTIVE, [SEND] = TARGET_CALL_SEND,
    [CLOSE] = TARGET_CALL_CLOSE, [ABORT] = TARGET_CALL_ABORT};
  char text[64] = "";
  k->heard_end &= step->verb != LISTEN && step->verb != CONNECT;
  if (step->text)
    snprintf(text, sizeof text, "%s", step->text);
  if (step->verb < sizeof calls / sizeof *calls)
    k->target.call(&k->target, calls[step->verb], text, strlen(text));
  read_state(k);
}

bool kernel_hears(struct kernel *k, char text[64])
{
  char octets[32];
  if (k->heard_end)
    return false;
  ptrdiff_t n = k->target.call(&k->target, TARGET_CALL_RECEIVE, octets, sizeof octets);
  if (n == 0 || n == SYNFIN_ERR_NO_CONNECTION || n == TARGET_NO_CALL)
    return false;
  k->heard_end = n < 0;
  if (n > 0)
    snprintf(text, 64, "RECEIVE \"%.*s\"", (int)n, octets);
  else
    snprintf(text, 64, "signal: %s", synfin_strerror((int)n));
  return true;
}

/* ---- Its segments ------------------------------------------------------------------------------------------------ */

void kernel_take(struct kernel *k, const uint8_t *octets, size_t len)
{
  uint8_t datagram[20 + LADDER_OCTETS];
  struct synfin_ip ip = {.addresses = {.version = 4}, .hop_limit = 64, .protocol = 6, .len = (uint32_t)len};
  memcpy(ip.addresses.src, k->target.peer_address[0], 4);
  memcpy(ip.addresses.dst, k->target.our_address[0], 4);
  if (len > LADDER_OCTETS || synfin_ip_encode(datagram, sizeof datagram, &ip) != 20)
    return;
  memcpy(datagram + 20, octets, len);
  k->target.write(&k->target, datagram, 20 + len);
  read_state(k);
}

size_t kernel_sent(struct kernel *k, const uint8_t **octets)
{
  struct synfin_ip ip;
  kernel_wait(k, 0);
  size_t len = k->len;
  k->len = 0;
  if (len == 0 || synfin_ip_decode(&ip, k->octets, len) != SYNFIN_OK)
    return 0;
  *octets = ip.payload;
  return ip.len;
}
