// Whether somebody may decide, for commands that are about to record a decision. tiers.h says what counts afterwards.
#include <fmt/format.h>

#include <algorithm>

#include "common/rules/day_status.h"
#include "common/rules/tiers.h"
#include "common/rules/wording.h"

namespace hadir::rules {
namespace {

using base::Error;

std::string place_of(const Book& book, const Tier& tier) {
  std::string name = wording::who(book, tier.person);
  if (tier.title.empty()) return name;
  const auto standing = wording::standing(tier.standing);
  return fmt::format("{}{}{}, {}", standing, standing.empty() ? "" : " ", tier.title, name);
}

std::string waiting_for(const Book& book, const Outcome& outcome, std::size_t tier) {
  if (tier == 0 || tier > outcome.chain->tiers.size()) return "Isi jabatan atasannya lebih dahulu.";
  return fmt::format("Yang dapat memutuskan: {}.", place_of(book, outcome.chain->tiers[tier - 1]));
}

// Nothing but the sentence where it cannot be decided about any more, or not yet.
std::optional<Error> closed(const Book& book, const SubjectOf& what, const Outcome& outcome) {
  if (what.cancelled)
    return Error{base::Fault::clash, "Permohonan itu sudah dibatalkan.", "Ajukan yang baru bila masih diperlukan."};
  switch (outcome.progress) {
    case Progress::draft:
      return Error{base::Fault::refused, fmt::format("Laporan {} masih draf.", wording::who(book, what.person)),
                   "Minta ia mengajukannya lebih dahulu."};
    case Progress::approved:
    case Progress::rejected:
    case Progress::returned: {
      const Approval& by = *outcome.decisive;
      return Error{base::Fault::clash,
                   fmt::format("Sudah diputuskan: {} oleh {} pada {}.", outcome.text, wording::who(book, by.by),
                               wording::moment(by.at.ms, by.at.offset_minutes)),
                   outcome.progress == Progress::returned ? "Tunggu sampai diajukan kembali." : "Keputusan itu tidak diulang."};
    }
    default: return std::nullopt;
  }
}

std::optional<Error> lacks_evidence(Lookup& lookup, const std::string& subject, const SubjectOf& what, Decision decision) {
  if (what.matter != Matter::daily_report || decision == Decision::returned || decision == Decision::rejected)
    return std::nullopt;
  const Date day = *base::parse_date(std::string_view(subject).substr(subject.rfind('/') + 1));
  const Person* person = lookup.book.person(what.person, day);
  const ClauseRef clause = person == nullptr ? ClauseRef{} : lookup.rule<HomeDay>(*person, day);
  if (!clause || !clause.as<HomeDay>().evidence || !lookup.book.daily_reports.at({what.person, day}).evidence.empty())
    return std::nullopt;
  return Error{base::Fault::refused,
               fmt::format("Laporan {} tanggal {} tanpa bukti dukung, sehingga tidak dapat disetujui ({}).",
                           wording::who(lookup.book, what.person), wording::date(day), clause.citation()),
               "Kembalikan dengan catatan agar bukti dilampirkan."};
}

// Whether somebody was absent is decided only where nothing shows that he was there.
std::optional<Error> was_there(Lookup& lookup, const std::string& subject, const SubjectOf& what) {
  if (what.matter != Matter::absence) return std::nullopt;
  const Date day = *base::parse_date(std::string_view(subject).substr(subject.rfind('/') + 1));
  const DayStatus status = status_of(lookup, what.person, day);
  if (status.status == Status::candidate) return std::nullopt;
  return Error{base::Fault::refused,
               fmt::format("{} tanggal {}: {}.", wording::who(lookup.book, what.person), wording::date(day), status.reason),
               "Yang diputuskan hanyalah hari kerja yang sudah selesai tanpa tanda kehadiran."};
}

}  // namespace

base::Result<Seat> may_decide(Lookup& lookup, const std::string& subject, std::string_view person, Decision decision, Date day) {
  const Book& book = lookup.book;
  const auto what = subject_of(lookup, subject);
  if (!what)
    return Error{base::Fault::not_found, fmt::format("Tidak ada yang bernama {} untuk diputuskan.", subject),
                 "Periksa nomor dan tanggalnya."};
  Outcome outcome = outcome_at(lookup, subject, whole_book);
  outcome.chain = &chain_on(lookup, subject, day);
  if (what->person == person && outcome.chain->tier_of(person) == 0)
    return Error{base::Fault::refused, "Tidak seorang pun memutuskan tentang dirinya sendiri.", waiting_for(book, outcome, 1)};
  if (auto error = closed(book, *what, outcome)) return *error;
  const std::size_t number = outcome.chain->tier_of(person), last = outcome.chain->tiers.size();
  if (number == 0)
    return Error{base::Fault::refused,
                 fmt::format("{} pada {} bukan atasan berjenjang {}.", wording::who(book, person), wording::date(day),
                             wording::who(book, what->person)),
                 waiting_for(book, outcome, std::min(outcome.tier + 1, last))};
  if (outcome.progress == Progress::forwarded && number < std::max<std::size_t>(outcome.waits, 1) && number <= outcome.tier)
    return Error{base::Fault::clash, fmt::format("Sudah diteruskan melewati tingkat {}.", number),
                 waiting_for(book, outcome, std::min(outcome.tier + 1, last))};
  if (decision == Decision::approved && number < last)
    return Error{base::Fault::refused,
                 fmt::format("{} berada di tingkat {} dari {}; yang menyetujui adalah tingkat terakhir.",
                             wording::who(book, person), number, last),
                 "Teruskan, atau kembalikan dengan catatan."};
  if (decision == Decision::forwarded && number == last)
    return Error{base::Fault::refused,
                 fmt::format("{} berada di tingkat terakhir; tidak ada lagi yang dapat diteruskan.", wording::who(book, person)),
                 "Setujui, kembalikan, atau tolak."};
  if (auto error = was_there(lookup, subject, *what)) return *error;
  if (auto error = lacks_evidence(lookup, subject, *what, decision)) return *error;

  Seat seat{outcome.chain->tiers[number - 1], number, last, what->round, {}};
  for (const Skip& skip : outcome.chain->skipped)
    if (skip.why == Skip::Why::vacant && skip.below < number) seat.skipped.push_back(skip.post);
  return seat;
}

}  // namespace hadir::rules
