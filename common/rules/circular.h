// A circular taken apart: whom it binds, and its clauses, each a rule that this program can follow. CIRCULARS.md is the same for
// people who write circulars. Everything in which real circulars differ is a field here; nothing of any circular is code.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/base/civil.h"
#include "common/base/error.h"

namespace hadir::rules {

// Whom or what something applies to. Every dimension that is given must fit; one fits where any of its entries does. Empty: all.
struct Selector {
  std::vector<std::string> units;      // codes; units below them fit too
  std::vector<std::string> types;      // of the unit: Dinas, UPTD …
  std::vector<std::string> sectors;    // of the unit
  std::vector<std::string> parts;      // of the person, else of the unit: administrasi, pelayanan …
  std::vector<std::string> sections;   // of the person: Bagian Umum …
  std::vector<std::string> regions;    // of the unit
  std::vector<std::string> zones;      // of the unit's region on that day
  std::vector<std::int64_t> levels;    // the same
  std::vector<std::string> classes;    // of the person: struktural jfu jft non_asn
  std::vector<std::string> posts;      // that the person holds on that day: codes or roles
  std::vector<std::string> people;     // NIPs
  std::optional<bool> public_service;  // of the unit
  std::vector<Selector> except;        // does not fit where any of these fits; those have no `except` of their own
  bool is_empty() const;
  bool operator==(const Selector&) const = default;
};

enum class Place : std::uint8_t { office, home };

// "25%" or 10.
struct Amount {
  std::int64_t value = 0;  // hundredths of a percent, or people
  bool percent = false;
  bool operator==(const Amount&) const = default;
};

// How many may or must be in a place.
struct Presence {
  Place place = Place::office;
  std::optional<Amount> max, min;  // exact: both the same
  bool balance = false;            // A09: `max` (a percentage) of those in one of both places, rounded either way
  enum class Of : std::uint8_t { all, staff, available, room } of = Of::all;  // A10; staff: without struktural
  enum class Round : std::uint8_t { down, up, nearest };
  std::optional<Round> round;                                    // A02; not said: max down, min up, exact down
  bool min_one = false;                                          // A03
  enum class At : std::uint8_t { moment, day } at = At::moment;  // A14
  enum class Per : std::uint8_t { opd, unit, section } per = Per::opd;
  enum class Needs : std::uint8_t { nothing, justification, urgency } needs = Needs::nothing;  // A05, A07: an Activation
  bool operator==(const Presence&) const = default;
};

// Who must be in a place on every working day.
struct Attend {
  Place place = Place::office;
  std::vector<std::string> unless;  // permit types that excuse: sakit, cuti …
  bool operator==(const Attend&) const = default;
};

// Who comes when.
struct Rotation {
  std::vector<std::string> groups;  // in the order of their turns
  base::Date start;                 // the first group's first turn; of no meaning for dates and weekdays
  enum class Count : std::uint8_t { workdays, calendar, dates, weekdays } count = Count::workdays;  // A17; dates: odd, then even
  std::int64_t turn_days = 1;
  std::map<std::string, std::vector<unsigned>> weekdays;  // group -> 1 Monday … 7 Sunday, for `weekdays`
  bool pauses_on_closure = false;                         // A33
  bool operator==(const Rotation&) const = default;
};

// Shifts that a day is worked in.
struct Shifts {
  struct One {
    std::string code;
    int start_minutes = 0, end_minutes = 0, break_minutes = 0;  // an end that is not after the start lies on the next day
    bool operator==(const One&) const = default;
  };
  std::vector<One> shifts;
  bool operator==(const Shifts&) const = default;
};

// What a day at home asks for.
struct HomeDay {
  bool letter = false;             // A20: an SPT approved before work begins
  bool attendance_report = false;  // A28
  bool daily_report = false;
  bool uniform = false, stay_home = false;  // A37: to be declared
  int report_due_minutes = 24 * 60;         // A30: of that day, local time
  int verify_due_minutes = 2 * 24 * 60;     // counted from that day's midnight too
  bool evidence = false;                    // a report without supporting documents cannot be verified
  bool operator==(const HomeDay&) const = default;
};

// A21: coming to the office on a day at home.
struct OfficeEntry {
  bool permit = true;
  bool operator==(const OfficeEntry&) const = default;
};

// A22, A24.
struct Travel {
  std::vector<std::string> home_regions;  // inside these nobody asks; empty: the unit's own region
  bool permit = true;
  std::vector<std::string> urgency_for;  // a destination with this status needs a reason of urgency
  std::vector<std::string> closed_for;   // one with this status is blocked, or goes up to `escalate_to`
  std::string escalate_to;               // a role; empty: blocked
  bool operator==(const Travel&) const = default;
};

// A23.
struct RecapDue {
  std::string subject;  // perjalanan, kehadiran, lkh
  std::string to, through;
  std::int64_t days_after_month = 0;  // 0: the last day of the month itself
  bool operator==(const RecapDue&) const = default;
};

// A39.
struct MeetingCap {
  Amount max;
  enum class Of : std::uint8_t { room, invited, staff } of = Of::room;
  bool reason = true;
  bool operator==(const MeetingCap&) const = default;
};

// A33: what a closure is like where a record says nothing else.
struct ClosureRule {
  std::int64_t days = 3;
  std::string counting = "calendar";
  bool operator==(const ClosureRule&) const = default;
};

// A38.
struct AssemblyRule {
  std::string session = "pagi";
  bool is_virtual = false;
  int starts_minutes = 7 * 60 + 30;
  std::vector<unsigned> weekdays;  // empty: every working day
  bool operator==(const AssemblyRule&) const = default;
};

// A35.
struct HealthRule {
  std::int64_t every_days = 1;
  int before_minutes = 8 * 60;
  bool operator==(const HealthRule&) const = default;
};

// A40 and DOMAIN.md 4.6: what being late or leaving early comes to, and what counts as worked.
struct Discipline {
  bool seconds = false;  // granularity: else minutes
  std::int64_t tolerance_minutes = 0;
  struct Band {
    std::string code;
    std::int64_t from = 0;        // seconds late or early, at least
    std::int64_t hundredths = 0;  // of a percent
    bool operator==(const Band&) const = default;
  };
  std::vector<Band> late, early;                            // ascending
  std::int64_t no_record = 0, absent = 0, no_assembly = 0;  // hundredths of a percent
  std::string no_in_code, no_out_code;                      // bands that a missing punch counts as
  std::int64_t monthly_cap = 10'000;
  bool home_days = false;     // whether bands apply at home
  bool leave_reduces = true;  // required hours; else leave credits them
  bool operator==(const Discipline&) const = default;
};

// A29: who decides about what, and how many tiers. Without such a clause: all the way up to the unit's head.
struct Tiers {
  std::vector<std::string> subjects;  // daily_report, permit, letter, correction, absence
  std::int64_t most = 99;             // tiers
  std::string up_to;                  // a role at which it ends
  bool operator==(const Tiers&) const = default;
};

// A13: lets units have rules of their own.
struct Override {
  std::string by;  // role of who decides, such as kepala
  bool operator==(const Override&) const = default;
};

// What a generated roster should keep beside the caps.
struct RosterWish {
  std::int64_t spread = 1;   // A19: most minus least office days in a month
  std::int64_t minimum = 0;  // people at the office at any moment
  Presence::Per per = Presence::Per::section;
  std::int64_t rest_hours = 8;  // between the end of a shift and the next day's beginning
  bool operator==(const RosterWish&) const = default;
};

using Rule = std::variant<Presence, Attend, Rotation, Shifts, HomeDay, OfficeEntry, Travel, RecapDue, MeetingCap, ClosureRule,
                          AssemblyRule, HealthRule, Discipline, Tiers, Override, RosterWish>;
// The member of a clause that holds the rule, as written in JSON: presence, attend, rotation …
const char* name_of(const Rule& rule);
// The same for every alternative, by its index in Rule.
std::span<const char* const> rule_names();

struct Clause {
  std::string id;    // as people quote it: R3.5, "angka 2 huruf a"
  std::string text;  // in the circular's words
  Selector applies;
  Rule rule;
  std::vector<std::string> over;  // ids of clauses of this circular that give way to it where both fit equally well
  bool operator==(const Clause&) const = default;
};

struct Circular {
  std::string issuer, number, title, signer;
  std::string unit;  // whose own it is; empty: the province's
  std::optional<base::Date> dated, effective, until;
  enum class State : std::uint8_t { draft, active, withdrawn } state = State::draft;
  std::vector<std::string> supersedes;  // numbers
  Selector binds;
  std::vector<Clause> clauses;
  bool operator==(const Circular&) const = default;
};

// --- reading and writing ---

// A document as CIRCULARS.md describes it: strict and bounded (base::limits), so that nothing a person wrote is silently left
// out. An error (bad_input, too_large) names the clause and the path of the member, what is wrong, and what would be right, in
// Indonesian. Reading what to_json wrote gives the same circular.
base::Result<Circular> circular_from_json(const boost::json::object& document);
base::Result<Circular> circular_from_text(std::string_view json);
boost::json::object to_json(const Circular& circular);

// As a record keeps them (kinds circular and unit_circular): one clause, and the selector of `binds`, by themselves. An empty
// text of `binds` is the empty selector.
base::Result<Clause> clause_from_json(const boost::json::object& clause);
base::Result<Clause> clause_from_text(std::string_view json);
base::Result<Selector> selector_from_json(const boost::json::object& selector);
base::Result<Selector> selector_from_text(std::string_view json);
boost::json::object to_json(const Clause& clause);
boost::json::object to_json(const Selector& selector);

// What holds between the clauses of a circular, and between its dates; the readers of documents ask it, readers of records must.
base::Result<void> check_whole(const Circular& circular);

// Which members each object of a document may have: "" the document, "clause", "selector", the rules by their names, "shift" and
// "band". For the schema's test, and for hints.
std::map<std::string, std::vector<std::string>> document_members();

// "25%", "12.5%": hundredths of a percent as documents have them.
std::string format_percent(std::int64_t hundredths);
// "SE 045.2/103/VII/POSKO/2021 R3.5": how findings quote a clause.
std::string citation(const Circular& circular, const Clause& clause);

}  // namespace hadir::rules
