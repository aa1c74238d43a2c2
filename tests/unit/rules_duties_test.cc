// Reports from home, deadlines, recalls, assemblies, meetings, monitoring, monthly duties, leave (A23, A28, A30 to A32, A35 to
// A39, A41, A42), and the list of everything that somebody should look at.
#include "common/rules/duties.h"

#include <algorithm>

#include "common/rules/calls.h"
#include "common/rules/exceptions.h"
#include "common/rules/leave.h"
#include "common/rules/meetings.h"
#include "common/rules/monitoring.h"
#include "common/rules/recap_duty.h"
#include "tests/property.h"
#include "tests/unit/rules_office.h"

using namespace hadir;
using namespace hadir::rules;
using namespace hadir::test;

namespace {

constexpr const char* both_reports = R"({"id": "R4.8", "home_day": {"attendance_report": true, "daily_report": true}})";

// staf1 at home on Monday 12 July 2021.
Office at_home(const char* clause = both_reports) {
  Office office("2021-07-01", "2021-07-31");
  office.make.clause(clause, "2020-01-01", "B-1159");
  office.make.schedule("staf1", "2021-07-12", Mode::wfh);
  return office;
}
HomeDuties duties_of(Office& office, std::int64_t as_of = whole_book) {
  Lookup lookup(office.make.done(), as_of);
  return home_duties(lookup, *lookup.book.person("staf1"), day("2021-07-12"));
}
std::vector<std::string> codes_of(const std::vector<Finding>& findings) {
  std::vector<std::string> codes;
  for (const auto& finding : findings) codes.push_back(finding.code);
  return codes;
}
bool has(const std::vector<Finding>& findings, std::string_view code, std::string_view person = {}) {
  return std::ranges::any_of(findings, [&](const Finding& finding) {
    return finding.code == code && (person.empty() || std::ranges::find(finding.people, person) != finding.people.end());
  });
}
using People = std::vector<std::string>;

}  // namespace

TEST_CASE("A28: the attendance report and the LKH are two duties") {
  Office office = at_home();
  CHECK(duties_of(office).text() == "belum ada laporan");
  SECTION("online check-in, no LKH") {
    office.make.punch("staf1", "2021-07-12T07:20:00+07:00", Direction::in, "web");
    CHECK(duties_of(office).text() == "H (WFH), LKH belum");
    CHECK_THAT(status_of(office.make.done(), "staf1", day("2021-07-12")).reason, contains("H (WFH), LKH belum"));
  }
  SECTION("LKH, no attendance report") {
    office.make.daily_report("staf1", "2021-07-12", ReportState::submitted);
    CHECK(duties_of(office).text() == "LKH ada, kehadiran belum");
  }
  SECTION("both") {
    office.make.attendance_report("staf1", "2021-07-12T07:20:00+07:00");
    office.make.daily_report("staf1", "2021-07-12", ReportState::submitted);
    CHECK(duties_of(office).text() == "lengkap");
    CHECK(duties_of(office).is_complete());
  }
  SECTION("a draft is no LKH") {
    office.make.daily_report("staf1", "2021-07-12", ReportState::draft);
    CHECK(duties_of(office).text() == "LKH masih draf, kehadiran belum");
    CHECK(status_of(office.make.done(), "staf1", day("2021-07-12")).status == Status::home);  // a sign of presence all the same
  }
}

TEST_CASE(
    "A30: an LKH is on time by the clock it was written under, late only on that clock, and doubtful where nobody can know") {
  Office office = at_home();
  DailyReport& report = office.make.daily_report("staf1", "2021-07-12", ReportState::submitted);
  const auto written = [&](const char* at, Trust trust, const char* hub = nullptr) {
    report.submitted = instant(at);
    report.written = {"staf1", report.submitted->ms, trust, {}};
    if (hub != nullptr) report.written.at_hub_ms = instant(hub).ms;
  };
  SECTION("created offline at 23:50, at the hub three days later") {
    written("2021-07-12T23:50:00+07:00", Trust::carried, "2021-07-15T09:00:00+07:00");
    CHECK(duties_of(office).timeliness == Timeliness::on_time);
    CHECK(duties_of(office).late_sync);
    Lookup lookup(office.make.done());
    const auto findings = duty_findings(lookup, statuses(lookup, "1.01", day("2021-07-12"), day("2021-07-12"), true));
    CHECK(has(findings, "report_late_sync", "staf1"));
    CHECK_FALSE(has(findings, "report_late", "staf1"));
  }
  SECTION("after 24:00") {
    written("2021-07-13T00:01:00+07:00", Trust::hub);
    CHECK(duties_of(office).timeliness == Timeliness::late);
    CHECK_FALSE(duties_of(office).late_sync);
  }
  SECTION("the clock was moved") {
    written("2021-07-12T20:00:00+07:00", Trust::doubtful);
    CHECK(duties_of(office).timeliness == Timeliness::doubtful);
    CHECK(status_of(office.make.done(), "staf1", day("2021-07-12")).doubtful);
  }
  SECTION("verified by 24:00 of the next day") {
    written("2021-07-12T20:00:00+07:00", Trust::hub);
    const std::string subject = "daily_report/staf1/2021-07-12";
    CHECK_FALSE(duties_of(office, instant("2021-07-13T23:00:00+07:00").ms).verified_late);
    CHECK(duties_of(office).verified_late);
    office.make.approve(subject, "p_kadis", "2021-07-13T23:59:00+07:00");
    CHECK_FALSE(duties_of(office).verified_late);
  }
}

TEST_CASE("A30: another circular has another deadline") {
  Office office = at_home(R"({"id": "W1", "home_day": {"daily_report": true, "report_due": "16:00"}})");
  office.make.daily_report("staf1", "2021-07-12", ReportState::submitted).submitted = instant("2021-07-12T16:30:00+07:00");
  CHECK(duties_of(office).timeliness == Timeliness::late);
}

TEST_CASE("A31: the recapitulation of a day has every active person once, and its totals are theirs") {
  Office office = at_home();
  office.make.person("honorer", "1.01", Class::non_asn);
  office.make.book.people.at("staf3").left = day("2021-07-09");
  office.make.schedule("staf2", "2021-07-12", Mode::dl);
  office.make.attendance_report("staf1", "2021-07-12T07:20:00+07:00");
  office.make.daily_report("staf1", "2021-07-12", ReportState::submitted);
  office.make.approve("daily_report/staf1/2021-07-12", "p_kasubbag", "2021-07-12T18:00:00+07:00", Decision::forwarded);
  for (const char* head : {"p_kadis", "p_kabid", "honorer"}) office.make.punch(head, "2021-07-12T07:20:00+07:00", Direction::in);
  Lookup lookup(office.make.done());
  const DayRecap recap = day_recap(lookup, "1.01", day("2021-07-12"), true);
  CHECK(recap.rows.size() == 7);
  const auto& all = recap.totals.back();
  CHECK(all.active == static_cast<std::int64_t>(lookup.book.members("1.01", day("2021-07-12"), true).size()));
  CHECK(all.office == 3);
  CHECK(all.home == 1);
  CHECK(all.duty == 1);
  CHECK(all.none == 2);
  CHECK(all.office + all.home + all.leave + all.duty + all.free + all.none == all.active);
  CHECK(all.report == 1);
  CHECK(all.asks_report == 1);
  const auto row = std::ranges::find(recap.rows, "staf1", &DayRow::person);
  CHECK(row->tier == 1);
  CHECK(row->report_state == "Diteruskan (tingkat 1)");
  CHECK(row->attendance);
  // A42: people without a NIP are counted in a group of their own.
  CHECK(recap.totals[3].active == 1);
  CHECK(recap.totals[3].office == 1);
  CHECK(recap.rows.back().person == "honorer");
  const TierRecap tiers = tier_recap(lookup, "1.01", day("2021-07-12"), day("2021-07-13"), true);
  CHECK(tiers.reached == std::vector<std::int64_t>{0, 1});
  CHECK(tiers.asked == 1);
}

TEST_CASE("A32: at 10:00 the list has those at home of whom there is no sign, of one's own unit alone") {
  Office office = at_home();
  office.make.unit("2.01", "Dinas Lain");
  for (const char* staff : {"staf2", "staf3"}) office.make.schedule(staff, "2021-07-12", Mode::wfh);
  office.make.person("lain", "2.01");
  office.make.schedule("lain", "2021-07-12", Mode::wfh);
  office.make.attendance_report("staf2", "2021-07-12T07:20:00+07:00");
  office.make.attendance_report("staf3", "2021-07-12T10:05:00+07:00");
  Lookup at_ten(office.make.done(), instant("2021-07-12T10:00:00+07:00").ms);
  CHECK(without_sign(at_ten, "1.01", day("2021-07-12"), true) == People{"staf1", "staf3"});
  Lookup later(office.make.done(), instant("2021-07-12T10:05:00+07:00").ms);
  CHECK(without_sign(later, "1.01", day("2021-07-12"), true) == People{"staf1"});
}

TEST_CASE("A35: who has not filled in the health check, by the period and hour of the circular") {
  Office office("2021-07-01", "2021-07-31");
  office.make.clause(R"({"id": "R0.5", "health": {"every_days": 3, "before": "08:00"}})");
  office.make.book.people.erase("p_sekda");
  for (const char* person : {"p_kadis", "p_kabid", "p_kasubbag", "staf1"})
    office.make.book.health[{person, day("2021-07-10")}] = {0, person};
  office.make.book.health[{"staf2", day("2021-07-09")}] = {0, "staf2"};
  Lookup lookup(office.make.done(), instant("2021-07-12T08:00:00+07:00").ms);
  CHECK(without_health_check(lookup, "1.01", day("2021-07-12"), true) == People{"staf2", "staf3"});
  const auto findings = health_findings(lookup, "1.01", day("2021-07-12"), day("2021-07-12"), true);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].actual == 2);
  Lookup early(office.make.done(), instant("2021-07-12T07:59:00+07:00").ms);
  CHECK(without_health_check(early, "1.01", day("2021-07-12"), true).empty());
}

TEST_CASE("A36: a recall at 10:00, answered at 10:12, arrival at 11:05") {
  Office office = at_home();
  office.make.book.recalls.push_back({"staf1", "p_kabid", "kantor", "data", "", instant("2021-07-12T10:00:00+07:00"),
                                      instant("2021-07-12T11:00:00+07:00"), instant("2021-07-12T10:12:00+07:00")});
  office.make.book.recalls.push_back(
      {"staf2", "p_kabid", "kantor", "data", "p_kasubbag", instant("2021-07-12T10:00:00+07:00"), {}, {}});
  office.make.book.recalls.push_back(
      {"staf3", "p_kabid", "kantor", "data", "", instant("2021-07-12T10:00:00+07:00"), {}, instant("2021-07-12T11:30:00+07:00")});
  office.make.punch("staf1", "2021-07-12T11:05:00+07:00", Direction::in);
  Lookup lookup(office.make.done());
  const auto rows = recall_rows(lookup, "1.01", day("2021-07-12"), day("2021-07-12"), true);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].response_minutes == 12);
  CHECK(rows[0].arrived->ms == instant("2021-07-12T11:05:00+07:00").ms);
  CHECK(rows[0].answer == RecallRow::Answer::in_time);
  CHECK(rows[1].answer == RecallRow::Answer::missing);  // an hour where nothing else was said
  CHECK(rows[1].by_phone);
  CHECK(rows[2].answer == RecallRow::Answer::late);
  const auto findings = recall_findings(lookup, "1.01", day("2021-07-12"), day("2021-07-12"), true);
  CHECK(codes_of(findings) == People{"recall_missing", "recall_late"});
  CHECK_THAT(findings[0].text, contains("tidak menjawab sampai pukul 11:00, ditelepon oleh Pegawai p_kasubbag"));
  Lookup before(office.make.done(), instant("2021-07-12T10:59:00+07:00").ms);
  CHECK(recall_findings(before, "1.01", day("2021-07-12"), day("2021-07-12"), true).empty());
}

TEST_CASE("A37: a Kepala OPD at home declares his uniform and that he does not leave the house, where the circular wants it") {
  Office office("2021-07-12", "2021-07-12");
  office.make.clause(R"({"id": "R1.8", "applies": {"posts": ["kepala"]},
                         "home_day": {"attendance_report": true, "uniform": true, "stay_home": true}})");
  office.make.schedule("p_kadis", "2021-07-12", Mode::wfh);
  AttendanceReport& report = office.make.attendance_report("p_kadis", "2021-07-12T07:20:00+07:00");
  report.uniform = true;
  const auto findings = [&] {
    Lookup lookup(office.make.done());
    return duty_findings(lookup, statuses(lookup, "1.01", day("2021-07-12"), day("2021-07-12"), true));
  };
  CHECK(codes_of(findings()) == People{"attestation_missing"});
  CHECK_THAT(findings()[0].text, contains("belum menyatakan tidak meninggalkan rumah"));
  report.stayed_home = false;
  CHECK(codes_of(findings()) == People{"attestation_no"});
  report.stayed_home = true;
  CHECK(findings().empty());
}

TEST_CASE("A38: present at the office and absent from the apel is an exception of its own") {
  Office office("2021-06-28", "2021-06-29", base::wita_offset_minutes);
  office.make.clause(R"({"id": "R4.1", "assembly": {"session": "pagi", "virtual": true, "starts": "07:30"}})");
  office.make.clause(R"({"id": "M1", "discipline": {"no_assembly": "2%"}})", "2020-01-01", "10/2021");
  office.make.book.people.erase("p_sekda");
  office.make.book.assemblies[{"1.01", day("2021-06-28"), Session::morning}] = {true, "07:30", "Bupati"};
  for (const char* person : {"p_kadis", "p_kabid", "p_kasubbag", "staf2"})
    office.make.book.assembly_people[{person, day("2021-06-28"), Session::morning}] = true;
  office.make.schedule("staf2", "2021-06-28", Mode::wfh);  // both are expected
  office.make.schedule("staf3", "2021-06-28", Mode::leave);
  office.make.punch("staf1", "2021-06-28T07:20:00+08:00", Direction::in);
  Lookup lookup(office.make.done());
  const auto days = statuses(lookup, "1.01", day("2021-06-28"), day("2021-06-28"), true);
  const auto rows = assembly_rows(lookup, days);
  CHECK(rows.size() == 5);
  const auto findings = assembly_findings(lookup, days);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].people == People{"staf1"});
  CHECK(findings[0].actual == 200);
  CHECK_THAT(findings[0].text, contains("(virtual), padahal ada di kantor"));
  // Of a session that nobody recorded nobody is said to have been absent.
  const auto next = statuses(lookup, "1.01", day("2021-06-29"), day("2021-06-29"), true);
  CHECK(codes_of(assembly_findings(lookup, next)) == People{"assembly_unrecorded"});
}

TEST_CASE("A39: 25 % of a room for 80: 20 with a reason are in order, 21 are not, nor is a meeting without a reason") {
  Office office("2021-07-12", "2021-07-12");
  office.make.clause(R"({"id": "R0.2", "meeting": {"max": "25%"}})", "2020-01-01", "045.2/148");
  const auto guests = office.make.people("1.01", 30, "g");
  Meeting meeting;
  meeting.organiser = "p_kadis";
  meeting.title = "Refocusing anggaran";
  meeting.at = instant("2021-07-12T09:00:00+07:00");
  meeting.capacity = 80;
  meeting.urgency = "batas waktu besok";
  for (int index = 0; index < 20; ++index) meeting.people.push_back({guests[static_cast<std::size_t>(index)], false, false});
  Lookup lookup(office.make.done());
  CHECK(may_meet(lookup, meeting).has_value());
  meeting.people.push_back({guests[20], true, false});  // from afar: does not count
  CHECK(may_meet(lookup, meeting).has_value());
  meeting.people.push_back({guests[21], false, false});
  CHECK_THAT(error_of(may_meet(lookup, meeting)).what, contains("21 orang diundang ke ruangan, paling banyak 20"));
  meeting.people.pop_back();
  meeting.urgency = "";
  CHECK_THAT(error_of(may_meet(lookup, meeting)).what, contains("alasan mendesak"));
  meeting.urgency = "mendesak";
  meeting.capacity.reset();
  CHECK_THAT(error_of(may_meet(lookup, meeting)).what, contains("kapasitas"));
  SECTION("other bases") {
    for (const char* base : {"invited", "staff"}) {
      office.make.book.circulars.clear();
      office.make.clause(std::string(R"({"id": "R0.2", "meeting": {"max": "25%", "of": ")") + base + R"(", "reason": false}})");
      Lookup other(office.make.done());
      const MeetingCheck check = check_meeting(other, meeting);
      CHECK(check.base == (std::string(base) == "invited" ? 21 : 37));
      CHECK(*check.most == (std::string(base) == "invited" ? 5 : 9));
      CHECK_FALSE(check.fits());
    }
  }
  SECTION("afterwards: a finding") {
    meeting.unit = "1.01";
    office.make.book.meetings.push_back(meeting);
    Lookup after(office.make.done());
    CHECK(codes_of(meeting_findings(after, "1.01", day("2021-07-12"), day("2021-07-12"), true)) == People{"meeting_no_capacity"});
  }
}

TEST_CASE("A23: the June list is due on 30 June, NIHIL is a return, on 1 July the others are overdue to their Asisten") {
  BookMaker make("2021-06-01", "2021-08-31");
  for (const char* code : {"1.01", "1.02", "1.03"}) make.unit(code, "", "");
  make.unit("1.01.1", "UPTD", "1.01");  // hands in with its OPD
  for (const char* code : {"1.01", "1.02", "1.03"}) make.unit_state(code).asisten = "Asisten I";
  auto moved = make.unit_state("1.03");
  moved.asisten = "Asisten II";
  make.book.units.at("1.03").states.steps.emplace_back(day("2021-07-15"), moved);
  make.clause(R"({"id": "R4.6", "recap": {"subject": "perjalanan", "to": "Sekda", "through": "Asisten"}})", "2020-01-01",
              "B-1159");
  make.book.recaps[{"1.01", "perjalanan", day("2021-06-01")}] = {instant("2021-06-30T21:00:00+07:00"), "kadis", "1", "", true, 0};
  make.book.recaps[{"1.02", "perjalanan", day("2021-06-01")}] = {
      instant("2021-07-02T08:00:00+07:00"), "kadis", "2", "", false, 3};
  Lookup lookup(make.done());
  const auto on = [&](const char* today) { return recap_duties(lookup, day("2021-06-01"), day(today), "perjalanan"); };
  REQUIRE(on("2021-06-30").size() == 3);
  CHECK(on("2021-06-30")[0].due == day("2021-06-30"));
  CHECK(on("2021-06-30")[0].nil);
  CHECK(on("2021-06-30")[0].state == RecapDuty::State::in_time);
  CHECK(on("2021-06-30")[2].state == RecapDuty::State::waiting);
  CHECK(on("2021-07-01")[1].state == RecapDuty::State::overdue);
  CHECK(on("2021-07-01")[2].state == RecapDuty::State::overdue);
  CHECK(on("2021-07-02")[1].state == RecapDuty::State::late);
  // Remapped in July: June's stays with Asisten I, July's is Asisten II's.
  CHECK(on("2021-08-05")[2].unit == "1.03");
  CHECK(on("2021-08-05")[2].asisten == "Asisten I");
  const auto july = recap_duties(lookup, day("2021-07-01"), day("2021-08-05"));
  CHECK(july.back().asisten == "Asisten II");
  const auto findings = recap_findings(lookup, "1.03", day("2021-07-01"), day("2021-07-31"));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].date == day("2021-07-01"));
  CHECK_THAT(findings[0].text,
             contains("rekapitulasi perjalanan Juni 2021 belum disampaikan, jatuh tempo 30-06-2021 (Asisten I)"));
  CHECK(recap_findings(lookup, "1.01", day("2021-07-01"), day("2021-07-31")).empty());
  make.person("staf1", "1.01");
  make.permit("staf1", PermitType::travel, "2021-06-14").region = "Jakarta";
  Lookup travelled(make.done());
  CHECK(codes_of(recap_findings(travelled, "1.01", day("2021-07-01"), day("2021-07-31"))) == People{"recap_nil"});
}

TEST_CASE("A41: leave is debited by granted permits alone, and carried over as the regulation has it") {
  CHECK(annual_quota({}, {}) == 12);
  CHECK(annual_quota(12, 12) == 12);
  CHECK(annual_quota(9, 12) == 15);
  CHECK(annual_quota(0, 12) == 18);
  CHECK(annual_quota(0, 0) == 24);
  Office office("2019-01-01", "2021-12-31");
  office.one_tier();
  Permit& leave = office.make.permit("staf1", PermitType::leave, "2021-07-09", "2021-07-13");  // Friday to Tuesday
  leave.subtype = "CT";
  office.make.approve(leave.subject, "p_kasubbag", "2021-07-01T08:00:00+07:00");
  office.make.permit("staf1", PermitType::leave, "2021-08-02").subtype = "CT";
  office.make.schedule("staf1", "2021-07-19", Mode::wfh);
  office.make.schedule("staf1", "2021-07-21", Mode::leave);
  Lookup lookup(office.make.done());
  const LeaveUse use = leave_use(lookup, "staf1", 2021).front();
  CHECK(use.used == 3);
  CHECK(use.waiting == 1);
  CHECK(use.quota == 24);  // two years without any
  CHECK(use.left() == 21);
  Office short_book("2021-01-01", "2021-12-31");
  Lookup unknown(short_book.make.done());
  CHECK(leave_use(unknown, "staf1", 2021).front().quota == 12);
}

TEST_CASE("exceptions: WFH without SPT, entry without permit, absence, decisions without effect, in one sorted list") {
  Office office = at_home(R"({"id": "R1.3", "home_day": {"letter": true, "daily_report": true}})");
  office.make.clause(R"({"id": "R4.7", "office_entry": {"permit": true}})", "2020-01-01", "2/SE");
  office.make.schedule("staf2", "2021-07-12", Mode::wfh);
  office.make.schedule("staf3", "2021-07-12", Mode::leave);
  office.make.punch("staf2", "2021-07-12T08:00:00+07:00", Direction::in);
  office.make.daily_report("staf1", "2021-07-12", ReportState::submitted);
  office.make.approve("daily_report/staf1/2021-07-12", "staf2", "2021-07-12T18:00:00+07:00");
  const Book& book = office.make.done();
  const auto findings = exceptions(book, "1.01", day("2021-07-12"), day("2021-07-12"));
  CHECK(std::ranges::is_sorted(findings));
  CHECK(has(findings, "no_letter", "staf1"));
  CHECK(has(findings, "office_no_permit", "staf2"));
  CHECK(has(findings, "leave_without_permit", "staf3"));
  CHECK(has(findings, "candidate", "p_kabid"));
  CHECK(has(findings, "decision_without_effect", "staf2"));
  CHECK(has(findings, "duty_incomplete", "staf2"));
  CHECK_FALSE(has(findings, "candidate", "staf1"));
  const auto entry = std::ranges::find(findings, "office_no_permit", &Finding::code);
  CHECK_THAT(entry->text, contains("beri tahu Pegawai p_kasubbag"));
  CHECK_THAT(entry->text, contains("2/SE R4.7"));
  CHECK(exceptions(book, "1.01", day("2021-07-12"), day("2021-07-12")) == findings);
  // A day by itself and in its month: the same about that day.
  auto month = exceptions(book, "1.01", day("2021-07-01"), day("2021-07-31"));
  std::erase_if(month, [](const Finding& finding) { return finding.date != day("2021-07-12"); });
  CHECK(month == findings);
}
