#include "agent/service_client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>

#include "agent/network_identity.h"
#include "agent/operations.h"
#include "agent/service.h"
#include "agent/syncer.h"
#include "common/web/problem.h"

namespace hadir::agent {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using base::Error;
using base::Fault;

constexpr std::uint64_t answer_bytes = 256 * 1024 * 1024;

// --- through the service ---

class ServiceClient final : public OfficeClient {
 public:
  explicit ServiceClient(DataDir::Service service) : service_(std::move(service)), stream_(io_) {}

  bool connect() {
    beast::error_code ec;
    stream_.connect({asio::ip::address_v4::loopback(), service_.port}, ec);
    return !ec;
  }

  base::Result<boost::json::value> call(std::string_view operation, const boost::json::object& request) override {
    beast::http::request<beast::http::string_body> post{beast::http::verb::post, std::string(call_path) + std::string(operation),
                                                        11};
    post.set(beast::http::field::host, "127.0.0.1");
    post.set(beast::http::field::authorization, "Bearer " + service_.token);
    post.set(beast::http::field::content_type, "application/json");
    post.body() = boost::json::serialize(request);
    post.prepare_payload();
    beast::error_code ec;
    beast::http::write(stream_, post, ec);
    beast::flat_buffer buffer;
    beast::http::response_parser<beast::http::string_body> parser;
    parser.body_limit(answer_bytes);
    if (!ec) beast::http::read(stream_, buffer, parser, ec);
    if (ec)
      return Error{Fault::busy, "layanan hadir berhenti sebelum menjawab (" + ec.message() + ")",
                   "yang sudah dijawab tersimpan; ulangi perintah ini, pengulangan tidak menggandakan apa pun"};
    const boost::json::value body = boost::json::parse(parser.get().body(), ec);
    if (ec) return Error{Fault::busy, "jawaban layanan tidak dapat dibaca", "periksa apakah versi hadir dan layanannya sama"};
    if (parser.get().result_int() == 200) return body;
    return web::error_of(parser.get().result_int(), body.is_object() ? body.get_object() : boost::json::object());
  }

 private:
  DataDir::Service service_;
  asio::io_context io_;
  beast::tcp_stream stream_;
};

// --- on the database itself ---

class DirectClient final : public OfficeClient {
 public:
  DirectClient(std::unique_ptr<Office> office, const base::Clock& clock, const DataDir& dir)
      : office_(std::move(office)),
        syncer_(
            *office_,
            [this, &clock, session = dir.tls_session()](const Office::HubAddress& address) -> std::unique_ptr<Uplink> {
              return std::make_unique<CurlUplink>(curl_, clock, uplink_to_hub(address.url, address.pin, session));
            },
            &network_identity),
        workplace_{*office_, [this](const SyncWish& wish) -> Synced { return syncer_.run({}, wish); }, [] {}, false,
                   dir.backups()} {}

  base::Result<boost::json::value> call(std::string_view operation, const boost::json::object& request) override {
    return perform(workplace_, operation, request);
  }

 private:
  CurlLibrary curl_;
  std::unique_ptr<Office> office_;
  Syncer syncer_;
  Workplace workplace_;
};

}  // namespace

base::Result<std::unique_ptr<OfficeClient>> OfficeClient::connect(const DataDir& dir, const base::Clock& clock) {
  // What a service that died has left may name a port that somebody else has by now: only the lock tells that one runs.
  if (auto service = dir.is_service_running() ? dir.service() : std::nullopt) {
    auto client = std::make_unique<ServiceClient>(std::move(*service));
    if (client->connect()) return std::unique_ptr<OfficeClient>(std::move(client));
  }
  auto office = Office::open(dir, clock, base::system_random());
  if (!office) return office.error();
  return std::unique_ptr<OfficeClient>(std::make_unique<DirectClient>(std::move(*office), clock, dir));
}

}  // namespace hadir::agent
