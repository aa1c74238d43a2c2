// Who is connected: the cap, who gives way to a newcomer, and the two steps of stopping (ask, then insist). Thread-safe.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "common/http/limits.h"

namespace hadir::http {

// A connection as the registry knows it. Both calls come from any thread, return at once, and may come late or twice.
class Member {
 public:
  virtual ~Member() = default;
  virtual void ask_to_stop() = 0;  // finish the request in hand, if any, then close
  virtual void insist() = 0;       // close now
};

class Registry {
 public:
  explicit Registry(const Limits& limits) : limits_(limits) {}

  enum class Place {
    serve,
    refuse,     // tell it 503, then close
    turn_away,  // close unheard; it was not registered
  };
  // Registers a newcomer. A full house asks the member that has idled longest to stop.
  Place admit(const std::shared_ptr<Member>& member);
  void leave(const Member* member);

  // Between two requests, and at the first byte of the next.
  void idle(const Member* member);
  void busy(const Member* member);

  // The common budget of request bodies: false where it is spent.
  bool take_body(std::size_t bytes);
  void give_body(std::size_t bytes);

  std::size_t size() const;
  void ask_all();
  bool closing() const { return closing_; }  // ask_all() was called: no answer should promise another
  std::size_t insist_all();                  // how many were still there
  // Called from the last leave(), without a lock held. Set before the first admit().
  void on_empty(std::function<void()> call) { on_empty_ = std::move(call); }

 private:
  struct Entry {
    std::weak_ptr<Member> member;
    Place place;
    bool evicted = false;
    std::list<const Member*>::iterator idle;  // idle_.end() while busy
  };
  std::list<std::shared_ptr<Member>> all() const;

  const Limits limits_;
  std::function<void()> on_empty_;  // constant once serving

  std::atomic<bool> closing_ = false;

  mutable std::mutex mutex_;
  // Guarded by mutex_.
  std::unordered_map<const Member*, Entry> entries_;
  std::list<const Member*> idle_;  // longest first
  std::size_t served_ = 0;         // those that count towards the cap: not the refused, not the evicted
  std::size_t refused_ = 0;
  std::size_t body_bytes_ = 0;
};

}  // namespace hadir::http
