#include "common/http/registry.h"

#include <algorithm>

#include "common/base/error.h"

namespace hadir::http {

Registry::Place Registry::admit(const std::shared_ptr<Member>& member) {
  std::shared_ptr<Member> leaving;
  Place place = Place::serve;
  {
    const std::lock_guard lock(mutex_);
    if (served_ >= limits_.connections && !idle_.empty()) {
      Entry& longest = entries_.at(idle_.front());
      leaving = longest.member.lock();
      idle_.pop_front();
      longest.idle = idle_.end();
      longest.evicted = true;
      --served_;
    }
    if (served_ >= limits_.connections) {
      if (refused_ >= limits_.refusals) return Place::turn_away;
      place = Place::refuse;
    }
    ++(place == Place::serve ? served_ : refused_);
    entries_.emplace(member.get(), Entry{member, place, false, idle_.end()});
  }
  if (leaving) leaving->ask_to_stop();
  return place;
}

void Registry::leave(const Member* member) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(member);
    HADIR_CHECK(found != entries_.end());
    Entry& entry = found->second;
    if (entry.idle != idle_.end()) idle_.erase(entry.idle);
    if (entry.place == Place::refuse) --refused_;
    if (entry.place == Place::serve && !entry.evicted) --served_;
    entries_.erase(found);
    if (!entries_.empty()) return;
  }
  if (on_empty_) on_empty_();
}

void Registry::idle(const Member* member) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_.at(member);
  if (entry.idle == idle_.end() && !entry.evicted) entry.idle = idle_.insert(idle_.end(), member);
}

void Registry::busy(const Member* member) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_.at(member);
  if (entry.idle == idle_.end()) return;
  idle_.erase(entry.idle);
  entry.idle = idle_.end();
}

bool Registry::take_body(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  if (bytes > limits_.bodies_bytes - std::min(body_bytes_, limits_.bodies_bytes)) return false;
  body_bytes_ += bytes;
  return true;
}

void Registry::give_body(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  HADIR_CHECK(bytes <= body_bytes_);
  body_bytes_ -= bytes;
}

std::size_t Registry::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

std::list<std::shared_ptr<Member>> Registry::all() const {
  std::list<std::shared_ptr<Member>> members;
  const std::lock_guard lock(mutex_);
  for (const auto& [key, entry] : entries_) {
    if (auto member = entry.member.lock()) members.push_back(std::move(member));
  }
  return members;
}

void Registry::ask_all() {
  closing_ = true;
  for (const auto& member : all()) member->ask_to_stop();
}

std::size_t Registry::insist_all() {
  const auto members = all();
  for (const auto& member : members) member->insist();
  return members.size();
}

}  // namespace hadir::http
