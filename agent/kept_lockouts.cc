#include "agent/kept_lockouts.h"

#include <algorithm>
#include <boost/json.hpp>

namespace hadir::agent {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

array list_of(const std::vector<web::Lockout::Kept>& kept) {
  array list;
  for (const auto& one : kept) list.push_back(array{one.name, one.tries, one.counted_ms, one.wait_ms});
  return list;
}

std::int64_t number_in(const value* from) { return from != nullptr && from->is_int64() ? from->get_int64() : 0; }

std::vector<web::Lockout::Kept> kept_in(const value* from) {
  std::vector<web::Lockout::Kept> kept;
  if (from == nullptr || !from->is_array()) return kept;
  for (const value& one : from->get_array()) {
    if (!one.is_array() || one.get_array().size() != 4 || !one.get_array()[0].is_string()) continue;
    const array& parts = one.get_array();
    const std::int64_t tries = std::clamp<std::int64_t>(number_in(&parts[1]), 0, 1'000'000);
    kept.push_back({std::string(parts[0].get_string()), static_cast<int>(tries), number_in(&parts[2]), number_in(&parts[3])});
    if (kept.size() == KeptLockouts::most_names) break;
  }
  return kept;
}

}  // namespace

std::string KeptLockouts::encode(std::string_view boot, std::int64_t at_ms) const {
  return boost::json::serialize(object{{"boot", boot}, {"at", at_ms}, {"secrets", list_of(secrets)}, {"pins", list_of(pins)}});
}

void KeptLockouts::recall(base::ByteView bytes, std::string_view boot, std::int64_t now_ms, web::Lockout& secrets,
                          web::Lockout& pins) {
  boost::json::error_code ec;
  const value json = boost::json::parse(base::text_of(bytes), ec);
  if (ec || !json.is_object()) return;
  const object& told = json.get_object();
  const value* then = told.if_contains("boot");
  const bool same_boot = !boot.empty() && then != nullptr && then->is_string() && then->get_string() == boot;
  const std::int64_t elapsed_ms = same_boot ? std::max<std::int64_t>(0, now_ms - number_in(told.if_contains("at"))) : 0;
  secrets.recall(kept_in(told.if_contains("secrets")), now_ms, elapsed_ms);
  pins.recall(kept_in(told.if_contains("pins")), now_ms, elapsed_ms);
}

}  // namespace hadir::agent
