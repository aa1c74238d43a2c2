// The one-time code that a secretariat hands to an office: where the hub is, how to recognise it, the secret, the unit. One line
// of letters and digits that survives mail and chat; a checksum finds what was cut or mistyped.
//
//   code = "HADIR1-" base64url( url, hub key fingerprint(16), TLS pin(1 + 32 or 0), secret(16), unit, checksum(4) )
#pragma once

#include <optional>
#include <string>

#include "common/wire/messages.h"

namespace hadir::sync {

using KeyFingerprint = std::array<std::uint8_t, 16>;
// The first 16 bytes of the key's BLAKE2b-256.
KeyFingerprint fingerprint_of(const base::PublicKey& key);

struct EnrolmentCode {
  std::string url;  // https://host[:port]
  KeyFingerprint hub_key{};
  std::optional<base::Hash> tls_pin;  // SHA-256 of the certificate's public key; nothing: the system's authorities decide
  wire::Secret secret{};
  std::string unit;
};

std::string encode_code(const EnrolmentCode& code);
// Fault::bad_input, in Indonesian. White space anywhere is ignored.
base::Result<EnrolmentCode> decode_code(std::string_view text);

// Whether an answer comes from the hub that the code means. Fault::refused, in Indonesian.
base::Result<void> check_enrolment(const wire::EnrolAnswer& answer, const EnrolmentCode& code);

// The key pair that stands for a code's secret: the hub keeps its public half, and a signature with it proves the secret to the
// hub without telling it to anybody.
base::KeyPair code_key_of(const wire::Secret& secret);

// The pin as libcurl wants it: "sha256//" and base64. From that form: nothing where it is not one.
std::string curl_pin(const base::Hash& pin);
std::optional<base::Hash> parse_curl_pin(std::string_view text);

}  // namespace hadir::sync
