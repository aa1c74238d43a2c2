#include "common/desk/decisions.h"

#include "common/desk/lookup.h"

namespace hadir::desk {

using rules::Progress;

const char* progress_text(Progress progress) {
  constexpr const char* names[] = {"draf", "diajukan", "diteruskan", "disetujui", "dikembalikan", "ditolak"};
  return names[static_cast<std::size_t>(progress)];
}

Progress progress_of(rules::Lookup& lookup, const std::string& subject) {
  const rules::Outcome* outcome = rules::outcome_of(lookup, subject);
  return outcome == nullptr ? Progress::draft : outcome->progress;
}

namespace {
std::string waits_for(const rules::Outcome& outcome) {
  if (outcome.waits == 0 || outcome.waits > outcome.chain->tiers.size()) return {};
  return outcome.chain->tiers[outcome.waits - 1].person;
}
}  // namespace

std::string waiting_person(rules::Lookup& lookup, const std::string& subject) {
  const rules::Outcome* outcome = rules::outcome_of(lookup, subject);
  return outcome == nullptr ? std::string() : waits_for(*outcome);
}

std::string first_asked(rules::Lookup& lookup, std::string_view person, rules::Matter matter, Date day) {
  const rules::Chain& chain = rules::chain_of(lookup, person, matter, day);
  if (chain.tiers.empty()) return {};
  const rules::Tier& tier = chain.tiers.front();
  return person_text(lookup.book, tier.person) + (tier.title.empty() ? "" : ", " + tier.title);
}

std::vector<OpenSubject> open_subjects(rules::Lookup& lookup) {
  const rules::Book& book = lookup.book;
  std::vector<OpenSubject> subjects;
  const auto look_at = [&](const std::string& subject) {
    const rules::Outcome outcome = rules::outcome_at(lookup, subject, rules::whole_book);
    if (outcome.progress == Progress::submitted || outcome.progress == Progress::forwarded)
      subjects.push_back({subject, waits_for(outcome)});
  };
  for (const auto& [key, report] : book.daily_reports)
    if (report.state != rules::ReportState::draft) look_at(daily_subject(key.first, key.second));
  for (const rules::Permit& permit : book.permits)
    if (!permit.cancelled) look_at(permit.subject);
  for (const rules::Letter& letter : book.letters) look_at(letter.subject);
  for (const auto& [person, punches] : book.punches)
    for (const rules::Punch& punch : punches)
      if (!punch.subject.empty()) look_at(punch.subject);
  std::ranges::sort(subjects, {}, &OpenSubject::name);
  return subjects;
}

}  // namespace hadir::desk
