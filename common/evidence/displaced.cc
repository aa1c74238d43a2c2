#include "common/evidence/displaced.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <map>
#include <set>

#include "common/base/text.h"
#include "common/evidence/record_name.h"
#include "common/model/forms.h"

namespace hadir::evidence {
namespace {

using boost::json::array;
using boost::json::object;
using model::Field;
using model::Kind;
using store::Statement;

constexpr const char* lane_names[] = {"urgent", "daily", "bulk"};
static_assert(std::size(lane_names) == model::lane_count);

// Where a payload stands in the log today.
using Places = std::map<base::Hash, array>;

Places places_of(store::ReplicaStore& store, const std::string& scope, model::Lane lane, const std::set<base::Hash>& wanted) {
  Places places;
  for (const store::StreamInfo& stream : store.streams(scope, lane)) {
    Statement rows = store.database().prepare("SELECT seq, payload, payload_hash FROM commit_log WHERE stream = ? ORDER BY seq");
    for (rows.bind(1, stream.id); rows.step();) {
      base::Hash hash{};
      if (!rows.is_null(1))
        hash = base::hash_of(rows.blob(1));
      else if (rows.blob(2).size() == hash.size())
        std::ranges::copy(rows.blob(2), hash.begin());
      if (wanted.contains(hash))
        places[hash].push_back(object{{"origin", log::to_text(stream.stream.origin)}, {"commit", rows.integer(0)}});
    }
  }
  return places;
}

std::int64_t offset_in(const Kind& kind, const model::Change& change) {
  for (const model::FieldValue& one : change.fields)
    if (const Field* field = model::find_field(kind, one.field); field != nullptr && field->type == model::Type::offset)
      if (const auto* minutes = std::get_if<std::int64_t>(&one.value)) return *minutes;
  return 0;
}

// Whether the record shows today what the change wrote.
bool shows(store::ReplicaStore& store, const std::string& scope, const Kind& kind, const model::Change& change) {
  const auto state = store::load_record(store.database(), {scope, kind, change.key});
  if (change.deletes) return !state || merge::is_deleted(*state);
  return state && !merge::is_deleted(*state) && std::ranges::all_of(change.fields, [&](const model::FieldValue& one) {
           const Field* field = model::find_field(kind, one.field);
           return field == nullptr || field->type == model::Type::offset || merge::shown(*state, *field) == one.value;
         });
}

object change_json(store::ReplicaStore& store, const std::string& scope, const model::Change& change) {
  const Kind* kind = model::find_kind(change.kind);
  if (kind == nullptr || model::misfit(*kind, change) != nullptr)
    return {{"record", "?" + std::to_string(change.kind)}, {"deletes", change.deletes}, {"writes", object()}, {"shows", false}};
  object writes;
  const std::int64_t offset = offset_in(*kind, change);
  for (const model::FieldValue& one : change.fields)
    if (const Field* field = model::find_field(*kind, one.field); field != nullptr && field->type != model::Type::offset)
      writes[field->name] = model::to_json(*field, one.value, offset);
  return {{"record", id_of(*kind, change.key)},
          {"deletes", change.deletes},
          {"writes", std::move(writes)},
          {"shows", shows(store, scope, *kind, change)}};
}

struct Row {
  log::StreamId stream;
  std::uint64_t seq = 0;
  log::Commit commit;
  std::int64_t displaced_ms = 0;
};

std::vector<Row> read(store::ReplicaStore& store, std::size_t most) {
  std::vector<Row> all;
  Statement rows = store.database().prepare(
      "SELECT scope, lane, origin, seq, header, payload, payload_hash, displaced_ms FROM displaced ORDER BY id LIMIT ?");
  for (rows.bind(1, static_cast<std::int64_t>(most)); rows.step();) {
    Row row{{{}, std::string(rows.text(0)), static_cast<model::Lane>(rows.integer(1))},
            static_cast<std::uint64_t>(rows.integer(3)),
            {},
            rows.integer(7)};
    std::ranges::copy(rows.blob(2), row.stream.origin.begin());
    row.commit.header.assign(rows.blob(4).begin(), rows.blob(4).end());
    if (rows.is_null(5)) {
      std::ranges::copy(rows.blob(6), row.commit.payload_hash.begin());
    } else {
      row.commit.payload.emplace(rows.blob(5).begin(), rows.blob(5).end());
      row.commit.payload_hash = base::hash_of(*row.commit.payload);
    }
    all.push_back(std::move(row));
  }
  return all;
}

std::string words_of(const boost::json::value& value) {
  if (value.is_null()) return "(kosong)";
  return base::printable(value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value), 200);
}

std::string change_text(const object& change) {
  std::string text = "     " + words_of(change.at("record")) + ":";
  if (change.at("deletes").as_bool()) text += " dihapus";
  bool first = true;
  for (const auto& [name, value] : change.at("writes").as_object())
    text += fmt::format("{} {} = {}", std::exchange(first, false) ? "" : ",", std::string_view(name), words_of(value));
  return text + (change.at("shows").as_bool() ? "  (tampil sekarang)\n" : "  (TIDAK tampil sekarang)\n");
}

}  // namespace

std::vector<object> displaced_commits(store::ReplicaStore& store, const Standpoint& standpoint, std::size_t most) {
  const std::vector<Row> rows = read(store, most);
  std::map<std::pair<std::string, model::Lane>, std::set<base::Hash>> wanted;
  for (const Row& row : rows) wanted[{row.stream.scope, row.stream.lane}].insert(row.commit.payload_hash);
  std::map<std::pair<std::string, model::Lane>, Places> places;
  for (const auto& [group, hashes] : wanted) places[group] = places_of(store, group.first, group.second, hashes);

  const auto moment = [&](std::int64_t ms) {
    return base::format_rfc3339({ms, static_cast<std::int16_t>(standpoint.offset_minutes)});
  };
  std::vector<object> commits;
  for (const Row& row : rows) {
    const auto header = log::decode_header(row.commit.header);
    array says;
    if (row.commit.payload)
      if (const auto changes = model::decode_payload(*row.commit.payload))
        for (const model::Change& change : *changes) says.push_back(change_json(store, row.stream.scope, change));
    const Places& here = places[{row.stream.scope, row.stream.lane}];
    const auto stands = here.find(row.commit.payload_hash);
    commits.push_back({{"origin", log::to_text(row.stream.origin)},
                       {"pc", standpoint.label_of ? standpoint.label_of(row.stream.origin) : std::string()},
                       {"unit", row.stream.scope},
                       {"lane", lane_names[static_cast<std::size_t>(row.stream.lane) % model::lane_count]},
                       {"commit", row.seq},
                       {"author", header ? header->author : std::string()},
                       {"at", header ? boost::json::value(moment(header->stamp.ms)) : boost::json::value()},
                       {"quality", header ? boost::json::value(log::name_of(header->stamp.quality)) : boost::json::value()},
                       {"displaced_at", moment(row.displaced_ms)},
                       {"erased", !row.commit.payload.has_value()},
                       {"says", std::move(says)},
                       {"stands_as", stands != here.end() ? stands->second : array()}});
  }
  return commits;
}

array displaced_json(const std::vector<object>& commits) {
  array all;
  for (const object& one : commits) all.push_back(one);
  return all;
}

std::string displaced_text(const std::vector<object>& commits, std::uint64_t total) {
  if (total == 0) return "Tidak ada commit yang disisihkan.\n";
  std::string text =
      "Commit yang disisihkan karena basis data pernah dipulihkan atau disalin; nomornya dipakai commit lain.\n"
      "Yang isinya berdiri dengan nama lain tidak hilang. Yang tidak tampil: periksa, dan catat lagi bila perlu.\n";
  std::size_t number = 0;
  for (const object& one : commits) {
    const std::string pc = words_of(one.at("pc"));
    text +=
        fmt::format("\n  {}. {} di PC {}{}, commit {} (jalur {}{}), {}, disisihkan {}\n", ++number, words_of(one.at("author")),
                    words_of(one.at("origin")), pc.empty() ? "" : " \"" + pc + "\"", words_of(one.at("commit")),
                    words_of(one.at("lane")), one.at("unit").as_string().empty() ? "" : ", unit " + words_of(one.at("unit")),
                    words_of(one.at("at")), words_of(one.at("displaced_at")));
    const array& stands = one.at("stands_as").as_array();
    for (const boost::json::value& place : stands)
      text += fmt::format("     isinya berdiri sebagai commit {} PC {}\n", words_of(place.at("commit")),
                          words_of(place.at("origin")));
    if (stands.empty()) text += "     isinya tidak ada dalam commit lain\n";
    if (one.at("erased").as_bool()) text += "     isinya dihapus menurut hukum\n";
    for (const boost::json::value& change : one.at("says").as_array()) text += change_text(change.as_object());
  }
  if (commits.size() < total) text += fmt::format("\n… dan {} lagi\n", total - commits.size());
  return text;
}

}  // namespace hadir::evidence
