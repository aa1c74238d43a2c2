// Monthly hours (A40), deductions and the thresholds for absence (DOMAIN.md 4.2, 4.6).
#include "common/rules/discipline.h"
#include "common/rules/month_hours.h"
#include "tests/property.h"
#include "tests/unit/rules_office.h"

using namespace hadir;
using namespace hadir::rules;
using namespace hadir::test;

namespace {

Office july() {
  Office office("2021-07-01", "2021-07-31");
  office.make.clause(R"({"id": "R4.8", "home_day": {"attendance_report": true, "daily_report": true}})");
  office.make.holiday("2021-07-20", "Iduladha");
  return office;
}
MonthHours hours(const Book& book, const char* person, std::int64_t as_of = whole_book) {
  Lookup lookup(book, as_of);
  std::vector<DayStatus> days;
  for (base::Date date = book.first; date <= book.last; ++date.days) days.push_back(status_of(lookup, person, date));
  return hours_of(lookup, days);
}
// Office days by punches of 7:30 net, home days with both reports, in turns.
void work_in_turns(Office& office, const char* person) {
  int turn = 0;
  for (base::Date date = office.make.book.first; date <= office.make.book.last; ++date.days) {
    if (base::iso_weekday_of(date) > 5 || office.make.book.holidays.contains(date)) continue;
    const std::string on = base::format_date(date);
    if (turn++ % 2 != 0) {
      office.make.punch(person, on + "T07:30:00+07:00", Direction::in);
      office.make.punch(person, on + (base::iso_weekday_of(date) == 5 ? "T16:30:00+07:00" : "T16:00:00+07:00"), Direction::out);
    } else {
      office.make.schedule(person, date, Mode::wfh);
      office.make.attendance_report(person, on + "T07:20:00+07:00");
      office.make.daily_report(person, on, ReportState::submitted);
    }
  }
}

}  // namespace

TEST_CASE("A40: July 2021 has 21 working days of 7:30; 10 at the office and 11 at home with complete reports miss nothing") {
  Office office = july();
  work_in_turns(office, "staf1");
  const MonthHours month = hours(office.make.done(), "staf1");
  CHECK(month.workdays == 21);
  CHECK(month.office_days == 10);
  CHECK(month.home_days == 11);
  CHECK(month.required == 157 * 60 + 30);
  CHECK(month.credited == 157 * 60 + 30);
  CHECK(month.missing() == 0);
  CHECK(month.overtime == 0);
  SECTION("a day at home without its LKH counts nothing") {
    office.make.book.daily_reports.erase({"staf1", day("2021-07-01")});
    CHECK(hours(office.make.done(), "staf1").missing() == 450);
    CHECK(hours(office.make.done(), "staf1").home_complete == 10);
  }
}

TEST_CASE("A40: April 2021 has 21 working days (Good Friday)") {
  Office office("2021-04-01", "2021-04-30");
  office.make.holiday("2021-04-02", "Wafat Isa Almasih");
  CHECK(hours(office.make.done(), "staf1").workdays == 21);
  CHECK(hours(office.make.done(), "staf1").required == 21 * 450);
}

TEST_CASE("A40: leave and duty elsewhere reduce what is required, or are credited, as the circular says") {
  for (const bool reduces : {true, false}) {
    Office office = july();
    office.one_tier();
    office.make.clause(std::string(R"({"id": "D1", "discipline": {"leave_reduces": )") + (reduces ? "true" : "false") + "}}",
                       "2020-01-01", "3/SE");
    Permit& leave = office.make.permit("staf1", PermitType::leave, "2021-07-12", "2021-07-16");
    leave.subtype = "CT";
    office.make.approve(leave.subject, "p_kasubbag", "2021-07-01T08:00:00+07:00");
    office.make.schedule("staf1", "2021-07-19", Mode::dl);
    const MonthHours month = hours(office.make.done(), "staf1");
    CHECK(month.away_days == 6);
    CHECK(month.required == (reduces ? 15 : 21) * 450);
    CHECK(month.credited == (reduces ? 0 : 6 * 450));
    CHECK(month.missing() == 15 * 450);
  }
}

TEST_CASE("A40: late, early, without a punch, longer, and in a shift with a break of known length alone") {
  Office office("2021-07-12", "2021-07-16");
  office.make.shift("pagi", 7 * 60, 14 * 60, 30);
  office.make.schedule("staf1", "2021-07-16", Mode::wfo, "pagi");
  const auto worked = [&](const char* date, const char* in, const char* out) {
    if (*in != '\0') office.make.punch("staf1", std::string(date) + "T" + in + "+07:00", Direction::in);
    if (*out != '\0') office.make.punch("staf1", std::string(date) + "T" + out + "+07:00", Direction::out);
  };
  worked("2021-07-12", "07:00:00", "15:30:00");  // early birds begin at 07:30: 7:00
  worked("2021-07-13", "08:00:00", "16:30:00");  // made up for: 7:30
  worked("2021-07-14", "07:30:00", "18:00:00");  // two hours more
  worked("2021-07-15", "07:30:00", "");          // incomplete
  worked("2021-07-16", "07:00:00", "14:00:00");  // 6:30
  const MonthHours week = hours(office.make.done(), "staf1");
  CHECK(week.required == 4 * 450 + 390);
  CHECK(week.credited == 420 + 450 + 450 + 0 + 390);
  CHECK(week.overtime == 120);
  CHECK(week.incomplete == 1);
  const MonthHours so_far = hours(office.make.done(), "staf1", instant("2021-07-13T06:00:00+07:00").ms);
  CHECK(so_far.required == 450);
  CHECK(so_far.not_yet == 3 * 450 + 390);
}

TEST_CASE("discipline: a month's deductions add up to its cap (DOMAIN.md 4.6)") {
  Office office("2021-07-01", "2021-07-31");
  office.make.clause(
      R"({"id": "D1", "discipline": {"late": [{"code": "TL1", "from_minutes": 1, "percent": "0.5%"}], "absent": "5%",
                         "no_record": "2.5%", "no_assembly": "2%", "monthly_cap": "9%"}})");
  office.make.clause(R"({"id": "A1", "assembly": {"session": "pagi"}})", "2020-01-01", "2/SE");
  office.make.punch("staf1", "2021-07-12T07:45:00+07:00", Direction::in);
  office.make.punch("staf1", "2021-07-12T16:00:00+07:00", Direction::out);
  office.make.punch("staf1", "2021-07-13T07:15:00+07:00", Direction::in);
  office.make.approve(absence_subject("staf1", day("2021-07-14")), "p_kasubbag", "2021-07-15T08:00:00+07:00");
  office.make.book.assembly_people[{"staf2", day("2021-07-12"), Session::morning}] = true;
  Lookup lookup(office.make.done());
  std::vector<DayStatus> days;
  for (base::Date date = day("2021-07-01"); date <= day("2021-07-31"); ++date.days)
    days.push_back(status_of(lookup, "staf1", date));
  const Deduction deduction = deduction_of(lookup, days, assembly_rows(lookup, days));
  CHECK(deduction.late == 50);
  CHECK(deduction.early == 250);  // no punch on the way out on the 13th
  CHECK(deduction.absent == 500);
  CHECK(deduction.assembly == 200);
  CHECK(deduction.sum() == 1000);
  CHECK(deduction.total() == 900);
}

TEST_CASE("discipline: PP 94/2021 warns at 3, 4, 7 days of decided absence in a calendar year, and at 10 in a row") {
  Office office("2020-12-01", "2021-07-31");
  const auto absent = [&](const char* from, int workdays) {
    base::Date date = day(from);
    for (; workdays > 0; ++date.days)
      if (base::iso_weekday_of(date) <= 5) {
        office.make.approve(absence_subject("staf1", date), "p_kasubbag", base::format_date(plus(date, 1)) + "T08:00:00+07:00");
        --workdays;
      }
  };
  absent("2020-12-28", 4);  // 28 to 31 December: of the year before
  absent("2021-02-01", 2);
  absent("2021-07-12", 10);  // Monday to Friday twice: a weekend does not break the row
  Lookup lookup(office.make.done());
  const auto found = [&](const char* from, const char* until) {
    std::vector<std::string> lines;
    for (const Finding& finding : absence_findings(lookup, "1.01", day(from), day(until), true))
      lines.push_back(base::format_date(finding.date) + " " + std::to_string(finding.actual) + " " + finding.code);
    return lines;
  };
  CHECK(found("2021-01-01", "2021-12-31") ==
        std::vector<std::string>{"2021-07-12 3 absence_threshold", "2021-07-13 4 absence_threshold",
                                 "2021-07-16 7 absence_threshold", "2021-07-22 11 absence_threshold",
                                 "2021-07-23 10 absence_consecutive"});
  CHECK(found("2020-12-01", "2020-12-31") ==
        std::vector<std::string>{"2020-12-30 3 absence_threshold", "2020-12-31 4 absence_threshold"});
  CHECK(found("2021-01-01", "2021-06-30").empty());
  std::vector<DayStatus> days;
  for (base::Date date = day("2021-01-01"); date <= day("2021-07-31"); ++date.days)
    days.push_back(status_of(lookup, "staf1", date));
  const Absences absences = absences_of(days);
  CHECK(absences.decided == 12);
  CHECK(absences.longest_run == 10);
  CHECK(absences.reached->days == 11);
  CHECK(absences.candidates > 100);  // everything else nobody decided: shown apart, never counted
  CHECK_THAT(absence_findings(lookup, "1.01", day("2021-07-12"), day("2021-07-12"), true).front().text,
             contains("teguran lisan"));
}

TEST_CASE("A40: what is credited never exceeds what is planned, and required, reduced and not yet add up to the plan") {
  rc::prop("random weeks", [] {
    Office office = july();
    office.one_tier();
    std::int64_t planned = 0;
    for (base::Date date = day("2021-07-01"); date <= day("2021-07-31"); ++date.days) {
      if (base::iso_weekday_of(date) <= 5 && date != day("2021-07-20")) planned += 450;
      const std::string on = base::format_date(date);
      if (*rc::gen::arbitrary<bool>())
        office.make.punch("staf1", on + "T0" + std::to_string(*rc::gen::inRange(6, 10)) + ":10:00+07:00", Direction::in);
      if (*rc::gen::arbitrary<bool>())
        office.make.punch("staf1", on + "T1" + std::to_string(*rc::gen::inRange(2, 10)) + ":40:00+07:00", Direction::out);
      if (*rc::gen::inRange(0, 5) == 0 && base::iso_weekday_of(date) <= 5 && date != day("2021-07-20"))
        office.make.schedule("staf1", date, *rc::gen::element(Mode::wfh, Mode::dl, Mode::leave));
      if (*rc::gen::inRange(0, 3) == 0) {
        office.make.attendance_report("staf1", on + "T07:20:00+07:00");
        office.make.daily_report("staf1", on, ReportState::submitted).submitted = instant(on + "T15:00:00+07:00");
      }
    }
    const MonthHours month =
        hours(office.make.done(), "staf1", *rc::gen::element(whole_book, instant("2021-07-15T12:00:00+07:00").ms));
    RC_ASSERT(month.required + month.reduced + month.not_yet == planned);
    RC_ASSERT(month.credited <= month.required);
    RC_ASSERT(month.credited >= 0);
    RC_ASSERT(month.missing() == month.required - month.credited);
  });
}
