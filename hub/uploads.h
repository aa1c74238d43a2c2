// What the hub holds of requests whose link broke, so that their PCs go on where it broke: what had come of the request, or
// the answer that did not get through. In memory, for half an hour at most, and nothing that matters: whoever is not remembered
// sends all of it again, and nothing is believed here that the exchange itself would not verify.
//
// Room is bounded: one request per origin, and so many bytes in all; only an announcement signed by an enrolled replica gets any.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "common/base/clock.h"
#include "common/http/message.h"
#include "common/sync/upload.h"

namespace hadir::hub {

class Uploads {
 public:
  struct Limits {
    std::size_t bytes = 64 * 1024 * 1024;
    std::int64_t keep_ms = 30 * 60'000;
    // Shorter answers are not worth a question.
    std::size_t least_answer_bytes = 8 * 1024;
  };
  // Whether an announcement is signed by a replica that has a place here. Asks elsewhere; calls back from any thread.
  using Vouch = std::function<void(base::Bytes announcement, std::function<void(bool)> done)>;

  Uploads(const base::Clock& clock, Vouch vouch) : Uploads(clock, std::move(vouch), Limits()) {}
  Uploads(const base::Clock& clock, Vouch vouch, Limits limits) : clock_(clock), vouch_(std::move(vouch)), limits_(limits) {}

  // All thread-safe. Of a request that is coming in: takes note of it, where it is announced or continues one.
  std::shared_ptr<http::BodyWatch> watch(const http::Request& head);
  // The whole of an announced request, now that the last part of it is here; nothing where that is not so.
  std::optional<base::Bytes> whole(const sync::RequestName& name);
  // What was answered to the request of this name: kept where it was announced, or is long.
  void answered(const sync::RequestName& name, const log::Origin& origin, const http::Response& response);
  // GET: what became of it.
  http::Response ask(const sync::RequestName& name, const http::Request& request);

  std::size_t held_bytes() const;

 private:
  class Watch;
  struct Entry {
    log::Origin origin{};
    bool is_vouched = false;
    std::uint64_t bytes = 0;  // of the whole request
    base::Bytes body;         // what has come of it
    unsigned writer = 0;      // who may add to it: the latest connection
    std::optional<base::Bytes> answer;
    std::int64_t touched_ms = 0;
  };
  using Entries = std::map<sync::RequestName, Entry>;
  bool add(const sync::RequestName& name, unsigned writer, base::ByteView piece);
  void vouched(const sync::RequestName& name, bool yes);
  static std::size_t held_by(const Entry& entry);
  void forget(Entries::iterator entry);
  void make_room(const sync::RequestName* but);
  Entry* find(const sync::RequestName& name);

  const base::Clock& clock_;
  const Vouch vouch_;
  const Limits limits_;

  // Guarded by mutex_.
  mutable std::mutex mutex_;
  Entries entries_;
  std::size_t held_bytes_ = 0;
};

// The name in "/v1/request/NAME"; nothing in any other path.
std::optional<sync::RequestName> resumed_name(const http::Request& request);

}  // namespace hadir::hub
