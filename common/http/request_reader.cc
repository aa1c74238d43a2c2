#include "common/http/request_reader.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/parser.hpp>

namespace hadir::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;

// One read from the socket: a TLS record.
constexpr std::size_t read_bytes = 16 * 1024;

// Beast's own vector_body reserves what Content-Length announces; this one takes what comes.
struct GrowingBody {
  using value_type = base::Bytes;
  static std::uint64_t size(const value_type& body) { return body.size(); }
  class reader {
   public:
    template <bool is_request, class Fields>
    reader(beast::http::header<is_request, Fields>&, value_type& body) : body_(body) {}
    void init(const boost::optional<std::uint64_t>&, beast::error_code& failed) { failed = {}; }
    template <class Buffers>
    std::size_t put(const Buffers& buffers, beast::error_code& failed) {
      failed = {};
      std::size_t taken = 0;
      for (const asio::const_buffer part : beast::buffers_range_ref(buffers)) {
        const auto data = static_cast<const std::uint8_t*>(part.data());
        body_.insert(body_.end(), data, data + part.size());
        taken += part.size();
      }
      return taken;
    }
    void finish(beast::error_code& failed) { failed = {}; }

   private:
    value_type& body_;
  };
};

template <class Message>
Request head_of(const Message& message) {
  Request request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  for (const auto& field : message) request.fields.push_back({std::string(field.name_string()), std::string(field.value())});
  return request;
}

}  // namespace

struct RequestReader::Parser {
  explicit Parser(const Limits& limits) : input(limits.header_bytes + read_bytes) { start(limits); }
  void start(const Limits& limits) {
    message.emplace();
    message->header_limit(static_cast<std::uint32_t>(limits.header_bytes));
    message->body_limit(limits.body_bytes);
    head_told = false;
  }
  beast::flat_buffer input;
  std::optional<beast::http::request_parser<GrowingBody>> message;
  bool head_told = false;
};

RequestReader::RequestReader(const Limits& limits) : limits_(limits), parser_(std::make_unique<Parser>(limits)) {}
RequestReader::~RequestReader() = default;

std::span<std::uint8_t> RequestReader::prepare() {
  beast::flat_buffer& input = parser_->input;
  // step() refuses before the buffer is full, so there is always room.
  const std::size_t wanted = reading_body() ? read_bytes : std::min<std::size_t>(read_bytes, limits_.header_bytes);
  const asio::mutable_buffer room = input.prepare(std::min(wanted, input.max_size() - input.size()));
  return {static_cast<std::uint8_t*>(room.data()), room.size()};
}

void RequestReader::commit(std::size_t bytes) { parser_->input.commit(bytes); }

RequestReader::Step RequestReader::step() {
  auto& message = *parser_->message;
  beast::flat_buffer& input = parser_->input;
  while (!message.is_done()) {
    if (message.is_header_done() && !parser_->head_told) return accept_head();
    if (input.size() == 0) return Step::more;

    beast::error_code failed;
    input.consume(message.put(input.data(), failed));
    if (failed == beast::http::error::need_more) {
      if (input.size() < input.max_size()) return Step::more;
      failed = beast::http::error::header_limit;  // an endless chunk extension or trailer
    }
    if (failed == beast::http::error::body_limit) return refuse(413, "The request's body is larger than this server takes.");
    if (failed == beast::http::error::header_limit) return refuse(431, "The request's header is larger than this server takes.");
    if (failed == beast::http::error::bad_version) return refuse(505, "This server speaks HTTP/1.1.");
    if (failed) return refuse(400, "This is not an HTTP request: " + failed.message() + ".");
  }
  if (!parser_->head_told) {
    if (const Step step = accept_head(); step == Step::refused) return step;
  }
  return Step::complete;
}

// What Beast lets pass and this server does not: a body whose end cannot be known.
RequestReader::Step RequestReader::accept_head() {
  auto& message = *parser_->message;
  const auto& head = message.get();
  parser_->head_told = true;
  message.eager(true);
  if (head.version() == 11 && head.find(beast::http::field::host) == head.end())
    return refuse(400, "The request must name the host it is meant for.");
  const auto encoding = head[beast::http::field::transfer_encoding];
  if (!encoding.empty() && !beast::iequals(encoding, "chunked"))
    return refuse(501, "Only the chunked transfer encoding is known here.");
  const auto method = head.method_string();
  const bool brings_body = method == "POST" || method == "PUT" || method == "PATCH";
  if (brings_body && !message.chunked() && !message.content_length())
    return refuse(411, "The request must say how long its body is.");
  const auto expected = head[beast::http::field::expect];
  if (!expected.empty() && !beast::iequals(expected, "100-continue"))
    return refuse(417, "This server cannot do what is expected of it.");
  return Step::head;
}

RequestReader::Step RequestReader::refuse(unsigned status, std::string_view detail) {
  refusal_ = problem(status, reason_of(status), detail);
  return Step::refused;
}

bool RequestReader::untouched() const { return parser_->input.size() == 0 && !parser_->message->got_some(); }
bool RequestReader::reading_body() const { return parser_->message->is_header_done(); }
bool RequestReader::expects_continue() const {
  return parser_->input.size() == 0 && !parser_->message->get()[beast::http::field::expect].empty();
}
std::size_t RequestReader::body_bytes() const { return parser_->message->get().body().size(); }

base::ByteView RequestReader::body() const { return parser_->message->get().body(); }

Request RequestReader::head() const { return head_of(parser_->message->get()); }

Request RequestReader::take() {
  auto message = parser_->message->release();
  keep_alive_ = message.keep_alive();
  Request request = head_of(message);
  request.body = std::move(message.body());
  parser_->start(limits_);
  if (parser_->input.size() == 0) parser_->input.shrink_to_fit();  // an idle connection holds no buffer
  return request;
}

}  // namespace hadir::http
