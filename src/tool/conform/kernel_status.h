/* What the Linux kernel knows of one connection, by sock_diag(7): unlike TCP_INFO also where it is half open, or where
 * no socket holds it any more. */
#ifndef SYNFIN_CONFORM_KERNEL_STATUS_H
#define SYNFIN_CONFORM_KERNEL_STATUS_H

#include "synfin.h"

struct kernel_connection {
  struct synfin_addresses addresses;   /* src is the kernel's */
  uint16_t our_port, peer_port;        /* our: the kernel's   */
};

/* A descriptor for questions about the network namespace that the process is in; -1 leaves errno. */
int kernel_status_open(void);

/* The state; that of the listener at its port if there is no such connection, else CLOSED. */
enum synfin_state kernel_status(int fd, const struct kernel_connection *connection);

/* Makes the kernel forget it. False if the kernel cannot (CONFIG_INET_DIAG_DESTROY). */
bool kernel_status_destroy(int fd, const struct kernel_connection *connection);

#endif
