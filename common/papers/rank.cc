#include <array>

#include "common/papers/parts.h"

namespace hadir::papers {
namespace {

constexpr std::array<std::string_view, 17> romans = {"I", "II", "III", "IV",   "V",   "VI", "VII", "VIII", "IX",
                                                     "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII"};

bool is_word(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
         letter == '/' || letter == '.';
}

int roman(std::string_view text) {
  for (std::size_t at = 0; at < romans.size(); ++at) {
    if (romans[at] == text) return static_cast<int>(at) + 1;
  }
  return 0;
}

// III/c, III.c, IIIc: 33. Nothing like it: 0.
int civil_group(std::string_view word) {
  if (word.size() < 2) return 0;
  char letter = word.back();
  if (letter >= 'A' && letter <= 'E') letter = static_cast<char>(letter - 'A' + 'a');
  if (letter < 'a' || letter > 'e') return 0;
  std::string_view number = word.substr(0, word.size() - 1);
  const bool parted = number.ends_with('/') || number.ends_with('.');
  if (parted) number.remove_suffix(1);
  const int value = roman(number);
  return value >= 1 && value <= 4 ? value * 10 + (letter - 'a') + 1 : 0;
}

std::string trimmed(std::string text) {
  const auto drop = [](char letter) { return letter == ' ' || letter == ',' || letter == '(' || letter == ')' || letter == '-'; };
  while (!text.empty() && drop(text.back())) text.pop_back();
  std::size_t start = 0;
  while (start < text.size() && drop(text[start])) ++start;
  return text.substr(start);
}

}  // namespace

Rank rank_of(std::string_view text) {
  Rank rank;
  std::size_t begin = text.size(), end = text.size();
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word(text[at])) {
      ++at;
      continue;
    }
    std::size_t stop = at;
    while (stop < text.size() && is_word(text[stop])) ++stop;
    const std::string_view word = text.substr(at, stop - at);
    if (const int order = civil_group(word); order > 0) {
      constexpr std::string_view letters = "abcde";
      rank.order = order + 100;
      rank.group =
          std::string(romans[static_cast<std::size_t>(order / 10 - 1)]) + "/" + letters[static_cast<std::size_t>(order % 10 - 1)];
      begin = at;
      end = stop;
    } else if (rank.order == 0 && roman(word) > 0 &&
               (at == 0 || text[at - 1] == '(' || text.substr(0, at).ends_with("Golongan "))) {
      rank.order = roman(word);  // a PPPK's group; the I of "Penata Tk. I" stands behind a space
      rank.group = word;
      begin = at;
      end = stop;
    }
    at = stop;
  }
  rank.title = trimmed(std::string(text.substr(0, begin)) + std::string(text.substr(end)));
  if (rank.title == "Golongan") rank.title.clear();
  return rank;
}

}  // namespace hadir::papers
