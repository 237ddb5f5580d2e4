/* Errors and version in words. Names of states, letters and effects are the machine's own: gen/synfin_machine.c. */
#include "synfin.h"

const char *synfin_version(void)
{
  return SYNFIN_VERSION;
}

const char *synfin_err_name(int err)
{
  switch (err) {
#define X(name, number, text) case number: return #name;
    SYNFIN_ERRORS(X)
#undef X
  default: return "?";
  }
}

const char *synfin_strerror(int err)
{
  switch (err) {
#define X(name, number, text) case number: return text;
    SYNFIN_ERRORS(X)
#undef X
  default: return "unknown error";
  }
}
