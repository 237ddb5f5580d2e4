/* Runs every suite, and prints Check's own totals. CK_RUN_SUITE and CK_RUN_CASE choose one. */
#include <stdlib.h>

#include "suites.h"

int main(void)
{
  SRunner *runner = srunner_create(machine_suite());
  srunner_add_suite(runner, codec_suite());
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
