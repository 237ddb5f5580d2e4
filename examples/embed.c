#include <stdio.h>
#include <synfin.h>

static const struct synfin_config config = SYNFIN_CONFIG_IPV4;
static struct synfin_conn a, b;
static char memory[4][4096], text[16];

static void carry(struct synfin_conn *from, struct synfin_conn *to, synfin_time now)   /* yours: encode, write, read, decode */
{
  struct synfin_segment segment;
  while (synfin_timeout(from, now), synfin_poll(from, now, &segment))
    synfin_segment_arrives(to, now, &segment);
}

int main(void)
{
  synfin_init(&a, &config, 49152, 80), synfin_attach_send(&a, memory[0], 4096), synfin_attach_receive(&a, memory[1], 4096);
  synfin_init(&b, &config, 80, 49152), synfin_attach_send(&b, memory[2], 4096), synfin_attach_receive(&b, memory[3], 4096);
  synfin_open_passive(&b, 0, 200), synfin_open_active(&a, 0, 100), synfin_send(&a, 0, "hello", 5, false);
  for (synfin_time now = 0; now < SYNFIN_SECONDS(2); now += 100000)   /* yours: wait for synfin_deadline() or a segment */
    carry(&a, &b, now), carry(&b, &a, now);
  ptrdiff_t n = synfin_receive(&b, SYNFIN_SECONDS(2), text, sizeof text);
  printf("%.*s, in state %s\n", (int)n, text, synfin_state_name(synfin_status(&b)));
}
