#include "agent/web_lan.h"

#include <boost/asio.hpp>
#include <cstdio>

#include "common/base/files.h"

namespace hadir::agent {
namespace {

namespace asio = boost::asio;
using base::Error;
using base::Fault;

constexpr std::size_t most_identity_bytes = 64 * 1024;
// Who asked through the door that closes still gets the answer.
constexpr std::chrono::seconds closing_grace{2};
// The same port is free once the earlier door is shut, which takes the executor a turn or two.
constexpr std::chrono::milliseconds between_tries{20};
constexpr int most_tries = 25;

// The certificate, made once, so that browsers ask once.
base::Result<http::Identity> web_identity(const DataDir& dir, const std::vector<std::string>& given, const base::Clock& clock) {
  constexpr std::string_view key_begins = "-----BEGIN PRIVATE KEY-----";
  if (const auto kept = base::read_file(dir.web_identity(), most_identity_bytes))
    if (const std::size_t at = kept->find(key_begins); at != std::string::npos)
      return http::Identity{kept->substr(0, at), kept->substr(at)};
  std::vector<std::string> names = given;
  if (names.empty()) names.push_back(machine_name().empty() ? "hadir" : machine_name());
  auto made = http::make_self_signed(names, clock.wall());
  if (!made) return made.error();
  if (auto saved = base::write_private_file(dir.web_identity(), made->certificate_pem + made->key_pem); !saved)
    return saved.error();
  return made;
}

// The server's words are the log's; these are for the desk.
Error in_words(const Error& error, const WebLanRules& rules) {
  const std::string where = rules.address + " port " + std::to_string(rules.port);
  switch (error.fault) {
    case Fault::clash:
      return {error.fault, "web-lan: port " + std::to_string(rules.port) + " dipakai program lain di PC ini",
              "pilih nomor lain, mis. 7444"};
    case Fault::refused:
      return {error.fault, "web-lan: port " + std::to_string(rules.port) + " tidak boleh dipakai layanan ini",
              "pilih nomor di atas 1023, mis. 7443"};
    case Fault::bad_input:
      return {error.fault, "web-lan: " + where + " tidak dapat dibuka", "pakai 0.0.0.0, atau alamat PC ini sendiri"};
    default: return error;
  }
}

}  // namespace

WebLan::State WebLan::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

base::Result<void> WebLan::open(const WebLanRules& rules) {
  State now;
  const auto fail = [&](const Error& error) {
    now.problem = in_words(error, rules);
    const std::lock_guard lock(mutex_);
    state_ = now;
    return *now.problem;
  };
  if (!rules.address.empty()) {
    auto identity = web_identity(dir_, rules.names, clock_);
    if (!identity) return fail(identity.error());
    now.fingerprint = http::fingerprint(identity->certificate_pem).value();
    std::shared_ptr<http::Server> server = make_(rules, std::move(*identity));
    const auto port = server->listen();
    if (!port) return fail(port.error());
    server_ = std::move(server);
    const std::string end = ":" + std::to_string(*port) + "/";
    for (const std::string& name : rules.names) now.urls.push_back("https://" + name + end);
    if (now.urls.empty()) now.urls.push_back("https://" + rules.address + end);
    std::printf("the office's page for other PCs at https://%s:%u\n", rules.address.c_str(), unsigned{*port});
    std::fflush(stdout);
  }
  rules_ = rules;
  const std::lock_guard lock(mutex_);
  state_ = std::move(now);
  return {};
}

asio::awaitable<base::Result<void>> WebLan::follow(WebLanRules rules) {
  if (rules == rules_ && (server_ || rules.address.empty())) co_return base::Result<void>();
  const WebLanRules earlier = rules_;
  const bool was_open = server_ != nullptr;
  close();
  base::Result<void> opened;
  asio::steady_timer pause(executor_);
  for (int tried = 0; tried < most_tries; ++tried) {
    opened = open(rules);
    if (opened || opened.error().fault != Fault::clash || !was_open || rules.port != earlier.port) break;
    pause.expires_after(between_tries);
    co_await pause.async_wait(asio::use_awaitable);
  }
  if (opened || !was_open) co_return opened;
  const base::Result<void> refused = opened;
  for (int tried = 0; tried < most_tries && !open(earlier); ++tried) {
    pause.expires_after(between_tries);
    co_await pause.async_wait(asio::use_awaitable);
  }
  co_return refused;
}

void WebLan::close() {
  if (!server_) return;
  std::shared_ptr<http::Server> closing = std::move(server_);
  server_ = nullptr;
  http::Server& server = *closing;
  asio::co_spawn(executor_, server.stop(closing_grace), [closing](std::exception_ptr, std::size_t) {});
  const std::lock_guard lock(mutex_);
  state_ = {};
}

}  // namespace hadir::agent
