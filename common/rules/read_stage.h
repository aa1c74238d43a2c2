// What BookReader keeps until `finish`: records as they came, under their keys. Part of read*.cc, for nobody else.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "common/rules/read.h"

namespace hadir::rules {

// A bulk record and the scope it stands in. Two scopes may both say something of one person's day.
template <class T>
struct FromScope {
  base::SharedText key;  // a person
  Date date;
  base::SharedText scope;
  T value;
};
// A month of a large office is tens of thousands of them: a deque never holds twice what is in it, and gives back what was taken
// out.
template <class T>
using Bulk = std::deque<FromScope<T>>;

struct UnitPatch {
  std::optional<std::string> parent, type, sector, part, region, asisten, calendar;
  std::optional<bool> public_service;
  std::optional<std::int64_t> room_capacity;
};
struct PersonPatch {
  std::optional<Class> klass;
  std::optional<std::string> position, rank, part, section, reports_to, room;
};
struct RegionPatch {
  std::optional<std::string> zone, status;
  std::optional<std::int64_t> level;
};
struct Correction {
  std::string person, source;
  std::int64_t claimed_ms = 0;
  std::optional<std::int64_t> at_ms, offset;
  std::optional<Direction> direction;
  bool strikes = false;
  std::string reason, author;
};

// Missing days are the letter's.
struct NamedDays {
  std::optional<Date> from, until;
  std::string note;
};

class Row;

struct BookReader::Stage {
  Book book;
  Date low, high;  // days whose records are kept
  std::set<Fault> faults;
  base::SharedTexts texts;  // persons, scopes, sources … of which there are few

  std::map<std::pair<std::string, Date>, UnitPatch> unit_patches;
  std::map<std::pair<std::string, std::string>, Person> employees;  // (id, scope)
  std::map<std::tuple<std::string, std::string, Date>, PersonPatch> person_patches;
  std::map<std::pair<std::string, Date>, RegionPatch> region_patches;
  std::map<std::pair<std::string, Date>, CalendarEntry> calendars;
  std::map<std::tuple<std::string, std::string, std::string>, Circular> circulars;
  std::map<std::tuple<std::string, std::string, Date, std::string>, Activation> activations;
  std::map<std::tuple<std::string, std::string, Date>, Holder> holders;
  std::map<std::tuple<std::string, std::string, Date>, ShiftEntry> shifts;
  std::map<std::tuple<std::string, Date, std::string>, std::string> groups;

  Bulk<ScheduleCell> schedule;
  Bulk<Punch> punches;
  Bulk<Punch> far_punches;  // of other days: count where a correction moves them into these
  std::map<std::tuple<std::string, std::string>, Correction> corrections;  // (the punch's name, scope)
  Bulk<DailyReport> daily_reports;
  Bulk<AttendanceReport> attendance_reports;
  Bulk<HealthCheck> health;
  Bulk<Approval> approvals;                                                        // sorted by subject, which is in the value
  std::map<std::tuple<std::int64_t, std::string, std::string>, Letter> letters;    // moment, author, scope
  std::set<std::tuple<std::int64_t, std::string, std::string>> letters_elsewhere;  // on other days, or unusable
  std::map<std::tuple<std::int64_t, std::string, std::string>, std::map<std::string, NamedDays>> letter_people;
  std::map<std::tuple<std::string, Date, PermitType, std::string>, Permit> permits;
  std::map<std::tuple<std::string, std::int64_t, std::string>, Recall> recalls;
  std::map<std::tuple<std::string, Date, std::string, bool>, Closure> closures;  // unit, from, section, whether that is given
  std::map<std::tuple<std::int64_t, std::string, std::string>, Meeting> meetings;
  std::set<std::tuple<std::int64_t, std::string, std::string>> meetings_elsewhere;
  std::map<std::tuple<std::int64_t, std::string, std::string>, std::map<std::string, Meeting::Invited>> meeting_people;
  std::map<std::tuple<std::string, Date, Session, std::string>, bool> assembly_people;
  std::map<std::tuple<std::int64_t, std::string, std::string>, Deviation> deviations;
  std::map<std::tuple<std::int64_t, std::string, std::string>, Disclosure> disclosures;

  bool keeps(Date day) const { return low <= day && day <= high; }
  bool touches(Date from, Date until) const { return from <= high && low <= until; }
  bool keeps_moment(std::int64_t ms) const;
  void fault(std::string record, std::string what, std::string unit = "") {
    faults.insert({std::move(record), std::move(what), std::move(unit)});
  }

  // read_office.cc
  void take_unit(Row& row);
  void take_unit_revision(Row& row);
  void take_employee(Row& row);
  void take_employee_revision(Row& row);
  void take_holiday(Row& row);
  void take_region_status(Row& row);
  void take_calendar(Row& row);
  void take_circular(Row& row);
  void take_activation(Row& row);
  void take_post(Row& row);
  void take_holder(Row& row);
  void take_rotation(Row& row);
  void take_shift(Row& row);
  // read_days.cc
  void take_schedule_cell(Row& row);
  void take_punch(Row& row);
  void take_correction(Row& row);
  void take_daily_report(Row& row);
  void take_attendance_report(Row& row);
  void take_health_check(Row& row);
  void take_assembly(Row& row);
  void take_assembly_person(Row& row);
  // read_papers.cc
  void take_letter(Row& row);
  void take_letter_person(Row& row);
  void take_permit(Row& row);
  void take_approval(Row& row);
  void take_recall(Row& row);
  void take_closure(Row& row);
  void take_meeting(Row& row);
  void take_meeting_person(Row& row);
  void take_recap(Row& row);
  void take_deviation(Row& row);
  void take_disclosure(Row& row);

  // read_finish.cc
  void finish_units();
  void break_cycles();
  void finish_people();
  void finish_office();
  void finish_days();
  void finish_papers();
};

// One record, its fields by their place in the list that its reader was declared with (read.cc). A value that no rule can use (a
// choice of a later version, a day outside the calendar) is noted as a fault and reads as missing.
class Row {
 public:
  struct Place {
    bool in_key = false;
    std::size_t index = 0;
    const model::Field* field = nullptr;
  };

  Row(BookReader::Stage& stage, std::string_view scope, const model::Kind& kind, const std::vector<model::FieldValue>& key,
      const std::vector<model::Value>& values, const Written& written, const std::vector<Place>& places)
      : stage_(stage), scope_(scope), kind_(kind), key_(key), values_(values), written_(written), places_(places) {}

  std::string scope() const { return std::string(scope_); }
  base::SharedText shared_scope() const { return stage_.texts.of(scope()); }
  Written written() const {
    Written written = written_;
    written.author = stage_.texts.of(written.author);
    return written;
  }
  std::string name() const { return std::string(kind_.name) + "/" + model_name(); }
  std::string model_name() const;  // the key alone

  bool has(std::size_t field) const;
  std::string text(std::size_t field) const;
  base::SharedText shared(std::size_t field) const { return stage_.texts.of(text(field)); }
  std::vector<std::string> list(std::size_t field) const;
  std::optional<std::int64_t> number(std::size_t field) const;
  bool flag(std::size_t field) const { return number(field).value_or(0) != 0; }
  std::optional<Date> date(std::size_t field);
  // The moment of `field` with the offset in `offset`, WIB where that is missing.
  std::optional<Instant> moment(std::size_t field, std::size_t offset);
  template <class Choice>
  std::optional<Choice> choice(std::size_t field) {
    const auto index = choice_index(field);
    return index ? std::optional(static_cast<Choice>(*index)) : std::nullopt;
  }
  // For fields whose empty value means "as before".
  std::optional<std::string> text_or_none(std::size_t field) const;

  void fault(const std::string& what) { stage_.fault(name(), what, scope()); }

 private:
  const model::Value* value(std::size_t field) const;
  std::optional<std::int64_t> choice_index(std::size_t field);

  BookReader::Stage& stage_;
  std::string_view scope_;
  const model::Kind& kind_;
  const std::vector<model::FieldValue>& key_;
  const std::vector<model::Value>& values_;
  const Written& written_;
  const std::vector<Place>& places_;
};

}  // namespace hadir::rules
