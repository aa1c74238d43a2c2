#include "common/sync/enrolment_code.h"

#include "common/base/text.h"

namespace hadir::sync {
namespace {

constexpr std::string_view prefix = "HADIR1-";
constexpr std::string_view pin_prefix = "sha256//";
constexpr std::size_t url_bytes = 256;

base::ByteView checksum_of(const base::Hash& hash) { return base::ByteView(hash).first(4); }

}  // namespace

KeyFingerprint fingerprint_of(const base::PublicKey& key) {
  const base::Hash hash = base::hash_of(key);
  KeyFingerprint fingerprint;
  std::copy_n(hash.begin(), fingerprint.size(), fingerprint.begin());
  return fingerprint;
}

std::string encode_code(const EnrolmentCode& code) {
  base::ByteWriter out;
  out.text(code.url);
  out.raw(code.hub_key);
  out.u8(code.tls_pin ? 1 : 0);
  if (code.tls_pin) out.raw(*code.tls_pin);
  out.raw(code.secret);
  out.text(code.unit);
  const base::Hash hash = base::hash_of(out.bytes());
  out.raw(checksum_of(hash));
  return std::string(prefix) + base::to_base64url(out.bytes());
}

base::Result<EnrolmentCode> decode_code(std::string_view text) {
  const base::Error wrong{base::Fault::bad_input, "kode pendaftaran ini tidak lengkap atau salah ketik",
                          "salin seluruh kode HADIR1-… yang diberikan sekretariat, lalu coba lagi"};
  std::string compact;
  for (const char c : text)
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') compact += c;
  if (!compact.starts_with(prefix)) return wrong;
  const auto bytes = base::from_base64url(std::string_view(compact).substr(prefix.size()));
  if (!bytes || bytes->size() < 4) return wrong;
  const base::ByteView content = base::ByteView(*bytes).first(bytes->size() - 4);
  if (!std::ranges::equal(checksum_of(base::hash_of(content)), base::ByteView(*bytes).last(4))) return wrong;
  base::ByteReader in(content);
  EnrolmentCode code;
  code.url = in.text(url_bytes, "url too long");
  code.hub_key = in.array<16>();
  if (in.u8() != 0) code.tls_pin = in.array<32>();
  code.secret = in.array<16>();
  code.unit = in.text(base::limits::scope_bytes, "unit too long");
  const bool usable = in.finished() && model::is_unit_code(code.unit) && code.url.starts_with("http") && base::is_utf8(code.url);
  if (!usable) return wrong;
  return code;
}

base::Result<void> check_enrolment(const wire::EnrolAnswer& answer, const EnrolmentCode& code) {
  const KeyFingerprint fingerprint = fingerprint_of(answer.hub_key);
  if (!base::equal_in_constant_time(fingerprint, code.hub_key) ||
      !base::verify(answer.hub_key, log::beacon_message(answer.beacon.hub_ms), answer.beacon.signature))
    return base::Error{base::Fault::refused, "yang menjawab bukan hub yang dimaksud kode pendaftaran",
                       "minta kode baru kepada sekretariat"};
  return {};
}

base::KeyPair code_key_of(const wire::Secret& secret) {
  return base::KeyPair(base::hash_of({base::bytes_of("hadir code key 1"), secret}));
}

std::string curl_pin(const base::Hash& pin) { return std::string(pin_prefix) + base::to_base64(pin); }

std::optional<base::Hash> parse_curl_pin(std::string_view text) {
  if (!text.starts_with(pin_prefix)) return std::nullopt;
  const auto bytes = base::from_base64(text.substr(pin_prefix.size()));
  base::Hash pin;
  if (!bytes || bytes->size() != pin.size()) return std::nullopt;
  std::ranges::copy(*bytes, pin.begin());
  return pin;
}

}  // namespace hadir::sync
