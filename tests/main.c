/* Runs every suite, and prints Check's own totals. CK_RUN_SUITE and CK_RUN_CASE choose one. */
#include <stdlib.h>

#include "suites.h"

static Suite *(*const suites[])(void) = {
  machine_suite, checksum_suite, options_suite, wire_suite, ip_suite, calls_suite, segments_suite, rows_suite,
  figures_suite, opening_suite, retransmission_suite, congestion_suite, window_suite, urgent_suite, stream_suite,
  peer_open_suite, peer_segments_suite, peer_reset_suite, peer_close_suite, peer_wait_suite,
  oracle_machine_suite, oracle_engine_suite, check_parts_suite, check_frames_suite,
  script_suite, script_play_suite, target_lwip_suite, target_kernel_suite, target_remote_suite,
};

int main(void)
{
  SRunner *runner = srunner_create(NULL);
  for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) srunner_add_suite(runner, suites[i]());
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
