/* A user of sockets on Linux, who also sees a connection that no socket of his holds, and can have it forgotten. */
#ifndef SYNFIN_CONFORM_KERNEL_USER_H
#define SYNFIN_CONFORM_KERNEL_USER_H

#include "kernel_status.h"
#include "sockets.h"

struct kernel_user {
  struct sockets sockets;
  int status;                          /* descriptor of kernel_status_open; -1: none */
  struct kernel_connection connection;
};

/* A user in the network namespace at hand. False leaves errno. */
bool kernel_user_open(struct kernel_user *u);

/* Ends the connection in whatever state it is. False if the kernel goes on with what was let go. */
bool kernel_user_forget(struct kernel_user *u);

/* Where the next connection is to be; the one before is to be forgotten first. */
void kernel_user_begin(struct kernel_user *u, const struct scene *scene, const uint8_t ours[16],
                       const uint8_t peer[16]);

ptrdiff_t kernel_user_call(struct kernel_user *u, enum target_call which, void *octets, size_t len);
enum synfin_state kernel_user_status(const struct kernel_user *u);

/* Gives all back that it took; may be called twice. */
void kernel_user_end(struct kernel_user *u);

#endif
