#include "common/base/process.h"

#include <cstdio>
#include <memory>
#include <vector>

#include "tests/catch.h"

// The sanitizers have an allocator of their own, which keeps what is freed.
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
namespace {

std::size_t resident_mib() {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/proc/self/statm", "re"), &std::fclose);
  std::size_t all = 0, resident = 0;
  REQUIRE(file != nullptr);
  REQUIRE(std::fscanf(file.get(), "%zu %zu", &all, &resident) == 2);
  return resident * 4096 >> 20;
}

}  // namespace

TEST_CASE("process: what lies free between what is still used goes back to the system") {
  constexpr std::size_t pieces = 64'000, piece_bytes = 1024, every = 64;
  const std::size_t before = resident_mib();
  std::vector<std::unique_ptr<char[]>> held;
  for (std::size_t at = 0; at < pieces; ++at) held.push_back(std::make_unique<char[]>(piece_bytes));
  const std::size_t full = resident_mib();
  REQUIRE(full >= before + 50);
  for (std::size_t at = 0; at < pieces; ++at)
    if (at % every != 0) held[at].reset();  // one in 64 kilobytes stays: nothing at the end of the heap can be given back
  REQUIRE(resident_mib() >= before + 50);
  hadir::base::release_free_memory();
  CHECK(resident_mib() <= before + 12);
  CHECK(held[every][0] == 0);
}
#else
TEST_CASE("process: memory may be given back at any time") { CHECK_NOTHROW(hadir::base::release_free_memory()); }
#endif
