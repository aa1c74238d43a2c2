#include "common/rules/month_hours.h"

#include <algorithm>

namespace hadir::rules {
namespace {

// Net minutes between two moments of a planned day, in seconds of its local day.
std::int64_t worked_minutes(const DayPlan& plan, std::int64_t in, std::int64_t out) {
  if (plan.has_hours()) in = std::max<std::int64_t>(in, plan.start * 60LL);
  if (out <= in) return 0;
  std::int64_t seconds = out - in;
  for (const auto& [from, until] : plan.breaks)
    seconds -= std::max<std::int64_t>(0, std::min<std::int64_t>(out, until * 60LL) - std::max<std::int64_t>(in, from * 60LL));
  // Of a shift only the length of its break is known: whoever stays for half of it has had it.
  const std::int64_t pause = plan.breaks.empty() ? plan.end - plan.start - plan.net_minutes : 0;
  if (pause > 0 && seconds >= (plan.end - plan.start) * 30LL) seconds -= pause * 60;
  return std::max<std::int64_t>(0, seconds) / 60;
}

void add_worked(Lookup& lookup, const DayStatus& day, const Person& person, MonthHours& hours, std::int64_t at_least) {
  const DayPlan& plan = plan_of(lookup, person, day.day);
  const std::int64_t midnight = midnight_ms(day.day, lookup.book.offset_of(person.unit));
  const std::int64_t worked =
      day.in && day.out ? worked_minutes(plan, (day.in->ms - midnight) / 1000, (day.out->ms - midnight) / 1000) : 0;
  hours.credited += std::max(at_least, std::min<std::int64_t>(worked, day.net_minutes));
  hours.overtime += std::max<std::int64_t>(0, worked - day.net_minutes);
}

void add_office(Lookup& lookup, const DayStatus& day, const Person& person, MonthHours& hours) {
  ++hours.office_days;
  const bool said_present = !day.in && !day.out;  // by a superior: there are no punches
  if (!said_present && (!day.in || !day.out)) ++hours.incomplete;
  add_worked(lookup, day, person, hours, said_present ? day.net_minutes : 0);
}

void add_home(Lookup& lookup, const DayStatus& day, const Person& person, MonthHours& hours) {
  ++hours.home_days;
  hours.home_complete += day.duties_complete ? 1 : 0;
  const std::int64_t credited = day.duties_complete ? day.net_minutes : 0;
  if (day.status == Status::home_office)
    add_worked(lookup, day, person, hours, credited);
  else
    hours.credited += credited;
}

}  // namespace

MonthHours hours_of(Lookup& lookup, std::span<const DayStatus> days) {
  MonthHours hours;
  for (const DayStatus& day : days) {
    hours.person = day.person;
    const Person* person = lookup.book.person(day.person, day.day);
    if (person == nullptr || day.status == Status::not_member) continue;
    if (day.status == Status::free) {
      if (day.in && day.out) add_worked(lookup, day, *person, hours, 0);
      continue;
    }
    ++hours.workdays;
    if (day.status == Status::pending) {
      hours.not_yet += day.net_minutes;
      continue;
    }
    hours.required += day.net_minutes;
    switch (day.status) {
      case Status::office: add_office(lookup, day, *person, hours); break;
      case Status::home:
      case Status::home_office: add_home(lookup, day, *person, hours); break;
      case Status::candidate:
      case Status::absent: break;
      default: {
        ++hours.away_days;
        const ClauseRef clause = lookup.rule<Discipline>(*person, day.day);
        if (clause && !clause.as<Discipline>().leave_reduces) {
          hours.credited += day.net_minutes;
        } else {
          hours.required -= day.net_minutes;
          hours.reduced += day.net_minutes;
        }
      }
    }
  }
  return hours;
}

std::vector<MonthHours> month_hours(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd) {
  const auto all = statuses(lookup, unit, from, until, whole_opd);
  const auto span = static_cast<std::size_t>(std::max(0, until.days - from.days + 1));
  std::vector<MonthHours> hours;
  for (std::size_t at = 0; at < all.size(); at += span) hours.push_back(hours_of(lookup, std::span(all).subspan(at, span)));
  return hours;
}

}  // namespace hadir::rules
