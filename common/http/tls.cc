#include "common/http/tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>

namespace hadir::http {
namespace {

namespace asio = boost::asio;

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Bio = std::unique_ptr<BIO, Release<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>>;
using Octets = std::unique_ptr<unsigned char, decltype([](unsigned char* octets) { OPENSSL_free(octets); })>;

// Tickets are good for a day: an agent that comes back after a night resumes, a stolen ticket key does not last.
constexpr long ticket_seconds = 24 * 3600;
// Small records let a peer on a slow link see progress every few seconds.
constexpr long record_bytes = 4096;

base::Error tls_error(std::string what) {
  std::array<char, 160> reason{};
  if (const unsigned long code = ERR_get_error(); code != 0) {
    ERR_error_string_n(code, reason.data(), reason.size());
    what += std::string(": ") + reason.data();
  }
  ERR_clear_error();
  return {base::Fault::bad_input, std::move(what), {}};
}

std::string contents_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<std::size_t>(size));
}

bool add_extension(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// The extension's text is parsed by OpenSSL, where a comma would start another name.
bool plain_name(const std::string& name) {
  return !name.empty() && name.size() <= 253 && std::all_of(name.begin(), name.end(), [](unsigned char letter) {
    return std::isalnum(letter) != 0 || letter == '.' || letter == '-' || letter == ':' || letter == '_' || letter == '*';
  });
}

std::string alternative_name(const std::string& name) {
  boost::system::error_code failed;
  asio::ip::make_address(name, failed);
  return (failed ? "DNS:" : "IP:") + name;
}

bool fill_names(X509* certificate, const std::vector<std::string>& names) {
  std::string alternatives;
  for (const std::string& name : names) alternatives += (alternatives.empty() ? "" : ",") + alternative_name(name);
  X509_NAME* subject = X509_get_subject_name(certificate);
  const auto common = reinterpret_cast<const unsigned char*>(names.front().data());
  const int size = static_cast<int>(std::min<std::size_t>(names.front().size(), 64));  // ub-common-name of RFC 5280
  return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, common, size, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, subject) == 1 && add_extension(certificate, NID_subject_alt_name, alternatives) &&
         add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(certificate, NID_key_usage, "critical,digitalSignature") &&
         add_extension(certificate, NID_ext_key_usage, "serverAuth");
}

bool fill_validity(X509* certificate, base::WallTime now, int years) {
  ASN1_TIME* until = X509_getm_notAfter(certificate);
  return ASN1_TIME_set_string(X509_getm_notBefore(certificate), "20000101000000Z") == 1 &&
         ASN1_TIME_adj(until, static_cast<std::time_t>(now.ms / 1000), years * 365 + years / 4, 0) != nullptr;
}

bool fill_serial(X509* certificate) {
  std::array<unsigned char, 8> raw{};
  if (RAND_bytes(raw.data(), static_cast<int>(raw.size())) != 1) return false;
  std::uint64_t serial = 0;
  for (const unsigned char byte : raw) serial = serial << 8 | byte;
  return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1 | 1) == 1;
}

}  // namespace

base::Result<Identity> make_self_signed(const std::vector<std::string>& names, base::WallTime now, int years) {
  if (names.empty() || !std::all_of(names.begin(), names.end(), plain_name))
    return base::Error{base::Fault::bad_input, "a certificate needs host names or IP addresses", "give the hub's address"};
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  if (!key || !certificate) return tls_error("cannot make a TLS key");
  if (X509_set_version(certificate.get(), X509_VERSION_3) != 1 || !fill_serial(certificate.get()) ||
      !fill_validity(certificate.get(), now, years) || X509_set_pubkey(certificate.get(), key.get()) != 1 ||
      !fill_names(certificate.get(), names) || X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0)
    return tls_error("cannot make a certificate for " + names.front());

  const Bio certificate_out(BIO_new(BIO_s_mem()));
  const Bio key_out(BIO_new(BIO_s_secmem()));
  if (PEM_write_bio_X509(certificate_out.get(), certificate.get()) != 1 ||
      PEM_write_bio_PKCS8PrivateKey(key_out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return tls_error("cannot write the certificate for " + names.front());
  return Identity{contents_of(certificate_out.get()), contents_of(key_out.get())};
}

base::Result<std::string> spki_pin(std::string_view certificate_pem) {
  const Bio in(BIO_new_mem_buf(certificate_pem.data(), static_cast<int>(certificate_pem.size())));
  const Certificate certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
  if (!certificate) return tls_error("not a PEM certificate");

  unsigned char* raw = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &raw);
  const Octets der(raw);
  std::array<unsigned char, 32> digest{};
  if (size <= 0 || EVP_Digest(raw, static_cast<std::size_t>(size), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
    return tls_error("cannot read the certificate's public key");
  std::array<unsigned char, 48> text{};  // 44 characters and the closing zero that EVP_EncodeBlock writes
  const int length = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
  return "sha256//" + std::string(reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(length));
}

base::Result<std::string> fingerprint(std::string_view certificate_pem) {
  const Bio in(BIO_new_mem_buf(certificate_pem.data(), static_cast<int>(certificate_pem.size())));
  const Certificate certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
  std::array<unsigned char, 32> digest{};
  if (!certificate || X509_digest(certificate.get(), EVP_sha256(), digest.data(), nullptr) != 1)
    return tls_error("not a PEM certificate");
  std::string text;
  for (const unsigned char byte : digest) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    if (!text.empty()) text += ':';
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

base::Result<std::shared_ptr<asio::ssl::context>> make_server_context(const Identity& identity) {
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX* raw = context->native_handle();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_options(raw, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                               SSL_OP_PRIORITIZE_CHACHA | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_max_send_fragment(raw, record_bytes);
  // Tickets keep the session's state with the agent; the context's own cache would hold it here, for one process only.
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_timeout(raw, ticket_seconds);
  static constexpr std::array<unsigned char, 5> session_context = {'h', 'a', 'd', 'i', 'r'};
  SSL_CTX_set_session_id_context(raw, session_context.data(), session_context.size());
  // Suites of 256-bit hashes first: secrets, binders and tickets of a resumed handshake are shorter on a slow link.
  if (SSL_CTX_set_ciphersuites(raw, "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384") != 1 ||
      SSL_CTX_set_num_tickets(raw, 1) != 1 || SSL_CTX_set1_groups_list(raw, "X25519:P-256:P-384") != 1 ||
      SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1)
    return tls_error("cannot set up TLS");

  boost::system::error_code failed;
  context->use_certificate_chain(asio::buffer(identity.certificate_pem), failed);
  if (failed) return base::Error{base::Fault::bad_input, "the TLS certificate is unreadable: " + failed.message(), {}};
  context->use_private_key(asio::buffer(identity.key_pem), asio::ssl::context::pem, failed);
  if (failed || SSL_CTX_check_private_key(raw) != 1) {
    ERR_clear_error();
    return base::Error{base::Fault::bad_input, "the TLS key is unreadable or not the certificate's",
                       "give the certificate and the key that were made together"};
  }
  return context;
}

}  // namespace hadir::http
