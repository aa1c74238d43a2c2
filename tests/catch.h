// The one header that knows which Catch2 this system has: v3, or v2.13 on Debian 12. Every test includes it first, and none
// includes Catch2 itself. It also says how our own types print.
#pragma once

#define CATCH_CONFIG_ENABLE_ALL_STRINGMAKERS
#define CATCH_CONFIG_FAST_COMPILE  // an exception inside a CHECK ends its test case, as one inside a REQUIRE does
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif

#include <string>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/error.h"

namespace Catch {

template <>
struct StringMaker<hadir::base::Fault> {
  static std::string convert(hadir::base::Fault fault) { return hadir::base::name_of(fault); }
};
template <>
struct StringMaker<hadir::base::Error> {
  static std::string convert(const hadir::base::Error& error) {
    return std::string(hadir::base::name_of(error.fault)) + ": " + hadir::base::describe(error);
  }
};
template <>
struct StringMaker<hadir::base::Bytes> {
  static std::string convert(const hadir::base::Bytes& bytes) { return "0x" + hadir::base::to_hex(bytes); }
};
template <>
struct StringMaker<hadir::base::WallTime> {
  static std::string convert(hadir::base::WallTime time) { return "wall " + std::to_string(time.ms) + " ms"; }
};
template <>
struct StringMaker<hadir::base::BootTime> {
  static std::string convert(hadir::base::BootTime time) { return "boot " + std::to_string(time.ms) + " ms"; }
};

}  // namespace Catch

namespace hadir::test {

// The error that a Result must hold for the test to go on. (For the value, Result::value() throws the error's own words.)
//   CHECK(error_of(decode_commit(bytes)).fault == Fault::corrupt);
template <class T>
base::Error error_of(const base::Result<T>& result) {
  if (result.has_value()) FAIL("expected a failure, but the call succeeded");
  return result.error();
}

// String matchers under one name in both versions:  CHECK_THAT(text, contains("NIP"));
#if __has_include(<catch2/catch_all.hpp>)
inline auto contains(const std::string& part) { return Catch::Matchers::ContainsSubstring(part); }
#else
inline auto contains(const std::string& part) { return Catch::Matchers::Contains(part); }
#endif
inline auto starts_with(const std::string& part) { return Catch::Matchers::StartsWith(part); }
inline auto ends_with(const std::string& part) { return Catch::Matchers::EndsWith(part); }

}  // namespace hadir::test
