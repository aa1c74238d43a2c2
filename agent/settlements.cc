#include "agent/settlements.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace hadir::agent {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr const char* meta_key = "settlements";

object json_of(const CommitOf& commit) {
  return {{"origin", log::to_text(commit.origin)}, {"commit", static_cast<std::int64_t>(commit.seq)}};
}

std::optional<CommitOf> commit_in(const value& json) {
  if (!json.is_object()) return std::nullopt;
  const value* origin = json.get_object().if_contains("origin");
  const value* seq = json.get_object().if_contains("commit");
  if (origin == nullptr || !origin->is_string() || seq == nullptr || !seq->is_int64()) return std::nullopt;
  const auto name = log::parse_origin(origin->get_string());
  if (!name) return std::nullopt;
  return CommitOf{*name, static_cast<std::uint64_t>(seq->get_int64())};
}

// Nothing where somebody else wrote it.
std::optional<Settlement> settlement_in(const value& json) {
  if (!json.is_object()) return std::nullopt;
  const object& from = json.get_object();
  const value *id = from.if_contains("id"), *sides = from.if_contains("sides"), *decision = from.if_contains("decision"),
              *undone = from.if_contains("undone");
  if (id == nullptr || !id->is_string() || sides == nullptr || !sides->is_array() || decision == nullptr) return std::nullopt;
  Settlement found{std::string(id->get_string()), {}, {}, undone != nullptr && *undone == true};
  const auto decided = commit_in(*decision);
  if (!decided) return std::nullopt;
  found.decision = *decided;
  for (const value& side : sides->get_array())
    if (const auto commit = commit_in(side)) found.sides.push_back(*commit);
  return found.sides.size() < 2 ? std::nullopt : std::optional(std::move(found));
}

}  // namespace

std::vector<Settlement> Settlements::list() {
  std::vector<Settlement> all;
  const auto bytes = store_.bytes(meta_key);
  if (!bytes) return all;
  boost::json::error_code ec;
  const value read = boost::json::parse(std::string_view(reinterpret_cast<const char*>(bytes->data()), bytes->size()), ec);
  if (ec || !read.is_array()) return all;
  for (const value& one : read.get_array())
    if (auto settlement = settlement_in(one)) all.push_back(std::move(*settlement));
  return all;
}

std::optional<Settlement> Settlements::find(const std::string& id) {
  for (Settlement& one : list())
    if (one.id == id) return std::move(one);
  return std::nullopt;
}

void Settlements::note(Settlement settlement) {
  std::vector<Settlement> all = list();
  std::erase_if(all, [&](const Settlement& one) { return one.id == settlement.id; });
  all.insert(all.begin(), std::move(settlement));
  if (all.size() > most) all.resize(most);
  keep(all);
}

void Settlements::forget(const std::string& id) {
  std::vector<Settlement> all = list();
  if (std::erase_if(all, [&](const Settlement& one) { return one.id == id; }) > 0) keep(all);
}

void Settlements::keep(const std::vector<Settlement>& all) {
  array json;
  for (const Settlement& one : all) {
    array sides;
    for (const CommitOf& side : one.sides) sides.push_back(json_of(side));
    json.push_back(
        object{{"id", one.id}, {"sides", std::move(sides)}, {"decision", json_of(one.decision)}, {"undone", one.undone}});
  }
  const std::string text = boost::json::serialize(json);
  store_.set_bytes(meta_key, base::ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

}  // namespace hadir::agent
