// The pages of a web server, inside its executable: compressed when built, cached by the hash in their names, and told to
// browsers with a policy under which nothing but ourselves may act (docs: build.mjs and embed.cmake make them).
#pragma once

#include <span>
#include <string_view>

#include "common/base/bytes.h"
#include "common/http/message.h"

namespace hadir::web {

struct EmbeddedFile {
  std::string_view path;  // "/" or "/assets/NAME.HASH.ENDING"
  std::string_view content_type;
  std::string_view hash;  // of its content, in hexadecimal
  base::ByteView plain;
  base::ByteView gzip;
};

// Answers a GET or HEAD: the file of that path; "/" for any other path that no program asks for; 404 below /assets/ and /api/;
// 405 for other methods.
http::Response file_response(std::span<const EmbeddedFile> files, const http::Request& request);

// What every answer carries: no scripts, styles, frames or connections but our own, and no guessing of types.
void add_security_fields(http::Response& response);

}  // namespace hadir::web
