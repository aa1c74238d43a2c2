#include "common/store/disagreements.h"

#include <boost/json/object.hpp>
#include <map>
#include <tuple>

#include "common/base/civil.h"

namespace hadir::store {
namespace {

constexpr std::int64_t most_kept = 1000;
constexpr const char* outcomes[] = {"here", "there", "open"};

}  // namespace

const char* name_of(Disagreement::Outcome outcome) { return outcomes[static_cast<std::size_t>(outcome)]; }

void note(Database& database, const Disagreement& one) {
  Statement insert = database.prepare(
      "INSERT INTO disagreement (at_ms, peer, scope, lane, subject, ours, theirs, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms, peer = excluded.peer, outcome = excluded.outcome");
  insert.bind_all(one.at_ms, base::ByteView(one.peer), std::string_view(one.scope), std::int64_t{static_cast<int>(one.lane)},
                  std::string_view(one.subject), std::string_view(one.ours), std::string_view(one.theirs),
                  std::string_view(name_of(one.outcome)));
  insert.run();
  database.prepare("DELETE FROM disagreement WHERE id <= (SELECT id FROM disagreement ORDER BY id DESC LIMIT 1 OFFSET ?)")
      .bind(1, most_kept)
      .run();
}

std::string subject_of(const log::StreamId& stream, std::uint64_t seq) {
  return "stream " + log::to_text(stream.origin) + " " + std::to_string(seq);
}

void note_records(Database& database, Disagreement all, const std::vector<wire::NamedText>& ours,
                  const std::vector<wire::NamedText>& theirs) {
  std::map<wire::ShortDigest, std::pair<std::string, std::string>> sides;
  for (const wire::NamedText& one : ours) sides[one.name].first = one.text;
  for (const wire::NamedText& one : theirs) sides[one.name].second = one.text;
  for (auto& [name, texts] : sides) {
    all.subject = "record " + base::to_hex(name);
    std::tie(all.ours, all.theirs) = std::move(texts);
    note(database, all);
  }
}

void settle_records(Database& database, const log::Origin& peer, std::string_view scope, model::Lane lane,
                    Disagreement::Outcome outcome, std::int64_t now_ms) {
  Statement update = database.prepare(
      "UPDATE disagreement SET outcome = ?, at_ms = ? WHERE peer = ? AND scope = ? AND lane = ? AND outcome = 'open' AND subject "
      "LIKE 'record %'");
  update.bind_all(std::string_view(name_of(outcome)), now_ms, base::ByteView(peer), scope, std::int64_t{static_cast<int>(lane)});
  update.run();
}

void settle_streams(Database& database, const log::Origin& peer, Disagreement::Outcome outcome, std::int64_t now_ms) {
  Statement update = database.prepare(
      "UPDATE disagreement SET outcome = ?, at_ms = ? WHERE peer = ? AND outcome = 'open' AND subject LIKE 'stream %'");
  update.bind_all(std::string_view(name_of(outcome)), now_ms, base::ByteView(peer));
  update.run();
}

std::vector<Disagreement> disagreements(Database& database, std::size_t most) {
  std::vector<Disagreement> all;
  Statement rows = database.prepare(
      "SELECT at_ms, peer, scope, lane, subject, ours, theirs, outcome FROM disagreement ORDER BY at_ms DESC, id DESC LIMIT ?");
  for (rows.bind(1, static_cast<std::int64_t>(most)); rows.step();) {
    Disagreement& one = all.emplace_back();
    one.at_ms = rows.integer(0);
    std::ranges::copy(rows.blob(1).first(one.peer.size()), one.peer.begin());
    one.scope = rows.text(2);
    one.lane = static_cast<model::Lane>(rows.integer(3));
    one.subject = rows.text(4);
    one.ours = rows.text(5);
    one.theirs = rows.text(6);
    for (std::size_t at = 0; at < std::size(outcomes); ++at)
      if (rows.text(7) == outcomes[at]) one.outcome = static_cast<Disagreement::Outcome>(at);
  }
  return all;
}

DisagreementCount count_disagreements(Database& database) {
  Statement row = database.prepare("SELECT count(*), count(*) FILTER (WHERE outcome = 'open'), max(at_ms) FROM disagreement");
  row.step();
  return {static_cast<std::uint64_t>(row.integer(0)), static_cast<std::uint64_t>(row.integer(1)), row.integer(2)};
}

boost::json::array disagreements_json(Database& database, std::size_t most, int offset_minutes) {
  boost::json::array all;
  for (const Disagreement& one : disagreements(database, most))
    all.push_back(boost::json::object{{"at", base::format_rfc3339({one.at_ms, static_cast<std::int16_t>(offset_minutes)})},
                                      {"with", log::to_text(one.peer)},
                                      {"unit", one.scope},
                                      {"lane", model::name_of(one.lane)},
                                      {"subject", one.subject},
                                      {"ours", one.ours},
                                      {"theirs", one.theirs},
                                      {"outcome", name_of(one.outcome)}});
  return all;
}

}  // namespace hadir::store
