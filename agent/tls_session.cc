#include "agent/tls_session.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "common/base/files.h"

namespace hadir::agent {
namespace {

// A session holds the hub's certificates and its ticket: one to three KiB.
constexpr std::size_t most_session_bytes = 64 * 1024;
// A record is of use only once all of it has come: one that fits into a packet loses nothing more when the link breaks, at one
// percent more bytes.
constexpr std::size_t record_bytes = 1400;

using Session = std::unique_ptr<SSL_SESSION, decltype([](SSL_SESSION* session) { SSL_SESSION_free(session); })>;

}  // namespace

struct TlsSession::Callbacks {
  static TlsSession& of(SSL_CTX* context) { return *static_cast<TlsSession*>(SSL_CTX_get_app_data(context)); }

  static int on_session(SSL* connection, SSL_SESSION* session) {
    TlsSession& self = of(SSL_get_SSL_CTX(connection));
    const int size = i2d_SSL_SESSION(session, nullptr);
    if (size <= 0 || static_cast<std::size_t>(size) > most_session_bytes || SSL_SESSION_is_resumable(session) != 1) return 0;
    self.session_.resize(static_cast<std::size_t>(size));
    unsigned char* out = self.session_.data();
    i2d_SSL_SESSION(session, &out);
    self.is_new_ = true;
    return 0;  // the session stays OpenSSL's
  }

  // Before the first message of a handshake, which is the last moment at which a session can be offered; libcurl hands out the
  // context alone.
  static void on_progress(const SSL* connection, int where, int) {
    if ((where & SSL_CB_HANDSHAKE_START) == 0 || SSL_get_session(connection) != nullptr) return;
    const TlsSession& self = of(SSL_get_SSL_CTX(connection));
    if (self.session_.empty()) return;
    const unsigned char* in = self.session_.data();
    const Session session(d2i_SSL_SESSION(nullptr, &in, static_cast<long>(self.session_.size())));
    if (session)
      SSL_set_session(const_cast<SSL*>(connection), session.get());
    else
      ERR_clear_error();  // what is wrong with the file is not what may be wrong with the handshake
  }
};

TlsSession::TlsSession(std::filesystem::path file, std::string_view hub)
    : file_(std::move(file)), hub_(base::hash_of(base::bytes_of(hub))) {
  if (file_.empty()) return;
  const auto content = base::read_file(file_, hub_.size() + most_session_bytes);
  if (!content || content->size() <= hub_.size()) return;
  const base::ByteView bytes = base::bytes_of(*content);
  if (std::equal(hub_.begin(), hub_.end(), bytes.begin()))
    session_.assign(bytes.begin() + static_cast<std::ptrdiff_t>(hub_.size()), bytes.end());
}

void TlsSession::attach(void* context) {
  auto* tls = static_cast<SSL_CTX*>(context);
  SSL_CTX_set_app_data(tls, this);
  SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(tls, &Callbacks::on_session);
  SSL_CTX_set_info_callback(tls, &Callbacks::on_progress);
  SSL_CTX_set_max_send_fragment(tls, record_bytes);
}

void TlsSession::save() {
  if (!std::exchange(is_new_, false) || file_.empty()) return;
  std::string content(base::text_of(hub_));
  content.append(base::text_of(session_));
  static_cast<void>(base::write_private_file(file_, content));
}

}  // namespace hadir::agent
