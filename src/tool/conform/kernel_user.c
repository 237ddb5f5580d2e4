/* see kernel_user.h */
#include "kernel_user.h"

#include <string.h>
#include <unistd.h>

bool kernel_user_open(struct kernel_user *u)
{
  *u = (struct kernel_user){.sockets = SOCKETS_NONE, .status = kernel_status_open()};
  return u->status >= 0;
}

bool kernel_user_forget(struct kernel_user *u)
{
  sockets_end(&u->sockets);
  return u->connection.our_port == 0 || kernel_user_status(u) == SYNFIN_CLOSED ||
         (kernel_status_destroy(u->status, &u->connection) && kernel_user_status(u) == SYNFIN_CLOSED);
}

void kernel_user_begin(struct kernel_user *u, const struct scene *scene, const uint8_t ours[16],
                       const uint8_t peer[16])
{
  u->connection = (struct kernel_connection){
    .addresses = {.version = scene->version}, .our_port = scene->our_port, .peer_port = scene->peer_port};
  memcpy(u->connection.addresses.src, ours, 16);
  memcpy(u->connection.addresses.dst, peer, 16);
  sockets_begin(&u->sockets, scene, peer);
}

/* Half open, the connection is not its user's yet, though closing the listener would end it. */
ptrdiff_t kernel_user_call(struct kernel_user *u, enum target_call which, void *octets, size_t len)
{
  sockets_accept(&u->sockets);
  bool ends = which == TARGET_CALL_CLOSE || which == TARGET_CALL_ABORT || which == TARGET_CALL_RELEASE;
  if (ends && u->sockets.listener >= 0 && kernel_user_status(u) != SYNFIN_LISTEN)
    return TARGET_NO_CALL;
  return sockets_call(&u->sockets, which, octets, len);
}

enum synfin_state kernel_user_status(const struct kernel_user *u)
{
  return kernel_status(u->status, &u->connection);
}

void kernel_user_end(struct kernel_user *u)
{
  sockets_end(&u->sockets);
  if (u->status >= 0)
    close(u->status);
  u->status = -1;
}
