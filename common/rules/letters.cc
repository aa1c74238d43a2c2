#include "common/rules/letters.h"

#include <fmt/format.h>

#include "common/rules/wording.h"

namespace hadir::rules {
namespace {

using base::Error;

std::string title(const Letter& letter) { return letter.number.empty() ? "SPT tanpa nomor" : "SPT " + letter.number; }

LetterCover::State state_of(const Outcome& outcome, std::string_view person, std::int64_t begins_ms) {
  if (outcome.progress == Progress::returned || outcome.progress == Progress::rejected) return LetterCover::State::refused;
  if (!outcome.is_approved() || outcome.decisive->by == person) return LetterCover::State::waiting;
  return outcome.decisive->at.ms <= begins_ms ? LetterCover::State::valid : LetterCover::State::late;
}

}  // namespace

base::Result<void> check_letter(const Book& book, const Letter& letter) {
  if (letter.until < letter.from)
    return Error{
        base::Fault::bad_input,
        fmt::format("{} berakhir {} sebelum mulai {}.", title(letter), wording::date(letter.until), wording::date(letter.from)),
        "Balik tanggalnya."};
  if (letter.signer.empty())
    return Error{base::Fault::bad_input, title(letter) + " tidak menyebut penanda tangan.",
                 "Isi NIP pejabat yang menandatangani, mis. Kepala OPD."};
  if (letter.people.empty())
    return Error{base::Fault::bad_input, title(letter) + " tidak menyebut siapa yang ditugaskan.",
                 "Tambahkan sekurangnya satu pegawai."};
  for (const auto& named : letter.people) {
    if (book.person(named.person) == nullptr)
      return Error{base::Fault::not_found, fmt::format("{} menyebut {}, yang tidak dikenal.", title(letter), named.person),
                   "Periksa NIP-nya."};
    if (named.until < named.from)
      return Error{base::Fault::bad_input,
                   fmt::format("Tugas {} dalam {} berakhir {} sebelum mulai {}.", wording::who(book, named.person), title(letter),
                               wording::date(named.until), wording::date(named.from)),
                   "Balik tanggalnya."};
  }
  return {};
}

LetterCover letter_cover(Lookup& lookup, std::string_view person, Date day, std::int64_t begins_ms) {
  LetterCover cover;
  const Outcome* best = nullptr;
  for (const auto& [letter, named] : lookup.letters_of(person)) {
    if (letter->duty != Letter::Duty::wfh || day < named->from || named->until < day || letter->at.ms > lookup.as_of_ms) continue;
    const Outcome* outcome = outcome_of(lookup, letter->subject);
    const auto state = state_of(*outcome, person, begins_ms);
    if (cover.letter != nullptr && state <= cover.state) continue;
    cover.state = state;
    cover.letter = letter;
    best = outcome;
  }
  const bool by_himself = best != nullptr && best->is_approved() && best->decisive->by == person;
  if (best != nullptr && best->is_approved() && !by_himself) {
    cover.approved = best->decisive->at;
    cover.approved_by = best->decisive->by;
    cover.doubtful = best->is_doubtful();
  }
  const Person* found = lookup.book.person(person, day);
  const int offset = found == nullptr ? base::wib_offset_minutes : lookup.book.offset_of(found->unit);
  const Instant begins{begins_ms, static_cast<std::int16_t>(offset)};
  switch (cover.state) {
    case LetterCover::State::none: cover.text = "WFH tanpa SPT"; break;
    case LetterCover::State::refused: cover.text = fmt::format("WFH tanpa SPT: {} {}", title(*cover.letter), best->text); break;
    case LetterCover::State::waiting:
      cover.text =
          fmt::format("WFH tanpa SPT: {} {}", title(*cover.letter), by_himself ? "hanya disetujui dirinya sendiri" : best->text);
      break;
    case LetterCover::State::late:
      cover.text = fmt::format("{} baru disetujui {}, setelah kerja mulai", title(*cover.letter),
                               wording::moment(cover.approved->ms, offset));
      break;
    case LetterCover::State::valid: cover.text = title(*cover.letter) + " sah"; break;
  }
  if (cover.doubtful) cover.text += ", waktu persetujuan diragukan";
  if (cover.state != LetterCover::State::valid) cover.history.emplace_back(begins, "WFH_TANPA_SPT");
  if (cover.approved)
    cover.history.emplace_back(
        *cover.approved, fmt::format("{} disetujui {}", title(*cover.letter), wording::who(lookup.book, cover.approved_by)));
  return cover;
}

}  // namespace hadir::rules
