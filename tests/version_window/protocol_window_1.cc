// The window of the first release, in the place of common/wire/protocol_window.cc: programs linked with this one play the older
// half of a province in tests/end_to_end/version_window.py.
#include "common/wire/frame.h"

namespace hadir::wire {

const std::uint8_t oldest_protocol = 1, newest_protocol = 1;

}  // namespace hadir::wire
