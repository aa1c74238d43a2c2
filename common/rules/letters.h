// Assignment letters (SPT) for a day at home (A20, R1.3): a day is covered by a letter that names the person and was approved
// before the work of that day began, in the unit's local time. A letter approved later changes what the day is, but both stay in
// its history. Nobody sends himself home: an approval does not cover the one who gave it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/rules/tiers.h"

namespace hadir::rules {

// Before a letter is recorded: it ends before it begins, has no signer, names nobody or somebody unknown.
base::Result<void> check_letter(const Book& book, const Letter& letter);

struct LetterCover {
  enum class State : std::uint8_t { none, refused, waiting, late, valid } state = State::none;
  const Letter* letter = nullptr;  // the best of those that name the person for that day
  std::optional<Instant> approved;
  std::string approved_by;
  bool doubtful = false;  // the moment of the approval is by a clock that cannot be believed
  // What the day was and from when on, oldest first: WFH_TANPA_SPT from the beginning of work, then as it was approved.
  std::vector<std::pair<Instant, std::string>> history;
  std::string text;  // Indonesian: SPT 800/12 sah; belum ada SPT …
  bool is_late_or_missing() const { return state != State::valid; }
};
// `begins_ms`: when the work of that day begins.
LetterCover letter_cover(Lookup& lookup, std::string_view person, Date day, std::int64_t begins_ms);

}  // namespace hadir::rules
