// The TLS session of the latest connection to the hub, offered to it in the next one: a handshake without certificates, some 500
// bytes less, on a link that was gone for a while or after the program was started anew. libcurl keeps sessions too, but only in
// its own memory; here one place keeps them, in memory and in a file.
#pragma once

#include <filesystem>
#include <string_view>

#include "common/base/crypto.h"

namespace hadir::agent {

// One connection at a time. What the file holds lets its reader resume a connection, as the replica's key beside it lets him make
// one: it is readable by its owner alone and written nowhere else. A file that is damaged, too old or another hub's costs a whole
// handshake.
class TlsSession {
 public:
  // `hub`: whatever tells one hub from another. Without `file` the session lasts as long as this object.
  TlsSession(std::filesystem::path file, std::string_view hub);

  // For CURLOPT_SSL_CTX_FUNCTION: connections of this context (SSL_CTX*) offer what is held and leave what they get. This must
  // outlive them.
  void attach(void* context);
  // Puts what has come since into the file; a disk that does not take it costs a handshake later.
  void save();

 private:
  struct Callbacks;
  const std::filesystem::path file_;
  const base::Hash hub_;
  base::Bytes session_;  // ASN.1, as OpenSSL writes it; empty where there is none
  bool is_new_ = false;  // not in the file yet
};

}  // namespace hadir::agent
