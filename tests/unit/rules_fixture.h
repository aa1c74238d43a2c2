// Makes Books in few words, for the tests and benchmarks of common/rules and common/report: an office, its people, circulars as
// JSON, and what was recorded. Everything returns a reference, so that a test sets what is special by hand:
//
//   BookMaker make("2021-07-01", "2021-07-31");
//   make.unit("1.01", "Dinas Contoh").states.steps[0].second.sector = "esensial";
//   const auto staff = make.people("1.01", 40);            // s001 … s040
//   make.person("k01", "1.01", Class::structural);
//   make.circular(R"({"issuer": "Gubernur", "number": "1/SE/2021", …})");
//   make.schedule(staff[0], "2021-07-12", Mode::wfo);
//   make.punch(staff[0], "2021-07-12T07:28:00+07:00", Direction::in);
//   const Book& book = make.done();
//
// Orders that a Book promises are restored by `done`; call it before the book is asked.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <boost/json/parse.hpp>

#include "common/base/civil.h"
#include "common/model/forms.h"
#include "common/rules/book.h"
#include "common/rules/circular.h"
#include "common/rules/read.h"
#include "tests/catch.h"

namespace hadir::test {

inline base::Date day(std::string_view text) {
  const auto date = base::parse_date(text);
  if (!date) throw std::invalid_argument("no such date: " + std::string(text));
  return *date;
}
inline base::Instant instant(std::string_view text) {
  const auto moment = base::parse_rfc3339(text);
  if (!moment) throw std::invalid_argument("no such moment: " + std::string(text));
  return *moment;
}
inline base::Date plus(base::Date date, int days) { return {date.days + days}; }

// A history that begins with what holds from ever.
template <class T>
rules::Since<T> since_ever(T value) {
  rules::Since<T> since;
  since.steps.emplace_back(base::Date{std::numeric_limits<std::int32_t>::min()}, std::move(value));
  return since;
}

class BookMaker {
 public:
  rules::Book book;

  BookMaker(std::string_view first, std::string_view last) {
    book.first = day(first);
    book.last = day(last);
  }

  // A unit that the Book holds; `state(unit)` is what holds of it from ever.
  rules::Unit& unit(const std::string& code, const std::string& name = "", const std::string& parent = "") {
    rules::Unit& unit = book.units[code];
    unit.code = code;
    unit.name = name.empty() ? "Unit " + code : name;
    unit.states = since_ever(rules::UnitState{});
    unit.states.steps[0].second.parent = parent;
    book.held_units.insert(code);
    return unit;
  }
  static rules::UnitState& state(rules::Unit& unit) { return unit.states.steps.front().second; }
  static rules::PersonState& state(rules::Person& person) { return person.states.steps.front().second; }
  rules::UnitState& unit_state(const std::string& code) { return state(book.units.at(code)); }
  rules::PersonState& person_state(const std::string& id) { return state(book.people.at(id)); }

  rules::Person& person(const std::string& id, const std::string& unit, rules::Class klass = rules::Class::jfu,
                        const std::string& section = "", const std::string& name = "") {
    rules::Person& person = book.people[id];
    person.id = id;
    person.name = name.empty() ? "Pegawai " + id : name;
    person.unit = unit;
    person.states = since_ever(rules::PersonState{});
    state(person).klass = klass;
    state(person).section = section;
    return person;
  }

  // `count` people of one unit, PREFIX001 …; their ids.
  std::vector<std::string> people(const std::string& unit, int count, const std::string& prefix = "s",
                                  rules::Class klass = rules::Class::jfu, const std::string& section = "") {
    std::vector<std::string> ids;
    for (int number = 1; number <= count; ++number) {
      std::string digits = std::to_string(number);
      ids.push_back(prefix + std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits);
      person(ids.back(), unit, klass, section);
    }
    return ids;
  }

  // A circular as CIRCULARS.md describes it. It is active unless the text says otherwise; `unit`: a unit's own.
  rules::Circular& circular(std::string_view json, const std::string& unit = "") {
    book.circulars.push_back(rules::circular_from_text(json).value());
    book.circulars.back().unit = unit;
    return book.circulars.back();
  }
  // One clause of one circular, for tests that need nothing else: active from `effective` on, binds everybody.
  rules::Circular& clause(std::string_view rule_json, std::string_view effective = "2020-01-01",
                          const std::string& number = "1/SE") {
    const auto json = R"({"issuer": "Gubernur", "number": ")" + number +
                      R"(", "title": "Uji", "state": "active", "effective": ")" + std::string(effective) + R"(", "clauses": [)" +
                      std::string(rule_json) + "]}";
    return circular(json);
  }

  void holiday(std::string_view date, const std::string& name, const std::string& region = "") {
    book.holidays[day(date)][region] = name;
  }
  void region(const std::string& name, std::string_view from, const rules::RegionState& state) {
    auto& since = book.regions[name];
    if (since.steps.empty()) since = since_ever(rules::RegionState{});
    since.steps.emplace_back(day(from), state);
  }
  rules::CalendarEntry& calendar(const std::string& name, std::string_view from, const std::vector<std::string>& hours,
                                 std::string_view until = "") {
    rules::CalendarEntry entry{name, day(from), {}, hours, rules::parse_week(hours).value()};
    if (!until.empty()) entry.until = day(until);
    book.calendars.push_back(entry);
    return book.calendars.back();
  }
  void shift(const std::string& code, int start_minutes, int end_minutes, int break_minutes = 0,
             std::string_view from = "2000-01-01", const std::string& unit = "") {
    book.shifts.push_back({code, code, day(from), start_minutes, end_minutes, break_minutes, or_first(unit)});
  }
  void group(const std::string& person, const std::string& group, std::string_view from = "2000-01-01") {
    auto& since = book.rotation[person];
    if (since.steps.empty()) since = since_ever(std::string());
    since.steps.emplace_back(day(from), group);
  }

  // Posts, holders, shifts and activations are the first unit's unless another is named.
  std::string or_first(const std::string& unit) const {
    return !unit.empty() || book.held_units.empty() ? unit : *book.held_units.begin();
  }
  rules::Post& post(const std::string& code, const std::string& title, const std::string& superior = "",
                    const std::string& role = "", const std::string& unit = "") {
    rules::Post& post = book.posts[{or_first(unit), code}];
    post.code = code;
    post.title = title;
    post.superior = superior;
    post.role = role;
    post.unit = or_first(unit);
    return post;
  }
  // Who holds a post; an empty person: vacant.
  rules::Holder& holder(const std::string& post, const std::string& person, std::string_view from = "2000-01-01",
                        rules::Standing standing = rules::Standing::definitive, const std::string& unit = "") {
    rules::Holder holder;
    holder.unit = or_first(unit);
    holder.post = post;
    holder.from = day(from);
    holder.person = person;
    holder.standing = standing;
    book.holders.push_back(holder);
    return book.holders.back();
  }

  rules::ScheduleCell& schedule(const std::string& person, base::Date date, rules::Mode mode, const std::string& shift = "") {
    rules::ScheduleCell& cell = book.schedule[{person, date}];
    cell.mode = mode;
    cell.shift = shift;
    return cell;
  }
  rules::ScheduleCell& schedule(const std::string& person, std::string_view date, rules::Mode mode,
                                const std::string& shift = "") {
    return schedule(person, day(date), mode, shift);
  }
  rules::Punch& punch(const std::string& person, std::string_view at, rules::Direction direction,
                      const std::string& source = "kiosk") {
    rules::Punch punch;
    punch.at = punch.claimed = instant(at);
    punch.direction = punch.claimed_direction = direction;
    punch.source = source;
    punch.written = {person, punch.at.ms, rules::Trust::hub, std::nullopt};
    book.punches[person].push_back(punch);
    return book.punches[person].back();
  }
  rules::DailyReport& daily_report(const std::string& person, std::string_view date, rules::ReportState state,
                                   std::vector<std::string> activities = {"Menyusun laporan"}) {
    rules::DailyReport& report = book.daily_reports[{person, day(date)}];
    report.state = state;
    report.activities = std::move(activities);
    return report;
  }
  rules::AttendanceReport& attendance_report(const std::string& person, std::string_view at) {
    const auto moment = instant(at);
    rules::AttendanceReport& report = book.attendance_reports[{person, base::date_of(moment.ms, moment.offset_minutes)}];
    report.at = moment;
    report.place = "rumah";
    return report;
  }
  // A letter that names `people` for its whole span. Its subject is letter/AUTHOR/INSTANT.
  rules::Letter& letter(const std::string& author, std::string_view at, std::string_view from, std::string_view until,
                        const std::vector<std::string>& people, const std::string& signer = "") {
    rules::Letter letter;
    letter.author = author;
    letter.at = instant(at);
    letter.from = day(from);
    letter.until = day(until);
    letter.signer = signer;
    for (const auto& person : people) letter.people.push_back({person, letter.from, letter.until, ""});
    letter.subject = "letter/" + author + "/" + base::format_rfc3339({letter.at.ms, 0}).substr(0, 23) + "Z";
    letter.written = {author, letter.at.ms, rules::Trust::hub, std::nullopt};
    book.letters.push_back(letter);
    return book.letters.back();
  }
  // Its subject is permit/PERSON/TYPE/FROM, as the record is named.
  rules::Permit& permit(const std::string& person, rules::PermitType type, std::string_view from, std::string_view until = "",
                        const std::string& reason = "keperluan") {
    static constexpr const char* names[] = {"kantor", "bepergian", "cuti", "sakit", "izin", "dl", "tl", "tb"};
    rules::Permit permit;
    permit.person = person;
    permit.type = type;
    permit.from = day(from);
    permit.until = until.empty() ? permit.from : day(until);
    permit.reason = reason;
    permit.by = person;
    permit.subject = "permit/" + person + "/" + names[static_cast<std::size_t>(type)] + "/" + std::string(from);
    book.permits.push_back(permit);
    return book.permits.back();
  }
  rules::Approval& approve(const std::string& subject, const std::string& by, std::string_view at,
                           rules::Decision decision = rules::Decision::approved, std::int64_t round = 1) {
    rules::Approval approval;
    approval.subject = subject;
    approval.by = by;
    approval.round = round;
    approval.decision = decision;
    approval.at = instant(at);
    approval.written = {by, approval.at.ms, rules::Trust::hub, std::nullopt};
    book.approvals[subject].push_back(approval);
    return book.approvals[subject].back();
  }
  rules::Closure& closure(const std::string& unit, const std::string& section, std::string_view from, std::int64_t days,
                          rules::Counting counting = rules::Counting::calendar) {
    book.closures.push_back({unit, section, day(from), days, counting, "penutupan sementara", "", false});
    return book.closures.back();
  }
  void activation(const std::string& number, const std::string& clause, std::string_view from, std::string_view until = "",
                  const std::string& reason = "keadaan mendesak", const std::string& by = "", const std::string& unit = "") {
    rules::Activation activation{number, clause, reason, by, day(from), {}, or_first(unit)};
    if (!until.empty()) activation.until = day(until);
    book.activations.push_back(activation);
  }

  // Restores the orders that a Book promises.
  const rules::Book& done() {
    const auto sort = [](auto& items, auto key) {
      std::ranges::stable_sort(items, [&](const auto& a, const auto& b) { return key(a) < key(b); });
    };
    sort(book.circulars, [](const rules::Circular& c) { return std::tuple(c.issuer, c.number, c.unit); });
    sort(book.activations, [](const rules::Activation& a) { return std::tuple(a.number, a.clause, a.from, a.unit); });
    sort(book.calendars, [](const rules::CalendarEntry& c) { return std::tuple(c.name, c.from); });
    sort(book.holders, [](const rules::Holder& h) { return std::tuple(h.unit, h.post, h.from); });
    sort(book.shifts, [](const rules::ShiftEntry& s) { return std::tuple(s.unit, s.code, s.from); });
    sort(book.letters, [](const rules::Letter& l) { return std::tuple(l.at.ms, l.author); });
    sort(book.permits, [](const rules::Permit& p) { return std::tuple(p.person, p.from, p.type); });
    sort(book.recalls, [](const rules::Recall& r) { return std::tuple(r.person, r.at.ms); });
    sort(book.closures, [](const rules::Closure& c) { return std::tuple(c.unit, c.from, c.section); });
    sort(book.meetings, [](const rules::Meeting& m) { return std::tuple(m.at.ms, m.organiser); });
    sort(book.deviations, [](const rules::Deviation& d) { return std::tuple(d.at.ms, d.author, d.unit); });
    for (auto& letter : book.letters) sort(letter.people, [](const rules::Letter::Named& n) { return n.person; });
    for (auto& meeting : book.meetings) sort(meeting.people, [](const rules::Meeting::Invited& i) { return i.person; });
    for (auto& [id, punches] : book.punches) sort(punches, [](const rules::Punch& p) { return std::tuple(p.at.ms, p.source); });
    for (auto& [subject, all] : book.approvals)
      sort(all, [](const rules::Approval& a) { return std::tuple(a.round, a.at.ms, a.by); });
    for (auto& [name, since] : book.regions) sort(since.steps, [](const auto& step) { return step.first; });
    for (auto& [id, since] : book.rotation) sort(since.steps, [](const auto& step) { return step.first; });
    return book;
  }
};

// A record as people write it in JSON, handed to a reader: key and fields under their public names.
inline void add_record(rules::BookReader& reader, const std::string& scope, std::string_view kind_name, std::string_view json,
                       const rules::Written& written = {}) {
  const model::Kind* kind = model::find_kind(kind_name);
  if (kind == nullptr) FAIL("no such kind: " << kind_name);
  const auto object = boost::json::parse(std::string(json)).as_object();
  const model::Change change = model::change_from_json(*kind, object).value();
  std::vector<model::Value> values(kind->fields.size());
  for (const model::FieldValue& one : change.fields) {
    const auto field = std::ranges::find(kind->fields, one.field, &model::Field::number);
    values[static_cast<std::size_t>(field - kind->fields.begin())] = one.value;
  }
  reader.add(scope, *kind, change.key, values, written);
}

}  // namespace hadir::test
