/* What the drivers for Eva share. A packet stands at the END of its array, so that its length bounds what may be read. */
#include <limits.h>
#include <stdint.h>

#include "__fc_builtin.h"
#include "__fc_string_axiomatic.h"

#define ANY(object) Frama_C_make_unknown((char *)&(object), sizeof(object))
