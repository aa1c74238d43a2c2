#include "common/http/message.h"

#include <fmt/format.h>

#include <algorithm>

namespace hadir::http {
namespace {

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

bool same_name(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char l, char r) { return lower(l) == lower(r); });
}

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') {
      out += '\\';
      out += letter;
    } else if (static_cast<unsigned char>(letter) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(letter));
    } else {
      out += letter;
    }
  }
  return out + '"';
}

bool printable(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char letter) {
    const auto code = static_cast<unsigned char>(letter);
    return (code < 0x20 && letter != '\t') || code == 0x7f;
  });
}

bool has_body(unsigned status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace

std::string_view Request::field(std::string_view name) const {
  for (const Field& field : fields) {
    if (same_name(field.name, name)) return field.value;
  }
  return {};
}

std::string_view Request::path() const { return std::string_view(target).substr(0, target.find('?')); }

std::string_view Request::query() const {
  const auto mark = target.find('?');
  return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

Response text(unsigned status, std::string_view content_type, std::string_view body) {
  Response response;
  response.status = status;
  response.content_type = content_type;
  response.body.assign(body.begin(), body.end());
  return response;
}

Response problem(unsigned status, std::string_view title, std::string_view detail) {
  const std::string body = fmt::format(R"({{"status":{},"title":{},"detail":{}}})", status, json_text(title), json_text(detail));
  return text(status, "application/problem+json", body);
}

unsigned status_of(base::Fault fault) {
  switch (fault) {
    case base::Fault::bad_input: return 400;
    case base::Fault::not_found: return 404;
    case base::Fault::refused: return 403;
    case base::Fault::clash: return 409;
    case base::Fault::too_large: return 413;
    case base::Fault::unsupported: return 501;
    case base::Fault::busy: return 503;
    case base::Fault::unreachable: return 502;
    case base::Fault::storage: return 500;
    case base::Fault::corrupt: return 422;
  }
  return 500;
}

Response problem(const base::Error& error) {
  const unsigned status = status_of(error.fault);
  if (error.fault == base::Fault::storage)
    return problem(status, reason_of(status), "Penyimpanan data gagal; tidak ada yang dicatat.");
  return problem(status, reason_of(status), base::describe(error));
}

std::string_view reason_of(unsigned status) {
  switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "Status";
  }
}

base::Result<std::string> head_of(const Response& response, bool keep_alive) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason_of(response.status));
  const auto add = [&head](std::string_view name, std::string_view value) {
    if (name.empty() || !printable(name) || name.find_first_of(": \t") != std::string_view::npos || !printable(value))
      return false;
    head.append(name).append(": ").append(value).append("\r\n");
    return true;
  };
  bool sound = response.status >= 100 && response.status <= 999;
  if (!response.content_type.empty()) sound = add("Content-Type", response.content_type) && sound;
  for (const Field& field : response.fields) sound = add(field.name, field.value) && sound;
  if (!sound) return base::Error{base::Fault::bad_input, "a response field holds a control character", {}};
  if (has_body(response.status) && response.source == nullptr)
    head += fmt::format("Content-Length: {}\r\n", response.body.size());
  if (!keep_alive) head += "Connection: close\r\n";
  return head + "\r\n";
}

}  // namespace hadir::http
