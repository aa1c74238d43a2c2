// Who is signed in: sessions in memory, found by a random name that the browser holds in a cookie. Time and randomness are passed
// in; nothing is kept over a restart. Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/crypto.h"
#include "common/base/random.h"

namespace hadir::web {

struct SessionLimits {
  std::int64_t idle_ms = 15 * 60'000;        // without anything done
  std::int64_t longest_ms = 12 * 3'600'000;  // however busy
  std::size_t most = 256;                    // the one that idled longest gives way
  std::size_t most_per_person = 8;
};

struct Session {
  std::string person;
  std::string csrf;  // what every change must say beside the cookie
  std::int64_t begun_ms = 0;
  std::int64_t used_ms = 0;
};

class Sessions {
 public:
  Sessions(base::Random& random, SessionLimits limits = {}) : random_(random), limits_(limits) {}

  // A new session under a name that nobody could have known before: signing in never takes over a name that was there.
  std::string open(const std::string& person, std::int64_t now_ms);
  // Nothing where the name is unknown or its time is over. `use`: something was done, so that it goes on.
  const Session* find(std::string_view name, std::int64_t now_ms, bool use);
  void close(std::string_view name);
  // All of a person's but the one of that name: after a new password, or when an account is shut.
  void close_others(std::string_view person, std::string_view name = {});

  std::size_t size() const { return sessions_.size(); }
  const SessionLimits& limits() const { return limits_; }

 private:
  using Table = std::map<base::Hash, Session>;  // by the hash of the name: looking one up tells nothing about others
  bool is_over(const Session& session, std::int64_t now_ms) const;
  void make_room(const std::string& person, std::int64_t now_ms);

  base::Random& random_;
  const SessionLimits limits_;
  Table sessions_;
};

// "Set-Cookie" of a session, and of its end. `name` is the cookie's own: it carries the port, since cookies know no ports.
std::string session_cookie(std::string_view name, std::string_view value, bool secure);
std::string ended_cookie(std::string_view name, bool secure);
// The value of that cookie in a "Cookie" field; empty where it is not there.
std::string_view cookie_in(std::string_view field, std::string_view name);

}  // namespace hadir::web
