// The members of every object of a circular's document, in the order in which they are written, with their defaults. One walk
// reads (circular_read.cc), writes (circular_write.cc) and lists them, so the three cannot differ; the names are documented in
// CIRCULARS.md. For circular*.cc alone.
//
// An Io has one function for each form of a member; circular_read.h says what each of them takes. A `fallback` is the default,
// which is not written; `Need::required` and a fallback that is no value (-1, "") mean that the member must be there.
#pragma once

#include <array>
#include <span>

#include "common/rules/circular.h"

namespace hadir::rules::walks {

enum class Need : std::uint8_t { optional, required };
using Words = std::span<const char* const>;

inline constexpr std::array places = {"office", "home"};
inline constexpr std::array bases = {"all", "staff", "available", "room"};
inline constexpr std::array roundings = {"down", "up", "nearest"};
inline constexpr std::array moments = {"moment", "day"};
inline constexpr std::array pers = {"opd", "unit", "section"};
inline constexpr std::array needs = {"nothing", "justification", "urgency"};
inline constexpr std::array counts = {"workdays", "calendar", "dates", "weekdays"};
inline constexpr std::array meeting_bases = {"room", "invited", "staff"};
inline constexpr std::array states = {"draft", "active", "withdrawn"};
inline constexpr std::array granularities = {"minute", "second"};
inline constexpr std::array countings = {"calendar", "workdays", "day_after"};
inline constexpr std::array sessions = {"pagi", "siang", "sore"};
inline constexpr std::array classes = {"struktural", "jfu", "jft", "non_asn"};
inline constexpr std::array permits = {"kantor", "bepergian", "cuti", "sakit", "izin", "dl", "tl", "tb"};
inline constexpr std::array subjects = {"daily_report", "permit", "letter", "correction", "absence"};
inline constexpr std::array recap_subjects = {"perjalanan", "kehadiran", "lkh"};

template <class Io>
void walk(Io& io, Selector& s, bool may_except = true) {
  io.texts("units", s.units, Need::optional);
  io.texts("types", s.types, Need::optional);
  io.texts("sectors", s.sectors, Need::optional);
  io.texts("parts", s.parts, Need::optional);
  io.texts("sections", s.sections, Need::optional);
  io.texts("regions", s.regions, Need::optional);
  io.texts("zones", s.zones, Need::optional);
  io.levels("levels", s.levels);
  io.choices("classes", s.classes, classes);
  io.texts("posts", s.posts, Need::optional);
  io.texts("people", s.people, Need::optional);
  io.flag_if("public_service", s.public_service);
  if (may_except) io.selectors("except", s.except);
}

template <class Io>
void walk(Io& io, Presence& p) {
  io.choice("place", p.place, places, Place::office);
  // `exact` and `balance` are how people write max and min that go together.
  std::optional<Amount> exact, balance;
  if (p.balance) {
    balance.swap(p.max);
  } else if (p.max && p.max == p.min) {
    exact = p.max;
    p.max.reset();
    p.min.reset();
  }
  io.amount_if("exact", exact);
  io.amount_if("balance", balance);
  io.amount_if("max", p.max);
  io.amount_if("min", p.min);
  io.presence(p, exact, balance);
  io.choice("of", p.of, bases, Presence::Of::all);
  io.choice_if("round", p.round, roundings);
  io.flag("min_one", p.min_one, false);
  io.choice("at", p.at, moments, Presence::At::moment);
  io.choice("per", p.per, pers, Presence::Per::opd);
  io.choice("needs", p.needs, needs, Presence::Needs::nothing);
}

template <class Io>
void walk(Io& io, Attend& a) {
  io.choice("place", a.place, places, Place::office);
  io.choices("unless", a.unless, permits);
}

template <class Io>
void walk(Io& io, Rotation& r) {
  io.texts("groups", r.groups, Need::required);
  io.choice("count", r.count, counts, Rotation::Count::workdays);
  io.date("start", r.start,
          r.count == Rotation::Count::workdays || r.count == Rotation::Count::calendar ? Need::required : Need::optional);
  io.whole("turn_days", r.turn_days, 1, 366, 1);
  io.group_weekdays("weekdays", r.weekdays);
  io.flag("pauses_on_closure", r.pauses_on_closure, false);
}

template <class Io>
void walk(Io& io, Shifts::One& s) {
  io.text("code", s.code, Need::required);
  io.time("start", s.start_minutes, 0, -1);
  io.time("end", s.end_minutes, 0, -1);
  std::int64_t minutes = s.break_minutes;
  io.whole("break_minutes", minutes, 0, 12 * 60, 0);
  s.break_minutes = static_cast<int>(minutes);
}

template <class Io>
void walk(Io& io, HomeDay& h) {
  io.flag("letter", h.letter, false);
  io.flag("attendance_report", h.attendance_report, false);
  io.flag("daily_report", h.daily_report, false);
  io.flag("uniform", h.uniform, false);
  io.flag("stay_home", h.stay_home, false);
  io.time("report_due", h.report_due_minutes, 31, HomeDay().report_due_minutes);
  io.time("verify_due", h.verify_due_minutes, 62, HomeDay().verify_due_minutes);
  io.flag("evidence", h.evidence, false);
}

template <class Io>
void walk(Io& io, OfficeEntry& o) {
  io.flag("permit", o.permit, true);
}

template <class Io>
void walk(Io& io, Travel& t) {
  io.texts("home_regions", t.home_regions, Need::optional);
  io.flag("permit", t.permit, true);
  io.texts("urgency_for", t.urgency_for, Need::optional);
  io.texts("closed_for", t.closed_for, Need::optional);
  io.text("escalate_to", t.escalate_to, Need::optional);
}

template <class Io>
void walk(Io& io, RecapDue& r) {
  io.word("subject", r.subject, recap_subjects, "");
  io.text("to", r.to, Need::required);
  io.text("through", r.through, Need::optional);
  io.whole("days_after_month", r.days_after_month, 0, 366, 0);
}

template <class Io>
void walk(Io& io, MeetingCap& m) {
  io.amount("max", m.max);
  io.choice("of", m.of, meeting_bases, MeetingCap::Of::room);
  io.flag("reason", m.reason, true);
}

template <class Io>
void walk(Io& io, ClosureRule& c) {
  io.whole("days", c.days, 1, 366, ClosureRule().days);
  io.word("counting", c.counting, countings, "calendar");
}

template <class Io>
void walk(Io& io, AssemblyRule& a) {
  io.word("session", a.session, sessions, "pagi");
  io.flag("virtual", a.is_virtual, false);
  io.time("starts", a.starts_minutes, 0, AssemblyRule().starts_minutes);
  io.weekdays("weekdays", a.weekdays);
}

template <class Io>
void walk(Io& io, HealthRule& h) {
  io.whole("every_days", h.every_days, 1, 366, 1);
  io.time("before", h.before_minutes, 0, HealthRule().before_minutes);
}

template <class Io>
void walk(Io& io, Discipline::Band& b) {
  io.text("code", b.code, Need::required);
  io.minutes_or_seconds("from_minutes", "from_seconds", b.from);
  io.percent("percent", b.hundredths, -1);
}

template <class Io>
void walk(Io& io, Discipline& d) {
  io.choice("granularity", d.seconds, granularities, false);
  io.whole("tolerance_minutes", d.tolerance_minutes, 0, 24 * 60, 0);
  io.bands("late", d.late);
  io.bands("early", d.early);
  io.text("no_in_code", d.no_in_code, Need::optional);
  io.text("no_out_code", d.no_out_code, Need::optional);
  io.percent("no_record", d.no_record, 0);
  io.percent("absent", d.absent, 0);
  io.percent("no_assembly", d.no_assembly, 0);
  io.percent("monthly_cap", d.monthly_cap, 10'000);
  io.flag("home_days", d.home_days, false);
  io.flag("leave_reduces", d.leave_reduces, true);
}

template <class Io>
void walk(Io& io, Tiers& t) {
  io.choices("subjects", t.subjects, subjects);
  io.whole("most", t.most, 1, 99, 99);
  io.text("up_to", t.up_to, Need::optional);
}

template <class Io>
void walk(Io& io, Override& o) {
  io.text("by", o.by, Need::required);
}

template <class Io>
void walk(Io& io, RosterWish& w) {
  io.whole("spread", w.spread, 0, 366, 1);
  io.whole("minimum", w.minimum, 0, 1'000'000, 0);
  io.choice("per", w.per, pers, Presence::Per::section);
  io.whole("rest_hours", w.rest_hours, 0, 12, 8);
}

// `shifts` is a list, every other rule an object.
template <class Io>
void walk(Io& io, Clause& c) {
  io.text("id", c.id, Need::required);
  io.text("text", c.text, Need::optional);
  io.selector("applies", c.applies);
  io.texts("over", c.over, Need::optional);
  io.rule(c.rule);
}

template <class Io>
void walk(Io& io, Circular& c) {
  io.text("issuer", c.issuer, Need::required);
  io.text("number", c.number, Need::required);
  io.text("title", c.title, Need::required);
  io.text("signer", c.signer, Need::optional);
  io.text("unit", c.unit, Need::optional);
  io.date_if("dated", c.dated);
  io.date_if("effective", c.effective);
  io.date_if("until", c.until);
  io.choice("state", c.state, states, Circular::State::draft);
  io.texts("supersedes", c.supersedes, Need::optional);
  io.selector("binds", c.binds);
  io.clauses(c.clauses);
}

}  // namespace hadir::rules::walks
