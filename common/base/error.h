// Expected failures as values. An Error says what failed, why, and what the person at the desk can do about it;
// `fault` says whose fault it is, so that callers choose an exit code or an HTTP status without reading the text.
#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>

namespace hadir::base {

enum class Fault {
  bad_input,    // what was given is malformed or breaks a rule; saying it again will not help
  not_found,    // what was named does not exist here
  refused,      // understood, but not allowed (rights, revoked, replayed)
  clash,        // contradicts what is already recorded
  too_large,    // beyond a limit of base/limits.h
  unsupported,  // from a version this program does not speak
  busy,         // try again later
  unreachable,  // the other side did not answer
  storage,      // the disk or the database failed; nothing was acknowledged
  corrupt,      // stored or received bytes contradict themselves
};

const char* name_of(Fault fault);

struct Error {
  Fault fault = Fault::bad_input;
  std::string what;  // one sentence: operation, object, cause
  std::string hint;  // what to do next; empty where there is nothing to do
};

// "what" and "hint" in one line, for logs and terminals.
std::string describe(const Error& error);

// Carries an Error across a boundary that can only throw. Services catch it once, at their outermost call.
class Failure : public std::runtime_error {
 public:
  explicit Failure(Error error) : std::runtime_error(describe(error)), error_(std::move(error)) {}
  const Error& error() const { return error_; }

 private:
  Error error_;
};

// boost::system::result calls this from value() on a failed result.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& location);

template <class T>
using Result = boost::system::result<T, Error>;

// Our own broken invariant: ends the program with file and line, in release too. Never for what a peer or a file said.
#define HADIR_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::hadir::base::invariant_broken(#condition, __FILE__, __LINE__))
[[noreturn]] void invariant_broken(const char* condition, const char* file, int line);

}  // namespace hadir::base
