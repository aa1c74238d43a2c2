// Which protocols this program speaks. A file of its own, so that tests link programs of an earlier window.
#include "common/wire/frame.h"

namespace hadir::wire {

const std::uint8_t oldest_protocol = 1, newest_protocol = 2;

}  // namespace hadir::wire
