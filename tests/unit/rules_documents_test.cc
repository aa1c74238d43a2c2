// The documents that the repository has about circulars: the schema, the page for people who write them, and the examples.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/rules/circular_notes.h"
#include "common/rules/compliance.h"
#include "tests/catch.h"
#include "tests/unit/rules_fixture.h"
#include "tests/unit/schema_check.h"

using namespace hadir;
using namespace hadir::rules;
using test::BookMaker;
using test::contains;
using test::day;

namespace {

const std::filesystem::path root = HADIR_SOURCE_DIR;

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) FAIL("cannot read " << path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}
boost::json::value schema() { return boost::json::parse(read(root / "common/rules/circular.schema.json")); }

std::map<std::string, std::string> examples() {
  std::map<std::string, std::string> all;
  for (const auto& entry : std::filesystem::directory_iterator(root / "packaging/examples/circulars"))
    if (entry.path().extension() == ".json") all[entry.path().filename().string()] = read(entry.path());
  return all;
}

std::vector<std::string> json_blocks(const std::string& page) {
  std::vector<std::string> blocks;
  const std::string open = "```json\n";
  for (auto at = page.find(open); at != std::string::npos; at = page.find(open, at + 1)) {
    const auto begin = at + open.size();
    blocks.push_back(page.substr(begin, page.find("```", begin) - begin));
  }
  return blocks;
}

std::string codes(const std::vector<Finding>& findings) {
  std::string text;
  for (const auto& finding : findings) text += finding.code + " ";
  return text;
}

// The sixth and the seventh circular, written with CIRCULARS.md alone: other percentages by level, odd and even dates, what the
// rooms take; and three shifts with half of those who are there, rounded up.
constexpr const char* sixth = R"json({
  "issuer": "Wali Kota Contoh", "number": "061/7/ORG/2021", "title": "Sistem Kerja Pegawai menurut Level",
  "dated": "2021-08-02", "effective": "2021-08-03", "until": "2021-08-31", "state": "active",
  "binds": {"regions": "Kota Contoh"},
  "clauses": [
    {"id": "1", "text": "Level 1 dan 2: paling banyak 75 %.", "presence": {"max": "75%", "of": "staff"}},
    {"id": "2", "text": "Level 3: paling banyak 40 %.", "applies": {"levels": 3}, "presence": {"max": "40%", "of": "staff"}},
    {"id": "3", "text": "Level 4: paling banyak 15 %, paling sedikit seorang.", "applies": {"levels": 4},
     "presence": {"max": "15%", "of": "staff", "min_one": true}},
    {"id": "4", "text": "Tidak lebih dari 60 % kapasitas ruang kerja.", "presence": {"max": "60%", "of": "room", "per": "unit"}},
    {"id": "5", "text": "Bergantian menurut tanggal ganjil dan genap.",
     "rotation": {"groups": ["ganjil", "genap"], "count": "dates"}},
    {"id": "6", "text": "Kepala unit kerja tetap di kantor.", "applies": {"posts": "kepala"},
     "attend": {"place": "office", "unless": ["sakit", "cuti", "dl"]}}
  ]
})json";
constexpr const char* seventh = R"json({
  "issuer": "Direktur RSUD Contoh", "number": "445/RSUD/2021", "title": "Pengaturan Sif",
  "effective": "2021-08-03", "state": "active",
  "clauses": [
    {"id": "a", "text": "Setengah dari yang ada, dibulatkan ke atas, sepanjang hari.",
     "presence": {"exact": "50%", "of": "available", "round": "up", "at": "day"}},
    {"id": "b", "text": "Bagian gawat darurat: tiga sif, setiap saat paling sedikit 2 dan paling banyak 4 orang.",
     "applies": {"sections": "IGD"}, "presence": {"min": 2, "max": 4, "at": "moment"}},
    {"id": "c", "text": "Sif IGD.", "applies": {"sections": "IGD"}, "shifts": [
      {"code": "pagi", "start": "07:00", "end": "14:00", "break_minutes": 30},
      {"code": "siang", "start": "14:00", "end": "21:00", "break_minutes": 30},
      {"code": "malam", "start": "21:00", "end": "07:00"}]}
  ]
})json";

}  // namespace

TEST_CASE("documents: the schema has the members that the parser knows, no more and no less") {
  const auto document = schema();
  const auto properties_of = [&](const std::string& name) {
    const auto& object = name.empty() ? document : document.at("$defs").at(name);
    CHECK(object.at("additionalProperties") == false);
    std::set<std::string> names;
    for (const auto& member : object.at("properties").as_object()) names.insert(std::string(member.key()));
    return names;
  };
  const auto known = document_members();
  for (const auto& [name, members] : known) {
    CAPTURE(name);
    std::set<std::string> expected(members.begin(), members.end());
    if (name.empty()) expected.insert("$schema");
    CHECK(properties_of(name) == expected);
  }
  CHECK(known.size() == 5 + std::variant_size_v<Rule> - 1);  // `shifts` is a list
  std::set<std::string> exception = properties_of("selector");
  exception.erase("except");
  CHECK(properties_of("exception") == exception);
}

TEST_CASE("documents: every example keeps the schema, is read, reads the same when written, and can be activated") {
  const auto document = schema();
  const test::SchemaCheck check(document);
  const auto all = examples();
  for (const char* name :
       {"tulang-bawang-barat-2021.json", "metro-2021.json", "lampung-selatan-2020.json", "lampung-2021-88.json",
        "lampung-2021.json", "kutai-kartanegara-2021.json", "potongan-kemenkeu.json", "potongan-permentan.json",
        "nusa-tirta-2022.json", "saripura-2022.json", "saripura-puskesmas-2022.json"})
    CHECK(all.contains(name));
  for (const auto& [name, text] : all) {
    CAPTURE(name);
    CHECK(check.check(boost::json::parse(text)) == "");
    const auto circular = circular_from_text(text).value();
    CHECK(circular_from_text(boost::json::serialize(to_json(circular))).value() == circular);
    CHECK(check.check(to_json(circular)) == "");
    for (const Clause& clause : circular.clauses) CHECK_FALSE(clause.text.empty());
    if (circular.unit.empty())  // a unit's own needs leave
      CHECK(check_activation(Book{}, circular, circular.effective.value_or(day("2021-07-01"))).empty());
    CHECK(circular_notes(Book{}, circular, circular.effective.value_or(day("2021-07-01"))).empty());
  }
  CHECK(circular_from_text(all.at("lampung-selatan-2020.json"))->state == Circular::State::draft);
}

TEST_CASE("A27: province, kabupaten and kota hold beside each other, each in its own offices") {
  BookMaker make("2021-06-01", "2021-07-31");
  make.unit("4.07", "Bapenda").states.steps[0].second.sector = "esensial";  // of the province
  make.unit("1.01", "Setda Kota").states.steps[0].second.region = "Kota Metro";
  make.unit("7.01", "Dinas Kabupaten").states.steps[0].second.region = "Kabupaten Tulang Bawang Barat";
  for (const auto& [name, text] : examples()) {
    if (name.starts_with("potongan")) continue;
    if (name.starts_with("kutai") || name.starts_with("nusa") || name.starts_with("saripura")) continue;  // of other provinces
    CAPTURE(name);
    const auto circular = circular_from_text(text).value();
    CHECK(check_activation(make.done(), circular, circular.effective.value_or(day("2021-07-01"))).empty());
    make.circular(text);
  }
  make.done();
  const auto holds = [&](const char* unit) {
    std::string issuers;
    for (const Circular* circular : in_force(make.book, unit, day("2021-07-12"))) issuers += circular->issuer + "; ";
    return issuers;
  };
  CHECK(holds("4.07") == "Sekretaris Daerah Provinsi Lampung; ");
  CHECK(holds("1.01") == "Sekretaris Daerah Kota Metro; ");
  CHECK(holds("7.01") == "Bupati Tulang Bawang Barat; ");
}

TEST_CASE("documents: what CIRCULARS.md shows is right, and it explains every member") {
  const auto page = read(root / "common/rules/CIRCULARS.md");
  const auto document = schema();
  const auto blocks = json_blocks(page);
  CHECK(blocks.size() >= 15);
  for (const std::string& block : blocks) {
    CAPTURE(block);
    const auto value = boost::json::parse(block);
    if (value.as_object().contains("issuer")) {
      CHECK(circular_from_text(block).has_value());
      CHECK(test::SchemaCheck(document).check(value) == "");
    } else if (value.as_object().contains("id")) {
      CHECK(clause_from_text(block).has_value());
    } else {
      CHECK(selector_from_text(block).has_value());
    }
  }
  for (const auto& [name, members] : document_members())
    for (const std::string& member : members) {
      CAPTURE(name, member);
      CHECK(page.find("`" + member + "`") != std::string::npos);
    }
}

TEST_CASE("documents: the schema refuses what the parser refuses, as far as a schema can say it") {
  const auto document = schema();
  const test::SchemaCheck check(document);
  for (const char* clause :
       {R"({"id": "a", "presence": {"maks": 1}})", R"({"id": "a", "presence": {}})",
        R"({"id": "a", "presence": {"max": "125%"}})", R"({"id": "a", "presence": {"exact": 1, "min": 1}})",
        R"({"id": "a", "health": {}, "tiers": {}})", R"({"health": {}})", R"({"id": "a", "presence": {"balance": 3}})",
        R"({"id": "a", "applies": {"sectors": []}, "health": {}})", R"({"id": "a", "applies": {"except": {}}, "health": {}})",
        R"({"id": "a", "shifts": []})", R"({"id": "a", "meeting": {}})", R"({"id": "a", "health": {"before": "8:00"}})",
        R"({"id": "a", "discipline": {"late": [{"code": "x", "percent": "1%"}]}})"}) {
    CAPTURE(clause);
    const std::string text = std::string(R"({"issuer": "S", "number": "1", "title": "t", "clauses": [)") + clause + "]}";
    CHECK_FALSE(circular_from_text(text).has_value());
    CHECK(check.check(boost::json::parse(text)) != "");
  }
}

TEST_CASE("documents: the schema takes weekdays in any case, as the parser does") {
  const auto document = schema();
  for (const char* day : {"\"senin\"", "\"Senin\"", "\"JUMAT\"", "\"Jum'at\"", "\"jum\u2019at\"", "[\"Senin\", 3]"}) {
    CAPTURE(day);
    const std::string text =
        std::string(R"({"issuer": "S", "number": "1", "title": "t", "clauses": [{"id": "a", "assembly": {"weekdays": )") + day +
        "}}]}";
    CHECK(circular_from_text(text).has_value());
    CHECK(test::SchemaCheck(document).check(boost::json::parse(text)) == "");
  }
}

TEST_CASE("documents: a sixth circular by level, dates and rooms works as written") {
  CHECK(test::SchemaCheck(schema()).check(boost::json::parse(sixth)) == "");
  BookMaker make("2021-08-01", "2021-09-30");
  make.unit("3.01", "Dinas").states.steps[0].second.region = "Kota Contoh";
  make.unit_state("3.01").room_capacity = 20;
  make.people("3.01", 19);
  make.person("kadis", "3.01", Class::structural);
  make.post("kadis", "Kepala Dinas", "", "kepala");
  make.holder("kadis", "kadis");
  make.region("Kota Contoh", "2021-08-01", {"", "", 2});
  make.region("Kota Contoh", "2021-08-05", {"", "", 3});
  make.region("Kota Contoh", "2021-08-10", {"", "", 4});
  const auto circular = circular_from_text(sixth).value();
  CHECK(check_activation(make.done(), circular, day("2021-08-03")).empty());
  make.circular(sixth);
  const auto findings = [&](const std::string& date, int wfo, bool head = true) {
    int at = 0;
    for (const auto& [id, person] : make.book.people)
      make.schedule(id, date, (id == "kadis" ? head : at++ < wfo) ? Mode::wfo : Mode::wfh);
    return codes(check_plan(make.done(), "3.01", day(date), day(date)));
  };
  CHECK(findings("2021-08-02", 19) == "");  // not yet
  CHECK(findings("2021-08-03", 11) == "");  // 75 % of 19 is 14, but rooms take 12 of 20 with the head
  CHECK(findings("2021-08-03", 12) == "cap ");
  CHECK(findings("2021-08-03", 15) == "cap cap ");
  CHECK(findings("2021-08-05", 7) == "");  // 40 %
  CHECK(findings("2021-08-05", 8) == "cap ");
  CHECK(findings("2021-08-10", 2) == "");  // 15 %
  CHECK(findings("2021-08-10", 3) == "cap ");
  CHECK(findings("2021-08-11", 2, false) == "must_attend ");
  CHECK(findings("2021-09-01", 19) == "");  // over
  const auto rotation = rule_for<Rotation>(make.book, *make.book.person("s001"), day("2021-08-10"));
  CHECK(rotation.as<Rotation>().count == Rotation::Count::dates);
}

TEST_CASE("documents: a seventh circular with three shifts and half of those there, rounded up, works as written") {
  CHECK(test::SchemaCheck(schema()).check(boost::json::parse(seventh)) == "");
  BookMaker make("2021-08-01", "2021-08-31");
  make.unit("6.01", "RSUD");
  make.people("6.01", 9);
  make.people("6.01", 8, "i", Class::jft, "IGD");
  make.circular(seventh);
  CHECK(check_activation(make.done(), make.book.circulars[0], day("2021-08-03")).empty());
  const auto plan = [&](int wfo, int leave) {
    for (int at = 1; at <= 9; ++at)
      make.schedule("s00" + std::to_string(at), "2021-08-03", at <= wfo ? Mode::wfo : at > 9 - leave ? Mode::leave : Mode::wfh);
  };
  const auto findings = [&] { return codes(check_plan(make.done(), "6.01", day("2021-08-03"), day("2021-08-03"))); };
  plan(5, 0);  // half of 9, up
  CHECK(findings() == "");
  plan(4, 0);
  CHECK(findings() == "floor ");
  plan(6, 0);
  CHECK(findings() == "cap ");
  plan(4, 2);  // half of 7, up
  CHECK(findings() == "");

  const char* shifts[] = {"pagi", "pagi", "pagi", "siang", "siang", "siang", "malam", "malam"};
  for (int at = 1; at <= 8; ++at) make.schedule("i00" + std::to_string(at), "2021-08-03", Mode::wfo, shifts[at - 1]);
  for (const char* id : {"i007", "i008"}) make.schedule(id, "2021-08-02", Mode::wfo, "malam");
  CHECK(findings() == "");
  make.schedule("i008", "2021-08-03", Mode::wfo, "siang");  // one is left at night
  const auto found = check_plan(make.done(), "6.01", day("2021-08-03"), day("2021-08-03"));
  REQUIRE(codes(found) == "floor ");
  CHECK_THAT(found[0].text, contains("pukul 21:00 1 orang") && contains("445/RSUD/2021 b paling sedikit 2 orang"));
  for (const char* id : {"i001", "i002"}) make.schedule(id, "2021-08-03", Mode::wfo, "siang");
  for (const char* id : {"i004", "i005"}) make.schedule(id, "2021-08-03", Mode::wfo, "malam");
  CHECK(findings() == "floor ");  // pagi has one now
}
