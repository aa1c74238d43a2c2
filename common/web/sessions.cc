#include "common/web/sessions.h"

#include <algorithm>

#include "common/base/text.h"

namespace hadir::web {
namespace {

constexpr std::size_t name_bytes = 32, csrf_bytes = 24, longest_name = 64;

std::string random_text(base::Random& random, std::size_t bytes) {
  base::Bytes raw(bytes);
  random.fill(raw);
  return base::to_base64url(raw);
}

base::Hash key_of(std::string_view name) { return base::hash_of(base::bytes_of(name)); }

}  // namespace

bool Sessions::is_over(const Session& session, std::int64_t now_ms) const {
  return now_ms - session.used_ms >= limits_.idle_ms || now_ms - session.begun_ms >= limits_.longest_ms;
}

void Sessions::make_room(const std::string& person, std::int64_t now_ms) {
  std::erase_if(sessions_, [&](const auto& one) { return is_over(one.second, now_ms); });
  const auto drop_idlest = [&](auto counts, std::size_t most) {
    const auto number = std::ranges::count_if(sessions_, [&](const auto& one) { return counts(one.second); });
    if (static_cast<std::size_t>(number) < most) return;
    auto idlest = sessions_.end();
    for (auto one = sessions_.begin(); one != sessions_.end(); ++one)
      if (counts(one->second) && (idlest == sessions_.end() || one->second.used_ms < idlest->second.used_ms)) idlest = one;
    if (idlest != sessions_.end()) sessions_.erase(idlest);
  };
  drop_idlest([&](const Session& one) { return one.person == person; }, limits_.most_per_person);
  drop_idlest([](const Session&) { return true; }, limits_.most);
}

std::string Sessions::open(const std::string& person, std::int64_t now_ms) {
  make_room(person, now_ms);
  std::string name = random_text(random_, name_bytes);
  sessions_[key_of(name)] = {person, random_text(random_, csrf_bytes), now_ms, now_ms};
  return name;
}

const Session* Sessions::find(std::string_view name, std::int64_t now_ms, bool use) {
  if (name.empty() || name.size() > longest_name) return nullptr;
  const auto found = sessions_.find(key_of(name));
  if (found == sessions_.end()) return nullptr;
  if (is_over(found->second, now_ms)) {
    sessions_.erase(found);
    return nullptr;
  }
  if (use) found->second.used_ms = now_ms;
  return &found->second;
}

void Sessions::close(std::string_view name) {
  if (!name.empty() && name.size() <= longest_name) sessions_.erase(key_of(name));
}

void Sessions::close_others(std::string_view person, std::string_view name) {
  const base::Hash kept = key_of(name);
  std::erase_if(sessions_, [&](const auto& one) { return one.second.person == person && (name.empty() || one.first != kept); });
}

std::string session_cookie(std::string_view name, std::string_view value, bool secure) {
  return std::string(name) + "=" + std::string(value) + "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
}

std::string ended_cookie(std::string_view name, bool secure) { return session_cookie(name, "", secure) + "; Max-Age=0"; }

std::string_view cookie_in(std::string_view field, std::string_view name) {
  while (!field.empty()) {
    const std::size_t end = std::min(field.find(';'), field.size());
    const std::string_view pair = base::trim(field.substr(0, end));
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') return pair.substr(name.size() + 1);
    field.remove_prefix(std::min(end + 1, field.size()));
  }
  return {};
}

}  // namespace hadir::web
