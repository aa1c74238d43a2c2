#include "common/http/link_tuning.h"

namespace hadir::http {

// Windows has no such option. The uplink's patience reckons with a full send buffer there (UplinkOptions::buffered_bytes).
void tune_for_bad_links(std::uintptr_t) {}

}  // namespace hadir::http
