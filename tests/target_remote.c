/* The target `remote` of `synfin conform`: the kernel of a network namespace that is reached through another one, with
 * examples/upper.c as its user or an echo service at port 7; and `synfin serve` behind a device of its own. Real time.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suites.h"
#include "target_bench.h"

static struct target_bench b;
static char folder[] = "/tmp/synfin-remote-XXXXXX", path[128];   /* of the upper tester's socket */
static int home;
static pid_t far;

static uint8_t version(int n) { return n ? 6 : 4; }

/* ---- Two namespaces ---------------------------------------------------------------------------------------------- */

static void run(const char *format, int number)
{
  char command[256];
  snprintf(command, sizeof command, format, number);
  ck_assert_msg(system(command) == 0, "%s", command);
}

/* A program beside this one. */
static void become(const char *name, const char *const arguments[])
{
  char program[256];
  ssize_t len = readlink("/proc/self/exe", program, sizeof program - 32);
  while (len > 0 && program[len - 1] != '/')
    len--;
  snprintf(program + len, 32, "%s", name);
  execv(program, (char *const *)(uintptr_t)arguments);
  _exit(127);
}

static pid_t child(void)
{
  fflush(NULL);
  pid_t pid = fork();
  if (pid == 0)
    prctl(PR_SET_PDEATHSIG, SIGKILL);
  return pid;
}

static void echo(void)
{
  static char octets[2048];
  struct sockaddr_in6 any = { .sin6_family = AF_INET6, .sin6_port = htons(7) };
  int listener = socket(AF_INET6, SOCK_STREAM, 0);
  if (bind(listener, (const struct sockaddr *)&any, sizeof any) != 0 || listen(listener, 8) != 0)
    _exit(1);
  for (int fd; (fd = accept(listener, NULL, NULL)) >= 0;)
    if (child() == 0) {
      for (ssize_t n; (n = read(fd, octets, sizeof octets)) > 0;)
        if (write(fd, octets, (size_t)n) != n)
          break;
      _exit(0);
    } else
      close(fd);
}

/* Addresses are to be of use at once. */
#define NO_DAD "echo 0 | tee /proc/sys/net/ipv6/conf/all/accept_dad > /proc/sys/net/ipv6/conf/default/accept_dad;"

/* In its own namespace once `told` says that the wire is there. */
static void live_far(int tell, int told)
{
  char octet;
  if (unshare(CLONE_NEWNET) != 0 || system(NO_DAD) != 0 || write(tell, "1", 1) != 1 || read(told, &octet, 1) != 1)
    _exit(1);
  if (system("ip link set lo up; ip addr add 10.77.0.2/24 dev veth1; ip addr add fd77::2/64 dev veth1 nodad;"
             "ip link set veth1 up; ip route add default via 10.77.0.1; ip route add default via fd77::1;"
             "echo 0 > /proc/sys/net/ipv4/tcp_invalid_ratelimit") != 0)
    _exit(1);
  signal(SIGCHLD, SIG_IGN);
  if (child() == 0)
    close(tell), echo();                           /* who waits is to notice that `upper` died */
  dup2(tell, STDOUT_FILENO);
  become("upper", (const char *const[]){ "upper", path, NULL });
}

static void wait_for(const char *file)
{
  for (unsigned i = 0; i < 500 && access(file, F_OK) != 0; i++)
    usleep(10000);
}

static void set_up(void)
{
  int told[2], tell[2];
  char octet;
  home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  ck_assert_int_eq(unshare(CLONE_NEWNET), 0);
  ck_assert(pipe(told) == 0 && pipe(tell) == 0 && mkdtemp(folder));
  snprintf(path, sizeof path, "%s/socket", folder);
  far = child();
  if (far == 0)
    live_far(told[1], tell[0]);
  close(told[1]), close(tell[0]);
  ck_assert_int_eq(read(told[0], &octet, 1), 1);
  run(NO_DAD "ip link set lo up; ip link add veth0 type veth peer name veth1 netns %d", far);
  run("ip addr add 10.77.0.1/24 dev veth0; ip addr add fd77::1/64 dev veth0 nodad; ip link set veth0 up;"
      "echo %d | tee /proc/sys/net/ipv4/ip_forward > /proc/sys/net/ipv6/conf/all/forwarding", 1);
  ck_assert_int_eq(write(tell[1], "1", 1), 1);
  ck_assert_int_eq(read(told[0], &octet, 1), 1);   /* it listens */
  close(told[0]), close(tell[1]);
  b.patience = SYNFIN_SECONDS(2);
}

static void stop(pid_t pid)
{
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
}

static void tear_down(void)
{
  stop(far);
  unlink(path);
  rmdir(folder);
  memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
  ck_assert_int_eq(setns(home, CLONE_NEWNET), 0);
  close(home);
}

static int possible(struct target *target)
{
  int status = target_kernel(target);
  if (status == 0 && system("ip -V > /dev/null 2>&1") != 0) {
    fputs("no ip\n", stderr);
    status = 2;
  }
  return status;
}

static void open_upper(void)
{
  char where[256];
  snprintf(where, sizeof where, "10.77.0.2:0,[fd77::2]:0,upper=%s", path);
  ck_assert_int_eq(target_remote(&b.target, where), 0);
}

/* How many connections of the echo service, which listens over both versions, are in one of the kernel's states. */
static unsigned count_far(const char *state)
{
  char file[64], line[256], is[8];
  unsigned count = 0;
  snprintf(file, sizeof file, "/proc/%d/net/tcp6", far);
  FILE *table = fopen(file, "r");
  ck_assert_ptr_nonnull(table);
  while (fgets(line, sizeof line, table))
    count += sscanf(line, " %*u: %*s %*s %7s", is) == 1 && !strcmp(is, state);
  fclose(table);
  return count;
}

/* ---- With an upper tester ---------------------------------------------------------------------------------------- */

START_TEST(upper__whole_lives)
{
  open_upper();
  target_lives_passive(&b, version(_i));
  target_lives_active(&b, version(_i));
  b.target.end(&b.target);
}
END_TEST

START_TEST(upper__errors__arrive)
{
  open_upper();
  target_begin(&b, version(_i));
  ck_assert_int_eq(target_send(&b, "x"), SYNFIN_ERR_NO_CONNECTION);
  target_call(&b, TARGET_CALL_OPEN_PASSIVE);
  ck_assert_int_eq(target_send(&b, "x"), TARGET_NO_CALL);
  target_begin(&b, version(_i));
  target_call(&b, TARGET_CALL_OPEN_ACTIVE);
  TARGET_EXPECT(&b, SYNFIN_SYN, 0, 0, "");
  target_arrives(&b, SYNFIN_RST | SYNFIN_ACK, 0, 1, "");
  TARGET_EXPECT_NOTHING(&b, 50000);
  ck_assert_int_eq(target_send(&b, "x"), SYNFIN_ERR_REFUSED);
  b.target.end(&b.target);
}
END_TEST

/* As much text as a window holds goes through one line, each way. */
START_TEST(upper__much_text__both_ways)
{
  static uint8_t text[40000], back[60000];
  struct synfin_segment seg;
  size_t got = 0;
  open_upper();
  target_begin(&b, 4);
  target_establish_active(&b);
  for (size_t i = 0; i < sizeof text; i++)
    text[i] = (uint8_t)(i % 251);
  ck_assert_int_eq(b.target.call(&b.target, TARGET_CALL_SEND, text, sizeof text), sizeof text);
  while (got < sizeof text && target_hears(&b, &seg)) {
    ck_assert(got + seg.len <= sizeof text && seg.seq == b.iss + 1 + got && memcmp(seg.text, text + got, seg.len) == 0);
    got += seg.len;
    target_arrives(&b, SYNFIN_ACK, 301, (uint32_t)got + 1, "");
  }
  ck_assert_uint_eq(got, sizeof text);
  char piece[1001] = "";
  memset(piece, 'x', 1000);
  for (uint32_t i = 0; i < 50; i++)
    target_arrives(&b, SYNFIN_ACK, 301 + 1000 * i, (uint32_t)got + 1, piece);
  do
    ck_assert(target_hears(&b, &seg));
  while (seg.ack != 50301);
  ck_assert_int_eq(b.target.call(&b.target, TARGET_CALL_RECEIVE, back, sizeof back), 50000);
  ck_assert(back[0] == 'x' && memcmp(back, back + 1, 49999) == 0);
  b.target.end(&b.target);
}
END_TEST

START_TEST(upper__gone__the_target_is_in_trouble)
{
  open_upper();
  target_begin(&b, 4);
  ck_assert_ptr_null(b.target.trouble(&b.target));
  kill(far, SIGKILL);
  ck_assert_int_eq(target_call(&b, TARGET_CALL_OPEN_PASSIVE), SYNFIN_ERR_NO_CONNECTION);
  ck_assert_str_eq(b.target.trouble(&b.target), "the upper tester is gone");
  b.target.end(&b.target);
}
END_TEST

/* ---- Without ----------------------------------------------------------------------------------------------------- */

static void open_echo(void)
{
  ck_assert_int_eq(target_remote(&b.target, "10.77.0.2:7,[fd77::2]:7,tun=wire,ours=10.5.0.1,kernel=10.5.0.2"), 0);
  ck_assert_uint_eq(b.target.can, TARGET_IPV6);
  ck_assert_uint_eq(b.target.our_port, 7);
  ck_assert_mem_eq(b.target.peer_address[0], ((const uint8_t[]){ 10, 5, 0, 1 }), 4);
}

/* The next segment with text or a FIN: whether an ACK goes first is up to chance. */
static struct synfin_segment hear_more_than_ack(void)
{
  struct synfin_segment seg;
  do
    ck_assert_msg(target_hears(&b, &seg), "nothing was sent");
  while (seg.len == 0 && !(seg.flags & SYNFIN_FIN));
  return seg;
}

static void establish(void)
{
  target_arrives(&b, SYNFIN_SYN, 300, 0, "");
  TARGET_EXPECT(&b, SYNFIN_SYN | SYNFIN_ACK, 0, 301, "");
  target_arrives(&b, SYNFIN_ACK, 301, 1, "");
}

START_TEST(echo__handshake_text_and_close)
{
  open_echo();
  target_begin(&b, version(_i));
  ck_assert_int_eq(target_call(&b, TARGET_CALL_OPEN_PASSIVE), TARGET_NO_CALL);
  establish();
  target_arrives(&b, SYNFIN_ACK, 301, 1, "hello");
  struct synfin_segment seg = hear_more_than_ack();
  ck_assert(seg.seq == b.iss + 1 && seg.ack == 306 && seg.len == 5 && memcmp(seg.text, "hello", 5) == 0);
  target_arrives(&b, SYNFIN_FIN | SYNFIN_ACK, 306, 6, "");
  seg = hear_more_than_ack();
  ck_assert((seg.flags & SYNFIN_FIN) && seg.seq == b.iss + 6 && seg.ack == 307);
  target_arrives(&b, SYNFIN_ACK, 307, 7, "");
  b.target.end(&b.target);
}
END_TEST

/* What was established ends with the case; what was not heard of is reset when it speaks up; neither is heard again. */
START_TEST(echo__left_by_the_last_case__is_reset)
{
  open_echo();
  target_begin(&b, 4);
  establish();
  TARGET_EXPECT_NOTHING(&b, 50000);
  ck_assert_uint_eq(count_far("01"), 1);
  target_begin(&b, 4);
  TARGET_EXPECT_NOTHING(&b, 50000);
  ck_assert_uint_eq(count_far("01"), 0);
  target_arrives(&b, SYNFIN_SYN, 300, 0, "");
  target_begin(&b, 4);
  TARGET_EXPECT_NOTHING(&b, SYNFIN_SECONDS(2));
  ck_assert_uint_eq(count_far("03"), 0);
  b.target.end(&b.target);
}
END_TEST

START_TEST(echo__no_address_of_this_version__says_so)
{
  char why[128] = "";
  const struct scene scene = { .version = 6, .our_port = 7, .peer_port = 9 };
  ck_assert_int_eq(target_remote(&b.target, "10.77.0.2:7"), 0);
  ck_assert_uint_eq(b.target.can, 0);
  ck_assert(!b.target.begin(&b.target, &scene, why));
  ck_assert_str_eq(why, "no IPv6 address of it was given");
  b.target.end(&b.target);
}
END_TEST

/* A stack of user space at the other end of another device: our own. */
START_TEST(serve__of_our_own__answers)
{
  static const char *const arguments[] = { "synfin", "serve", "/", "--tun", "synfin1", "--address", "10.38.0.2",
                                           "--peer", "10.38.0.1", NULL };
  struct synfin_segment seg;
  pid_t server = child();
  if (server == 0) {
    close(STDOUT_FILENO);
    become("synfin", arguments);
  }
  wait_for("/proc/sys/net/ipv4/conf/synfin1");
  ck_assert_int_eq(target_remote(&b.target, "10.38.0.2:80"), 0);
  bool heard = false;
  for (unsigned i = 0; i < 10 && !heard; i++) {
    b.patience = 200000;
    target_begin(&b, 4);
    target_arrives(&b, SYNFIN_SYN, 300, 0, "");
    heard = target_hears(&b, &seg);
  }
  ck_assert(heard && (seg.flags & SYNFIN_SYN));
  target_arrives(&b, SYNFIN_ACK, 301, 1, "GET /no/such/file HTTP/1.0\r\n\r\n");
  b.patience = SYNFIN_SECONDS(2);
  seg = hear_more_than_ack();
  ck_assert(seg.len > 12 && memcmp(seg.text, "HTTP/1.", 7) == 0 && memcmp(seg.text + 9, "404", 3) == 0);
  b.target.end(&b.target);
  stop(server);
}
END_TEST

/* ---- WHERE ------------------------------------------------------------------------------------------------------- */

START_TEST(where__wrong__is_refused)
{
  static const char *const wrong[] = {
    "", "10.0.0.1", "10.0.0.1:", "10.0.0.1:x", "10.0.0.1:65536", "10.0.0.1:0", "host:80", "[::1:80", "fd77::2]:80",
    "10.0.0.1:80,[fd77::2]:81", "10.0.0.1:80,tap=x", "10.0.0.1:80,ours=x", "10.0.0.1:80,tun=", "tun=wire",
    "10.0.0.1:80,upper=/no/such/socket", "10.0.0.1:80,upper=x", "10.0.0.1:80,upper=:", "10.0.0.1:80,upper=[:1" };
  struct target target;
  ck_assert_int_eq(target_remote(&target, wrong[_i]), 2);
}
END_TEST

static TCase *far_case(const char *name)
{
  TCase *tcase = tcase_create(name);
  tcase_set_timeout(tcase, 30);
  tcase_add_unchecked_fixture(tcase, set_up, tear_down);
  return tcase;
}

/* Namespaces take the kernel a second to clear away: one pair for all tests but the one that kills what lives there. */
static void add(Suite *suite)
{
  TCase *lives = far_case("lives"), *dies = far_case("dies");
  tcase_add_loop_test(lives, upper__whole_lives, 0, 2);
  tcase_add_loop_test(lives, upper__errors__arrive, 0, 2);
  tcase_add_test(lives, upper__much_text__both_ways);
  tcase_add_loop_test(lives, echo__handshake_text_and_close, 0, 2);
  tcase_add_test(lives, echo__left_by_the_last_case__is_reset);
  tcase_add_test(lives, echo__no_address_of_this_version__says_so);
  tcase_add_test(lives, serve__of_our_own__answers);
  tcase_add_test(dies, upper__gone__the_target_is_in_trouble);
  suite_add_tcase(suite, lives);
  suite_add_tcase(suite, dies);
}

Suite *target_remote_suite(void)
{
  Suite *suite = suite_create("target remote");
  TCase *where = tcase_create("where");
  tcase_add_loop_test(where, where__wrong__is_refused, 0, 18);
  suite_add_tcase(suite, where);
  if (target_available("target remote", possible))
    add(suite);
  return suite;
}
