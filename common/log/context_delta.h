// What a header says that its author had newly seen, for whoever needs nothing else of it: a hub that hands out thousands.
#pragma once

#include "common/log/commit.h"

namespace hadir::log {

// Header::context_delta of a header that decode_header() takes.
VersionVector context_delta_of(base::ByteView header);

}  // namespace hadir::log
