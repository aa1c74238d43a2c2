// A Book as text (read.h).
#include <boost/json/serialize.hpp>

#include "common/rules/read.h"

namespace hadir::rules {
namespace {

constexpr Date from_ever{std::numeric_limits<std::int32_t>::min()};

std::string show(const std::string& text) { return boost::json::serialize(boost::json::value(text)); }
std::string show(bool flag) { return flag ? "ya" : "-"; }
std::string show(std::int64_t number) { return std::to_string(number); }
std::string show(int number) { return std::to_string(number); }
std::string show(Date date) { return date == from_ever ? std::string("*") : base::format_date(date); }
std::string show(const Instant& at) { return base::format_rfc3339(at); }
std::string show(const std::vector<std::string>& list) {
  std::string text = "[";
  for (const std::string& item : list) text += show(item) + ";";
  return text + "]";
}
template <class Enum>
requires std::is_enum_v<Enum> std::string show(Enum value) { return std::to_string(static_cast<int>(value)); }
template <class T>
std::string show(const std::optional<T>& value) {
  return value ? show(*value) : std::string("-");
}
std::string show(const Written& w) {
  return "(" + show(w.author) + " " + show(w.ms) + " " + show(w.trust) + " " + show(w.at_hub_ms) + ")";
}

class Text {
 public:
  template <class... Parts>
  void line(const char* what, const Parts&... parts) {
    text_ += what;
    ((text_ += ' ', text_ += show(parts)), ...);
    text_ += '\n';
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void put_person(Text& out, const char* what, const Person& person) {
  out.line(what, person.id, person.name, person.unit, person.supervisor, person.joined, person.left);
  for (const auto& [from, s] : person.states.steps)
    out.line("  sejak", from, s.klass, s.position, s.rank, s.part, s.section, s.reports_to, s.room);
}

void put_office(Text& out, const Book& book) {
  out.line("buku", book.first, book.last);
  for (const auto& code : book.held_units) out.line("memegang", code);
  for (const auto& [code, unit] : book.units) {
    out.line("unit", code, unit.name, unit.offset_minutes);
    for (const auto& [from, s] : unit.states.steps)
      out.line("  sejak", from, s.parent, s.type, s.sector, s.part, s.region, s.asisten, s.calendar, s.public_service,
               s.room_capacity);
  }
  for (const auto& [id, person] : book.people) put_person(out, "pegawai", person);
  for (const auto& [id, times] : book.earlier)
    for (const Person& person : times) put_person(out, "dahulu", person);
  for (const Circular& circular : book.circulars) out.line("edaran", circular.unit, boost::json::serialize(to_json(circular)));
  for (const Activation& a : book.activations)
    out.line("pemberlakuan", a.number, a.clause, a.from, a.until, a.reason, a.by, a.unit);
  for (const auto& [date, regions] : book.holidays)
    for (const auto& [region, name] : regions) out.line("libur", date, region, name);
  for (const auto& [name, since] : book.regions)
    for (const auto& [from, s] : since.steps) out.line("wilayah", name, from, s.zone, s.status, s.level);
  for (const CalendarEntry& c : book.calendars) out.line("kalender", c.name, c.from, c.until, format_week(c.week));
  for (const auto& [key, p] : book.posts) out.line("jabatan", p.unit, p.code, p.title, p.superior, p.level, p.section, p.role);
  for (const Holder& h : book.holders) out.line("pejabat", h.unit, h.post, h.from, h.person, h.standing, h.until);
  for (const ShiftEntry& s : book.shifts)
    out.line("sif", s.unit, s.code, s.from, s.name, s.start_minutes, s.end_minutes, s.break_minutes);
  for (const auto& [person, since] : book.rotation)
    for (const auto& [from, group] : since.steps) out.line("kelompok", person, from, group);
}

void put_days(Text& out, const Book& book) {
  for (const auto& [key, cell] : book.schedule) out.line("jadwal", key.first, key.second, cell.mode, cell.shift, cell.written);
  for (const auto& [person, all] : book.punches)
    for (const Punch& p : all)
      out.line("presensi", person, p.at, p.direction, p.source, p.claimed, p.claimed_direction, p.corrected, p.struck,
               p.correction_reason, p.corrected_by, p.subject, p.written);
  for (const auto& [key, r] : book.daily_reports)
    out.line("lkh", key.first, key.second, r.activities, r.evidence, r.state, r.round, r.submitted, r.written);
  for (const auto& [key, r] : book.attendance_reports)
    out.line("kehadiran", key.first, key.second, r.at, r.place, r.note, r.uniform, r.stayed_home, r.written);
  for (const auto& [key, a] : book.assemblies)
    out.line("apel", std::get<0>(key), std::get<1>(key), std::get<2>(key), a.is_virtual, a.starts, a.led_by);
  for (const auto& [key, present] : book.assembly_people)
    out.line("peserta apel", std::get<0>(key), std::get<1>(key), std::get<2>(key), present);
  for (const auto& [key, h] : book.health) out.line("kesehatan", key.first, key.second, h.condition, h.reported_by);
}

void put_papers(Text& out, const Book& book) {
  for (const Letter& l : book.letters) {
    out.line("surat", l.subject, l.author, l.number, l.signer, l.place, l.at, l.duty, l.from, l.until, l.basis, l.tasks, l.round,
             l.written);
    for (const auto& named : l.people) out.line("  untuk", named.person, named.from, named.until, named.note);
  }
  for (const Permit& p : book.permits)
    out.line("izin", p.subject, p.person, p.type, p.from, p.until, p.subtype, p.reason, p.urgency, p.destination, p.region,
             p.room, p.condition, p.by, p.round, p.cancelled, p.requested, p.written);
  for (const auto& [subject, all] : book.approvals)
    for (const Approval& a : all)
      out.line("keputusan", subject, a.round, a.by, a.decision, a.at, a.post, a.skipped, a.note, a.written);
  for (const Recall& r : book.recalls)
    out.line("panggilan", r.person, r.at, r.by, r.place, r.reason, r.answer_by, r.acknowledged, r.phoned_by);
  for (const Closure& c : book.closures)
    out.line("penutupan", c.unit, c.section, c.from, c.days, c.counting, c.reason, c.by, c.cancelled);
  for (const Meeting& m : book.meetings) {
    out.line("rapat", m.unit, m.organiser, m.at, m.title, m.room, m.urgency, m.capacity, m.minutes, m.cancelled);
    for (const auto& invited : m.people) out.line("  peserta", invited.person, invited.is_virtual, invited.attended);
  }
  for (const auto& [key, r] : book.recaps)
    out.line("rekap", std::get<0>(key), std::get<1>(key), std::get<2>(key), r.submitted, r.by, r.number, r.through, r.nil,
             r.entries);
  for (const Deviation& d : book.deviations)
    out.line("penyimpangan", d.unit, d.author, d.at, d.subject, d.from, d.until, d.reason, d.citations);
  for (const Disclosure& d : book.disclosures)
    out.line("dilihat", d.unit, d.author, d.at, d.paper, d.from, d.until, d.about, d.entries);
  for (const Fault& f : book.faults) out.line("salah", f.unit, f.record, f.what);
}

}  // namespace

std::string to_text(const Book& book) {
  Text out;
  put_office(out, book);
  put_days(out, book);
  put_papers(out, book);
  return out.take();
}

}  // namespace hadir::rules
