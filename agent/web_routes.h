// What the office's service answers over HTTP: the operations to the command `hadir` (with the token of service.json, trusted)
// and to people who have signed in (with what agent/rights.h gives them), the kiosk, events, bundles, and the pages themselves.
//
// Everything runs on the service's one I/O thread but what Api does elsewhere, so nothing here is locked.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "agent/accounts.h"
#include "agent/api.h"
#include "common/web/events.h"
#include "common/web/lockout.h"
#include "common/web/same_origin.h"
#include "common/web/sessions.h"

namespace hadir::agent {

struct WebOptions {
  std::vector<std::string> names;  // by which browsers may call this PC, beside the loopback's
  bool kiosk_on_lan = false;       // other PCs of the office may show the kiosk
};

class WebRoutes {
 public:
  WebRoutes(Api& api, web::Events& events, const base::Clock& clock, base::Random& random, std::string token,
            const WebOptions& options);

  // Known once the port is.
  void serve_on(std::uint16_t port) { cookie_ = "hadir-" + std::to_string(port); }
  // What keep_lockouts() kept; before the first answer().
  void recall_lockouts(base::ByteView bytes);
  boost::asio::awaitable<http::Response> answer(http::Request request);
  // On the I/O thread.
  void follow(const WebOptions& options);

 private:
  using Answer = boost::asio::awaitable<http::Response>;
  // Who asks with a cookie: his session, and its name.
  struct Caller {
    std::string name, person, csrf;
  };

  Answer route(http::Request request);
  Answer call(http::Request request, std::string operation);
  Answer call_as(Caller caller, std::string operation, boost::json::object request);
  Answer get_session(http::Request request);
  Answer session_json(std::string name, std::vector<http::Field> fields);
  Answer sign_in(http::Request request);
  Answer kiosk(http::Request request);
  Answer kiosk_punch(http::Request request);
  Answer setup(http::Request request);
  Answer bundle(http::Request request);
  http::Response sign_out(const http::Request& request);

  std::optional<Caller> caller_of(const http::Request& request, bool use);
  // The caller, who has shown that it is our page that asks; or what to answer.
  std::optional<http::Response> refusal_of(const http::Request& request, const std::optional<Caller>& caller) const;
  // Whether a try is allowed now; counts it.
  std::optional<http::Response> locked(web::Lockout& lockout, const std::string& who, const std::string& address);
  // Right: all tries are forgotten.
  void forgive(web::Lockout& lockout, const std::string& who, const std::string& address);
  // Keeps over a restart who must wait, where that has changed.
  boost::asio::awaitable<void> keep_lockouts();
  bool is_kiosk_allowed(const http::Request& request) const;
  std::int64_t now_ms() const { return clock_.boot().ms; }

  Api& api_;
  web::Events& events_;
  const base::Clock& clock_;
  base::Random& random_;
  const std::string token_;
  WebOptions options_;
  web::SameOrigin origin_;
  web::Sessions sessions_;
  web::Lockout secrets_, pins_, addresses_;
  bool lockouts_changed_ = false;
  std::string cookie_ = "hadir";
};

// --- pieces, on the store's thread ---

// One file of what bundle.export answers, by its number; the first where `wanted` is none.
http::Response bundle_file(const boost::json::object& exported, const std::string& wanted);
// {"setup", "unit", "unit_name", "now", "offset_minutes"}.
boost::json::object office_json(Workplace& workplace);
// Who signed in last or first today at this kiosk, newest first; what the clock is worth.
boost::json::object kiosk_json(Workplace& workplace);
// `direction`: in, out, or empty: the other one than last today. A second time at once is no second punch.
base::Result<boost::json::value> punch_at_kiosk(Workplace& workplace, const std::string& nip, std::string direction);

}  // namespace hadir::agent
