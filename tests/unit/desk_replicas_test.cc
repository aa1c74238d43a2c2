// Two replicas that hold the same commits, whatever came first: the same rosters, findings, day statuses and papers, byte for
// byte, from real stores. Prevents: a figure that depends on which PC printed it, or on which commit a bad link let through
// first.
#include <boost/json/serialize.hpp>
#include <random>

#include "common/desk/desk.h"
#include "common/desk/load.h"
#include "common/papers/paper.h"
#include "common/report/render.h"
#include "common/rules/read.h"
#include "tests/property.h"
#include "tests/unit/fixtures.h"

namespace hadir::test {
namespace {

using boost::json::array;
using boost::json::object;

constexpr const char* unit = "7.01";
constexpr const char* below = "7.01.1";
constexpr const char* people[] = {"196801011993031001", "197001011995031002", "198609262015051001",
                                  "199002022014022002", "199103032015031003", "thl001"};

std::string clause_list(std::initializer_list<const char*> clauses) {
  array list;
  for (const char* clause : clauses) list.emplace_back(clause);
  return boost::json::serialize(list);
}

// What the secretariat said before anybody worked: all PCs know it.
void found(store::ReplicaStore& store) {
  const auto say = [&](const std::string& scope, const char* kind, const std::string& json) {
    must_record(store, authorship(key_pair(hub_number), scope, stamp_at(noon_ms - 60 * 86'400'000LL)), change(kind, json));
  };
  say("", "unit", R"({"code":"7.01","name":"Dinas Contoh","type":"Dinas","region":"Contoh","asisten":"Asisten I"})");
  say("", "unit", R"({"code":"7.01.1","name":"UPTD Contoh","type":"UPTD","parent":"7.01"})");
  say("", "holiday", R"({"date":"2026-03-19","name":"Hari Suci Nyepi"})");
  say("", "circular",
      R"({"issuer":"Gubernur","number":"1/SE/2026","title":"Sistem kerja","state":"active","effective":"2026-01-01","clauses":)" +
          clause_list({R"({"id":"1","presence":{"max":"50%","of":"staff"}})",
                       R"({"id":"2","home_day":{"letter":true,"attendance_report":true,"daily_report":true}})",
                       R"({"id":"3","office_entry":{"permit":true}})", R"({"id":"4","travel":{"home_regions":["Contoh"]}})",
                       R"({"id":"5","recap":{"subject":"perjalanan","to":"Sekda","through":"Asisten"}})",
                       R"({"id":"6","discipline":{"late":[{"code":"TL1","from_minutes":1,"percent":"0.5%"}]}})"}) +
          "}");
  for (const char* post : {R"({"code":"kadis","title":"Kepala Dinas","role":"kepala"})",
                           R"({"code":"kasub","title":"Kepala Subbagian","superior":"kadis","role":"kepegawaian"})"})
    say(unit, "post", post);
  for (const auto& [post, person] : {std::pair("kadis", people[0]), std::pair("kasub", people[1])})
    say(unit, "holder",
        R"({"post":")" + std::string(post) + R"(","from":"2020-01-01","person":")" + person + R"(","standing":"definitif"})");
  for (int at = 0; at < 6; ++at) {
    const std::string where = at == 4 ? below : unit;
    say(where, "employee",
        R"({"nip":")" + std::string(people[at]) + R"(","name":"Nama )" + std::to_string(at) + R"(","unit":")" + where +
            R"(","class":")" +
            (at < 2    ? "struktural"
             : at == 5 ? "non_asn"
                       : "jfu") +
            R"(","reports_to":")" +
            (at == 0   ? ""
             : at == 1 ? "kadis"
                       : "kasub") +
            R"(","room":"Ruang )" + std::to_string(at % 2) + "\"}");
  }
}

// A record of a few people and days, so that writers meet each other.
class Clerk {
 public:
  explicit Clerk(std::uint32_t seed) : random_(seed) {}

  void record(store::ReplicaStore& store, std::uint8_t pc) {
    const log::Quality quality = std::array{log::Quality::hub, log::Quality::carried, log::Quality::unanchored}.at(below_of(3));
    const base::KeyPair key = key_pair(pc);
    auto who = authorship(key, unit, stamp_at(noon_ms + below_of(5) * 1'000, quality));
    who.author = person();
    const auto [kind, fields] = anything();
    const auto outcome = test::record(store, who, {change(kind, boost::json::serialize(fields))}).front();
    // What was punched is not said otherwise afterwards; anything else this clerk writes is well-formed.
    if (outcome.kind == store::Outcome::Kind::refused && kind != std::string_view("punch")) throw base::Failure(outcome.error);
  }
  std::size_t below_of(std::size_t bound) { return random_() % bound; }

 private:
  std::string person() { return people[std::array{0, 1, 2, 3, 5}.at(below_of(5))]; }
  std::string day() { return "2026-03-0" + std::to_string(2 + below_of(4)); }
  std::string at(const char* hours) { return day() + "T" + hours + "+07:00"; }
  const char* one_of(std::initializer_list<const char*> words) { return *(words.begin() + below_of(words.size())); }
  std::string subject() {
    const char* kind = one_of({"daily_report", "absence"});
    if (below_of(3) > 0) return kind + ("/" + person()) + "/" + day();
    return "permit/" + person() + "/" + one_of({"cuti", "kantor"}) + "/" + day();
  }

  std::pair<const char*, object> anything() {
    switch (below_of(16)) {
      case 0: return {"schedule", {{"employee", person()}, {"date", day()}, {"mode", one_of({"WFO", "WFH", "WFH", "DL"})}}};
      case 1:
        return {"punch",
                {{"employee", people[2]}, {"at", "2026-03-02T07:41:30+07:00"}, {"source", "kiosk"}, {"direction", "in"}}};
      case 2:
        return {"punch",
                {{"employee", person()},
                 {"at", at(one_of({"07:20:00", "16:10:00"}))},
                 {"source", "kiosk"},
                 {"direction", one_of({"in", "out", "unknown"})}}};
      case 3:
        return {"correction",
                {{"punch", std::string(people[2]) + "/2026-03-02T00:41:30Z/kiosk"},
                 {"direction", one_of({"in", "out"})},
                 {"reason", one_of({"mesin rusak", "salah tekan"})},
                 {"author", people[1]}}};
      case 4: return {"attendance_report", {{"employee", person()}, {"date", day()}, {"at", at("07:25:00")}, {"place", "rumah"}}};
      case 5:
        return {"daily_report",
                {{"employee", person()},
                 {"date", day()},
                 {"status", one_of({"draft", "submitted"})},
                 {"activities", array{one_of({"Rekap", "Rapat"})}}}};
      case 6:
      case 7:
        return {"approval",
                {{"subject", subject()},
                 {"round", 1},
                 {"by", people[below_of(2)]},
                 {"decision", one_of({"forwarded", "approved", "returned", "rejected"})},
                 {"at", at("17:00:00")},
                 {"note", one_of({"", "baik", "lengkapi"})}}};
      case 8:
        return {"permit",
                {{"employee", person()},
                 {"type", one_of({"cuti", "kantor", "bepergian"})},
                 {"from", day()},
                 {"reason", one_of({"keluarga", "arsip"})},
                 {"region", one_of({"Contoh", "Lain"})},
                 {"cancelled", below_of(6) == 0}}};
      case 9:
        return {"letter",
                {{"author", people[1]},
                 {"at", "2026-03-01T09:00:00+07:00"},
                 {"duty", "wfh"},
                 {"from", "2026-03-02"},
                 {"until", one_of({"2026-03-04", "2026-03-05"})},
                 {"number", one_of({"800/1", "800/2"})},
                 {"signer", people[0]}}};
      case 10: return {"letter_person", {{"author", people[1]}, {"at", "2026-03-01T09:00:00+07:00"}, {"employee", person()}}};
      case 11:
        return {"closure", {{"from", day()}, {"days", 1 + below_of(2)}, {"counting", "calendar"}, {"reason", "disinfeksi"}}};
      case 12:
        return {"recall", {{"employee", person()}, {"at", at("08:00:00")}, {"by", people[below_of(2)]}, {"reason", "arsip"}}};
      case 13:
        return {"assembly_person",
                {{"employee", person()}, {"date", "2026-03-02"}, {"session", "pagi"}, {"present", below_of(2) == 0}}};
      case 14: return {"rotation", {{"employee", person()}, {"from", "2026-03-01"}, {"group", one_of({"A", "B"})}}};
      default: return {"employee_revision", {{"employee", person()}, {"from", day()}, {"section", one_of({"Umum", "Data"})}}};
    }
  }

  std::mt19937 random_;
};

// Everything `from` holds, to a new store: by streams and pieces in an order that `seed` chooses. What an origin wrote stays in
// its order, as chains have it.
std::unique_ptr<store::ReplicaStore> delivered(store::ReplicaStore& from, std::uint32_t seed) {
  std::mt19937 random(seed);
  auto to = memory_store();
  std::vector<store::StreamInfo> open;
  for (const std::string& scope : from.scopes())
    for (std::size_t lane = 0; lane < model::lane_count; ++lane)
      for (const store::StreamInfo& stream : from.streams(scope, static_cast<model::Lane>(lane))) open.push_back(stream);
  while (!open.empty()) {
    const std::size_t chosen = random() % open.size();
    const auto present = to->stream(open[chosen].stream);
    const auto slice = from.slice_after(open[chosen], present ? present->stored.seq : 0, 1 + random() % 900);
    if (slice)
      ingest(*to, *slice).value();
    else
      open.erase(open.begin() + static_cast<std::ptrdiff_t>(chosen));
  }
  return to;
}

// All that people get to see, with a name for each; as spreadsheets and for printing too where `bound`, which takes longest.
std::vector<std::pair<std::string, std::string>> told(store::ReplicaStore& store, bool bound) {
  std::vector<std::pair<std::string, std::string>> all;
  const base::Date first = base::parse_date("2026-03-01").value(), last = base::parse_date("2026-03-31").value();
  const rules::Book book = desk::load_book(store.database(), {{unit, below}, first, last});
  all.emplace_back("book", rules::to_text(book));
  const desk::Desk here{unit, people[0], base::parse_date("2026-03-06").value(), noon_ms + 4 * 86'400'000LL, 420, false};
  const object march{{"month", "2026-03"}, {"date", "2026-03-02"}};
  for (const char* name : {"roster.propose", "roster.show", "roster.check", "compliance", "day.status", "silent", "letter.list",
                           "permit.list", "correction.list", "approvals.waiting", "daily_report.list"}) {
    const auto outcome = desk::find_operation(name)->run(book, march, here);
    all.emplace_back(name, outcome ? boost::json::serialize(outcome->answer) + outcome->text : base::describe(outcome.error()));
  }
  papers::PaperRequest asked;
  asked.unit = unit;
  for (const papers::Paper& paper : papers::papers()) {
    const bool one_day = paper.needs.days == papers::Days::one;
    asked.from = one_day ? base::parse_date("2026-03-03").value() : first;
    asked.until = one_day ? asked.from : last;
    asked.person = paper.needs.person == papers::Ask::must ? people[2] : "";
    asked.look_back_days = 2;
    asked.letter = paper.needs.letter == papers::Ask::must && !book.letters.empty() ? book.letters.front().subject : "";
    const auto document = papers::make_paper(paper, book, asked);
    const std::string name(paper.name);
    if (!document) {
      all.emplace_back(name, base::describe(document.error()));
      continue;
    }
    using enum report::Format;
    for (const report::Format format : {text, csv, json, xlsx, pdf}) {
      if (!bound && (format == xlsx || format == pdf)) continue;
      const auto bytes = report::render(*document, format);
      all.emplace_back(name + " " + std::to_string(static_cast<int>(format)),
                       bytes ? std::string(bytes->begin(), bytes->end()) : base::describe(bytes.error()));
    }
  }
  return all;
}

}  // namespace

TEST_CASE("desk replicas: the same commits in any order give the same rosters, findings, statuses and papers, byte for byte") {
  rc::prop("any order", [] {
    const auto seed = *rc::gen::inRange<std::uint32_t>(0, 1U << 30);
    // Three PCs that hear of each other now and then, so that some of what they write is concurrent.
    Clerk clerk(seed);
    std::vector<std::unique_ptr<store::ReplicaStore>> pcs;
    for (int pc = 0; pc < 3; ++pc) pcs.push_back(memory_store());
    found(*pcs[0]);
    for (auto& pc : pcs)
      if (pc != pcs[0]) copy_all(*pcs[0], *pc);
    for (int moment = 0; moment < 90; ++moment) {
      const std::size_t pc = clerk.below_of(3);
      clerk.record(*pcs[pc], static_cast<std::uint8_t>(1 + pc));
      if (clerk.below_of(12) == 0) copy_all(*pcs[clerk.below_of(3)], *pcs[pc]);
    }
    copy_all(*pcs[1], *pcs[0]);
    copy_all(*pcs[2], *pcs[0]);
    const bool bound = seed % 8 == 0;
    const auto expected = told(*pcs[0], bound);
    RC_CLASSIFY(bound, "with spreadsheets and prints");
    RC_CLASSIFY(query(*pcs[0], "SELECT count(*) FROM conflict") != "0", "with conflicts");
    const auto replica = delivered(*pcs[0], seed + 1);
    const auto now = told(*replica, bound);
    RC_ASSERT(now.size() == expected.size());
    for (std::size_t at = 0; at < now.size(); ++at) {
      RC_LOG() << now[at].first << "\n";
      RC_ASSERT(now[at] == expected[at]);
    }
  });
}

TEST_CASE("desk replicas: the replicas of the property above have conflicts, findings and all papers to differ in") {
  Clerk clerk(7);
  const auto one = memory_store(), other = memory_store();
  found(*one);
  copy_all(*one, *other);
  for (int moment = 0; moment < 90; ++moment) {
    clerk.record(*one, 1);
    clerk.record(*other, 2);
  }
  copy_all(*other, *one);
  CHECK(query(*one, "SELECT count(*) FROM conflict") != "0");
  for (const auto& [name, text] : told(*one, true)) {
    INFO(name);
    CHECK_THAT(text, !contains("Sebutkan"));  // no paper was refused
    if (name == "book") CHECK_THAT(text, !contains("fault"));
    CHECK(text.size() > 20);
  }
}

}  // namespace hadir::test
