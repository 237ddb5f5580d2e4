/* Eva: one call of synfin_option_next (gen/synfin_options.c) for every options field of 0 to 6 octets: NOPs, any kind and length, then
 * any octets. options.c runs all fields of up to 40, from every place in them. */
#include "../../gen/synfin_options.c"
#include "eva.h"

static uint8_t field[6];

void prove(void)
{
  ANY(field);
  int len = Frama_C_interval(0, 6);
  //@ split len;
  int nops = Frama_C_interval(0, len);
  //@ split nops;
  uint8_t *octets = field + 6 - len;
  for (int i = 0; i < nops; i++) octets[i] = 1;
  if (nops < len) {
    int kind = Frama_C_interval(0, 11);
    //@ split kind;
    static const uint8_t known[] = { 0, 2, 3, 4, 5, 8, 28, 34 };
    static const uint8_t unknown[][2] = { { 6, 7 }, { 9, 27 }, { 29, 33 }, { 35, 255 } };
    octets[nops] = kind < 8 ? known[kind] : (uint8_t)Frama_C_interval(unknown[kind - 8][0], unknown[kind - 8][1]);
    if (nops + 1 < len) {
      int length = Frama_C_interval(0, 2);
      //@ split length;
      octets[nops + 1] = (uint8_t)(length < 2 ? length : Frama_C_interval(2, 255));
    }
  }
  struct synfin_option option;
  size_t at = 0;
  int found = synfin_option_next(&option, octets, (size_t)len, &at);
  //@ assert found == 0 || found == 1 || (-25 <= found <= -23);
}
