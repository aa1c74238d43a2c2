// The server over real sockets: what an honest client may expect, and what each kind of bad one gets.
#include <list>

#include "tests/unit/http_fixture.h"

namespace hadir::http {
namespace {

using namespace test;

asio::awaitable<Response> echo(Request request) {
  const std::string said = request.method + " " + request.target + " " + std::string(base::text_of(request.body));
  co_return text(200, "text/plain", said);
}

asio::awaitable<Response> fail(Request request) {
  if (request.path() == "/late") co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
  throw std::runtime_error("secret detail");
}

asio::awaitable<Response> pass_then_echo(Gate& gate, Request request) {
  if (request.target == "/wait") co_await gate.wait();
  co_return co_await echo(std::move(request));
}

ServerOptions plain(Limits limits = {}) {
  ServerOptions options;
  options.limits = limits;
  return options;
}

const std::string get = "GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n";

}  // namespace

TEST_CASE("http: one connection carries many requests, pipelined ones too") {
  LiveServer server(plain(), echo);
  RawClient client(server.port());
  for (int round = 0; round < 3; ++round) {
    REQUIRE(client.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"));
    const std::string answer = client.answer();
    CHECK_THAT(answer, starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK_THAT(answer, ends_with("POST /p abc"));
    CHECK(answer.find("Connection:") == std::string::npos);
  }
  REQUIRE(
      client.send(get + "PUT /q HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n" + get));
  CHECK_THAT(client.answer(), ends_with("GET /a?b=c "));
  CHECK_THAT(client.answer(), ends_with("PUT /q def"));
  CHECK_THAT(client.answer(), ends_with("GET /a?b=c "));
  CHECK(server.connections() == 1);
  REQUIRE(client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
  CHECK_THAT(client.rest(), contains("Connection: close"));
}

TEST_CASE("http: HEAD has no body, 100-continue is given, 204 has no length") {
  LiveServer server(plain(), [](Request request) -> asio::awaitable<Response> {
    if (request.target == "/none")
      return [](Request) -> asio::awaitable<Response> { co_return text(204, "", ""); }(std::move(request));
    return echo(std::move(request));
  });
  RawClient client(server.port());
  REQUIRE(client.send("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
  const std::string head = client.rest();
  CHECK_THAT(head, contains("Content-Length: 7\r\n"));
  CHECK_THAT(head, ends_with("\r\n\r\n"));

  RawClient careful(server.port());
  REQUIRE(careful.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
  CHECK(careful.answer() == "HTTP/1.1 100 Continue\r\n\r\n");
  REQUIRE(careful.send("hi"));
  CHECK_THAT(careful.answer(), ends_with("POST / hi"));
  REQUIRE(careful.send("GET /none HTTP/1.1\r\nHost: x\r\n\r\n"));
  CHECK(careful.answer() == "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST_CASE("http: a body over the limit is refused before it is read") {
  Limits limits;
  limits.body_bytes = 1000;
  LiveServer server(plain(limits), echo);

  RawClient announced(server.port());
  REQUIRE(announced.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000\r\n\r\n"));
  CHECK_THAT(announced.answer(), starts_with("HTTP/1.1 413 "));

  RawClient chunked(server.port());
  REQUIRE(chunked.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + std::string(1000, 'x') +
                       "\r\n1\r\n"));
  const std::string answer = chunked.answer();
  CHECK_THAT(answer, starts_with("HTTP/1.1 413 "));
  CHECK_THAT(answer, contains("application/problem+json"));
  CHECK_THAT(answer, contains("\"status\":413"));

  // A client that goes on sending still gets to read the answer: the server listens a while rather than resetting.
  RawClient stubborn(server.port());
  stubborn.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x'));
  CHECK_THAT(stubborn.answer(), starts_with("HTTP/1.1 413 "));
}

TEST_CASE("http: malformed requests get a problem and the door") {
  LiveServer server(plain(), echo);
  const auto answer_to = [&server](const std::string& bytes) {
    RawClient client(server.port());
    client.send(bytes);
    return client.rest().substr(0, 12);
  };
  CHECK(answer_to("\x16\x03\x01 what is this\r\n\r\n") == "HTTP/1.1 400");
  CHECK(answer_to("GET / HTTP/1.1\r\n\r\n") == "HTTP/1.1 400");
  CHECK(answer_to("POST / HTTP/1.1\r\nHost: x\r\n\r\n") == "HTTP/1.1 411");
  CHECK(answer_to("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n") == "HTTP/1.1 501");
  CHECK(answer_to("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n") == "HTTP/1.1 400");
  CHECK(answer_to("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n") == "HTTP/1.1 400");
  CHECK(answer_to("GET / HTTP/2.0\r\nHost: x\r\n\r\n") == "HTTP/1.1 505");
  CHECK(answer_to("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(9000, 'x') + "\r\n\r\n") == "HTTP/1.1 431");
  CHECK(answer_to("GET /" + std::string(9000, 'x')) == "HTTP/1.1 431");
}

TEST_CASE("http: a handler that throws gets 500 and keeps its secret") {
  LiveServer server(plain(), fail);
  RawClient client(server.port());
  for (const char* target : {"/at-once", "/late"}) {
    REQUIRE(client.send(std::string("GET ") + target + " HTTP/1.1\r\nHost: x\r\n\r\n"));
    const std::string answer = client.answer();
    CHECK_THAT(answer, starts_with("HTTP/1.1 500 "));
    CHECK(answer.find("secret") == std::string::npos);
  }
  CHECK_THAT(server.log(), contains("secret detail"));
}

TEST_CASE("http: a handler cannot be talked into writing header fields") {
  LiveServer server(plain(), [](Request) -> asio::awaitable<Response> {
    Response response = text(200, "text/plain", "x");
    response.fields.push_back({"X-Name", "a\r\nSet-Cookie: b"});
    co_return response;
  });
  RawClient client(server.port());
  REQUIRE(client.send(get));
  const std::string answer = client.answer();
  CHECK_THAT(answer, starts_with("HTTP/1.1 500 "));
  CHECK(answer.find("Cookie") == std::string::npos);
}

TEST_CASE("http: slow loris is dropped in the header and in the body") {
  Limits limits;
  limits.header_time = 100ms;
  LiveServer strict(plain(limits), echo);
  RawClient silent(strict.port());
  CHECK(silent.rest().empty());
  RawClient in_header(strict.port());
  if (in_header.send("GET / HT")) {
    const std::string answer = in_header.rest();
    CHECK((answer.empty() || answer.starts_with("HTTP/1.1 408 ")));  // empty where this process slept through header_time
  }

  limits = Limits();
  limits.progress_time = 100ms;
  LiveServer server(plain(limits), echo);
  RawClient in_body(server.port());
  REQUIRE(in_body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc"));
  CHECK_THAT(in_body.rest(), starts_with("HTTP/1.1 408 "));
}

TEST_CASE("http: an idle connection is closed without a word") {
  Limits limits;
  limits.idle_time = 50ms;
  LiveServer server(plain(limits), echo);
  RawClient idle(server.port());
  REQUIRE(idle.send(get));
  CHECK_THAT(idle.answer(), starts_with("HTTP/1.1 200 "));
  CHECK(idle.rest().empty());
}

TEST_CASE("http: a slow honest client is served however long it takes") {
  Limits limits;
  limits.progress_time = 500ms;
  limits.progress_bytes = 100;
  LiveServer server(plain(limits), echo);
  // Twice progress_time for its body, at several times the least rate.
  RawClient honest(server.port());
  REQUIRE(honest.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n"));
  for (int part = 0; part < 20; ++part) {
    honest.pause(50ms);
    REQUIRE(honest.send(std::string(100, 'y')));
  }
  CHECK_THAT(honest.answer(), starts_with("HTTP/1.1 200 "));
}

TEST_CASE("http: a client that never reads its answer is dropped") {
  Limits limits;
  limits.progress_time = 100ms;
  LiveServer server(plain(limits), [](Request) -> asio::awaitable<Response> {
    co_return text(200, "application/octet-stream", std::string(64 << 20, 'z'));
  });
  RawClient deaf(server.port());
  REQUIRE(deaf.send(get));
  deaf.await_input();
  CHECK(server.stop(patience) == 0);  // dropped for want of progress, long before the stop would have cut it
}

TEST_CASE("http: at the cap an idle connection gives way, otherwise 503") {
  Limits limits;
  limits.connections = 1;
  Gate gate;
  LiveServer server(plain(limits), [&gate](Request request) { return pass_then_echo(gate, std::move(request)); });
  RawClient idle(server.port());
  REQUIRE(idle.send(get));
  CHECK_THAT(idle.answer(), starts_with("HTTP/1.1 200 "));

  // The answer is here before the server has noted that its connection idles: until then newcomers are refused.
  std::list<RawClient> newcomers;
  for (int attempt = 0; attempt < 100; ++attempt) {
    REQUIRE(newcomers.emplace_back(server.port()).send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"));
    if (gate.arrives_within(200ms)) break;
  }
  CHECK(idle.rest().empty());

  RawClient surplus(server.port());
  REQUIRE(surplus.send(get));
  const std::string answer = surplus.rest();
  CHECK_THAT(answer, starts_with("HTTP/1.1 503 "));
  CHECK_THAT(answer, contains("Retry-After: 15\r\n"));
  gate.open();
  int served = 0;
  for (RawClient& newcomer : newcomers) served += newcomer.answer().ends_with("GET /wait ") ? 1 : 0;
  CHECK(served == 1);
}

TEST_CASE("http: all bodies together stay within their budget") {
  Limits limits;
  limits.bodies_bytes = 1000;
  LiveServer server(plain(limits), echo);
  RawClient client(server.port());
  REQUIRE(client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 600\r\n\r\n" + std::string(600, 'x')));
  CHECK_THAT(client.answer(), starts_with("HTTP/1.1 200 "));
  RawClient holder(server.port());
  REQUIRE(holder.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 601\r\nExpect: 100-continue\r\n\r\n"));
  CHECK_THAT(holder.answer(), starts_with("HTTP/1.1 100 "));
  REQUIRE(client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'x')));
  CHECK_THAT(client.answer(), starts_with("HTTP/1.1 503 "));
}

TEST_CASE("http: a graceful stop lets the request in flight finish") {
  Gate gate;
  LiveServer server(plain(), [&gate](Request request) { return pass_then_echo(gate, std::move(request)); });
  RawClient busy(server.port());
  RawClient idle(server.port());
  REQUIRE(busy.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"));
  REQUIRE(gate.arrives_within(patience));
  auto stopped = server.stopping(patience);
  CHECK(idle.rest().empty());
  CHECK(stopped.wait_for(0s) == std::future_status::timeout);
  gate.open();
  const std::string answer = busy.rest();
  CHECK_THAT(answer, contains("Connection: close\r\n"));
  CHECK_THAT(answer, ends_with("GET /wait "));
  REQUIRE(stopped.wait_for(patience) == std::future_status::ready);
  CHECK(stopped.get() == 0);
  CHECK(server.connections() == 0);
  CHECK_THROWS(RawClient(server.port()));
}

TEST_CASE("http: a stop cuts what hangs at its deadline") {
  Gate gate;
  LiveServer server(plain(), [&gate](Request request) { return pass_then_echo(gate, std::move(request)); });
  RawClient hanging(server.port());
  REQUIRE(hanging.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"));
  REQUIRE(gate.arrives_within(patience));
  CHECK(server.stop(50ms) == 1);
  CHECK(hanging.rest().empty());
  CHECK(server.connections() == 0);  // the handler was cancelled, although it waits on another thread
}

TEST_CASE("http: who connects between two servers on a held port waits for the second") {
  const auto listener = http::Listener::open("127.0.0.1", 0).value();
  const auto says = [](std::string word) {
    return [word](Request) -> asio::awaitable<Response> {
      Response response;
      response.body = base::Bytes(word.begin(), word.end());
      co_return response;
    };
  };
  const auto ask = [&](RawClient& client) { return client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); };
  {
    LiveServer first(plain(), says("first"), &listener);
    RawClient client(listener.port());
    REQUIRE(ask(client));
    CHECK(client.rest().find("first") != std::string::npos);
    CHECK(first.stop(patience) == 0);
  }
  CHECK(error_of(http::Listener::open("127.0.0.1", listener.port())).fault == base::Fault::clash);
  RawClient between(listener.port());
  REQUIRE(ask(between));
  LiveServer second(plain(), says("second"), &listener);
  CHECK(between.rest().find("second") != std::string::npos);
}

TEST_CASE("http: a port already taken is a clash with a hint") {
  LiveServer first(plain(), echo);
  asio::io_context io;
  ServerOptions options;
  options.port = first.port();
  Server second(io.get_executor(), options, echo);
  const base::Error error = error_of(second.listen());
  CHECK(error.fault == base::Fault::clash);
  CHECK_FALSE(error.hint.empty());
  options.address = "kantor";
  Server third(io.get_executor(), options, echo);
  CHECK(error_of(third.listen()).fault == base::Fault::bad_input);
}

}  // namespace hadir::http
