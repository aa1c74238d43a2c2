// Randomness is passed in, so that a simulation can be replayed from its seed.
#pragma once

#include <cstdint>
#include <span>

namespace hadir::base {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;

  std::uint64_t next() {
    std::uint8_t raw[8];
    fill(raw);
    std::uint64_t value = 0;
    for (const std::uint8_t byte : raw) value = value << 8 | byte;
    return value;
  }
  // Uniform in [0, bound); bound must be positive. The bias of the remainder is below 2^-32 for bounds under 2^32.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
};

// The operating system's generator (through libsodium); for keys and secrets. Thread-safe.
Random& system_random();

// SplitMix64 from a seed; for simulations and jitter tests, never for secrets.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override;

 private:
  std::uint64_t state_;
};

}  // namespace hadir::base
