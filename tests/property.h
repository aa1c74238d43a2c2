// Property tests: RapidCheck inside Catch2 sections. A test includes this beside tests/catch.h and writes
//   rc::prop("any bytes survive the round trip", [](const std::vector<std::uint8_t>& bytes) { RC_ASSERT(...); });
// A failure prints the shrunken example and the RC_PARAMS value that replays it; tests/README.md says how.
#pragma once

#include "tests/catch.h"

// Needs Catch2's macros in scope, so it comes second.
#include <rapidcheck/catch.h>
