#include "common/sync/upload.h"

#include <charconv>

#include "common/base/byte_io.h"
#include "common/base/limits.h"

namespace hadir::sync {
namespace {

constexpr std::string_view announce_path = "/v1/request";
constexpr std::string_view held_begin = "{\"held\":", held_end = "}";

}  // namespace

std::optional<RequestName> parse_request_name(std::string_view text) {
  const auto bytes = base::from_hex(text);
  if (!bytes || bytes->size() != RequestName().size()) return std::nullopt;
  RequestName name{};
  std::copy(bytes->begin(), bytes->end(), name.begin());
  return name;
}

std::string announce(const base::KeyPair& key, const base::PublicKey& hub, base::ByteView request) {
  base::ByteWriter out;
  out.raw(name_of_request(request));
  out.varint(request.size());
  return base::to_base64url(wire::sign_request(key, hub, announce_path, 0, out.bytes()));
}

std::optional<Announcement> parse_announcement(base::ByteView bytes) {
  auto envelope = wire::parse_request(bytes);
  if (!envelope) return std::nullopt;
  Announcement announcement;
  announcement.envelope = *envelope;
  base::ByteReader in(announcement.envelope.frame);
  announcement.name = in.array<32>();
  announcement.bytes = in.bounded(base::limits::frame_bytes, "too large");
  if (!in.finished() || announcement.envelope.counter != 0) return std::nullopt;
  return announcement;
}

bool verify_announcement(const Announcement& announcement, const base::PublicKey& key, const base::PublicKey& hub) {
  return wire::verify_request(announcement.envelope, key, hub, announce_path);
}

std::string held_json(std::uint64_t bytes) { return std::string(held_begin) + std::to_string(bytes) + std::string(held_end); }

std::optional<std::uint64_t> parse_held(base::ByteView body) {
  std::string_view text = base::text_of(body);
  if (!text.starts_with(held_begin) || !text.ends_with(held_end)) return std::nullopt;
  text.remove_prefix(held_begin.size());
  text.remove_suffix(held_end.size());
  std::uint64_t bytes = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), bytes);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return bytes;
}

}  // namespace hadir::sync
