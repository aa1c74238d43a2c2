#include "common/base/error.h"

#include <cstdio>
#include <cstdlib>

namespace hadir::base {

const char* name_of(Fault fault) {
  switch (fault) {
    case Fault::bad_input: return "bad_input";
    case Fault::not_found: return "not_found";
    case Fault::refused: return "refused";
    case Fault::clash: return "clash";
    case Fault::too_large: return "too_large";
    case Fault::unsupported: return "unsupported";
    case Fault::busy: return "busy";
    case Fault::unreachable: return "unreachable";
    case Fault::storage: return "storage";
    case Fault::corrupt: return "corrupt";
  }
  return "unknown";
}

std::string describe(const Error& error) { return error.hint.empty() ? error.what : error.what + " (" + error.hint + ")"; }

void throw_exception_from_error(const Error& error, const boost::source_location&) { throw Failure(error); }

void invariant_broken(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "hadir: broken invariant: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace hadir::base
