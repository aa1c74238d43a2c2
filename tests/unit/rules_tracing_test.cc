// Who was near somebody (A34).
#include "common/rules/tracing.h"

#include <algorithm>

#include "tests/property.h"
#include "tests/unit/rules_office.h"

using namespace hadir;
using namespace hadir::rules;
using namespace hadir::test;

namespace {

void stay(Office& office, const char* who, const std::string& date, const char* in, const char* out) {
  if (*in != '\0') office.make.punch(who, date + "T" + in + ":00+07:00", Direction::in);
  if (*out != '\0') office.make.punch(who, date + "T" + out + ":00+07:00", Direction::out);
}
std::vector<std::string> people_of(const std::vector<Contact>& contacts) {
  std::vector<std::string> people;
  for (const auto& contact : contacts) people.push_back(contact.person);
  return people;
}

}  // namespace

TEST_CASE("A34: for a case of 26 April the list looks back to the 12th and has the minutes of overlap") {
  Office office("2021-04-01", "2021-04-30");
  for (const char* person : {"staf1", "staf2"}) office.make.person_state(person).room = "Ruang Umum";
  stay(office, "staf1", "2021-04-26", "08:00", "12:00");
  stay(office, "staf2", "2021-04-26", "11:15", "16:00");
  stay(office, "staf3", "2021-04-26", "12:00", "16:00");  // came when the case left
  stay(office, "p_kabid", "2021-04-26", "09:00", "");
  stay(office, "p_kasubbag", "2021-04-26", "13:00", "");  // came later
  stay(office, "staf1", "2021-04-12", "08:00", "16:00");
  stay(office, "staf2", "2021-04-12", "07:30", "16:00");
  stay(office, "staf1", "2021-04-11", "08:00", "16:00");  // before the look-back
  stay(office, "staf3", "2021-04-11", "08:00", "16:00");
  Lookup lookup(office.make.done());
  const auto contacts = trace(lookup, "staf1", day("2021-04-26"));
  REQUIRE(people_of(contacts) == std::vector<std::string>{"p_kabid", "staf2", "staf2"});
  CHECK_FALSE(contacts[0].minutes);
  CHECK(contacts[0].note() == "keluar tidak diketahui");
  CHECK(contacts[0].where == Contact::Where::unit);
  CHECK(contacts[1].day == day("2021-04-12"));
  CHECK(contacts[1].minutes == 8 * 60);
  CHECK(contacts[2].minutes == 45);
  CHECK(contacts[2].place == "Ruang Umum");
  CHECK(contacts[2].where == Contact::Where::room);
  CHECK(trace(lookup, "staf1", day("2021-04-26"), 15).size() == 4);
}

TEST_CASE("A34: meetings and assemblies that both attended are in it, who took part from afar is not") {
  Office office("2021-04-12", "2021-04-30");
  Meeting meeting;
  meeting.organiser = "p_kadis";
  meeting.title = "Rapat koordinasi";
  meeting.at = instant("2021-04-20T09:00:00+07:00");
  meeting.minutes = 90;
  meeting.people = {{"staf1", false, true}, {"staf2", false, true}, {"staf3", true, true}, {"p_kadis", false, false}};
  office.make.book.meetings.push_back(meeting);
  for (const char* person : {"staf1", "p_kabid"})
    office.make.book.assembly_people[{person, day("2021-04-21"), Session::morning}] = true;
  Lookup lookup(office.make.done());
  const auto contacts = trace(lookup, "staf1", day("2021-04-26"));
  REQUIRE(people_of(contacts) == std::vector<std::string>{"p_kabid", "staf2"});
  CHECK(contacts[0].place == "apel pagi");
  CHECK(contacts[1].minutes == 90);
  CHECK(contacts[1].place == "Rapat koordinasi");
}

TEST_CASE("A34: a visit on a day at home counts with its room, without a permit too") {
  Office office("2021-04-12", "2021-04-30");
  for (const char* person : {"staf1", "staf2"}) office.make.schedule(person, "2021-04-26", Mode::wfh);
  office.make.permit("staf1", PermitType::office, "2021-04-26").room = "Ruang Arsip";
  office.make.person_state("staf2").room = "Ruang Arsip";
  stay(office, "staf1", "2021-04-26", "09:00", "10:00");
  stay(office, "staf2", "2021-04-26", "09:30", "11:00");
  office.make.punch("staf3", "2021-04-26T09:00:00+07:00", Direction::in, "web");
  office.make.schedule("staf3", "2021-04-26", Mode::wfh);  // reported from home
  Lookup lookup(office.make.done());
  const auto contacts = trace(lookup, "staf1", day("2021-04-26"));
  REQUIRE(contacts.size() == 1);
  CHECK(contacts[0].place == "Ruang Arsip");
  CHECK(contacts[0].minutes == 30);
}

TEST_CASE("A34: whoever is near somebody has him near, as long") {
  rc::prop("contacts go both ways", [] {
    Office office("2021-04-12", "2021-04-16");
    const std::vector<std::string> staff{"staf1", "staf2", "staf3"};
    for (const auto& person : staff)
      for (int date = 12; date <= 16; ++date) {
        const std::string on = "2021-04-" + std::to_string(date) + "T";
        const int in = *rc::gen::inRange(7, 12), out = *rc::gen::inRange(12, 18);
        if (*rc::gen::inRange(0, 4) != 0)
          office.make.punch(person, on + (in < 10 ? "0" : "") + std::to_string(in) + ":10:00+07:00", Direction::in);
        if (*rc::gen::inRange(0, 4) != 0) office.make.punch(person, on + std::to_string(out) + ":00:00+07:00", Direction::out);
      }
    Lookup lookup(office.make.done());
    for (const auto& one : staff)
      for (const Contact& contact : trace(lookup, one, day("2021-04-16"))) {
        RC_ASSERT(contact.person != one);
        const auto back = trace(lookup, contact.person, day("2021-04-16"));
        RC_ASSERT(std::ranges::any_of(back, [&](const Contact& other) {
          return other.person == one && other.day == contact.day && other.minutes == contact.minutes;
        }));
      }
  });
}
