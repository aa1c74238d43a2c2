// What a day came to: local days, bands, closures, absence, codes and sums (A16, A33, A41, A42; DOMAIN.md 4.5 and 4.6).
#include "common/rules/day_status.h"

#include "common/rules/calendar.h"
#include "common/rules/closures.h"
#include "common/rules/codes.h"
#include "tests/property.h"
#include "tests/unit/rules_office.h"

using namespace hadir;
using namespace hadir::rules;
using namespace hadir::test;

namespace {

constexpr const char* kemenkeu = R"({"id": "D1", "discipline": {"granularity": "minute",
  "late": [{"code": "TL1", "from_minutes": 1, "percent": "0.5%"}, {"code": "TL2", "from_minutes": 31, "percent": "1%"},
           {"code": "TL3", "from_minutes": 61, "percent": "1.25%"}, {"code": "TL4", "from_minutes": 91, "percent": "2.5%"}],
  "early": [{"code": "PSW1", "from_minutes": 1, "percent": "0.5%"}, {"code": "PSW2", "from_minutes": 31, "percent": "1%"},
            {"code": "PSW3", "from_minutes": 61, "percent": "1.25%"}, {"code": "PSW4", "from_minutes": 91, "percent": "2.5%"}],
  "no_in_code": "TL4", "no_out_code": "PSW4", "no_record": "2.5%", "absent": "5%", "monthly_cap": "100%"}})";
constexpr const char* permentan = R"({"id": "D1", "discipline": {
  "late": [{"code": "TL1", "from_minutes": 1, "percent": "0.5%"}, {"code": "TL2", "from_minutes": 31, "percent": "1%"},
           {"code": "TL3", "from_minutes": 61, "percent": "1.5%"}, {"code": "TL4", "from_minutes": 91, "percent": "2%"}],
  "no_record": "2%", "absent": "4%"}})";
constexpr const char* by_seconds =
    R"({"id": "D1", "discipline": {"granularity": "second", "late": [{"code": "TL1", "from_seconds": 1, "percent": "0.5%"}]}})";

// Of staf1 on Monday 12 July 2021, hours 07:30 to 16:00.
DayStatus on_monday(const char* discipline, const char* in, const char* out = "16:00:00") {
  Office office("2021-07-12", "2021-07-12");
  if (discipline != nullptr) office.make.clause(discipline);
  if (in != nullptr) office.make.punch("staf1", "2021-07-12T" + std::string(in) + "+07:00", Direction::in);
  if (out != nullptr) office.make.punch("staf1", "2021-07-12T" + std::string(out) + "+07:00", Direction::out);
  return status_of(office.make.done(), "staf1", day("2021-07-12"));
}

}  // namespace

TEST_CASE("A16: 07:30 WITA on 28 June is 23:30 UTC on the 27th, and counts on 28 June") {
  for (const int offset : {base::wita_offset_minutes, base::wib_offset_minutes}) {
    Office office("2021-06-27", "2021-06-28", offset);
    office.make.punch("staf1", "2021-06-27T23:30:00Z", Direction::in);
    Lookup lookup(office.make.done());
    const DayStatus status = status_of(lookup, "staf1", day("2021-06-28"));
    CHECK(status.status == Status::office);
    CHECK(status.in->offset_minutes == offset);
    CHECK_THAT(base::format_rfc3339(*status.in),
               starts_with(offset == base::wita_offset_minutes ? "2021-06-28T07:30" : "2021-06-28T06:30"));
    CHECK(status_of(lookup, "staf1", day("2021-06-27")).status == Status::free);  // a Sunday, without a punch of its own
    CHECK_FALSE(status_of(lookup, "staf1", day("2021-06-27")).in);
  }
}

TEST_CASE("day status: on time, late and early by minutes and by seconds (DOMAIN.md 4.6)") {
  CHECK_FALSE(on_monday(kemenkeu, "07:30:00").is_late());
  CHECK_FALSE(on_monday(kemenkeu, "07:30:59").is_late());
  CHECK_FALSE(on_monday(by_seconds, "07:30:00").is_late());
  CHECK(on_monday(by_seconds, "07:30:59").late.code == "TL1");
  CHECK(on_monday(by_seconds, "07:30:59").late.seconds == 59);
  CHECK(on_monday(kemenkeu, "07:31:00").late.code == "TL1");
  CHECK(on_monday(kemenkeu, "08:00:59").late.code == "TL1");
  CHECK(on_monday(kemenkeu, "08:00:59").hundredths == 50);
  CHECK(on_monday(kemenkeu, "08:01:00").late.code == "TL2");
  CHECK(on_monday(kemenkeu, "08:30:59").late.code == "TL2");
  CHECK(on_monday(kemenkeu, "08:31:00").late.code == "TL3");
  CHECK(on_monday(kemenkeu, "09:00:59").hundredths == 125);
  CHECK(on_monday(kemenkeu, "09:01:00").late.code == "TL4");
  CHECK(on_monday(permentan, "08:01:00").late.code == "TL2");  // 31 minutes exactly
  CHECK(on_monday(permentan, "08:00:00").late.code == "TL1");
  const DayStatus no_out = on_monday(kemenkeu, "07:30:00", nullptr);
  CHECK(no_out.no_out);
  CHECK(no_out.early.code == "PSW4");
  CHECK(no_out.hundredths == 250);
  CHECK(on_monday(permentan, "07:30:00", nullptr).hundredths == 200);  // no band for it: as no record
  const DayStatus no_in = on_monday(kemenkeu, nullptr);
  CHECK(no_in.late.code == "TL4");
  CHECK_THAT(no_in.reason, contains("tanpa presensi masuk"));
  CHECK(on_monday(kemenkeu, "07:00:00", "15:59:30").early.code == "PSW1");
  CHECK(on_monday(nullptr, "07:45:30").late.seconds == 15 * 60);  // without a circular: minutes, no bands
  CHECK(on_monday(nullptr, "07:45:30").hundredths == 0);
}

TEST_CASE("day status: tolerance, home days and a candidate's deduction are as the circular says") {
  CHECK_FALSE(on_monday(R"({"id": "D1", "discipline": {"tolerance_minutes": 30}})", "08:00:59").is_late());
  CHECK(on_monday(R"({"id": "D1", "discipline": {"tolerance_minutes": 30}})", "08:01:00").late.seconds == 31 * 60);
  for (const bool applies : {false, true}) {
    Office office("2021-07-12", "2021-07-12");
    office.make.clause(
        std::string(R"({"id": "D1", "discipline": {"late": [{"code": "TL1", "from_minutes": 1, "percent": "0.5%"}],)") +
        R"( "home_days": )" + (applies ? "true" : "false") + "}}");
    office.make.schedule("staf1", "2021-07-12", Mode::wfh);
    office.make.attendance_report("staf1", "2021-07-12T07:40:00+07:00");
    const DayStatus status = status_of(office.make.done(), "staf1", day("2021-07-12"));
    CHECK(status.status == Status::home);
    CHECK(status.late.code == (applies ? "TL1" : ""));
  }
}

TEST_CASE("day status: directions nobody gave, fingers put on twice, shifts past midnight, punches struck out") {
  Office office("2021-07-12", "2021-07-16");
  office.one_tier();
  office.make.shift("malam", 21 * 60, 5 * 60);
  for (const char* date : {"2021-07-12", "2021-07-13"}) office.make.schedule("staf2", date, Mode::wfo, "malam");
  const auto punch = [&](const char* who, const char* at, Direction direction) -> Punch& {
    return office.make.punch(who, std::string(at) + "+07:00", direction);
  };
  for (const char* at : {"2021-07-12T07:25:00", "2021-07-12T07:25:04", "2021-07-12T12:00:00", "2021-07-12T16:05:00"})
    punch("staf1", at, Direction::unknown);
  punch("staf1", "2021-07-13T07:25:00", Direction::unknown);
  punch("staf1", "2021-07-13T07:25:04", Direction::unknown);
  punch("staf2", "2021-07-12T20:55:00", Direction::in);
  punch("staf2", "2021-07-13T05:10:00", Direction::out);
  punch("staf2", "2021-07-13T21:05:00", Direction::in);
  punch("staf2", "2021-07-14T05:00:00", Direction::unknown);
  Punch& struck = punch("staf3", "2021-07-12T07:00:00", Direction::in);
  struck.struck = true;
  struck.subject = "correction/1";
  struck.corrected_by = "staf3";
  Punch& moved = punch("staf3", "2021-07-13T08:00:00", Direction::in);
  moved.at = instant("2021-07-13T07:20:00+07:00");
  moved.corrected = true;
  moved.subject = "correction/2";
  moved.corrected_by = "staf3";
  const auto status = [&](const char* who, const char* date) { return status_of(office.make.done(), who, day(date)); };

  CHECK_THAT(status("staf1", "2021-07-12").reason, contains("07:25 sampai 16:05"));
  CHECK(status("staf1", "2021-07-13").no_out);
  CHECK_THAT(status("staf2", "2021-07-12").reason, contains("20:55 sampai 05:10"));
  CHECK_FALSE(status("staf2", "2021-07-12").is_early());
  CHECK_THAT(status("staf2", "2021-07-13").reason, contains("21:05 sampai 05:00, terlambat 5 menit"));
  CHECK(status("staf2", "2021-07-14").status == Status::candidate);  // the end of the night before is not this day's

  // His own correction waits for his superior; then it counts.
  CHECK(status("staf3", "2021-07-12").status == Status::office);
  CHECK(status("staf3", "2021-07-12").waiting);
  CHECK(status("staf3", "2021-07-13").is_late());
  office.make.approve("correction/1", "p_kasubbag", "2021-07-14T08:00:00+07:00");
  office.make.approve("correction/2", "p_kasubbag", "2021-07-14T08:00:00+07:00");
  CHECK(status("staf3", "2021-07-12").status == Status::candidate);
  CHECK_FALSE(status("staf3", "2021-07-13").is_late());
}

// A rejected correction kept the direction that it asked for: whoever came had gone.
TEST_CASE("day status: a punch whose correction was rejected or returned is as it was made; one that waits says so") {
  for (const Decision decision : {Decision::rejected, Decision::returned}) {
    Office office("2021-07-12", "2021-07-16");
    office.one_tier();
    const auto ask = [&](const char* at, const char* subject) -> Punch& {
      Punch& punch = office.make.punch("staf1", at, Direction::in);
      punch.subject = subject;
      punch.corrected_by = "staf1";
      return punch;
    };
    Punch& turned = ask("2021-07-12T07:20:00+07:00", "correction/1");
    turned.corrected = true;
    turned.direction = Direction::out;
    office.make.punch("staf1", "2021-07-12T16:05:00+07:00", Direction::out);
    ask("2021-07-13T07:20:00+07:00", "correction/2").struck = true;
    const auto status = [&](const char* date) { return status_of(office.make.done(), "staf1", day(date)); };
    const auto check = [&](bool waiting) {
      CHECK_THAT(status("2021-07-12").reason, contains("07:20 sampai 16:05"));
      CHECK(status("2021-07-12").waiting == waiting);
      CHECK(status("2021-07-13").status == Status::office);
      CHECK(status("2021-07-13").waiting == waiting);
    };
    check(true);
    for (const char* subject : {"correction/1", "correction/2"})
      office.make.approve(subject, "p_kasubbag", "2021-07-14T08:00:00+07:00", decision);
    check(false);
  }
}

TEST_CASE("day status: what keeps somebody away, a doubtful clock, and punches that contradict leave") {
  Office office("2021-07-12", "2021-07-16");
  office.one_tier();
  const auto granted = [&](const char* who, PermitType type, const char* from, const char* kind = "") {
    Permit& permit = office.make.permit(who, type, from);
    permit.subtype = kind;
    office.make.approve(permit.subject, "p_kasubbag", "2021-07-11T08:00:00+07:00");
  };
  granted("staf1", PermitType::leave, "2021-07-12", "CT");
  granted("staf1", PermitType::sick, "2021-07-12");
  granted("staf1", PermitType::dl, "2021-07-13");
  granted("staf1", PermitType::tl, "2021-07-14");
  granted("staf1", PermitType::tb, "2021-07-15");
  granted("staf1", PermitType::excused, "2021-07-16");
  office.make.permit("staf2", PermitType::sick, "2021-07-12");
  office.make.schedule("staf3", "2021-07-12", Mode::dl);
  office.make.schedule("staf3", "2021-07-13", Mode::leave);
  office.make.schedule("staf3", "2021-07-14", Mode::off);
  office.make.punch("staf1", "2021-07-12T07:20:00+07:00", Direction::in);
  office.make.punch("staf2", "2021-07-13T07:20:00+07:00", Direction::in).written.trust = Trust::doubtful;
  Lookup lookup(office.make.done());
  const auto code = [&](const char* who, const char* date) { return code_of(band_codes(), status_of(lookup, who, day(date))); };
  CHECK(code("staf1", "2021-07-12") == "CT");
  CHECK(code("staf1", "2021-07-13") == "DL");
  CHECK(code("staf1", "2021-07-14") == "TLK");
  CHECK(code_of(usual_codes(), status_of(lookup, "staf1", day("2021-07-14"))) == "TL");
  CHECK(code("staf1", "2021-07-15") == "TB");
  CHECK(code("staf1", "2021-07-16") == "I");
  const DayStatus leave = status_of(lookup, "staf1", day("2021-07-12"));
  REQUIRE(leave.contradictions.size() == 2);
  CHECK_THAT(leave.contradictions[0], contains("sakit"));
  CHECK_THAT(leave.contradictions[1], contains("pukul 07:20"));
  const DayStatus waiting = status_of(lookup, "staf2", day("2021-07-12"));
  CHECK(waiting.status == Status::candidate);
  CHECK_THAT(waiting.reason, contains("permohonan sakit"));
  CHECK(status_of(lookup, "staf2", day("2021-07-13")).doubtful);
  CHECK_THAT(status_of(lookup, "staf2", day("2021-07-13")).reason, contains("waktu diragukan"));
  CHECK(code("staf3", "2021-07-12") == "DL");
  CHECK(code("staf3", "2021-07-13") == "C");
  CHECK(code("staf3", "2021-07-14") == "L");
}

TEST_CASE("A41: a day without any sign is a candidate, and TK only once a superior decided; WFH debits no leave") {
  Office office("2021-07-12", "2021-07-16");
  office.make.clause(R"({"id": "R4.8", "home_day": {"attendance_report": true, "daily_report": true}})");
  office.make.schedule("staf1", "2021-07-12", Mode::wfh);
  const std::string subject = absence_subject("staf1", day("2021-07-12"));
  const auto status = [&](std::int64_t as_of = whole_book) {
    Lookup lookup(office.make.done(), as_of);
    return status_of(lookup, "staf1", day("2021-07-12"));
  };
  CHECK(status(instant("2021-07-12T23:59:00+07:00").ms).status == Status::pending);
  CHECK(status(instant("2021-07-13T00:00:00+07:00").ms).status == Status::candidate);
  CHECK(status().status == Status::candidate);
  CHECK(status().hundredths == 0);
  SECTION("decided: absent") {
    office.make.approve(subject, "staf2", "2021-07-13T07:00:00+07:00");  // not his superior
    CHECK(status().status == Status::candidate);
    office.make.approve(subject, "p_kasubbag", "2021-07-13T08:00:00+07:00");
    CHECK(status().status == Status::absent);
    CHECK_THAT(status().reason, contains("Pegawai p_kasubbag"));
  }
  SECTION("decided, and then a punch arrives: it counts, and the contradiction is shown") {
    office.make.approve(subject, "p_kasubbag", "2021-07-13T08:00:00+07:00");
    office.make.punch("staf1", "2021-07-12T08:00:00+07:00", Direction::in, "web");
    CHECK(status().status == Status::home);
    REQUIRE(status().contradictions.size() == 1);
    CHECK_THAT(status().contradictions[0], contains("dinyatakan tanpa keterangan oleh Pegawai p_kasubbag"));
  }
  SECTION("who may decide it: the direct superior, after the day, where nothing shows presence") {
    const auto may = [&](const char* person, std::string_view date, std::int64_t as_of) {
      Lookup lookup(office.make.done(), as_of);
      return may_decide(lookup, absence_subject("staf1", day(date)), person, Decision::approved, day("2021-07-14"));
    };
    CHECK(may("p_kasubbag", "2021-07-12", whole_book).has_value());
    CHECK(error_of(may("p_kabid", "2021-07-12", whole_book)).fault == base::Fault::refused);
    CHECK_THAT(error_of(may("p_kasubbag", "2021-07-12", instant("2021-07-12T20:00:00+07:00").ms)).what,
               contains("belum ada tanda"));
    office.make.punch("staf1", "2021-07-13T07:00:00+07:00", Direction::in);
    CHECK_THAT(error_of(may("p_kasubbag", "2021-07-13", whole_book)).what, contains("hadir 07:00"));
  }
  SECTION("decided: was there") {
    office.make.approve(subject, "p_kasubbag", "2021-07-13T08:00:00+07:00", Decision::rejected);
    CHECK(status().status == Status::home);
  }
  SECTION("a circular that asks for no report finds nobody missing at home") {
    office.make.book.circulars.clear();
    CHECK(status().status == Status::home);
  }
}

TEST_CASE("A33: a section closed for three calendar days after a report on Monday works at home, and opens on Thursday") {
  Office office("2021-04-24", "2021-05-05");
  office.make.person_state("staf1").section = "Bagian Umum";
  office.make.person_state("staf2").section = "Bagian Umum";
  office.make.clause(R"({"id": "R4.7", "office_entry": {"permit": true}})");
  const Closure& closure = office.make.closure("1.01", "Bagian Umum", "2021-04-26", 3);
  office.make.schedule("staf1", "2021-04-26", Mode::wfo);
  office.make.attendance_report("staf1", "2021-04-26T09:30:00+07:00");
  office.make.punch("staf2", "2021-04-27T08:00:00+07:00", Direction::in);
  CHECK(closure_span(office.make.book, closure) == std::pair(day("2021-04-26"), day("2021-04-28")));
  CHECK(reopens_on(office.make.book, closure) == day("2021-04-29"));
  Lookup lookup(office.make.done());
  CHECK(status_of(lookup, "staf1", day("2021-04-26")).status == Status::home);
  CHECK(status_of(lookup, "staf1", day("2021-04-26")).closed);
  CHECK(status_of(lookup, "staf3", day("2021-04-26")).planned == Mode::wfo);  // another section
  const DayStatus flagged = status_of(lookup, "staf2", day("2021-04-27"));
  CHECK(flagged.status == Status::home_office);
  CHECK_FALSE(flagged.permitted);
  CHECK_THAT(flagged.reason, contains("ditutup sejak 26-04-2021"));
  CHECK(status_of(lookup, "staf1", day("2021-04-29")).planned == Mode::wfo);
}

TEST_CASE("A33: other ways to count three days after a report on a Friday") {
  Office office("2021-04-24", "2021-05-05");
  const auto span = [&](Counting counting) {
    return closure_span(office.make.book, office.make.closure("1.01", "", "2021-04-23", 3, counting));
  };
  CHECK(span(Counting::calendar) == std::pair(day("2021-04-23"), day("2021-04-25")));  // opens on Monday
  CHECK(span(Counting::workdays) == std::pair(day("2021-04-23"), day("2021-04-27")));  // Friday, Monday, Tuesday
  CHECK(span(Counting::day_after) == std::pair(day("2021-04-24"), day("2021-04-26")));
}

TEST_CASE("A42: people without a NIP have plans, statuses and duties as everybody, under their own number") {
  Office office("2021-06-28", "2021-06-29", base::wita_offset_minutes);
  office.make.clause(R"({"id": "R4.8", "home_day": {"attendance_report": true, "daily_report": true}})", "2021-06-28", "B-1159");
  office.make.person("HONORER-7", "1.01", Class::non_asn);
  office.make.person_state("HONORER-7").reports_to = "kasubbag";
  office.make.schedule("HONORER-7", "2021-06-28", Mode::wfh);
  office.make.attendance_report("HONORER-7", "2021-06-28T07:30:00+08:00");
  office.make.punch("HONORER-7", "2021-06-29T07:45:00+08:00", Direction::in);
  Lookup lookup(office.make.done());
  CHECK_THAT(status_of(lookup, "HONORER-7", day("2021-06-28")).reason, contains("LKH belum"));
  CHECK(status_of(lookup, "HONORER-7", day("2021-06-29")).is_late());
  CHECK(chain_of(lookup, "HONORER-7", Matter::daily_report, day("2021-06-28")).tiers.size() == 3);
}

TEST_CASE("day status: people who come, go, and move between units have the days that are theirs") {
  Office office("2021-07-12", "2021-07-16");
  office.make.unit("1.02", "UPTD Contoh", "1.01");
  office.make.book.people.at("staf1").joined = day("2021-07-13");
  office.make.book.people.at("staf2").left = day("2021-07-13");
  Person before = office.make.book.people.at("staf3");
  before.left = day("2021-07-13");
  office.make.book.earlier["staf3"] = {before};
  office.make.book.people.at("staf3").unit = "1.02";
  office.make.book.people.at("staf3").joined = day("2021-07-14");
  Lookup lookup(office.make.done());
  const auto members = [&](std::string_view unit, bool whole, const char* who) {
    std::string line;
    for (const DayStatus& status : statuses(lookup, unit, day("2021-07-12"), day("2021-07-16"), whole))
      if (status.person == who) line += status.status == Status::not_member ? '-' : 'x';
    return line;
  };
  CHECK(members("1.01", false, "staf1") == "-xxxx");
  CHECK(members("1.01", false, "staf2") == "xx---");
  CHECK(members("1.01", false, "staf3") == "xx---");
  CHECK(members("1.02", false, "staf3") == "--xxx");
  CHECK(members("1.01", true, "staf3") == "xxxxx");
  CHECK(members("1.02", false, "staf1").empty());
}

TEST_CASE("codes: the same word for two things is refused, and bands print where a set wants them") {
  CHECK(check_codes(usual_codes(), {"TL1", "TL"}).has_value());  // prints no bands
  CHECK(check_codes(band_codes(), {"TL1", "TL2", "PSW4"}).has_value());
  CodeSet clashing = band_codes();
  clashing.town_duty = "TL";
  CHECK_THAT(error_of(check_codes(clashing, {"TL"})).what, contains("\"TL\" berarti tugas luar dalam kota"));
  const auto legend = legend_of(*named_codes("umum"));
  CHECK(legend.front() == std::pair<std::string, std::string>("H", "hadir"));
  CHECK(legend[3].second == "bekerja dari rumah, di kantor pada hari WFH");
  CHECK(legend.size() == 14);
  CHECK(legend_of(band_codes(), {"TL1"}).size() == 21);
  CHECK_FALSE(named_codes("lain"));
  const DayStatus both = on_monday(kemenkeu, "07:31:00", "15:30:00");
  CHECK(code_of(usual_codes(), both) == "HT");
  CHECK(code_of(band_codes(), both) == "TL1/PSW1");
  CHECK(code_of(band_codes(), on_monday(kemenkeu, "07:30:00")) == "H");
}

TEST_CASE("day status: one status per person and day, sums are the working days, whatever is in the Book") {
  rc::prop("a random fortnight", [] {
    Office office("2021-07-12", "2021-07-25");
    office.one_tier();
    office.make.clause(R"({"id": "R4.8", "home_day": {"attendance_report": true, "daily_report": true, "letter": true}})",
                       "2020-01-01", "2/SE");
    office.make.clause(kemenkeu, "2020-01-01", "3/SE");
    office.make.holiday("2021-07-20", "Iduladha");
    const auto pick = [](int most) { return *rc::gen::inRange(0, most); };
    const auto date = [&] { return base::format_date(plus(day("2021-07-12"), pick(14))); };
    const std::vector<std::string> staff{"staf1", "staf2", "staf3", "p_kasubbag"};
    const auto who = [&] { return staff[static_cast<std::size_t>(pick(4))]; };
    for (int left = pick(30); left > 0; --left) office.make.schedule(who(), date(), static_cast<Mode>(pick(5)));
    for (int left = pick(30); left > 0; --left)
      office.make.punch(who(), date() + "T" + (pick(2) != 0 ? "07" : "16") + ":3" + std::to_string(pick(10)) + ":00+07:00",
                        static_cast<Direction>(pick(3)), pick(2) != 0 ? "kiosk" : "web");
    for (int left = pick(6); left > 0; --left) {
      const std::string from = date();
      const Permit& permit =
          office.make.permit(who(), static_cast<PermitType>(pick(8)), from, base::format_date(plus(day(from), pick(3))));
      if (pick(2) != 0) office.make.approve(permit.subject, pick(2) != 0 ? "p_kasubbag" : "p_kabid", "2021-07-11T08:00:00+07:00");
    }
    if (pick(2) != 0) office.make.closure("1.01", "", date(), 1 + pick(4), static_cast<Counting>(pick(3)));
    const Book& book = office.make.done();
    Lookup lookup(book, pick(2) != 0 ? whole_book : instant("2021-07-19T12:00:00+07:00").ms);
    const auto all = statuses(lookup, "1.01", book.first, book.last, true);
    RC_ASSERT(all.size() == 7U * 14U);
    for (std::size_t at = 0; at < all.size(); at += 14) {
      const Counts counts = count(std::span(all).subspan(at, 14));
      RC_ASSERT(counts.sum() == counts.workdays);
      RC_ASSERT(counts.workdays + counts.free + counts.not_member == 14);
      for (std::size_t index = at; index < at + 14; ++index) {
        RC_ASSERT(all[index].person == all[at].person);
        RC_ASSERT(all[index].day == plus(book.first, static_cast<int>(index - at)));
        RC_ASSERT(!all[index].reason.empty());
        // Asked alone, in another order, and again: the same.
        Lookup alone(book, lookup.as_of_ms);
        const DayStatus again = status_of(alone, all[index].person, all[index].day);
        RC_ASSERT(again.status == all[index].status);
        RC_ASSERT(again.reason == all[index].reason);
        RC_ASSERT(again.hundredths == all[index].hundredths);
      }
    }
  });
}
