#include "common/rules/calls.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "common/rules/wording.h"

namespace hadir::rules {
namespace {

const char* session_name(Session session) {
  static constexpr const char* names[] = {"pagi", "siang", "sore"};
  return names[static_cast<std::size_t>(session)];
}

Session session_of(const std::string& name) {
  return name == "siang" ? Session::midday : name == "sore" ? Session::afternoon : Session::morning;
}

RecallRow row_of(Lookup& lookup, const Recall& recall, int offset) {
  RecallRow row;
  row.recall = &recall;
  row.person = recall.person;
  row.day = base::date_of(recall.at.ms, offset);
  row.answer_by_ms = recall.answer_by ? recall.answer_by->ms : recall.at.ms + usual_answer_minutes * 60'000LL;
  row.by_phone = !recall.phoned_by.empty();
  if (recall.acknowledged && recall.acknowledged->ms <= lookup.as_of_ms) {
    row.response_minutes = std::max<std::int64_t>(0, recall.acknowledged->ms - recall.at.ms) / 60'000;
    row.answer = recall.acknowledged->ms <= row.answer_by_ms ? RecallRow::Answer::in_time : RecallRow::Answer::late;
  } else if (lookup.as_of_ms >= row.answer_by_ms) {
    row.answer = RecallRow::Answer::missing;
  }
  for (const CountedPunch& punch : punches_that_count(lookup, recall.person))
    if (punch.office && punch.ms >= recall.at.ms && base::date_of(punch.ms, offset) == row.day) {
      row.arrived = Instant{punch.ms, static_cast<std::int16_t>(offset)};
      break;
    }
  return row;
}

bool is_at_work(const DayStatus& status) {
  return status.status == Status::office || status.status == Status::home || status.status == Status::home_office ||
         status.status == Status::candidate || status.status == Status::absent;
}

// The assembly of somebody's unit or of one above it; nullptr: nothing was recorded of it.
const Assembly* assembly_at(const Book& book, const std::string& unit, Date day, Session session) {
  for (const Unit* above : book.lineage(unit, day))
    if (const auto found = book.assemblies.find({above->code, day, session}); found != book.assemblies.end())
      return &found->second;
  return nullptr;
}

struct Expected {
  const Person* person = nullptr;
  ClauseRef clause;
  Session session = Session::morning;
};
// Nothing: nobody expects him at an assembly on that day.
std::optional<Expected> expected_at(Lookup& lookup, const DayStatus& status) {
  const Person* person = lookup.book.person(status.person, status.day);
  if (person == nullptr || !status.works || !is_at_work(status)) return std::nullopt;
  const ClauseRef clause = lookup.rule<AssemblyRule>(*person, status.day);
  if (!clause) return std::nullopt;
  const AssemblyRule& rule = clause.as<AssemblyRule>();
  if (!rule.weekdays.empty() && std::ranges::find(rule.weekdays, base::iso_weekday_of(status.day)) == rule.weekdays.end())
    return std::nullopt;
  const std::int64_t starts = midnight_ms(status.day, lookup.book.offset_of(person->unit)) + rule.starts_minutes * 60'000LL;
  if (starts > lookup.as_of_ms) return std::nullopt;
  return Expected{person, clause, session_of(rule.session)};
}

// Sessions of which somebody's presence was recorded count as held, also without a record of the assembly itself.
std::set<std::tuple<std::string, Date, Session>> held_sessions(const Book& book) {
  std::set<std::tuple<std::string, Date, Session>> held;
  for (const auto& [key, present] : book.assembly_people)
    if (const Person* person = book.person(std::get<0>(key), std::get<1>(key)))
      held.emplace(person->unit, std::get<1>(key), std::get<2>(key));
  return held;
}

}  // namespace

std::vector<RecallRow> recall_rows(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd) {
  std::vector<RecallRow> rows;
  for (const Recall& recall : lookup.book.recalls) {
    if (recall.at.ms > lookup.as_of_ms) continue;
    const Person* person = lookup.book.person(recall.person, base::date_of(recall.at.ms, recall.at.offset_minutes));
    if (person == nullptr) continue;
    RecallRow row = row_of(lookup, recall, lookup.book.offset_of(person->unit));
    if (row.day < from || row.day > until || !lookup.is_below(person->unit, unit, row.day, whole_opd)) continue;
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<AssemblyRow> assembly_rows(Lookup& lookup, const std::vector<DayStatus>& days) {
  const Book& book = lookup.book;
  const auto held = held_sessions(book);
  std::vector<AssemblyRow> rows;
  for (const DayStatus& status : days) {
    const auto expected = expected_at(lookup, status);
    if (!expected) continue;
    const Assembly* assembly = assembly_at(book, expected->person->unit, status.day, expected->session);
    if (assembly == nullptr && !held.contains({expected->person->unit, status.day, expected->session})) continue;
    AssemblyRow row{status.person, status.day, expected->session, false, false, false, expected->clause.citation(), 0};
    row.is_virtual = assembly == nullptr ? expected->clause.as<AssemblyRule>().is_virtual : assembly->is_virtual;
    const auto found = book.assembly_people.find({status.person, status.day, expected->session});
    row.present = found != book.assembly_people.end() && found->second;
    row.at_office = status.status == Status::office || status.status == Status::home_office;
    if (!row.present)
      if (const ClauseRef discipline = lookup.rule<Discipline>(*expected->person, status.day))
        row.hundredths = discipline.as<Discipline>().no_assembly;
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Finding> recall_findings(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd) {
  const Book& book = lookup.book;
  std::vector<Finding> findings;
  for (const RecallRow& row : recall_rows(lookup, unit, from, until, whole_opd)) {
    const bool missing = row.answer == RecallRow::Answer::missing;
    if (!missing && row.answer != RecallRow::Answer::late) continue;
    const Person* person = book.person(row.person, row.day);
    const int offset = book.offset_of(person->unit);
    const std::string by = wording::clock(row.answer_by_ms, offset);
    const std::string answer =
        missing ? "tidak menjawab sampai pukul " + by
                : fmt::format("baru menjawab setelah {} menit, paling lambat pukul {}", *row.response_minutes, by);
    findings.push_back({row.day,
                        person->unit,
                        missing ? "recall_missing" : "recall_late",
                        missing,
                        {},
                        {row.person},
                        row.response_minutes.value_or(0),
                        (row.answer_by_ms - row.recall->at.ms) / 60'000,
                        fmt::format("{} dipanggil {} pukul {} dan {}{}.", wording::who(book, row.person),
                                    wording::who(book, row.recall->by), wording::clock(row.recall->at.ms, offset), answer,
                                    row.by_phone ? ", ditelepon oleh " + wording::who(book, row.recall->phoned_by) : "")});
  }
  return findings;
}

std::vector<Finding> assembly_findings(Lookup& lookup, const std::vector<DayStatus>& days) {
  const Book& book = lookup.book;
  std::vector<Finding> findings;
  for (const AssemblyRow& row : assembly_rows(lookup, days)) {
    if (row.present) continue;
    std::string text =
        fmt::format("{} tidak mengikuti apel {} {}{}{}", wording::who(book, row.person), session_name(row.session),
                    wording::date(row.day), row.is_virtual ? " (virtual)" : "", row.at_office ? ", padahal ada di kantor" : "");
    findings.push_back({row.day,
                        book.person(row.person, row.day)->unit,
                        "assembly_absent",
                        true,
                        row.citation,
                        {row.person},
                        row.hundredths,
                        0,
                        wording::with_source(std::move(text), row.citation)});
  }
  const auto held = held_sessions(book);
  std::set<std::tuple<std::string, Date, Session>> said;
  for (const DayStatus& status : days) {
    const auto expected = expected_at(lookup, status);
    if (!expected || assembly_at(book, expected->person->unit, status.day, expected->session) != nullptr) continue;
    const std::tuple key(expected->person->unit, status.day, expected->session);
    if (held.contains(key) || !said.insert(key).second) continue;
    const std::string citation = expected->clause.citation();
    findings.push_back(
        {status.day,
         expected->person->unit,
         "assembly_unrecorded",
         false,
         citation,
         {},
         0,
         0,
         wording::with_source(fmt::format("{}: apel {} {} tidak dicatat", wording::unit(book, expected->person->unit),
                                          session_name(expected->session), wording::date(status.day)),
                              citation)});
  }
  return findings;
}

}  // namespace hadir::rules
