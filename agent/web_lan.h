// The page for the office's other PCs, over TLS: opened, moved and closed while the service runs.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "agent/data_dir.h"
#include "agent/settings.h"
#include "common/http/server.h"

namespace hadir::agent {

class WebLan {
 public:
  // `make` makes a server with this identity, which does not listen yet.
  using Make = std::function<std::unique_ptr<http::Server>(const WebLanRules& rules, http::Identity identity)>;
  // The executor is that of the one I/O thread; the clock must outlive it.
  WebLan(boost::asio::any_io_executor executor, DataDir dir, const base::Clock& clock, Make make)
      : executor_(std::move(executor)), dir_(std::move(dir)), clock_(clock), make_(std::move(make)) {}

  // On the I/O thread, or before it runs. Where it fails nothing listens, and state() says why.
  base::Result<void> open(const WebLanRules& rules);
  // On the I/O thread: from now on so. Where the new way fails the earlier one goes on.
  boost::asio::awaitable<base::Result<void>> follow(WebLanRules rules);
  void close();

  struct State {
    std::vector<std::string> urls;  // what to type on another PC; none where it is closed
    std::string fingerprint;        // of its certificate, as browsers show it: SHA-256, pairs of digits
    std::optional<base::Error> problem;
  };
  State state() const;  // any thread

 private:
  const boost::asio::any_io_executor executor_;
  const DataDir dir_;
  const base::Clock& clock_;
  const Make make_;

  // On the I/O thread.
  WebLanRules rules_;
  std::shared_ptr<http::Server> server_;

  mutable std::mutex mutex_;  // guards what follows
  State state_;
};

}  // namespace hadir::agent
