#include "common/rules/day_status.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/rules/wording.h"

namespace hadir::rules {
namespace {

// One day of one person on the way to its status.
class Judge {
 public:
  Judge(Lookup& lookup, const Person& person, Date day)
      : lookup_(lookup),
        person_(person),
        day_(day),
        plan_(plan_of(lookup, person, day)),
        offset_(lookup.book.offset_of(person.unit)) {
    midnight_ = midnight_ms(day, offset_);
    status_.person = person.id;
    status_.day = day;
    status_.works = plan_.works;
    status_.planned = plan_.mode;
    status_.scheduled = plan_.cell != nullptr;
    status_.start = plan_.start;
    status_.end = plan_.end;
    status_.net_minutes = plan_.net_minutes;
    status_.closed = plan_.closure != nullptr;
  }

  DayStatus judge() {
    attendance_ = attendance_of(lookup_, person_, day_);
    if (!plan_.works) {
      set(Status::free, plan_.why);
      status_.subtype = plan_.why;
      take_punches(attendance_);
      if (attendance_.in || attendance_.out) status_.reason += ", ada presensi";
      return std::move(status_);
    }
    const Away away = away_on(lookup_, person_.id, day_);
    if (away.granted != nullptr) {
      be_away(away);
    } else if (plan_.mode == Mode::leave || plan_.mode == Mode::dl) {
      const bool leave = plan_.mode == Mode::leave;
      set(leave ? Status::leave : Status::duty,
          leave ? "cuti menurut jadwal, tanpa permohonan yang disetujui" : "dinas luar menurut jadwal");
      take_punches(attendance_);
    } else if (plan_.is_home()) {
      be_home(away);
    } else {
      be_at_office(away);
    }
    note_absence();
    return std::move(status_);
  }

 private:
  void set(Status status, std::string reason) {
    status_.status = status;
    status_.reason = std::move(reason);
  }
  std::int64_t at_minute(int minute) const { return midnight_ + minute * 60'000LL; }
  std::int64_t end_ms() const { return at_minute(plan_.has_hours() ? plan_.end : 24 * 60); }

  void take_punches(const Attendance& attendance) {
    const auto take = [&](const std::optional<CountedPunch>& from, std::optional<Instant>& to, base::SharedText& source) {
      if (!from) return;
      to = Instant{from->ms, static_cast<std::int16_t>(offset_)};
      source = from->punch->source;
    };
    take(attendance.in, status_.in, status_.in_source);
    take(attendance.out, status_.out, status_.out_source);
    status_.doubtful |= attendance.doubtful;
    status_.waiting |= attendance.waiting;
  }

  void be_away(const Away& away) {
    const Permit& permit = *away.granted;
    const auto [status, word] = [&]() -> std::pair<Status, const char*> {
      switch (permit.type) {
        case PermitType::tb: return {Status::study, "tugas belajar"};
        case PermitType::leave: return {Status::leave, "cuti"};
        case PermitType::sick: return {Status::sick, "sakit"};
        case PermitType::dl: return {Status::duty, "dinas luar"};
        case PermitType::tl: return {Status::town_duty, "tugas luar dalam kota"};
        default: return {Status::excused, "izin"};
      }
    }();
    set(status, fmt::format("{}{}{} {}, disetujui {}", word, permit.subtype.empty() ? "" : " ", permit.subtype,
                            wording::span(permit.from, permit.until), who_approved(permit)));
    status_.subtype = permit.subtype;
    status_.subject = permit.subject;
    take_punches(attendance_);
    for (const Permit* other : away.others)
      status_.contradictions.push_back(
          fmt::format("juga disetujui: {} {}", wording::permit_type(other->type), wording::span(other->from, other->until)));
    const bool is_rest = status == Status::leave || status == Status::sick || status == Status::study;
    if (is_rest && attendance_.office)
      status_.contradictions.push_back(fmt::format("ada presensi di kantor pukul {} padahal {}", first_clock(), word));
  }

  std::string who_approved(const Permit& permit) {
    const Outcome* outcome = outcome_of(lookup_, permit.subject);
    return wording::who(lookup_.book, outcome->decisive->by);
  }
  std::string first_clock() const {
    const auto& first = attendance_.in ? attendance_.in : attendance_.out;
    return first ? wording::clock(first->ms, offset_) : std::string("-");
  }

  // No sign of presence: what a superior decided, else pending or a candidate. `waiting`: a request that is not decided yet.
  void be_missing(Status present, std::int64_t over_ms, const Permit* waiting) {
    const auto& decided = absence();
    if (decided.progress == Progress::approved) {
      set(Status::absent, fmt::format("tanpa keterangan, diputuskan {}", wording::who(lookup_.book, decided.decisive->by)));
      if (const Discipline* rule = discipline()) status_.hundredths = rule->absent;
      return;
    }
    if (decided.progress == Progress::rejected || decided.progress == Progress::returned) {
      set(present, fmt::format("dinyatakan hadir oleh {}", wording::who(lookup_.book, decided.decisive->by)));
      return;
    }
    if (lookup_.as_of_ms < over_ms) return set(Status::pending, "belum ada tanda kehadiran");
    std::string reason = "tidak ada tanda kehadiran, menunggu keputusan atasan";
    if (waiting != nullptr)
      reason += fmt::format("; permohonan {} {} belum diputuskan", wording::permit_type(waiting->type),
                            wording::span(waiting->from, waiting->until));
    set(Status::candidate, std::move(reason));
  }
  Outcome absence() {
    const std::string subject = absence_subject(person_.id, day_);
    if (lookup_.approvals_of(subject).empty()) return {};
    return *outcome_of(lookup_, subject);
  }

  // A punch or report that came later than the decision that there was none.
  void note_absence() {
    if (status_.status == Status::absent || absence().progress != Progress::approved) return;
    status_.contradictions.push_back(fmt::format("dinyatakan tanpa keterangan oleh {}, padahal {}",
                                                 wording::who(lookup_.book, absence().decisive->by), status_.reason));
  }

  const Discipline* discipline() {
    const ClauseRef clause = lookup_.rule<Discipline>(person_, day_);
    return clause ? &clause.as<Discipline>() : nullptr;
  }

  void measure(const Discipline* rule, bool at_home) {
    if (!plan_.has_hours()) return;
    const auto second_of_day = [&](const Instant& at) { return (at.ms - midnight_) / 1000; };
    if (status_.in) status_.late = late_band(rule, plan_.start * 60LL, second_of_day(*status_.in));
    if (status_.out) status_.early = early_band(rule, plan_.end * 60LL, second_of_day(*status_.out));
    if (!at_home) {
      status_.no_in = !status_.in;
      status_.no_out = !status_.out && lookup_.as_of_ms >= window_of(lookup_, person_, day_).end;
      if (status_.no_in && rule != nullptr) status_.late = missing_in(*rule);
      if (status_.no_out && rule != nullptr) status_.early = missing_out(*rule);
    }
    status_.hundredths = status_.late.hundredths + status_.early.hundredths;
  }

  void describe_times(std::string word) {
    if (status_.in) word += " " + wording::clock(status_.in->ms, offset_);
    if (status_.out) word += " sampai " + wording::clock(status_.out->ms, offset_);
    const auto mark = [&](const Band& band, const char* name) {
      if (band.seconds > 0) word += fmt::format(", {} {} menit", name, (band.seconds + 59) / 60);
      if (!band.code.empty()) word += fmt::format(" ({})", band.code);
    };
    if (status_.no_in) word += ", tanpa presensi masuk";
    mark(status_.late, "terlambat");
    if (status_.no_out) word += ", tanpa presensi pulang";
    mark(status_.early, "pulang lebih awal");
    if (status_.doubtful) word += ", waktu diragukan";
    if (status_.waiting) word += ", koreksi menunggu persetujuan";
    status_.reason = std::move(word);
  }

  void be_at_office(const Away& away) {
    if (!attendance_.in && !attendance_.out) return be_missing(Status::office, end_ms(), away.waiting);
    status_.status = Status::office;
    take_punches(attendance_);
    measure(discipline(), false);
    describe_times("hadir");
  }

  void be_home(const Away& away) {
    const HomeDuties duties = home_duties(lookup_, person_, day_);
    if (duties.clause && duties.clause.as<HomeDay>().letter) look_at_letter();
    status_.duties_complete = duties.is_complete();
    if (attendance_.office) return be_called_in();
    status_.doubtful |= duties.timeliness == Timeliness::doubtful;
    if (!duties.first_sign_ms) {
      be_missing(Status::home, std::max(end_ms(), duties.due_ms), away.waiting);
      if (status_.status == Status::candidate && !duties.asks_anything())
        set(Status::home, "bekerja dari rumah; edaran tidak meminta laporan");
      return mention_letter();
    }
    status_.status = Status::home;
    take_punches(attendance_);
    if (const Discipline* rule = discipline(); rule != nullptr && rule->home_days) {
      if (!status_.in) status_.in = Instant{*duties.first_sign_ms, static_cast<std::int16_t>(offset_)};
      measure(rule, true);
    }
    describe_times("bekerja dari rumah");
    if (duties.asks_anything()) status_.reason += ", " + duties.text();
    mention_letter();
  }

  void look_at_letter() {
    const LetterCover cover = letter_cover(lookup_, person_.id, day_, at_minute(plan_.start));
    status_.letter = cover.state;
    letter_text_ = cover.text;
    status_.doubtful |= cover.doubtful;
    status_.no_letter = cover.state != LetterCover::State::valid && cover.state != LetterCover::State::late &&
                        lookup_.as_of_ms >= at_minute(plan_.start);
  }
  void mention_letter() {
    if (status_.letter != LetterCover::State::valid && !letter_text_.empty() && status_.status != Status::absent)
      status_.reason += "; " + letter_text_;
  }

  void be_called_in() {
    const Attendance there = attendance_of(lookup_, person_, day_, true);
    status_.status = Status::home_office;
    take_punches(there);
    const std::int64_t came = there.in ? there.in->ms : there.out->ms;
    const ClauseRef clause = lookup_.rule<OfficeEntry>(person_, day_);
    const EntryPermit entry = entry_permit(lookup_, person_, day_, came);
    for (const Recall& recall : lookup_.recalls_of(person_.id))
      status_.recalled |= base::date_of(recall.at.ms, offset_) == day_ && recall.at.ms <= came;
    const bool asked = !clause || clause.as<OfficeEntry>().permit;
    status_.permitted = entry.granted || status_.recalled || !asked;
    status_.subject = entry.permit == nullptr ? std::string() : entry.permit->subject;
    status_.no_in = !there.in;
    status_.no_out = !there.out;
    describe_times("jadwal WFH, di kantor");
    status_.reason += entry.granted || (asked && !status_.recalled) ? ", " + entry.text
                      : status_.recalled                            ? ", dipanggil atasan"
                                                                    : ", tanpa perlu izin";
    if (status_.closed) status_.reason += fmt::format("; tempat kerjanya ditutup sejak {}", wording::date(plan_.closure->from));
  }

  Lookup& lookup_;
  const Person& person_;
  const Date day_;
  const DayPlan& plan_;
  const int offset_;
  std::int64_t midnight_ = 0;
  Attendance attendance_;
  std::string letter_text_;
  DayStatus status_;
};

DayStatus not_member(std::string_view person, Date day, std::string reason) {
  DayStatus status;
  status.person = person;
  status.day = day;
  status.status = Status::not_member;
  status.reason = std::move(reason);
  return status;
}

DayStatus judge(Lookup& lookup, const Person& person, Date day) {
  if (!person.is_member(day))
    return not_member(person.id, day, person.left && *person.left < day ? "tidak lagi bekerja di sini" : "belum bekerja di sini");
  return Judge(lookup, person, day).judge();
}

}  // namespace

const char* name_of(Status status) {
  static constexpr const char* names[status_count] = {"not_member",  "free",    "pending",   "office", "home",
                                                      "home_office", "excused", "sick",      "leave",  "duty",
                                                      "town_duty",   "study",   "candidate", "absent"};
  return names[static_cast<std::size_t>(status)];
}

DayStatus status_of(Lookup& lookup, std::string_view id, Date day) {
  const Person* person = lookup.book.person(id, day);
  return person == nullptr ? not_member(id, day, "tidak dikenal") : judge(lookup, *person, day);
}

DayStatus status_of(const Book& book, std::string_view person, Date day) {
  Lookup lookup(book);
  return status_of(lookup, person, day);
}

std::vector<DayStatus> statuses(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd) {
  const std::vector<std::string> people = people_of(lookup, unit, from, until, whole_opd);
  std::vector<DayStatus> all;
  all.reserve(people.size() * static_cast<std::size_t>(std::max(until.days - from.days + 1, 0)));
  for (const std::string& id : people)
    for (Date day = from; day <= until; ++day.days) {
      const Person* person = lookup.book.person(id, day);
      const bool here = person->is_member(day) && lookup.is_below(person->unit, unit, day, whole_opd);
      all.push_back(here ? judge(lookup, *person, day)
                         : not_member(id, day, person->is_member(day) ? "di unit lain" : "tidak bekerja di sini"));
    }
  return all;
}

std::vector<std::string> people_of(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd) {
  std::vector<std::string> found;
  const auto touches = [&](const Person& person) {
    const Date begin = person.joined ? std::max(*person.joined, from) : from;
    const Date end = person.left ? std::min(*person.left, until) : until;
    if (begin > end) return false;
    for (Date day = begin; day <= end; ++day.days)
      if (lookup.is_below(person.unit, unit, day, whole_opd)) return true;
    return false;
  };
  for (const auto& [id, person] : lookup.book.people) {
    const auto earlier = lookup.book.earlier.find(id);
    if (touches(person) || (earlier != lookup.book.earlier.end() && std::ranges::any_of(earlier->second, touches)))
      found.push_back(id);
  }
  return found;
}

}  // namespace hadir::rules
