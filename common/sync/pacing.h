// How large the next batch should be on this link: towards five seconds each, the round trip included, from what the last ones
// took. Pure: numbers in, numbers out; whoever drives a session measures, and keeps what is known of each network.
//
// A batch is sized in bytes of commits before compression, what takes time is what travels: both are known of every batch that
// was large enough, and their ratio is carried on. Compression gains by large batches, so an unknown link begins with half a MiB,
// which is some 17 kB on the way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.h"
#include "common/sync/agent_session.h"

namespace hadir::sync {

// One direction of a link.
class Pace {
 public:
  // A batch that arrived: what it held (0 where that is not known), what it was on the way, and how long that took.
  struct Sample {
    std::uint64_t raw_bytes = 0, wire_bytes = 0;
    std::int64_t ms = 0;
  };
  void note(const Sample& sample);
  // A batch of this size broke off: the next is half of it at most, until that is known to pass. The smallest says nothing.
  void note_failure(std::uint64_t raw_bytes);

  // What the next batch may hold before compression.
  std::uint64_t raw_bytes() const;
  // Bytes per second on the way; nothing where no batch has shown it yet.
  std::optional<std::uint64_t> rate() const;
  // Of what it takes to bring so many bytes of commits, or of the wire.
  std::uint64_t wire_bytes_of(std::uint64_t raw) const;
  std::int64_t ms_of(std::uint64_t wire) const;

  bool operator==(const Pace&) const = default;

 private:
  friend class Networks;
  std::uint64_t rate_ = 0;     // 0: not known
  std::uint64_t ratio_ = 0;    // raw over wire, in sixteenths; 0: not known
  std::uint64_t ceiling_ = 0;  // raw bytes after a failure; 0: none
};

struct LinkPace {
  Pace up, down;
  bool operator==(const LinkPace&) const = default;

  SessionLimits limits() const;
};

// In a store's `meta`: Networks.
inline constexpr std::string_view networks_name = "networks";

// What is known of the networks that this PC was seen in, the latest first. A laptop between office, modem and home does not
// learn each anew; one that is seen nowhere twice does not fill its database.
class Networks {
 public:
  static constexpr std::size_t most = 16;

  // What was written by encode(); empty where it was not, or not by this version.
  static Networks decode(base::ByteView bytes);
  base::Bytes encode() const;

  // `name`: whatever tells one network from another; "" where the system says nothing. It is not kept, a hash of it is.
  LinkPace find(std::string_view name) const;
  // Answers whether anything changed enough to be worth a write.
  bool put(std::string_view name, const LinkPace& pace);

 private:
  using Name = std::uint64_t;
  static Name name_of(std::string_view name);
  std::vector<std::pair<Name, LinkPace>> known_;
};

}  // namespace hadir::sync
