// The hub's self-made identity and its pin.
#include "common/http/tls.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "tests/catch.h"

namespace hadir::http {
namespace {

constexpr base::WallTime now{1'772'409'600'000};

std::shared_ptr<X509> parse(const std::string& pem) {
  BIO* in = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  std::shared_ptr<X509> certificate(PEM_read_bio_X509(in, nullptr, nullptr, nullptr), X509_free);
  BIO_free(in);
  return certificate;
}

}  // namespace

TEST_CASE("http: a self-signed identity names its hosts and outlives wrong clocks") {
  const Identity identity = make_self_signed({"hub.example.go.id", "192.0.2.7", "::1"}, now).value();
  const auto certificate = parse(identity.certificate_pem);
  REQUIRE(certificate);
  CHECK(X509_check_host(certificate.get(), "hub.example.go.id", 0, 0, nullptr) == 1);
  CHECK(X509_check_host(certificate.get(), "other.example.go.id", 0, 0, nullptr) == 0);
  CHECK(X509_check_ip_asc(certificate.get(), "192.0.2.7", 0) == 1);
  CHECK(X509_check_ip_asc(certificate.get(), "::1", 0) == 1);
  std::time_t in_2005 = 1'104'537'600;
  std::time_t in_2045 = 2'366'841'600;
  CHECK(X509_cmp_time(X509_get0_notBefore(certificate.get()), &in_2005) < 0);
  CHECK(X509_cmp_time(X509_get0_notAfter(certificate.get()), &in_2045) > 0);
  CHECK(make_server_context(identity).has_value());
}

TEST_CASE("http: a pin has curl's form and belongs to one key") {
  const Identity one = make_self_signed({"hub"}, now).value();
  const Identity two = make_self_signed({"hub"}, now).value();
  const std::string pin = spki_pin(one.certificate_pem).value();
  CHECK_THAT(pin, test::starts_with("sha256//"));
  CHECK(pin.size() == 8 + 44);
  CHECK(pin != spki_pin(two.certificate_pem).value());
  CHECK(spki_pin("not a certificate").has_error());
}

TEST_CASE("http: identities that cannot serve are refused with a reason") {
  const Identity one = make_self_signed({"hub"}, now).value();
  const Identity two = make_self_signed({"hub"}, now).value();
  CHECK(make_server_context({one.certificate_pem, two.key_pem}).has_error());
  CHECK(make_server_context({"", ""}).has_error());
  CHECK(make_self_signed({}, now).has_error());
  CHECK(make_self_signed({"hub,IP:10.0.0.1"}, now).has_error());
}

}  // namespace hadir::http
