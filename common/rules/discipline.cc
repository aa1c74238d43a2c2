#include "common/rules/discipline.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "common/rules/wording.h"

namespace hadir::rules {
namespace {

constexpr Threshold thresholds[] = {
    {3, "teguran lisan"},
    {4, "teguran tertulis"},
    {7, "pernyataan tidak puas secara tertulis"},
    {11, "pemotongan tukin 25 % selama 6 bulan"},
    {14, "pemotongan tukin 25 % selama 9 bulan"},
    {17, "pemotongan tukin 25 % selama 12 bulan"},
    {21, "penurunan jabatan setingkat lebih rendah selama 12 bulan"},
    {25, "pembebasan dari jabatan menjadi jabatan pelaksana selama 12 bulan"},
    {28, "pemberhentian"},
};
constexpr const char* law = "PP 94/2021";

// People about whose absence somebody decided; others reach no threshold.
std::set<std::string> decided_about(const Book& book) {
  std::set<std::string> people;
  const std::string prefix = "absence/";
  for (auto next = book.approvals.lower_bound(prefix); next != book.approvals.end(); ++next) {
    const std::string& subject = next->first;
    if (!subject.starts_with(prefix)) break;
    const auto end = subject.rfind('/');
    if (end > prefix.size()) people.insert(subject.substr(prefix.size(), end - prefix.size()));
  }
  return people;
}

}  // namespace

Deduction deduction_of(Lookup& lookup, std::span<const DayStatus> days, std::span<const AssemblyRow> assemblies) {
  Deduction deduction;
  if (days.empty()) return deduction;
  for (const DayStatus& day : days) {
    deduction.late += day.late.hundredths;
    deduction.early += day.early.hundredths;
    if (day.status == Status::absent) deduction.absent += day.hundredths;
    const Person* person = lookup.book.person(day.person, day.day);
    if (person == nullptr || day.status == Status::not_member) continue;
    if (const ClauseRef clause = lookup.rule<Discipline>(*person, day.day)) deduction.cap = clause.as<Discipline>().monthly_cap;
  }
  for (const AssemblyRow& row : assemblies)
    if (row.person == days.front().person && days.front().day <= row.day && row.day <= days.back().day)
      deduction.assembly += row.hundredths;
  return deduction;
}

std::span<const Threshold> absence_thresholds() { return thresholds; }

Absences absences_of(std::span<const DayStatus> days) {
  Absences absences;
  std::int64_t run = 0;
  for (const DayStatus& day : days) {
    absences.person = day.person;
    absences.year = base::year_of(day.day);
    if (day.status == Status::free || day.status == Status::not_member) continue;
    if (day.status == Status::candidate) ++absences.candidates;
    if (day.status != Status::absent) {
      run = 0;
      continue;
    }
    ++absences.decided;
    absences.longest_run = std::max(absences.longest_run, ++run);
    for (const Threshold& threshold : thresholds)
      if (threshold.days == absences.decided) {
        absences.reached = &threshold;
        absences.crossings.push_back({day.day, absences.decided, threshold.what});
      }
    if (run == consecutive_threshold)
      absences.crossings.push_back(
          {day.day, run, "10 hari kerja berturut-turut: pemberhentian; gaji dihentikan mulai bulan berikutnya"});
  }
  return absences;
}

std::vector<Finding> absence_findings(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd) {
  const Book& book = lookup.book;
  std::vector<Finding> findings;
  for (const std::string& id : decided_about(book))
    for (int year = base::year_of(from); year <= base::year_of(until); ++year) {
      const Date begin = std::max(*base::date_from(year, 1, 1), book.first);
      const Date end = std::min({*base::date_from(year, 12, 31), book.last, until});
      std::vector<DayStatus> days;
      for (Date day = begin; day <= end; ++day.days) days.push_back(status_of(lookup, id, day));
      const Absences absences = absences_of(days);
      for (const auto& crossing : absences.crossings) {
        const Person* person = book.person(id, crossing.day);
        // The law is about civil servants; what becomes of others is their contracts' business.
        if (person == nullptr || person->states.at(crossing.day).klass == Class::non_asn) continue;
        if (crossing.day < from || !lookup.is_below(person->unit, unit, crossing.day, whole_opd)) continue;
        const bool in_a_row = crossing.what.starts_with("10 hari");
        findings.push_back({crossing.day,
                            person->unit,
                            in_a_row ? "absence_consecutive" : "absence_threshold",
                            false,
                            law,
                            {id},
                            crossing.days,
                            0,
                            fmt::format("{}: {} hari tanpa keterangan sejak {} (diputuskan atasan); ambang {}: {}.",
                                        wording::who(book, id), crossing.days, wording::date(begin), law, crossing.what)});
      }
    }
  return findings;
}

}  // namespace hadir::rules
