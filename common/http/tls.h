// TLS of the hub: a self-signed identity that agents pin at enrolment, and the server's context.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/base/error.h"

namespace hadir::http {

struct Identity {
  std::string certificate_pem;  // leaf first, then any intermediates
  std::string key_pem;          // PKCS#8; secret
};

// A P-256 certificate signed by its own key. `names` are host names or IP addresses, the first also the common name; all go
// into the subjectAltName. Valid from 2000-01-01, since the clocks of office PCs are wrong, until `years` after `now`.
// bad_input: no names, or a name that no certificate can hold.
base::Result<Identity> make_self_signed(const std::vector<std::string>& names, base::WallTime now, int years = 20);

// "sha256//" + base64 of the SHA-256 of the leaf's SubjectPublicKeyInfo, as CURLOPT_PINNEDPUBLICKEY takes it. It stays the
// same when the certificate is renewed with the same key. bad_input: not a certificate.
base::Result<std::string> spki_pin(std::string_view certificate_pem);

// Of the leaf, as browsers show it: the SHA-256 in pairs of hexadecimal digits, "AB:CD:…". bad_input: not a certificate.
base::Result<std::string> fingerprint(std::string_view certificate_pem);

// TLS 1.2 with forward-secret AEAD suites, or 1.3; stateless session tickets, so that a dropped link costs an abbreviated
// handshake. bad_input: malformed PEM, or a key that is not the certificate's.
base::Result<std::shared_ptr<boost::asio::ssl::context>> make_server_context(const Identity& identity);

}  // namespace hadir::http
