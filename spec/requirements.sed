# tests/requirements.tsv as a table in C.
1c\
/* The requirements of RFC 9293.\
 *\
 * Made from tests/requirements.tsv by `make gen` (spec/requirements.sed). Do not edit: change that and run it again. */\
\
#include "tool/conform/requirements.h"\
\
const struct requirement requirements[REQUIREMENTS] = {
s/[\\"]/\\&/g
s/^\([^\t]*\)\t\([^\t]*\)\t\([^\t]*\)\t.*/  {"\1", "\2", "\3"},/
$a\
};
