#include "common/rules/monitoring.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/rules/wording.h"

namespace hadir::rules {
namespace {

bool is_away(Status status) {
  return status == Status::not_member || status == Status::free || status == Status::excused || status == Status::sick ||
         status == Status::leave || status == Status::study;
}

DayRow::Place place_of(const DayStatus& status) {
  switch (status.status) {
    case Status::office:
    case Status::home_office: return DayRow::Place::office;
    case Status::home: return DayRow::Place::home;
    case Status::excused:
    case Status::sick:
    case Status::leave:
    case Status::study: return DayRow::Place::leave;
    case Status::duty:
    case Status::town_duty: return DayRow::Place::duty;
    case Status::free: return DayRow::Place::free;
    default: return DayRow::Place::none;
  }
}

std::int64_t& number_of(DayRecap::Total& total, DayRow::Place place) {
  switch (place) {
    case DayRow::Place::office: return total.office;
    case DayRow::Place::home: return total.home;
    case DayRow::Place::leave: return total.leave;
    case DayRow::Place::duty: return total.duty;
    case DayRow::Place::free: return total.free;
    case DayRow::Place::none: break;
  }
  return total.none;
}

DayRow row_of(Lookup& lookup, const Person& person, Date day) {
  DayRow row;
  row.person = person.id;
  row.name = person.name;
  row.klass = person.states.at(day).klass;
  row.status = status_of(lookup, person.id, day);
  row.place = place_of(row.status);
  const HomeDuties duties = home_duties(lookup, person, day);
  row.attendance = duties.attendance || row.status.in || row.status.out;
  row.report = duties.report;
  row.asks_report =
      duties.asks_report && row.status.works && plan_of(lookup, person, day).is_home() && !is_away(row.status.status);
  row.timeliness = duties.timeliness;
  row.late_sync = duties.late_sync;
  if (duties.draft) row.report_state = "Draf";
  if (duties.outcome != nullptr) {
    row.tier = duties.outcome->tier;
    row.report_state = duties.outcome->text;
  }
  return row;
}

// Findings about one person at home, in the order in which they are told.
class Duty {
 public:
  Duty(Lookup& lookup, const DayStatus& status, const Person& person, std::vector<Finding>& findings)
      : lookup_(lookup),
        status_(status),
        person_(person),
        findings_(findings),
        duties_(home_duties(lookup, person, status.day)) {}

  void look() {
    if (!duties_.clause) return;
    citation_ = duties_.clause.citation();
    const bool over = lookup_.as_of_ms >= duties_.due_ms;
    if (over && !duties_.is_complete() && duties_.asks_anything()) tell("duty_incomplete", true, duties_.text());
    if (duties_.asks_report) look_at_time();
    if (over && status_.status == Status::home) {
      look_at_word(duties_.asks_uniform, duties_.uniform, "berseragam", "tidak berseragam");
      look_at_word(duties_.asks_stay_home, duties_.stayed_home, "tidak meninggalkan rumah", "meninggalkan rumah");
    }
  }

 private:
  void tell(const char* code, bool violation, const std::string& what) {
    findings_.push_back({status_.day,
                         person_.unit,
                         code,
                         violation,
                         citation_,
                         {person_.id},
                         0,
                         0,
                         wording::with_source(fmt::format("{}, WFH {}: {}", wording::who(lookup_.book, person_.id),
                                                          wording::date(status_.day), what),
                                              citation_)});
  }
  void look_at_time() {
    const int offset = lookup_.book.offset_of(person_.unit);
    const auto at = [&](std::int64_t ms) { return wording::moment(ms, offset); };
    if (duties_.timeliness == Timeliness::late)
      tell("report_late", true, fmt::format("LKH diajukan {}, jatuh tempo {}", at(*duties_.handed_in_ms), at(duties_.due_ms)));
    if (duties_.timeliness == Timeliness::doubtful)
      tell("report_doubtful", false, fmt::format("LKH menurut jam PC diajukan {}, waktu diragukan", at(*duties_.handed_in_ms)));
    if (duties_.late_sync) tell("report_late_sync", false, "LKH tepat waktu, terlambat sinkron");
    if (duties_.report && duties_.verified_late)
      tell("verified_late", false, fmt::format("LKH belum diverifikasi sampai {}", at(duties_.verify_due_ms)));
  }
  void look_at_word(bool asked, const std::optional<bool>& said, const char* what, const char* not_so) {
    if (!asked || said == true) return;
    if (said) return tell("attestation_no", true, std::string("menyatakan ") + not_so);
    tell("attestation_missing", true, std::string("belum menyatakan ") + what);
  }

  Lookup& lookup_;
  const DayStatus& status_;
  const Person& person_;
  std::vector<Finding>& findings_;
  const HomeDuties duties_;
  std::string citation_;
};

}  // namespace

std::vector<std::string> without_sign(Lookup& lookup, std::string_view unit, Date day, bool whole_opd) {
  std::vector<std::string> silent;
  for (const DayStatus& status : statuses(lookup, unit, day, day, whole_opd)) {
    if (!status.works || is_away(status.status)) continue;
    const Person& person = *lookup.book.person(status.person, day);
    if (!plan_of(lookup, person, day).is_home() || status.status == Status::duty || status.status == Status::town_duty) continue;
    if (!home_duties(lookup, person, day).first_sign_ms) silent.push_back(status.person);
  }
  return silent;
}

std::vector<std::string> without_health_check(Lookup& lookup, std::string_view unit, Date day, bool whole_opd) {
  const Book& book = lookup.book;
  std::vector<std::string> missing;
  for (const Person* each : book.members(unit, day, whole_opd)) {
    const Person& person = *each;
    const ClauseRef clause = lookup.rule<HealthRule>(person, day);
    if (!clause) continue;
    const HealthRule& rule = clause.as<HealthRule>();
    if (midnight_ms(day, book.offset_of(person.unit)) + rule.before_minutes * 60'000LL > lookup.as_of_ms) continue;
    const auto every = static_cast<std::int32_t>(std::clamp<std::int64_t>(rule.every_days, 1, 366));
    const auto found = book.health.lower_bound({person.id, Date{day.days - every + 1}});
    const bool filled = found != book.health.end() && found->first.first == person.id && found->first.second <= day;
    if (!filled && !is_away(status_of(lookup, person.id, day).status)) missing.push_back(person.id);
  }
  return missing;
}

DayRecap day_recap(Lookup& lookup, std::string_view unit, Date day, bool whole_opd) {
  DayRecap recap;
  for (const Person* person : lookup.book.members(unit, day, whole_opd)) recap.rows.push_back(row_of(lookup, *person, day));
  std::ranges::sort(recap.rows, {}, [](const DayRow& row) { return std::tie(row.klass, row.name, row.person); });
  for (const DayRow& row : recap.rows)
    for (auto* total : {&recap.totals[static_cast<std::size_t>(row.klass)], &recap.totals.back()}) {
      ++total->active;
      ++number_of(*total, row.place);
      total->attendance += row.attendance ? 1 : 0;
      total->report += row.report ? 1 : 0;
      total->asks_report += row.asks_report ? 1 : 0;
    }
  return recap;
}

TierRecap tier_recap(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd) {
  TierRecap recap;
  recap.reached.resize(1);
  for (const std::string& id : people_of(lookup, unit, from, until, whole_opd))
    for (Date day = from; day <= until; ++day.days) {
      const Person* person = lookup.book.person(id, day);
      if (!person->is_member(day) || !lookup.is_below(person->unit, unit, day, whole_opd)) continue;
      const DayRow row = row_of(lookup, *person, day);
      recap.asked += row.asks_report ? 1 : 0;
      if (row.asks_report && !row.report) ++(row.report_state.empty() ? recap.missing : recap.drafts);
      if (!row.report) continue;
      recap.late += row.timeliness == Timeliness::late ? 1 : 0;
      recap.doubtful += row.timeliness == Timeliness::doubtful ? 1 : 0;
      const Outcome* outcome = home_duties(lookup, *person, day).outcome;
      const Progress progress = outcome == nullptr ? Progress::submitted : outcome->progress;
      if (progress == Progress::approved) {
        ++recap.approved;
      } else if (progress == Progress::returned) {
        ++recap.returned;
      } else if (progress == Progress::rejected) {
        ++recap.rejected;
      } else {
        if (row.tier >= recap.reached.size()) recap.reached.resize(row.tier + 1);
        ++recap.reached[row.tier];
      }
    }
  return recap;
}

std::vector<Finding> duty_findings(Lookup& lookup, const std::vector<DayStatus>& days) {
  std::vector<Finding> findings;
  for (const DayStatus& status : days) {
    if (status.status != Status::home && status.status != Status::home_office && status.status != Status::candidate) continue;
    const Person& person = *lookup.book.person(status.person, status.day);
    if (plan_of(lookup, person, status.day).is_home()) Duty(lookup, status, person, findings).look();
  }
  return findings;
}

std::vector<Finding> health_findings(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd) {
  const Book& book = lookup.book;
  std::vector<Finding> findings;
  for (Date day = from; day <= until; ++day.days) {
    std::map<std::string, Finding> by_unit;
    for (const std::string& id : without_health_check(lookup, unit, day, whole_opd)) {
      const Person& person = *book.person(id, day);
      Finding& finding = by_unit[person.unit];
      if (finding.people.empty())
        finding = {day, person.unit, "health_missing", false, lookup.rule<HealthRule>(person, day).citation(), {}, 0, 0, {}};
      finding.people.push_back(id);
    }
    for (auto& [code, finding] : by_unit) {
      finding.actual = static_cast<std::int64_t>(finding.people.size());
      finding.text = wording::with_source(fmt::format("{}: {} pegawai belum mengisi pemeriksaan kesehatan {}",
                                                      wording::unit(book, code), finding.actual, wording::date(day)),
                                          finding.citation);
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

}  // namespace hadir::rules
