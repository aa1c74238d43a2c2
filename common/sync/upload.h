// Taking a request or its answer up again where the link broke: what both ends must agree on. PROTOCOL.md, section 9.
//
// A request is known by the hash of all its bytes, which only its author and the hub can know. Who asks by this name what became
// of it needs no other proof. Room for a request that may not arrive whole is given to enrolled replicas alone: an announcement,
// signed like a request, goes in front of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/wire/frame.h"

namespace hadir::sync {

inline constexpr std::string_view resume_path = "/v1/request/";  // and the name in hexadecimal
inline constexpr std::string_view announce_field = "Upload";

using RequestName = base::Hash;
inline RequestName name_of_request(base::ByteView request) { return base::hash_of(request); }
std::optional<RequestName> parse_request_name(std::string_view text);

// The value of announce_field: says that `request` is on its way.
std::string announce(const base::KeyPair& key, const base::PublicKey& hub, base::ByteView request);

struct Announcement {
  wire::SignedRequest envelope;
  RequestName name{};
  std::uint64_t bytes = 0;
};
// Of a decoded announce_field; checks no signature. The announcement views `bytes`.
std::optional<Announcement> parse_announcement(base::ByteView bytes);
bool verify_announcement(const Announcement& announcement, const base::PublicKey& key, const base::PublicKey& hub);

// The answer to a question after a request that has not arrived whole: {"held":N}.
std::string held_json(std::uint64_t bytes);
std::optional<std::uint64_t> parse_held(base::ByteView body);

}  // namespace hadir::sync
