#include "common/base/random.h"

#include <sodium.h>

namespace hadir::base {
namespace {

class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override { randombytes_buf(out.data(), out.size()); }
};

}  // namespace

Random& system_random() {
  static SystemRandom random;
  return random;
}

// Steele, Lea, Flood: Fast splittable pseudorandom number generators (OOPSLA 2014).
void SeededRandom::fill(std::span<std::uint8_t> out) {
  for (std::size_t at = 0; at < out.size();) {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    mixed ^= mixed >> 31;
    for (int byte = 0; byte < 8 && at < out.size(); ++byte, ++at) out[at] = static_cast<std::uint8_t>(mixed >> (8 * byte));
  }
}

}  // namespace hadir::base
