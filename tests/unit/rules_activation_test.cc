// What stands against activating a circular.
#include "common/rules/policy.h"
#include "common/rules/unknown_names.h"
#include "tests/catch.h"
#include "tests/unit/rules_fixture.h"

using namespace hadir;
using namespace hadir::rules;
using test::BookMaker;
using test::contains;
using test::day;

namespace {

// The default of SE 045.2/103.
constexpr const char* lampung =
    R"({"issuer": "Sekda", "number": "045.2/103/VII/POSKO/2021", "title": "PPKM Darurat", "state": "active",
  "effective": "2021-07-12", "clauses": [{"id": "R3.1", "presence": {"max": "0%", "of": "staff"}}]})";

std::vector<std::string> numbers(const std::vector<const Circular*>& circulars) {
  std::vector<std::string> all;
  for (const Circular* circular : circulars) all.push_back(circular->number);
  return all;
}
using Numbers = std::vector<std::string>;

}  // namespace

TEST_CASE("A27: two circulars for one unit and day without supersession: activation is refused, both clauses are named") {
  BookMaker make("2021-07-01", "2021-07-31");
  make.unit("4.01", "Dinas Provinsi").states.steps[0].second.region = "Provinsi Lampung";
  make.unit("9.01", "Dinas Kabupaten").states.steps[0].second.region = "Kabupaten Contoh";
  make.people("4.01", 1);
  make.people("9.01", 1, "k");
  make.circular(lampung);
  auto regent = circular_from_text(R"({"issuer": "Bupati", "number": "5/SE/2021", "title": "t", "state": "draft",
    "clauses": [{"id": "angka 1", "text": "Setengah bekerja dari rumah.", "presence": {"balance": "50%"}}]})")
                    .value();
  const auto against = check_activation(make.done(), regent, day("2021-07-12"));
  REQUIRE(against.size() == 1);
  CHECK_THAT(against[0], contains("SE 5/SE/2021 angka 1") && contains("SE 045.2/103/VII/POSKO/2021 R3.1") &&
                             contains("4.01 (Dinas Provinsi) pada 2021-07-12") && contains("supersedes"));

  // Each bound to its own offices, both hold.
  regent.binds.regions = {"Kabupaten Contoh"};
  make.book.circulars[0].binds.except.push_back(regent.binds);
  CHECK(check_activation(make.book, regent, day("2021-07-12")).empty());
  regent.state = Circular::State::active;
  regent.effective = day("2021-07-12");
  make.book.circulars.push_back(regent);
  make.done();
  CHECK(numbers(in_force(make.book, "9.01", day("2021-07-12"))) == Numbers{"5/SE/2021"});
  CHECK(numbers(in_force(make.book, "4.01", day("2021-07-12"))) == Numbers{"045.2/103/VII/POSKO/2021"});

  // With supersession too, and with spans that do not meet.
  auto third = regent;
  third.number = "6/SE/2021";
  CHECK(check_activation(make.book, third, day("2021-07-20")).size() == 1);
  third.supersedes = {"5/SE/2021"};
  CHECK(check_activation(make.book, third, day("2021-07-20")).empty());
  third.supersedes.clear();
  third.until = day("2021-07-11");
  CHECK(check_activation(make.book, third, day("2021-07-01")).empty());
}

TEST_CASE("A27: clauses of one circular that contradict each other") {
  BookMaker make("2021-07-01", "2021-07-31");
  make.unit("4.01").states.steps[0].second.sector = "esensial";
  make.unit_state("4.01").public_service = true;
  make.unit("4.02");
  make.people("4.01", 1);
  make.done();
  const auto against = [&](const std::string& clauses) {
    const auto circular = circular_from_text(R"({"issuer": "S", "number": "1", "title": "t", "clauses": [)" + clauses + "]}");
    return check_activation(make.book, circular.value(), day("2021-07-01"));
  };
  const std::string by_sector = R"({"id": "a", "applies": {"sectors": "esensial"}, "presence": {"max": "25%"}},)";
  const auto found = against(by_sector + R"({"id": "b", "applies": {"public_service": true}, "presence": {"max": "50%"}})");
  REQUIRE(found.size() == 1);
  CHECK_THAT(found[0], contains("SE 1 a") && contains("SE 1 b") && contains("\"over\": \"b\""));
  CHECK(against(by_sector + R"({"id": "b", "applies": {"public_service": true}, "over": "a", "presence": {"max": "50%"}})")
            .empty());
  CHECK(against(by_sector + R"({"id": "b", "applies": {"public_service": false}, "presence": {"max": "50%"}})").empty());
  CHECK(against(by_sector + R"({"id": "b", "applies": {"sectors": "kritikal"}, "presence": {"max": "50%"}})").empty());
  CHECK(against(by_sector + R"({"id": "b", "applies": {"sectors": "esensial"}, "presence": {"min": 2}})").empty());
  CHECK(
      against(by_sector + R"({"id": "b", "applies": {"sectors": "esensial"}, "presence": {"max": "25%"}})").empty());  // the same
  CHECK(against(by_sector + R"({"id": "b", "presence": {"max": "50%"}})").empty());  // less specific
  CHECK(
      against(R"({"id": "a", "recap": {"subject": "lkh", "to": "x"}}, {"id": "b", "recap": {"subject": "kehadiran", "to": "x"}})")
          .empty());
  CHECK(against(R"({"id": "a", "recap": {"subject": "lkh", "to": "x"}}, {"id": "b", "recap": {"subject": "lkh", "to": "y"}})")
            .size() == 1);
  CHECK(against(R"({"id": "a", "tiers": {"most": 1}}, {"id": "b", "tiers": {"subjects": "letter", "most": 2}})").size() == 1);
  CHECK(against(R"({"id": "a", "attend": {"place": "office"}}, {"id": "b", "attend": {"place": "home"}})").size() == 1);
}

TEST_CASE("policy: a contradiction that a later zone makes is found before it happens") {
  BookMaker make("2021-07-01", "2021-07-31");
  make.unit("4.01").states.steps[0].second.region = "Kota Metro";
  make.region("Kota Metro", "2021-08-01", {"merah", "", 4});
  make.done();
  const auto circular = circular_from_text(R"({"issuer": "S", "number": "1", "title": "t", "clauses": [
    {"id": "a", "applies": {"zones": "merah"}, "presence": {"max": "25%"}},
    {"id": "b", "applies": {"levels": 4}, "presence": {"max": "10%"}}]})")
                            .value();
  const auto against = check_activation(make.book, circular, day("2021-07-01"));
  REQUIRE(against.size() == 1);
  CHECK_THAT(against[0], contains("2021-08-01"));
  auto ended = circular;
  ended.until = day("2021-07-31");
  CHECK(check_activation(make.book, ended, day("2021-07-01")).empty());
}

TEST_CASE("policy: a unit's own circular needs a clause that lets it") {
  BookMaker make("2021-07-01", "2021-07-31");
  make.unit("4.01").states.steps[0].second.public_service = true;
  make.done();
  auto own = circular_from_text(
      R"({"issuer": "Kepala", "number": "7", "title": "t", "clauses": [{"id": "1", "presence": {"max": 3}}]})");
  own->unit = "4.01";
  const auto against = [&](const char* from) {
    const auto all = check_activation(make.done(), *own, day(from));
    return all.empty() ? std::string() : all.front();
  };
  CHECK_THAT(against("2021-07-05"), contains("wewenang") && contains("tidak ada surat yang memuat ketentuan override"));
  auto& leave = make.clause(R"({"id": "R0.3", "applies": {"public_service": true}, "override": {"by": "kepala"}})", "2021-07-04");
  CHECK(against("2021-07-05") == "");
  CHECK_THAT(against("2021-07-03"), contains("SE 1/SE R0.3 baru berlaku mulai"));

  // Each cause is told apart.
  const auto cause = [&](auto change) {
    const auto before = leave;
    change(leave);
    const auto text = against("2021-07-10");
    leave = before;
    return text;
  };
  CHECK_THAT(cause([](Circular& c) { c.state = Circular::State::draft; }), contains("SE 1/SE R0.3 masih draf"));
  CHECK_THAT(cause([](Circular& c) { c.until = day("2021-07-08"); }), contains("SE 1/SE R0.3 berakhir 2021-07-08"));
  CHECK_THAT(cause([](Circular& c) { c.state = Circular::State::withdrawn; }), contains("sudah dicabut"));
  CHECK_THAT(cause([](Circular& c) { c.binds.units = {"5"}; }), contains("tidak mengikat unit 4.01 (binds)"));
  CHECK_THAT(cause([](Circular& c) { c.clauses[0].applies.public_service = false; }), contains("tidak mengenai unit 4.01"));
  own->binds.units = {"5"};
  CHECK_THAT(against("2021-07-10"), contains("binds tidak mencakup unit itu"));
  own->binds = {};
  own->unit = "4.99";
  CHECK_THAT(against("2021-07-10"), contains("unit 4.99 belum terdaftar"));
}

TEST_CASE("rules activation: what a circular speaks of and nothing here knows is told, clause by clause") {
  BookMaker make("2021-07-01", "2021-07-31");
  make.unit("7.01", "Dinas Contoh");
  make.unit_state("7.01").type = "Dinas";
  make.unit_state("7.01").sector = "esensial";
  make.unit("7.02", "Dinas Lain");  // of which nobody is known
  make.person("198609262015051001", "7.01", Class::jfu, "Bagian Umum");
  make.post("kadis", "Kepala Dinas").role = "kepala";
  make.circular(lampung);
  make.region("Kota Contoh", "2021-07-01", {"hijau", "", {}});
  make.done();
  const auto told = [&](const std::string& clauses, const std::string& more = "") {
    const auto circular =
        circular_from_text(R"({"issuer": "Sekda", "number": "9", "title": "t")" + more + R"(, "clauses": [)" + clauses + "]}")
            .value();
    return unknown_names(make.book, circular, day("2021-07-12"));
  };
  using Told = std::vector<std::string>;
  const auto presence = [](const std::string& id, const std::string& applies) {
    return R"({"id": ")" + id + R"(", "applies": )" + applies + R"(, "presence": {"max": 5}})";
  };
  CHECK(told(presence("1", R"({"units": "7.01", "types": "dinas", "sectors": "Esensial", "sections": "Bagian Umum",
                               "people": "198609262015051001"})"),
             R"(, "supersedes": ["045.2/103/VII/POSKO/2021"], "binds": {"units": ["7.01", "7.02"]})")
            .empty());
  CHECK(told(presence("3", R"({"units": ["7.01", "7.99"]})")) ==
        Told{"ketentuan 3 menyebut unit 7.99, yang tidak dikenal di sini"});
  CHECK(told(presence("1", R"({"types": "Dians", "except": {"sections": "Bagian Umun"}})") + "," +
             presence("2", R"({"posts": ["kepala", "sekretari"]})") + "," +
             presence("4", R"({"people": "199002022014022002"})")) ==
        Told{"ketentuan 1 menyebut jenis unit Dians, yang tidak dikenal di sini",
             "ketentuan 1 (except) menyebut bagian Bagian Umun, yang tidak dikenal di sini",
             "ketentuan 2 menyebut jabatan sekretari, yang tidak dikenal di sini",
             "ketentuan 4 menyebut pegawai 199002022014022002, yang tidak dikenal di sini"});
  CHECK(told(R"({"id": "1", "tiers": {"up_to": "kepla"}}, {"id": "2", "override": {"by": "kepala"}})",
             R"(, "supersedes": ["045.2/104"], "binds": {"units": "9"})") ==
        Told{"supersedes menyebut SE 045.2/104, yang tidak dikenal di sini", "binds menyebut unit 9, yang tidak dikenal di sini",
             "ketentuan 1 menyebut jabatan kepla, yang tidak dikenal di sini"});
  // Each word is known, but nobody is all of it.
  CHECK(told(presence("1", R"({"sections": "Bagian Umum", "classes": "jft"})")) ==
        Told{"ketentuan 1 hari ini tidak mengenai seorang pun pegawai yang dikenal di sini"});
  CHECK(told(presence("1", R"({"sectors": "esensial"})"), R"(, "binds": {"units": "7.02"})") ==
        Told{"ketentuan 1 tidak mengenai satu unit pun yang terikat surat ini"});
  CHECK(told(presence("1", R"({"classes": "jft"})"), R"(, "binds": {"units": "7.02"})").empty());
  CHECK(told(presence("1", R"({"zones": "merah"})")).empty());  // today green, tomorrow perhaps not
}
