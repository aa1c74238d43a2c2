#include "common/rules/calendar.h"

#include <cctype>

#include "common/rules/policy.h"

namespace hadir::rules {
namespace {

constexpr int day_minutes = 24 * 60;
// A closure counted in working days ends here at the latest, where a calendar hardly has any.
constexpr int longest_closure = 2 * 366;

const WeekHours& legal_week() {
  static const WeekHours week = parse_week(legal_hours().lines).value();
  return week;
}

const WeekHours& week_of(const Book& book, const std::string& calendar, Date date) {
  const std::string name = calendar.empty() ? std::string("umum") : calendar;
  const WeekHours* best = nullptr;
  for (const CalendarEntry& entry : book.calendars)
    if (entry.name == name && entry.from <= date && (!entry.until || date <= *entry.until)) best = &entry.week;
  if (best != nullptr) return *best;
  if (name != "umum") return week_of(book, "umum", date);
  return legal_week();
}

std::string capital(std::string_view name) {
  std::string text(name);
  text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

}  // namespace

const LegalHours& legal_hours() {
  static const LegalHours hours{"Perpres 21/2023: 37 jam 30 menit seminggu",
                                {"senin-kamis 07:30-16:00 istirahat 12:00-13:00", "jumat 07:30-16:30 istirahat 11:30-13:00"}};
  return hours;
}

const LegalHours& legal_ramadan_hours() {
  static const LegalHours hours{"Perpres 21/2023: 32 jam 30 menit seminggu pada bulan Ramadan",
                                {"senin-kamis 08:00-15:00 istirahat 12:00-12:30", "jumat 08:00-15:30 istirahat 11:30-12:30"}};
  return hours;
}

const std::string* holiday_of(const Book& book, std::string_view unit, Date date) {
  const auto found = book.holidays.find(date);
  if (found == book.holidays.end()) return nullptr;
  if (const auto everywhere = found->second.find(""); everywhere != found->second.end()) return &everywhere->second;
  const Unit* known = book.unit(unit);
  if (known == nullptr) return nullptr;
  const auto here = found->second.find(known->states.at(date).region);
  return here == found->second.end() ? nullptr : &here->second;
}

WorkDay work_day(const Book& book, std::string_view unit, Date date) {
  WorkDay day;
  if (const std::string* name = holiday_of(book, unit, date)) {
    day.is_holiday = true;
    day.why = "libur: " + *name;
    return day;
  }
  const Unit* known = book.unit(unit);
  const unsigned weekday = base::iso_weekday_of(date);
  const auto& hours = week_of(book, known == nullptr ? std::string() : known->states.at(date).calendar, date).days[weekday - 1];
  if (!hours) {
    day.why = capital(weekday_name(weekday));
    return day;
  }
  day.working = true;
  day.why = "hari kerja";
  day.hours = *hours;
  return day;
}

std::int64_t work_days(const Book& book, std::string_view unit, Date from, Date until) {
  std::int64_t count = 0;
  for (Date day = from; day <= until; ++day.days) count += work_day(book, unit, day).working ? 1 : 0;
  return count;
}

std::int64_t work_minutes(const Book& book, std::string_view unit, Date from, Date until) {
  std::int64_t minutes = 0;
  for (Date day = from; day <= until; ++day.days) minutes += work_day(book, unit, day).net_minutes();
  return minutes;
}

std::optional<ShiftHours> shift_hours(Policy& policy, const Person& person, std::string_view code, Date date) {
  const auto made = [&](int start, int end, int pause) {
    return ShiftHours{std::string(code), start, end > start ? end : end + day_minutes, pause};
  };
  if (const ClauseRef clause = policy.rule_for<Shifts>(person, date))
    for (const Shifts::One& one : clause.as<Shifts>().shifts)
      if (one.code == code && one.start_minutes != one.end_minutes)
        return made(one.start_minutes, one.end_minutes, one.break_minutes);
  if (const ShiftEntry* entry = policy.book().shift(person.unit, code, date))
    return made(entry->start_minutes, entry->end_minutes, entry->break_minutes);
  return std::nullopt;
}

std::optional<ShiftHours> shift_hours(const Book& book, const Person& person, std::string_view code, Date date) {
  Policy policy(book);
  return shift_hours(policy, person, code, date);
}

PlannedHours planned_hours(const Book& book, const Person& person, Date date) {
  Policy policy(book);
  return planned_hours(policy, person, date);
}

PlannedHours planned_hours(Policy& policy, const Person& person, Date date) {
  const Book& book = policy.book();
  PlannedHours planned;
  const auto cell = book.schedule.find({person.id, date});
  const bool scheduled = cell != book.schedule.end();
  if (scheduled && cell->second.mode == Mode::off) {
    planned.why = "libur menurut jadwal";
    return planned;
  }
  if (scheduled && !cell->second.shift.empty()) {
    planned.shift = cell->second.shift;
    if (const auto shift = shift_hours(policy, person, planned.shift, date)) {
      planned.working = true;
      planned.start = shift->start;
      planned.end = shift->end;
      planned.net = shift->net_minutes();
      planned.why = "sif " + planned.shift;
      return planned;
    }
  }
  const WorkDay day = work_day(book, person.unit, date);
  planned.why = day.why;
  if (day.working) {
    planned.working = true;
    planned.start = day.hours.start;
    planned.end = day.hours.end;
    planned.breaks = day.hours.breaks;
    planned.net = day.net_minutes();
  } else if (scheduled && (cell->second.mode == Mode::wfo || cell->second.mode == Mode::wfh)) {
    planned.working = true;
    planned.why = "dijadwalkan pada hari libur (" + day.why + ")";
  }
  return planned;
}

Date local_day(const Book& book, std::string_view unit, std::int64_t utc_ms) {
  return base::date_of(utc_ms, book.offset_of(unit));
}

std::pair<Date, Date> closure_span(const Book& book, const Closure& closure) {
  const Date begin{closure.from.days + (closure.counting == Counting::day_after ? 1 : 0)};
  if (closure.counting != Counting::workdays) return {begin, {begin.days + static_cast<std::int32_t>(closure.days) - 1}};
  std::int64_t left = closure.days;
  Date last = begin;
  for (Date day = begin; day.days < begin.days + longest_closure; ++day.days) {
    if (!work_day(book, closure.unit, day).working) continue;
    last = day;
    if (--left == 0) break;
  }
  return {begin, last};
}

}  // namespace hadir::rules
