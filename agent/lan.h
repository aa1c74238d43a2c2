// The office's PCs helping each other: this one answers others on the office's network, and looks the others up itself, shortly
// after it recorded or heard something new and every now and then. What they say to each other is sync::PeerExchange.
//
// A thread of its own with an Office of its own, so that neither recording nor the exchange with the hub waits for a neighbour.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "agent/office.h"
#include "agent/uplink.h"
#include "common/http/message.h"
#include "common/sync/peer.h"

namespace hadir::agent {

struct LanOptions {
  std::string address;  // numeric, to listen on; empty: the PCs of this office do not help each other
  std::uint16_t port = 7307;
  std::vector<std::string> peers;  // HOST:PORT
  std::string discover;            // numeric address of the interface on which others are looked for; empty: none
  std::int64_t after_news_ms = 1'000;
  std::int64_t between_ms = 60'000;

  bool is_on() const { return !address.empty(); }
};

class Lan {
 public:
  using Log = std::function<void(const std::string&)>;
  Lan(std::unique_ptr<Office> office, const CurlLibrary& curl, LanOptions options, base::Random& random, Log log);
  ~Lan() { stop(); }
  Lan(const Lan&) = delete;
  Lan& operator=(const Lan&) = delete;

  // Any thread: something was recorded here; somebody may be at HOST:PORT.
  void note_write();
  void note_address(const std::string& address);
  log::Origin origin() const { return origin_; }

  // POST /v1/peer/hello and /v1/peer, from anybody on the network.
  boost::asio::awaitable<http::Response> answer(http::Request request);
  void stop();

 private:
  void run();
  void look_up(const std::string& address);
  std::optional<std::string> contact(const std::string& address);
  http::Response respond(const http::Request& request);
  template <class Work>
  auto with_office(Work work);

  const LanOptions options_;
  base::Random& random_;
  const Log log_;
  const CurlLibrary& curl_;

  std::mutex office_mutex_;  // guards these two
  std::unique_ptr<Office> office_;
  log::Origin origin_{};  // constant

  std::map<std::string, std::unique_ptr<CurlUplink>> uplinks_;  // on the thread only
  std::map<std::string, std::string> troubles_;                 // as last logged; on the thread only

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::vector<std::string> addresses_;
  std::set<std::string> unreached_;  // of them, those with whom the last meeting came to nothing
  std::int64_t due_ms_ = 0;          // boot time
  bool stopping_ = false;

  boost::asio::thread_pool answering_{1};
  std::thread thread_;
};

}  // namespace hadir::agent
