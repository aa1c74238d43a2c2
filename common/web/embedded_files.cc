#include "common/web/embedded_files.h"

#include <algorithm>

namespace hadir::web {
namespace {

constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

bool takes_gzip(const http::Request& request) { return request.field("Accept-Encoding").find("gzip") != std::string_view::npos; }

const EmbeddedFile* find(std::span<const EmbeddedFile> files, std::string_view path) {
  const auto found = std::ranges::find(files, path, &EmbeddedFile::path);
  return found == files.end() ? nullptr : &*found;
}

}  // namespace

void add_security_fields(http::Response& response) {
  const auto add = [&](std::string_view name, std::string_view value) {
    response.fields.push_back({std::string(name), std::string(value)});
  };
  add("Content-Security-Policy", policy);
  add("X-Content-Type-Options", "nosniff");
  add("Referrer-Policy", "no-referrer");
  add("X-Frame-Options", "DENY");
  add("Cross-Origin-Opener-Policy", "same-origin");
  add("Cross-Origin-Resource-Policy", "same-origin");
  add("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
}

http::Response file_response(std::span<const EmbeddedFile> files, const http::Request& request) {
  if (request.method != "GET" && request.method != "HEAD") {
    http::Response refused = http::problem(405, "Method Not Allowed", "Halaman hanya dapat dibaca.");
    refused.fields.push_back({"Allow", "GET, HEAD"});
    return refused;
  }
  const std::string_view path = request.path();
  const EmbeddedFile* file = find(files, path);
  const bool is_page = !path.starts_with("/assets/") && !path.starts_with("/api/");
  if (file == nullptr && is_page) file = find(files, "/");
  if (file == nullptr) return http::problem(404, "Not Found", "Tidak ada apa-apa di alamat ini.");

  http::Response response;
  const bool packed = !file->gzip.empty() && takes_gzip(request);
  const std::string tag = "\"" + std::string(file->hash.substr(0, 32)) + (packed ? "-gzip\"" : "\"");
  response.fields.push_back({"ETag", tag});
  response.fields.push_back({"Vary", "Accept-Encoding"});
  const bool is_asset = path.starts_with("/assets/");
  response.fields.push_back({"Cache-Control", is_asset ? "public, max-age=31536000, immutable" : "no-cache"});
  if (request.field("If-None-Match") == tag) {
    response.status = 304;
    return response;
  }
  response.content_type = file->content_type;
  const base::ByteView content = packed ? file->gzip : file->plain;
  response.body.assign(content.begin(), content.end());
  if (packed) response.fields.push_back({"Content-Encoding", "gzip"});
  return response;
}

}  // namespace hadir::web
