// What stands in the body of an answer that is no frame: application/problem+json (PROTOCOL.md section 9).
#pragma once

#include <optional>
#include <string>

#include "common/base/bytes.h"
#include "common/base/error.h"

namespace hadir::sync {

struct Problem {
  std::string code, detail, hint;        // made printable; empty where the body does not say
  std::optional<std::uint64_t> counter;  // code "replayed": the latest that was accepted
};
Problem read_problem(base::ByteView body);

// For people: busy where trying again later may help, refused otherwise.
base::Error error_of(unsigned status, const Problem& problem);

}  // namespace hadir::sync
