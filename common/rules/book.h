// Everything that rules look at, as plain values: people and places as they were on any day, circulars, and what was recorded of
// some span of days. The rules are pure functions of a Book: replicas that hold the same commits make equal Books, and so come to
// the same rosters, findings, statuses and reports, byte for byte.
//
// A Book is filled from records (read.h) in any order, then sealed by `finish`, which sorts what has an order and turns records
// that cannot be read into `faults`: nothing is left out silently. Nothing in it changes afterwards, so threads may share one.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/civil.h"
#include "common/base/shared_text.h"
#include "common/rules/circular.h"
#include "common/rules/hours.h"

namespace hadir::rules {

using base::Date;
using base::Instant;

// The choices of common/model/kinds.h, by number.
enum class Class : std::uint8_t { structural, jfu, jft, non_asn };
enum class Mode : std::uint8_t { wfo, wfh, off, leave, dl };
enum class Direction : std::uint8_t { in, out, unknown };
enum class Standing : std::uint8_t { definitive, plt, plh, pj };
enum class ReportState : std::uint8_t { draft, submitted, forwarded, approved, returned };
enum class PermitType : std::uint8_t { office, travel, leave, sick, excused, dl, tl, tb };
enum class Decision : std::uint8_t { forwarded, approved, returned, rejected };  // ascending rank
enum class Counting : std::uint8_t { calendar, workdays, day_after };
enum class Session : std::uint8_t { morning, midday, afternoon };
enum class Trust : std::uint8_t { hub, carried, unanchored, doubtful };  // how far a writer's clock is to be believed

// Who wrote a record last, when by the clock of that PC, and what that is worth.
struct Written {
  base::SharedText author;  // NIP; empty: the service itself
  std::int64_t ms = 0;
  Trust trust = Trust::unanchored;
  std::optional<std::int64_t> at_hub_ms;  // since when the hub has it; nothing: not yet, or not known here
  bool operator==(const Written&) const = default;
};

// Values that hold from a date on; the first of all holds from ever. `at` gives the last one that began on `day` or before.
template <class T>
struct Since {
  std::vector<std::pair<Date, T>> steps;  // ascending, the first at Date{INT32_MIN}
  const T& at(Date day) const {
    std::size_t index = 0;
    while (index + 1 < steps.size() && steps[index + 1].first <= day) ++index;
    return steps[index].second;
  }
};

struct UnitState {
  std::string parent, type, sector, part, region, asisten, calendar;
  bool public_service = false;
  std::optional<std::int64_t> room_capacity;
};
struct Unit {
  std::string code, name;
  int offset_minutes = base::wib_offset_minutes;  // its local time
  Since<UnitState> states;
};

struct PersonState {
  Class klass = Class::jfu;
  std::string position, rank, part, section, reports_to, room;
};
// Somebody's time in one unit. Who moved on to another unit of the Book has several, one after the other (`Book::earlier`); on no
// day two.
struct Person {
  std::string id, name, unit;
  std::string supervisor;  // NIP; counts where `reports_to` names no post
  std::optional<Date> joined, left;
  Since<PersonState> states;
  bool is_member(Date day) const { return (!joined || *joined <= day) && (!left || day <= *left); }
};

struct RegionState {
  std::string zone, status;
  std::optional<std::int64_t> level;
};

struct CalendarEntry {
  std::string name;
  Date from;
  std::optional<Date> until;
  std::vector<std::string> hours;  // as recorded
  WeekHours week;                  // what they say
};

// Codes of posts and shifts are a unit's own: two units may both have a "kadis" and a "pagi".
struct Post {
  std::string code, title, superior, level, section, role;
  std::string unit = {};
};
struct Holder {
  std::string post;
  Date from;
  std::string person;  // empty: vacant
  Standing standing = Standing::definitive;
  std::optional<Date> until;
  std::string unit = {};
};

struct ShiftEntry {
  std::string code, name;
  Date from;
  int start_minutes = 0, end_minutes = 0;  // of the local day; the end lies on the next day where it is not after the start
  int break_minutes = 0;
  std::string unit = {};
};

struct Activation {
  std::string number, clause, reason, by;
  Date from;
  std::optional<Date> until;
  std::string unit = {};  // of which, and of units below it, it holds
};

struct ScheduleCell {
  Mode mode = Mode::wfo;
  base::SharedText shift;
  Written written;
};

// A punch as corrections leave it. What a person struck out (`void`) stays, so that reports can show it.
struct Punch {
  Instant at;  // as corrected
  Direction direction = Direction::unknown;
  base::SharedText source;
  Instant claimed;  // as recorded
  Direction claimed_direction = Direction::unknown;
  bool corrected = false, struck = false;
  base::SharedText correction_reason, corrected_by, subject;  // subject: the correction's name in `approvals`
  Written written;
};

struct DailyReport {
  std::vector<std::string> activities, evidence;
  ReportState state = ReportState::draft;
  std::int64_t round = 1;
  std::optional<Instant> submitted;
  Written written;
};
struct AttendanceReport {
  Instant at;
  base::SharedText place, note;
  std::optional<bool> uniform, stayed_home;
  Written written;
};

struct Letter {
  std::string author, number, signer, place;
  Instant at;
  enum class Duty : std::uint8_t { wfh, task } duty = Duty::wfh;
  Date from, until;
  std::vector<std::string> basis, tasks;
  std::int64_t round = 1;
  struct Named {
    std::string person;
    Date from, until;  // the letter's where its own are missing
    std::string note;
  };
  std::vector<Named> people;  // by person
  std::string subject;        // its name in `approvals`: letter/AUTHOR/INSTANT
  Written written;
};

struct Permit {
  std::string person, subtype, reason, urgency, destination, region, room, condition, by;
  PermitType type = PermitType::office;
  Date from, until;
  std::int64_t round = 1;
  bool cancelled = false;
  std::optional<Instant> requested;
  std::string subject;  // permit/PERSON/TYPE/FROM
  Written written;
};

struct Approval {
  base::SharedText subject, by, post, note;
  std::int64_t round = 1;
  Decision decision = Decision::forwarded;
  Instant at;
  std::vector<std::string> skipped;
  Written written;
};

struct Recall {
  std::string person, by, place, reason, phoned_by;
  Instant at;
  std::optional<Instant> answer_by, acknowledged;
};

struct Closure {
  std::string unit, section;  // no section: the whole unit
  Date from;
  std::int64_t days = 0;
  Counting counting = Counting::calendar;
  std::string reason, by;
  bool cancelled = false;
};

struct Meeting {
  std::string organiser, title, room, urgency;
  Instant at;
  std::optional<std::int64_t> capacity;
  std::int64_t minutes = 60;
  bool cancelled = false;
  struct Invited {
    std::string person;
    bool is_virtual = false, attended = false;
  };
  std::vector<Invited> people;  // by person
  std::string unit = {};
};

struct Assembly {
  bool is_virtual = false;
  std::string starts, led_by;
};

struct Recap {
  Instant submitted;
  std::string by, number, through;
  bool nil = false;
  std::int64_t entries = 0;
};

// What went ahead although circulars forbid it, because somebody answers for it.
struct Deviation {
  std::string author, subject, reason;  // subject: roster/2021-07, or a meeting's name
  Instant at;
  Date from, until;
  std::vector<std::string> citations;
  std::string unit = {};
};

struct Disclosure {  // only where this PC may read it
  std::string author, paper, about;
  Instant at;
  Date from, until;  // of what was shown
  std::int64_t entries = 0;
  std::string unit = {};
};

struct HealthCheck {  // only where this PC may read it
  std::int64_t condition = 0;
  std::string reported_by;
  std::vector<std::string> symptoms = {};
  std::string note = {};
};

// A record that says what no rule can use, or contradicts another one.
struct Fault {
  std::string record;     // kind/key as people write it
  std::string what;       // Indonesian
  std::string unit = {};  // where the record stands; empty: the province's
  auto operator<=>(const Fault&) const = default;
};

using PersonDay = std::pair<base::SharedText, Date>;

struct Book {
  // The days of which schedules, punches, reports, permits … are in the Book: whoever asks about another day would get nothing.
  // Circulars, people, places and their history are complete.
  Date first, last;
  // Units of which people are here. Others of the same office are known by name only: a count over an office is then partial.
  std::set<std::string> held_units;

  std::map<std::string, Unit> units;
  std::map<std::string, Person> people;                         // their present or last time in a unit
  std::map<std::string, std::vector<Person>> earlier;           // times before it, oldest first; for few
  std::vector<Circular> circulars;                              // by issuer, number, unit; units' own ones have `unit`
  std::vector<Activation> activations;                          // by number, clause, from, unit
  std::map<Date, std::map<std::string, std::string>> holidays;  // day -> region ("" everywhere) -> name
  std::map<std::string, Since<RegionState>> regions;
  std::vector<CalendarEntry> calendars;                       // by name, from
  std::map<std::pair<std::string, std::string>, Post> posts;  // (unit, code)
  std::vector<Holder> holders;                                // by unit, post, from
  std::vector<ShiftEntry> shifts;                             // by unit, code, from
  std::map<std::string, Since<std::string>> rotation;         // person -> group; "" before the first

  std::map<PersonDay, ScheduleCell> schedule;
  std::map<std::string, std::vector<Punch>> punches;  // person -> by moment
  std::map<PersonDay, DailyReport> daily_reports;
  std::map<PersonDay, AttendanceReport> attendance_reports;
  std::vector<Letter> letters;                                               // by moment, author
  std::vector<Permit> permits;                                               // by person, from, type
  std::map<base::SharedText, std::vector<Approval>, std::less<>> approvals;  // subject -> by round, moment, who
  std::vector<Recall> recalls;                                               // by person, moment
  std::vector<Closure> closures;                                             // by unit, from, section
  std::vector<Meeting> meetings;                                             // by moment, organiser
  std::map<std::tuple<std::string, Date, Session>, Assembly> assemblies;     // unit …
  std::map<std::tuple<std::string, Date, Session>, bool> assembly_people;    // present?
  std::map<std::tuple<std::string, std::string, Date>, Recap> recaps;        // unit, subject, month
  std::vector<Deviation> deviations;                                         // by moment, author, unit
  std::vector<Disclosure> disclosures;                                       // the same
  std::map<PersonDay, HealthCheck> health;
  bool knows_health = true;  // false: health checks were not looked at, so nobody lacks one

  std::vector<Fault> faults;

  // nullptr where there is none.
  const Unit* unit(std::string_view code) const;
  const Person* person(std::string_view id) const;
  // As they were on that day: the time in a unit that the day lies in, else the present or last one.
  const Person* person(std::string_view id, Date day) const;
  // A post by its code as people of `unit` say it: their unit's own, else one of the units above it.
  const Post* post(std::string_view unit, std::string_view code, Date day) const;
  // Who holds it on that day, by the record that began last (a Plt. or Plh. stands in so); nullptr: nobody, or vacant.
  const Holder* holder_of(const Post& post, Date day) const;
  // The shift of that code as it is on that day; nullptr where no record tells.
  const ShiftEntry* shift(std::string_view unit, std::string_view code, Date day) const;
  // The unit itself, then its parent on that day, up to the office's topmost unit. A cycle ends where it would repeat.
  std::vector<const Unit*> lineage(std::string_view code, Date day) const;
  // The topmost unit: the OPD that a cap counts by.
  std::string opd_of(std::string_view unit, Date day) const;
  // Who belongs to the unit (and where `whole_opd`, to units below it) on that day, by id.
  std::vector<const Person*> members(std::string_view unit, Date day, bool whole_opd) const;
  // The local time of a unit; WIB where it is unknown.
  int offset_of(std::string_view unit) const;
};

}  // namespace hadir::rules
