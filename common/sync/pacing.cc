#include "common/sync/pacing.h"

#include <algorithm>

#include "common/base/byte_io.h"
#include "common/base/crypto.h"

namespace hadir::sync {
namespace {

constexpr std::int64_t wanted_ms = 5'000;
constexpr std::uint64_t least_raw_bytes = 8 * 1024, most_raw_bytes = 2 * 1024 * 1024;
constexpr std::uint64_t first_raw_bytes = 512 * 1024;
constexpr std::uint64_t fastest_rate = 1'000'000'000, slowest_rate = 16;
// What took less says that the link is at least so fast, and not how fast: a round trip, or a hub at work, is most of it.
constexpr std::uint64_t telling_bytes = 4 * 1024;
constexpr std::int64_t telling_ms = 2'000;
// Commits of few actions hardly compress; what they show says nothing of a batch.
constexpr std::uint64_t telling_raw_bytes = 32 * 1024;
constexpr std::uint64_t sixteenths = 16, usual_ratio = 24 * sixteenths, most_ratio = 64 * sixteenths;
constexpr std::uint8_t version = 1;

std::uint64_t half_way(std::uint64_t from, std::uint64_t to) { return from == 0 ? to : (from + to + 1) / 2; }

// Whether a number has moved by more than a quarter.
bool has_moved(std::uint64_t from, std::uint64_t to) { return std::max(from, to) * 4 > std::min(from, to) * 5; }

}  // namespace

void Pace::note(const Sample& sample) {
  if (sample.wire_bytes == 0) return;
  const auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(sample.ms, 1));
  const std::uint64_t shown = std::clamp(sample.wire_bytes * 1000 / ms, slowest_rate, fastest_rate);
  const bool telling = sample.wire_bytes >= telling_bytes && sample.ms >= telling_ms;
  if (telling)
    rate_ = std::min(half_way(rate_, shown), shown * 2);  // a link that has got worse is believed at once
  else if (sample.wire_bytes >= telling_bytes || rate_ > 0)
    rate_ = std::max(rate_, shown);
  if (sample.raw_bytes >= telling_raw_bytes)
    ratio_ = half_way(ratio_, std::clamp(sample.raw_bytes * sixteenths / sample.wire_bytes, sixteenths, most_ratio));
  if (ceiling_ > 0 && sample.raw_bytes >= ceiling_ / 2) ceiling_ *= 2;
  if (ceiling_ >= most_raw_bytes) ceiling_ = 0;
}

void Pace::note_failure(std::uint64_t raw_bytes) {
  if (raw_bytes <= least_raw_bytes) return;  // it could not have been smaller

  ceiling_ = std::max(least_raw_bytes, std::min(raw_bytes, this->raw_bytes()) / 2);
}

std::uint64_t Pace::raw_bytes() const {
  std::uint64_t bytes = first_raw_bytes;
  if (rate_ > 0) bytes = rate_ * static_cast<std::uint64_t>(wanted_ms) / 1000 * (ratio_ > 0 ? ratio_ : usual_ratio) / sixteenths;
  if (ceiling_ > 0) bytes = std::min(bytes, ceiling_);
  return std::clamp(bytes, least_raw_bytes, most_raw_bytes);
}

std::optional<std::uint64_t> Pace::rate() const {
  if (rate_ == 0) return std::nullopt;
  return rate_;
}

std::uint64_t Pace::wire_bytes_of(std::uint64_t raw) const { return raw * sixteenths / (ratio_ > 0 ? ratio_ : usual_ratio); }

std::int64_t Pace::ms_of(std::uint64_t wire) const { return rate_ == 0 ? 0 : static_cast<std::int64_t>(wire * 1000 / rate_); }

SessionLimits LinkPace::limits() const {
  SessionLimits limits;
  limits.push_bytes = static_cast<std::size_t>(up.raw_bytes());
  limits.answer_bytes = static_cast<std::size_t>(down.raw_bytes());
  return limits;
}

Networks::Name Networks::name_of(std::string_view name) {
  const base::Hash hash = base::hash_of({base::bytes_of("hadir network 1"), base::bytes_of(name)});
  Name number = 0;
  for (std::size_t index = 0; index < sizeof number; ++index) number = number << 8 | hash[index];
  return number;
}

Networks Networks::decode(base::ByteView bytes) {
  Networks networks;
  base::ByteReader in(bytes);
  if (in.u8() != version) return {};
  const std::uint64_t count = in.bounded(most, "too many networks");
  for (std::uint64_t index = 0; index < count && in.ok(); ++index) {
    auto& [name, pace] = networks.known_.emplace_back(in.varint(), LinkPace());
    for (Pace* one : {&pace.up, &pace.down}) {
      one->rate_ = in.bounded(fastest_rate, "a rate");
      one->ratio_ = in.bounded(most_ratio, "a ratio");
      one->ceiling_ = in.bounded(most_raw_bytes, "a ceiling");
    }
  }
  return in.finished() ? networks : Networks();
}

base::Bytes Networks::encode() const {
  base::ByteWriter out;
  out.u8(version);
  out.varint(known_.size());
  for (const auto& [name, pace] : known_) {
    out.varint(name);
    for (const Pace* one : {&pace.up, &pace.down}) {
      out.varint(one->rate_);
      out.varint(one->ratio_);
      out.varint(one->ceiling_);
    }
  }
  return out.take();
}

LinkPace Networks::find(std::string_view name) const {
  const auto found = std::ranges::find(known_, name_of(name), &std::pair<Name, LinkPace>::first);
  return found == known_.end() ? LinkPace() : found->second;
}

bool Networks::put(std::string_view name, const LinkPace& pace) {
  const Name number = name_of(name);
  const auto found = std::ranges::find(known_, number, &std::pair<Name, LinkPace>::first);
  const auto differs = [](const Pace& from, const Pace& to) {
    return has_moved(from.rate_, to.rate_) || has_moved(from.ratio_, to.ratio_) || from.ceiling_ != to.ceiling_;
  };
  if (found != known_.end() && found == known_.begin() && !differs(found->second.up, pace.up) &&
      !differs(found->second.down, pace.down))
    return false;
  if (found != known_.end()) known_.erase(found);
  known_.insert(known_.begin(), {number, pace});
  if (known_.size() > most) known_.resize(most);
  return true;
}

}  // namespace hadir::sync
