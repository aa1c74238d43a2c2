// Letters, coming to the office on a day at home, journeys and their monthly list, leave (A20 to A24, A41).
#include "common/rules/permits.h"

#include "common/rules/day_status.h"
#include "common/rules/letters.h"
#include "common/rules/office_list.h"
#include "common/rules/travel.h"
#include "tests/property.h"
#include "tests/unit/rules_office.h"

using namespace hadir;
using namespace hadir::rules;
using namespace hadir::test;

namespace {

Office office_with_letters() {
  Office office("2021-04-20", "2021-04-30");
  office.one_tier(R"("permit", "letter")");
  office.make.clause(R"({"id": "R1.3", "home_day": {"letter": true, "attendance_report": true, "daily_report": true}})");
  office.make.schedule("staf1", "2021-04-27", Mode::wfh);
  office.make.attendance_report("staf1", "2021-04-27T07:20:00+07:00");
  return office;
}

std::string code_of(const std::vector<Finding>& findings) { return findings.empty() ? "" : findings.front().code; }

}  // namespace

TEST_CASE("A20: an SPT approved on the day before is valid, one approved on the day after changes the status and both stay") {
  Office office = office_with_letters();
  auto& letter =
      office.make.letter("p_kasubbag", "2021-04-26T10:00:00+07:00", "2021-04-27", "2021-04-28", {"staf1", "staf2"}, "p_kadis");
  const std::string subject = letter.subject;
  SECTION("26 April 16:00") {
    office.make.approve(subject, "p_kadis", "2021-04-26T16:00:00+07:00");
    Lookup lookup(office.make.done());
    const DayStatus status = status_of(lookup, "staf1", day("2021-04-27"));
    CHECK(status.status == Status::home);
    CHECK(status.letter == LetterCover::State::valid);
    CHECK_FALSE(status.no_letter);
    CHECK(letter_cover(lookup, "staf2", day("2021-04-27"), 0).letter != nullptr);  // one letter, several people
    CHECK(letter_cover(lookup, "staf1", day("2021-04-29"), 0).state == LetterCover::State::none);
  }
  SECTION("not approved at 07:30 on the 27th") {
    Lookup lookup(office.make.done(), instant("2021-04-27T12:00:00+07:00").ms);
    const DayStatus status = status_of(lookup, "staf1", day("2021-04-27"));
    CHECK(status.no_letter);
    CHECK_THAT(status.reason, contains("WFH tanpa SPT"));
    Lookup earlier(office.make.done(), instant("2021-04-27T07:29:00+07:00").ms);
    CHECK_FALSE(status_of(earlier, "staf1", day("2021-04-27")).no_letter);
  }
  SECTION("approved on the 28th") {
    office.make.approve(subject, "p_kadis", "2021-04-28T09:00:00+07:00");
    Lookup lookup(office.make.done());
    const auto begins = instant("2021-04-27T07:30:00+07:00").ms;
    const LetterCover cover = letter_cover(lookup, "staf1", day("2021-04-27"), begins);
    CHECK(cover.state == LetterCover::State::late);
    REQUIRE(cover.history.size() == 2);
    CHECK(cover.history[0].first.ms == begins);
    CHECK(cover.history[0].second == "WFH_TANPA_SPT");
    CHECK_THAT(cover.history[1].second, contains("disetujui Pegawai p_kadis"));
    CHECK(status_of(lookup, "staf1", day("2021-04-27")).letter == LetterCover::State::late);
    // The second day of the same letter is covered: its work begins before the approval at 09:00 too, so it is not.
    CHECK(letter_cover(lookup, "staf1", day("2021-04-28"), instant("2021-04-28T13:00:00+07:00").ms).state ==
          LetterCover::State::valid);
  }
  SECTION("the signer sends others home, not himself") {
    office.make.book.letters.back().people.push_back({"p_kadis", day("2021-04-27"), day("2021-04-28"), ""});
    office.make.approve(subject, "p_kadis", "2021-04-26T16:00:00+07:00");
    Lookup lookup(office.make.done());
    CHECK(letter_cover(lookup, "staf1", day("2021-04-27"), instant("2021-04-27T07:30:00+07:00").ms).state ==
          LetterCover::State::valid);
    const auto own = letter_cover(lookup, "p_kadis", day("2021-04-27"), instant("2021-04-27T07:30:00+07:00").ms);
    CHECK(own.state == LetterCover::State::waiting);
    CHECK_THAT(own.text, contains("dirinya sendiri"));
  }
}

TEST_CASE("A20: an SPT that ends before it begins, or has no signer, is refused") {
  Office office("2021-04-20", "2021-04-30");
  Letter& letter =
      office.make.letter("p_kasubbag", "2021-04-26T10:00:00+07:00", "2021-04-28", "2021-04-27", {"staf1"}, "p_kadis");
  CHECK_THAT(error_of(check_letter(office.make.book, letter)).what, contains("sebelum mulai"));
  letter.until = day("2021-04-29");
  letter.people[0].until = day("2021-04-29");
  CHECK(check_letter(office.make.book, letter).has_value());
  letter.signer = "";
  CHECK_THAT(error_of(check_letter(office.make.book, letter)).what, contains("penanda tangan"));
  letter.signer = "p_kadis";
  letter.people[0].person = "orang lain";
  CHECK(error_of(check_letter(office.make.book, letter)).fault == base::Fault::not_found);
}

TEST_CASE("A21: coming to the office on a day at home, with and without permission before the entry") {
  Office office("2021-07-01", "2021-07-31", base::wita_offset_minutes);
  office.one_tier();
  office.make.clause(R"({"id": "R4.7", "office_entry": {"permit": true}})", "2020-01-01", "2/SE");
  office.make.schedule("staf1", "2021-07-12", Mode::wfh);
  office.make.punch("staf1", "2021-07-12T09:05:00+08:00", Direction::in);
  office.make.punch("staf1", "2021-07-12T11:40:00+08:00", Direction::out);
  auto& permit = office.make.permit("staf1", PermitType::office, "2021-07-12", "", "mengambil berkas");
  permit.room = "Ruang Arsip";
  const std::string subject = permit.subject;
  SECTION("approved before") {
    office.make.approve(subject, "p_kasubbag", "2021-07-12T08:30:00+08:00");
    Lookup lookup(office.make.done());
    const DayStatus status = status_of(lookup, "staf1", day("2021-07-12"));
    CHECK(status.status == Status::home_office);
    CHECK(status.permitted);
    CHECK(status.in->ms == instant("2021-07-12T09:05:00+08:00").ms);
    CHECK(status.out->ms == instant("2021-07-12T11:40:00+08:00").ms);
    CHECK_THAT(status.reason, contains("izin Pegawai p_kasubbag"));
    CHECK(status.subject == subject);
  }
  SECTION("approved under a clock that cannot be believed") {
    office.make.approve(subject, "p_kasubbag", "2021-07-12T08:30:00+08:00").written.trust = Trust::doubtful;
    Lookup lookup(office.make.done());
    CHECK_THAT(outcome_of(lookup, subject)->notes.at(0), contains("diragukan"));
  }
  SECTION("approved after he came") {
    office.make.approve(subject, "p_kasubbag", "2021-07-12T10:00:00+08:00");
    Lookup lookup(office.make.done());
    const DayStatus status = status_of(lookup, "staf1", day("2021-07-12"));
    CHECK(status.status == Status::home_office);
    CHECK_FALSE(status.permitted);
    CHECK_THAT(status.reason, contains("tanpa izin: baru disetujui"));
  }
  SECTION("nobody asked") {
    office.make.book.permits.clear();
    Lookup lookup(office.make.done());
    CHECK_THAT(status_of(lookup, "staf1", day("2021-07-12")).reason, contains("tanpa izin: tidak ada permohonan"));
  }
  SECTION("called by a superior (A36)") {
    office.make.book.permits.clear();
    office.make.book.recalls.push_back({"staf1", "p_kabid", "kantor", "rapat", "", instant("2021-07-12T08:00:00+08:00"), {}, {}});
    Lookup lookup(office.make.done());
    const DayStatus status = status_of(lookup, "staf1", day("2021-07-12"));
    CHECK(status.permitted);
    CHECK(status.recalled);
  }
}

TEST_CASE("A21: the tracing list of a day has visitors with and without permission, their room, and who takes note") {
  Office office("2021-07-01", "2021-07-31");
  office.one_tier();
  for (const char* staff : {"staf1", "staf2"}) office.make.schedule(staff, "2021-07-12", Mode::wfh);
  for (const char* person : {"staf1", "staf2", "staf3"}) office.make.punch(person, "2021-07-12T09:00:00+07:00", Direction::in);
  office.make.person_state("staf3").room = "Ruang Umum";
  Permit& permit = office.make.permit("staf1", PermitType::office, "2021-07-12", "", "mengambil berkas");
  permit.room = "Ruang Arsip";
  permit.condition = "36,5";
  office.make.approve(permit.subject, "p_kasubbag", "2021-07-12T08:00:00+07:00");
  Lookup lookup(office.make.done());
  const auto rows = office_rows(lookup, "1.01", day("2021-07-12"), true);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].room == "Ruang Arsip");
  CHECK(rows[0].purpose == "mengambil berkas");
  CHECK(rows[0].condition == "36,5");
  CHECK(rows[0].approver == "p_kasubbag");
  CHECK(rows[0].is_visit());
  CHECK(rows[1].permission == "tanpa izin: tidak ada permohonan");
  CHECK(rows[1].superior == "p_kasubbag");
  CHECK(rows[2].room == "Ruang Umum");
  CHECK_FALSE(rows[2].is_visit());
  CHECK(rows[2].permission.empty());
}

TEST_CASE("A22: leaving the region needs kind, destination, permission, and urgency where cases surge") {
  Office office("2021-06-01", "2021-06-30", base::wita_offset_minutes);
  office.one_tier();
  office.make.clause(R"({"id": "R4.5", "travel": {"home_regions": ["Kutai Kartanegara"], "urgency_for": ["lonjakan"]}})",
                     "2020-01-01", "B-1159");
  office.make.region("Samarinda", "2021-06-20", {"", "lonjakan", {}});
  auto& permit = office.make.permit("staf1", PermitType::travel, "2021-06-10", "2021-06-12");
  permit.region = "Samarinda";
  SECTION("input") {
    Lookup lookup(office.make.done());
    Permit asked = office.make.book.permits[0];
    CHECK_THAT(error_of(check_permit(lookup, asked)).what, contains("Jenis perjalanan"));
    asked.subtype = "keluarga";
    CHECK(check_permit(lookup, asked).has_value());
    asked.region = asked.destination = "";
    CHECK_THAT(error_of(check_permit(lookup, asked)).what, contains("Tujuan"));
    asked.region = "Samarinda";
    asked.until = day("2021-06-21");
    CHECK_THAT(error_of(check_permit(lookup, asked)).what, contains("lonjakan"));
    asked.urgency = "orang tua dirawat";
    CHECK(check_permit(lookup, asked).has_value());
    asked.until = day("2021-06-01");
    CHECK_THAT(error_of(check_permit(lookup, asked)).what, contains("sebelum mulai"));
  }
  SECTION("outside and not approved: a violation, once the day is there") {
    Lookup lookup(office.make.done());
    const auto findings = travel_findings(lookup, office.make.book.permits[0]);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].code == "travel_no_permit");
    CHECK(findings[0].violation);
    CHECK(findings[0].citation == "SE B-1159 R4.5");
    CHECK_THAT(findings[0].text, contains("Samarinda"));
    Lookup before(office.make.done(), instant("2021-06-09T12:00:00+08:00").ms);
    CHECK(travel_findings(before, office.make.book.permits[0]).empty());
  }
  SECTION("approved, or inside the home region") {
    office.make.approve(permit.subject, "p_kasubbag", "2021-06-09T12:00:00+08:00");
    office.make.permit("staf2", PermitType::travel, "2021-06-10").region = "Kutai Kartanegara";
    office.make.permit("staf3", PermitType::travel, "2021-06-10").region = "KUTAI KARTANEGARA";  // as somebody typed it
    Lookup lookup(office.make.done());
    for (const auto& each : office.make.book.permits) CHECK(travel_findings(lookup, each).empty());
  }
  SECTION("approved, but without a reason of urgency") {
    permit.until = day("2021-06-25");
    office.make.approve(permit.subject, "p_kasubbag", "2021-06-09T12:00:00+08:00");
    Lookup lookup(office.make.done());
    CHECK(code_of(travel_findings(lookup, office.make.book.permits[0])) == "travel_no_urgency");
  }
}

TEST_CASE("A22: the list for June holds journeys that touch 1 to 30 June, by class") {
  Office office("2021-05-25", "2021-07-05", base::wita_offset_minutes);
  office.one_tier();
  office.make.clause(R"({"id": "R4.5", "travel": {"home_regions": ["Kutai Kartanegara"]}})", "2020-01-01", "B-1159");
  office.make.person("honorer", "1.01", Class::non_asn).supervisor = "p_kasubbag";
  office.make.person("jft", "1.01", Class::jft).supervisor = "p_kasubbag";
  const auto travel = [&](const char* who, const char* from, const char* until, const char* kind) -> Permit& {
    Permit& permit = office.make.permit(who, PermitType::travel, from, until);
    permit.subtype = kind;
    permit.region = "Balikpapan";
    return permit;
  };
  travel("honorer", "2021-06-30", "2021-07-02", "pribadi");
  travel("staf1", "2021-05-29", "2021-06-01", "keluarga");
  travel("staf2", "2021-05-25", "2021-05-31", "keluarga");  // May alone
  travel("staf2", "2021-07-01", "2021-07-02", "keluarga");  // July alone
  travel("p_kabid", "2021-06-14", "2021-06-15", "dinas");
  travel("staf3", "2021-06-14", "2021-06-15", "dinas").cancelled = true;
  travel("jft", "2021-06-14", "2021-06-15", "dinas");
  const std::string approved = travel("jft", "2021-06-20", "2021-06-21", "dinas").subject;
  office.make.approve(approved, "p_kasubbag", "2021-06-19T08:00:00+08:00");
  Permit& inside = office.make.permit("staf3", PermitType::dl, "2021-06-16");
  inside.destination = "Kantor Camat";
  Lookup lookup(office.make.done());
  const auto rows = travel_recap(lookup, "1.01", day("2021-06-01"));
  std::vector<std::string> people;
  for (const auto& row : rows) people.push_back(row.person);
  CHECK(people == std::vector<std::string>{"p_kabid", "staf1", "jft", "jft", "honorer"});
  CHECK(rows[0].kind == JourneyKind::duty);
  CHECK_THAT(rows[0].note, contains("tanpa izin"));
  CHECK(rows[3].approver == "p_kasubbag");
  CHECK(rows[3].note.empty());
  CHECK(travel_recap(lookup, "1.01", day("2021-04-01")).empty());
}

TEST_CASE("A24: a closed destination blocks or goes up to the Sekda; closed after the approval it asks for a re-check") {
  Office office("2020-03-01", "2020-03-31");
  office.one_tier();
  const std::string block = R"({"id": "R2.2", "travel": {"closed_for": ["lockdown"]}})";
  const std::string escalate = R"({"id": "R2.2", "travel": {"closed_for": ["lockdown"], "escalate_to": "sekda"}})";
  Permit& permit = office.make.permit("staf1", PermitType::dl, "2020-03-24", "2020-03-25");
  permit.region = "Jakarta";
  const std::string subject = permit.subject;
  SECTION("block") {
    office.make.clause(block, "2020-01-01", "2/SE");
    office.make.region("Jakarta", "2020-03-20", {"", "lockdown", {}});
    Lookup lookup(office.make.done());
    const auto error = error_of(check_permit(lookup, office.make.book.permits[0]));
    CHECK(error.fault == base::Fault::refused);
    CHECK_THAT(error.what, contains("lockdown pada 24-03-2020"));
    CHECK_THAT(travel_findings(lookup, office.make.book.permits[0]).back().text, contains("ditutup"));
  }
  SECTION("escalate") {
    office.make.clause(escalate, "2020-01-01", "2/SE");
    office.make.region("Jakarta", "2020-03-20", {"", "lockdown", {}});
    office.make.approve(subject, "p_kasubbag", "2020-03-21T08:00:00+07:00");
    {
      Lookup lookup(office.make.done());
      CHECK(check_permit(lookup, office.make.book.permits[0]).value().escalates == "sekda");
      CHECK(outcome_of(lookup, subject)->text == "Diteruskan (tingkat 1)");
      CHECK_THAT(travel_findings(lookup, office.make.book.permits[0]).back().text, contains("perlu persetujuan sekda"));
    }
    office.make.approve(subject, "p_sekda", "2020-03-22T08:00:00+07:00");
    Lookup lookup(office.make.done());
    CHECK(outcome_of(lookup, subject)->is_approved());
    CHECK(travel_findings(lookup, office.make.book.permits[0]).empty());
  }
  SECTION("closed after the approval: flagged, not cancelled") {
    office.make.clause(block, "2020-01-01", "2/SE");
    office.make.approve(subject, "p_kasubbag", "2020-03-19T08:00:00+07:00");
    office.make.region("Jakarta", "2020-03-20", {"", "lockdown", {}});
    Lookup lookup(office.make.done());
    CHECK(outcome_of(lookup, subject)->is_approved());
    const auto findings = travel_findings(lookup, office.make.book.permits[0]);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].code == "travel_recheck");
    CHECK_FALSE(findings[0].violation);
    CHECK(status_of(lookup, "staf1", day("2020-03-24")).status == Status::duty);
  }
}
