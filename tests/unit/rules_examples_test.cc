// The circulars of Nusa Tirta and Saripura (packaging/examples), written by somebody who had CIRCULARS.md alone, and what was
// expected of them, worked out by hand beforehand.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/rules/attendance.h"
#include "common/rules/calendar.h"
#include "common/rules/circular_notes.h"
#include "common/rules/compliance.h"
#include "common/rules/recap_duty.h"
#include "common/rules/rotation.h"
#include "tests/catch.h"
#include "tests/unit/rules_fixture.h"

using namespace hadir;
using namespace hadir::rules;
using test::BookMaker;
using test::contains;
using test::day;

namespace {

std::string example(const std::string& name) {
  std::ifstream file(std::filesystem::path(HADIR_SOURCE_DIR) / "packaging/examples/circulars" / (name + ".json"),
                     std::ios::binary);
  if (!file) FAIL("cannot read " << name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string codes(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& one : findings) text += one.code + " ";
  return text;
}

// What limits an office on a day, as "CLAUSE least..most of N".
std::vector<std::string> limits(const Book& book, const std::string& unit, const std::string& date) {
  Lookup lookup(book);
  std::vector<std::string> all;
  const auto text = [](const std::optional<std::int64_t>& bound) { return bound ? std::to_string(*bound) : std::string(); };
  for (const PresenceCount& one : presence_counts(lookup, unit, day(date), day(date)))
    all.push_back(one.citation.substr(one.citation.find(' ', 3) + 1) + ": " + text(one.bounds.least) + ".." +
                  text(one.bounds.most) + " of " + std::to_string(one.of));
  return all;
}
using Limits = std::vector<std::string>;

}  // namespace

TEST_CASE("nusa tirta: what may come by level, in a dinas of 41") {
  BookMaker make("2022-07-01", "2022-09-30");
  make.unit("3.02", "Dinas").states.steps[0].second.region = "Provinsi Nusa Tirta";
  make.people("3.02", 37);
  for (const char* head : {"kadis", "sekretaris", "kabid1", "kabid2"}) make.person(head, "3.02", Class::structural);
  make.unit("3.03", "Dinas kecil").states.steps[0].second.region = "Provinsi Nusa Tirta";
  make.people("3.03", 5, "k");
  make.circular(example("nusa-tirta-2022"));
  make.done();
  CHECK(limits(make.book, "3.02", "2022-08-01") == Limits{});  // a region without a level: the letter is silent
  const char* days[] = {"2022-08-02", "2022-08-03", "2022-08-04", "2022-08-05"};
  for (int level = 1; level <= 4; ++level) make.region("Provinsi Nusa Tirta", days[level - 1], {"", "", level});
  make.done();
  CHECK(limits(make.book, "3.02", "2022-08-02") == Limits{"angka 1 huruf a: ..29 of 37"});
  CHECK(limits(make.book, "3.02", "2022-08-03") == Limits{"angka 1 huruf b: ..22 of 37"});
  CHECK(limits(make.book, "3.02", "2022-08-04") == Limits{"angka 1 huruf c: ..12 of 37"});
  CHECK(limits(make.book, "3.02", "2022-08-05") == Limits{"angka 1 huruf d: ..4 of 37"});
  CHECK(limits(make.book, "3.03", "2022-08-05") == Limits{"angka 1 huruf d: ..1 of 5"});  // 0.625 of somebody
}

TEST_CASE("nusa tirta: a panti has its own cap and floor, a critical sector all once urgency is recorded") {
  BookMaker make("2022-07-01", "2022-09-30");
  for (const char* code : {"3.04.01", "3.04.02", "3.05"}) make.unit(code).states.steps[0].second.region = "Provinsi Nusa Tirta";
  make.unit_state("3.04.01").type = make.unit_state("3.04.02").type = "Panti";
  make.unit_state("3.05").sector = make.unit_state("3.04.02").sector = "kritikal";
  make.people("3.04.01", 20);
  make.person("ka-panti", "3.04.01", Class::structural);
  make.people("3.04.02", 5, "p");
  make.people("3.05", 37, "d");
  make.region("Provinsi Nusa Tirta", "2022-08-01", {"", "", 3});
  make.circular(example("nusa-tirta-2022"));
  make.done();
  CHECK(limits(make.book, "3.04.01", "2022-08-02") == Limits{"angka 3 huruf b: ..6 of 20", "angka 3 huruf c: 2.. of 21"});
  CHECK(limits(make.book, "3.04.02", "2022-08-02") == Limits{"angka 3 huruf b: ..1 of 5", "angka 3 huruf c: 2.. of 5"});
  CHECK(limits(make.book, "3.05", "2022-08-02") == Limits{"angka 1 huruf c: ..12 of 37"});
  make.activation("065/1187/SE/IV/2022", "angka 10", "2022-08-03", "", "banjir", "", "3.05");
  make.activation("065/1187/SE/IV/2022", "angka 10 (panti)", "2022-08-03", "", "banjir", "", "3.04.02");
  make.done();
  CHECK(limits(make.book, "3.05", "2022-08-02") == Limits{"angka 1 huruf c: ..12 of 37"});
  CHECK(limits(make.book, "3.05", "2022-08-03") == Limits{"angka 10: ..37 of 37"});
  CHECK(limits(make.book, "3.04.02", "2022-08-03") == Limits{"angka 10 (panti): 2..5 of 5"});

  // Seven at once at 14.00 are one too many, also of two shifts of which one has just begun; nobody but one at night is too few.
  for (int at = 1; at <= 20; ++at)
    make.schedule("s" + std::string(at < 10 ? "00" : "0") + std::to_string(at), "2022-08-02", Mode::wfh);
  for (const char* id : {"s001", "s002", "s003", "s004", "s005", "s006"}) make.schedule(id, "2022-08-02", Mode::wfo, "pagi");
  for (const char* id : {"s007", "s008", "s009", "s010", "s011", "s012", "s013"})
    make.schedule(id, "2022-08-02", Mode::wfo, "siang");
  make.schedule("s014", "2022-08-02", Mode::wfo, "malam");
  const auto found = check_plan(make.done(), "3.04.01", day("2022-08-02"), day("2022-08-02"));
  REQUIRE(codes(found) == "cap floor ");
  CHECK_THAT(found[0].text, contains("pukul 14:00 7 orang") && contains("angka 3 huruf b"));
  CHECK_THAT(found[1].text, contains("pukul 21:00 1 orang") && contains("angka 3 huruf c"));
}

TEST_CASE("nusa tirta: heads come, the recap is due on the 5th, the old letter ended, the hospital is not bound") {
  BookMaker make("2022-07-01", "2022-09-30");
  make.unit("3.02", "Dinas");
  make.unit("8.04", "Rumah Sakit Jiwa");
  make.unit("7.04", "Badan Kota", "7");
  make.unit("7", "Kota Saripura");
  make.person("kabid1", "3.02", Class::structural);
  make.person("kadis", "3.02", Class::structural);
  make.post("kadis", "Kepala Dinas", "", "kepala", "3.02");
  make.holder("kadis", "kadis", "2020-01-01", Standing::definitive, "3.02");
  make.post("kabid-data", "Kepala Bidang Data", "kadis", "kabid", "3.02");
  make.holder("kabid-data", "kabid1", "2020-01-01", Standing::definitive, "3.02");
  make.circular(R"({"issuer": "Gubernur Nusa Tirta", "number": "065/903/SE/IV/2022", "title": "lama", "effective": "2022-04-01",
    "state": "active", "clauses": [{"id": "1", "presence": {"max": "50%"}}]})");
  make.circular(example("nusa-tirta-2022"));
  make.done();
  const auto holds = [&](const char* unit, const char* date) {
    std::string numbers;
    for (const Circular* circular : in_force(make.book, unit, day(date))) numbers += circular->number + " ";
    return numbers;
  };
  CHECK(holds("3.02", "2022-07-31") == "065/903/SE/IV/2022 ");
  CHECK(holds("3.02", "2022-08-01") == "065/1187/SE/IV/2022 ");
  CHECK(holds("8.04", "2022-08-01") == "065/903/SE/IV/2022 ");  // where the new one does not bind, the old one goes on
  CHECK(holds("7.04", "2022-08-01") == "065/903/SE/IV/2022 ");

  make.schedule("kabid1", "2022-08-02", Mode::wfh);
  const auto findings = [&] { return codes(check_plan(make.done(), "3.02", day("2022-08-02"), day("2022-08-02"))); };
  CHECK(findings() == "must_attend ");
  auto& permit = make.permit("kabid1", PermitType::excused, "2022-08-02");
  make.approve(permit.subject, "kadis", "2022-08-01T12:00:00+08:00");
  CHECK(findings() == "must_attend ");  // izin excuses nobody
  permit.type = PermitType::sick;
  CHECK(findings() == "");

  Lookup lookup(make.book);
  const auto duties = recap_duties(lookup, day("2022-08-01"), day("2022-09-01"));
  const auto duty = std::ranges::find(duties, std::string("3.02"), &RecapDuty::unit);
  REQUIRE(duty != duties.end());
  CHECK(duty->due == day("2022-09-05"));
  CHECK(duty->to == "Sekretaris Daerah");
  const auto home = rule_for<HomeDay>(make.book, *make.book.unit("3.02"), day("2022-08-05")).as<HomeDay>();
  CHECK(home.report_due_minutes == 20 * 60);
  CHECK(home.verify_due_minutes == (24 + 12) * 60);  // of the next day, a free one too
}

TEST_CASE("saripura: exactly half of those there, seventy percent of the room, six who make documents") {
  BookMaker make("2022-10-01", "2023-01-31");
  make.unit("7", "Kota Saripura");
  make.unit("7.04", "BKPSDM", "7");
  make.unit_state("7.04").room_capacity = 20;
  const auto staff = make.people("7.04", 25);
  make.circular(example("saripura-2022"));
  make.done();
  CHECK(limits(make.book, "7.04", "2022-10-03") == Limits{"huruf a: 13..13 of 25", "huruf b: ..14 of 20"});
  make.schedule(staff[0], "2022-10-03", Mode::leave);
  make.schedule(staff[1], "2022-10-04", Mode::dl);
  CHECK(limits(make.done(), "7.04", "2022-10-03")[0] == "huruf a: 12..12 of 24");
  CHECK(limits(make.book, "7.04", "2022-10-04")[0] == "huruf a: 12..12 of 24");

  // A room of 18 takes 12 where 13 have to come: whichever is planned, one of the two is told.
  make.unit_state("7.04").room_capacity = 18;
  const auto findings = [&](int wfo) {
    for (int at = 0; at < 25; ++at)
      make.schedule(staff[static_cast<std::size_t>(at)], "2022-10-05", at < wfo ? Mode::wfo : Mode::wfh);
    std::string text;
    for (const Finding& one : check_plan(make.done(), "7.04", day("2022-10-05"), day("2022-10-05")))
      text += one.code + " " + one.citation.substr(one.citation.find("huruf")) + "; ";
    return text;
  };
  CHECK(findings(13) == "cap huruf b; ");
  CHECK(findings(12) == "floor huruf a; ");

  // Who makes documents leaves the number of letter a, and counts in the room.
  make.people("7.04", 8, "d", Class::jfu, "Bidang Pelayanan Dokumen");
  make.unit_state("7.04").room_capacity = 30;
  CHECK(limits(make.done(), "7.04", "2022-10-06") == Limits{"huruf a: 13..13 of 25", "huruf b: ..21 of 30", "huruf c: 6.. of 8"});
}

TEST_CASE("saripura: turns of two working days, who comes daily, five days closed, late to the second") {
  BookMaker make("2022-10-01", "2022-12-31");
  make.unit("7", "Kota Saripura");
  make.unit("7.04", "BKPSDM", "7");
  make.person("198203152006042001", "7.04");
  make.person("kepala", "7.04", Class::structural);
  make.person("kasi", "7.04", Class::structural);
  make.post("ka-bkpsdm", "Kepala Badan", "", "kepala", "7.04");
  make.post("kasi-1", "Kepala Seksi", "ka-bkpsdm", "", "7.04");
  make.holder("ka-bkpsdm", "kepala", "2020-01-01", Standing::definitive, "7.04");
  make.holder("kasi-1", "kasi", "2020-01-01", Standing::definitive, "7.04");
  make.circular(example("saripura-2022"));
  make.done();
  const auto attend = [&](const char* id) {
    const ClauseRef clause = rule_for<Attend>(make.book, *make.book.person(id), day("2022-10-03"));
    return clause ? clause.clause->id : std::string();
  };
  CHECK(attend("198203152006042001") == "huruf f (NIP)");
  CHECK(attend("kepala") == "huruf f (jabatan)");
  CHECK(attend("kasi") == "");

  const Person& kasi = *make.book.person("kasi");
  const ClauseRef rotation = rule_for<Rotation>(make.book, kasi, day("2022-10-03"));
  REQUIRE(rotation);
  CHECK_FALSE(rule_for<Rotation>(make.book, *make.book.person("kepala"), day("2022-10-03")));
  Turns turns(make.book);
  std::string groups;
  for (const char* date :
       {"2022-10-03", "2022-10-04", "2022-10-05", "2022-10-06", "2022-10-07", "2022-10-10", "2022-10-11", "2022-10-12"})
    groups += turns.group_on(rotation.as<Rotation>(), kasi, day(date)) + " ";
  CHECK(groups == "Melati Melati Mawar Mawar Kenanga Kenanga Melati Melati ");

  const auto closure = rule_for<ClosureRule>(make.book, *make.book.unit("7.04"), day("2022-10-17")).as<ClosureRule>();
  CHECK(closure.counting == "workdays");
  make.closure("7.04", "", "2022-10-17", closure.days, Counting::workdays);
  CHECK(closure_span(make.done(), make.book.closures[0]) == std::pair(day("2022-10-17"), day("2022-10-21")));  // Monday to Friday

  const auto discipline = rule_for<Discipline>(make.book, kasi, day("2022-10-03")).as<Discipline>();
  const auto late = [&](int seconds) { return late_band(&discipline, 8 * 3600, 8 * 3600 + seconds).code; };
  CHECK(late(0) == "");
  CHECK(late(1) == "TL1");
  CHECK(late(15 * 60) == "TL1");
  CHECK(late(15 * 60 + 1) == "TL2");
  CHECK(late(60 * 60) == "TL2");
  CHECK(late(60 * 60 + 1) == "TL3");
}

TEST_CASE("saripura: a puskesmas has its own rules while the city's circular lets it") {
  BookMaker make("2022-10-01", "2023-01-31");
  make.unit("7", "Kota Saripura");
  make.unit("7.31", "Puskesmas Saripura Timur", "7");
  make.unit_state("7.31").type = "Puskesmas";
  const auto part = [&](const std::vector<std::string>& ids, const char* name) {
    for (const std::string& id : ids) make.person_state(id).part = name;
  };
  const auto nurses = make.people("7.31", 14, "n");
  part(nurses, "pelayanan");
  part(make.people("7.31", 9, "a"), "administrasi");
  make.people("7.31", 3, "x");  // of neither
  const auto own = circular_from_text(example("saripura-puskesmas-2022")).value();
  REQUIRE(check_activation(make.done(), own, day("2022-10-10")).size() == 1);
  CHECK_THAT(check_activation(make.book, own, day("2022-10-10"))[0], contains("override"));
  make.circular(example("saripura-2022"));
  CHECK(check_activation(make.done(), own, day("2022-10-10")).empty());
  CHECK(check_activation(make.book, own, day("2022-12-31")).size() == 1);
  make.circular(example("saripura-puskesmas-2022"), "7.31");
  make.unit_state("7.31").room_capacity = 40;
  make.done();
  CHECK(limits(make.book, "7.31", "2022-10-07") == Limits{"huruf a: 13..13 of 26", "huruf b: ..28 of 40"});
  const Limits beside{"huruf a: 2..2 of 3", "huruf b: ..28 of 40", "1: 14.. of 14", "2: ..2 of 9"};  // 33.33 % of 9 are 2.9997
  auto now = limits(make.book, "7.31", "2022-10-10");
  std::ranges::sort(now);
  auto expected = beside;
  std::ranges::sort(expected);
  CHECK(now == expected);
  CHECK(limits(make.book, "7.31", "2022-12-31") == Limits{});  // the city's ended, and with it the leave

  // All of pelayanan who are there: two are on leave.
  for (std::size_t at = 0; at < nurses.size(); ++at) make.schedule(nurses[at], "2022-10-10", at < 2 ? Mode::leave : Mode::wfo);
  const auto findings = [&] {
    std::string text;
    for (const Finding& one : check_plan(make.done(), "7.31", day("2022-10-10"), day("2022-10-10")))
      if (one.citation.find("PKM") != std::string::npos) text += one.code + " " + std::to_string(one.limit) + "; ";
    return text;
  };
  CHECK(findings() == "");
  make.schedule(nurses[5], "2022-10-10", Mode::wfh);
  CHECK(findings() == "floor 12; ");
}

TEST_CASE("A27: a governor's circular that forgets to leave out a city is told of the mayor's, and the mayor of the governor's") {
  BookMaker make("2022-08-01", "2022-12-31");
  make.unit("3.02", "Dinas");
  make.unit("7", "Kota Saripura");
  make.unit("7.04", "BKPSDM", "7");
  auto governor = circular_from_text(example("nusa-tirta-2022")).value();
  const auto mayor = circular_from_text(example("saripura-2022")).value();
  make.book.circulars = {governor};
  CHECK(circular_notes(make.done(), mayor, day("2022-10-03")).empty());
  make.book.circulars[0].binds.except = {Selector{.units = {"8.04"}}};  // as it was first written
  CHECK(check_activation(make.book, mayor, day("2022-10-03")).empty());
  const auto notes = circular_notes(make.book, mayor, day("2022-10-03"));
  REQUIRE(notes.size() == 1);
  CHECK_THAT(notes[0],
             contains("065/1187/SE/IV/2022") && contains("2 unit") && contains("7 (Kota Saripura)") && contains("presence"));
}
