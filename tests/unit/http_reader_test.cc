// The request reader without sockets: bytes in any slices, and memory that follows the bytes rather than the announcement.
#include "common/http/request_reader.h"

#include <cstring>

#include "tests/catch.h"

namespace hadir::http {
namespace {

// Feeds in slices of that size until the reader has decided; answers what it decided.
RequestReader::Step feed(RequestReader& reader, std::string_view bytes, std::size_t slice) {
  RequestReader::Step step = reader.step();
  while (!bytes.empty() && step != RequestReader::Step::complete && step != RequestReader::Step::refused) {
    const auto room = reader.prepare();
    REQUIRE_FALSE(room.empty());
    const std::size_t size = std::min({slice, bytes.size(), room.size()});
    std::memcpy(room.data(), bytes.data(), size);
    reader.commit(size);
    bytes.remove_prefix(size);
    do step = reader.step();
    while (step == RequestReader::Step::head);
  }
  return step;
}

}  // namespace

TEST_CASE("http: a request reads the same in slices of any size") {
  const std::string bytes =
      "POST /v1/exchange?x=1 HTTP/1.1\r\nHost: hub\r\nContent-TYPE: a/b\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;note=1\r\nhello\r\n10\r\n0123456789abcdef\r\n0\r\nTrailer: t\r\n\r\n";
  for (std::size_t slice = 1; slice <= bytes.size(); ++slice) {
    RequestReader reader{Limits{}};
    CHECK(reader.untouched());
    REQUIRE(feed(reader, bytes, slice) == RequestReader::Step::complete);
    const Request request = reader.take();
    CHECK(request.method == "POST");
    CHECK(request.path() == "/v1/exchange");
    CHECK(request.query() == "x=1");
    CHECK(request.field("content-type") == "a/b");
    CHECK(request.field("absent").empty());
    CHECK(base::text_of(request.body) == "hello0123456789abcdef");
    CHECK(reader.keep_alive());
    CHECK(reader.untouched());
  }
}

TEST_CASE("http: an endless chunk extension or header is refused within the header limit") {
  for (const std::string start :
       {"GET / HTTP/1.1\r\nHost: x\r\nX: ", "GET /", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;x=",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: "}) {
    RequestReader reader{Limits{}};
    REQUIRE(feed(reader, start + std::string(100'000, 'x'), 1000) == RequestReader::Step::refused);
    CHECK(reader.refusal().status == 431);
  }
}

TEST_CASE("http: an announced length allocates nothing") {
  Limits limits;
  limits.body_bytes = std::size_t{1} << 50;
  RequestReader reader{limits};
  CHECK(feed(reader, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000000\r\n\r\nabc", 1000) ==
        RequestReader::Step::more);
  CHECK(reader.reading_body());
  CHECK(reader.body_bytes() == 3);
}

TEST_CASE("http: answers say their length, and fields with control characters are not written") {
  const Response answer = text(200, "text/plain", "ok");
  CHECK(head_of(answer, true).value() == "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n");
  for (const Field& field : {Field{"X", "a\nb"}, Field{"X", std::string("a\0b", 3)}, Field{"X:", "a"}, Field{"", "a"}}) {
    Response bad = answer;
    bad.fields.push_back(field);
    CHECK(head_of(bad, true).has_error());
  }
  CHECK(base::text_of(problem(400, "T", "say \"x\"\n").body) == R"({"status":400,"title":"T","detail":"say \"x\"\u000a"})");
  const Response storage = problem(base::Error{base::Fault::storage, "/var/lib/x.db: disk I/O error", {}});
  CHECK(storage.status == 500);
  CHECK(base::text_of(storage.body).find("/var") == std::string_view::npos);
}

}  // namespace hadir::http
