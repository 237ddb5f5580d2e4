/* The TUN device itself: made, given its addresses, brought up. */
#ifndef SYNFIN_TOOL_TUN_DEVICE_H
#define SYNFIN_TOOL_TUN_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

struct address {
  uint8_t version;             /* 4 or 6; 0: none                    */
  uint8_t octets[16];          /* network byte order; IPv4 takes four */
};

#define ADDRESS_TEXT 48u       /* fits any address as text */

/* An address literal; false if it is none. */
bool address_parse(struct address *address, const char *text);
const char *address_format(const struct address *address, char text[ADDRESS_TEXT]);

/* Two addresses of one version of IP: ours, and that of the kernel's end. */
struct tun_link {
  struct address ours, kernels;
};

struct tun_device {
  const char *name;            /* "synfin%d": the kernel chooses a number                              */
  uint16_t mtu;
  struct tun_link links[2];    /* one of each version at most; version 0: none                         */
};

/* Creates the device, gives the kernel's end its addresses and a route to each of ours, and brings it up. It goes when
 * `*fd`, which does not block, is closed. Returns an exit status; where it is not TOOL_OK, one line on stderr has said
 * why, and there is no descriptor. */
int tun_device_open(int *fd, const struct tun_device *device);

#endif
