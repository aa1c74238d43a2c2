// Texts as tokens that follow one another, for wire/columns.cc alone: the middle layer of COLUMNS.md.
//
// All texts of a batch share one table of tokens: whole texts, or their words. A column of texts names a token by its rank among
// those that followed the same context before, or by its place among the column's own, or by its place in the table, or spells
// it.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/wire/columns_io.h"

namespace hadir::wire {

using Token = std::uint32_t;
inline constexpr Token token_end = 0;  // the end of a text that is cut into words
// A word of digits; its number stands in a column of its own. Counts are short, numbers of letters and files long.
inline constexpr Token token_short_number = 1, token_long_number = 2;
inline constexpr Token first_spelled_token = 3;
inline constexpr std::uint64_t least_long_number = 100;

// How the texts of a column are written. The numbers are on the wire.
struct TextForm {
  enum class Start : std::uint8_t { unranked = 0, column = 1, previous = 2, author = 3, subject = 4 };
  bool words = false;             // cut at spaces; else a text is one token
  Start start = Start::unranked;  // what the first token of a text is ranked by
  std::uint64_t number() const { return static_cast<std::uint64_t>(start) * 2 + (words ? 1 : 0); }
  static TextForm of(std::uint64_t number) { return {number % 2 == 1, static_cast<Start>(number / 2)}; }
};
inline constexpr std::uint64_t text_form_count = 10;

// Bounds what a batch of few bytes can make a reader keep. More words than these in a batch: a writer carries payloads verbatim.
inline constexpr std::size_t most_words = 512 * 1024, most_contexts = 256 * 1024, most_subjects = 256 * 1024;

class TokenTable {
 public:
  TokenTable() : texts_(first_spelled_token) {}
  // The token of a text, and whether it was there already.
  std::pair<Token, bool> intern(std::string_view text) {
    if (const auto found = tokens_.find(text); found != tokens_.end()) return {found->second, true};
    const Token token = add(std::string(text));
    tokens_.emplace(texts_.back(), token);
    return {token, false};
  }
  // One that nobody will look for.
  Token add(std::string text) {
    texts_.push_back(std::move(text));
    return static_cast<Token>(texts_.size() - 1);
  }
  const std::string& text(Token token) const { return texts_[token]; }
  std::size_t size() const { return texts_.size(); }

 private:
  std::deque<std::string> texts_;  // does not move them
  // Ordered: whoever writes texts into a log could choose them to fall together in a hash table.
  std::map<std::string_view, Token> tokens_;
};

// Which tokens followed a context, the most frequent first. Bounded, so that finding one is.
class Followers {
 public:
  static constexpr std::size_t most = 64;
  // 0: not among them.
  std::uint32_t rank_of(Token token) const {
    for (std::uint32_t rank = 0; rank < entries_.size(); ++rank)
      if (entries_[rank].token == token) return rank + 1;
    return 0;
  }
  // How much choice there is: ranks among few are distributed otherwise than ranks among many.
  static constexpr std::size_t choices = 4;
  std::size_t choice() const { return entries_.size() < 2 ? 0 : entries_.size() < 4 ? 1 : entries_.size() < 10 ? 2 : 3; }
  std::size_t size() const { return entries_.size(); }
  Token at(std::uint32_t rank) const { return entries_[rank - 1].token; }
  // `rank` as rank_of() said.
  void seen(Token token, std::uint32_t rank) {
    if (rank == 0) {
      if (entries_.size() == most) entries_.pop_back();
      entries_.push_back({token, 0});
      rank = static_cast<std::uint32_t>(entries_.size());
    }
    std::size_t at = rank - 1;
    ++entries_[at].count;
    for (; at > 0 && entries_[at - 1].count <= entries_[at].count; --at) std::swap(entries_[at - 1], entries_[at]);
  }

 private:
  struct Entry {
    Token token;
    std::uint32_t count;
  };
  std::vector<Entry> entries_;
};

// What a column of texts has seen so far.
class TextModel {
 public:
  explicit TextModel(TextForm form) : form_(form) {
    if (form.words) {
      for (const Token token : {token_end, token_short_number, token_long_number}) see(token, true);
    }
  }
  const TextForm& form() const { return form_; }
  bool starts_with_person() const { return form_.start == TextForm::Start::author || form_.start == TextForm::Start::subject; }
  bool ranked() const { return form_.start != TextForm::Start::unranked; }
  // `person`: the context is a person. One whom nobody followed yet is expected to follow himself: whoever records is often
  // meant. `kept` counts contexts; nullptr where there are as many as there may be.
  Followers* followers(Token context, bool person, std::size_t& kept) {
    if (const auto found = followers_.find(context); found != followers_.end()) return &found->second;
    if (kept == most_contexts) return nullptr;
    ++kept;
    Followers& followers = followers_[context];
    if (person) followers.seen(context, 0);
    return &followers;
  }
  // Place among this column's tokens from 1 on; 0: new to the column.
  std::uint32_t place_of(Token token) const {
    const auto found = places_.find(token);
    return found == places_.end() ? 0 : found->second;
  }
  std::size_t size() const { return seen_.size(); }
  Token at(std::uint32_t place) const { return seen_[place - 1]; }
  // Who writes looks for places, and says so.
  void see(Token token, bool writing) {
    seen_.push_back(token);
    if (writing) places_.emplace(token, static_cast<std::uint32_t>(seen_.size()));
    expected_ = token + 1;
  }
  // The place in the table of the next token that is new to this column, if it goes on where it went on before.
  Token expected() const { return expected_; }

  // The context of the first token of the next text.
  Token start(Token author, Token subject) const {
    switch (form_.start) {
      case TextForm::Start::previous: return previous_;
      case TextForm::Start::author: return author;
      case TextForm::Start::subject: return subject;
      default: return token_end;
    }
  }
  void began_with(Token token) { previous_ = token; }

 private:
  TextForm form_;
  std::vector<Token> seen_;
  std::unordered_map<Token, std::uint32_t> places_;
  std::unordered_map<Token, Followers> followers_;
  Token expected_ = first_spelled_token;
  Token previous_ = token_end;
};

// The words of a text: cut at each space, so that joining them with spaces gives the text again.
class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) {}
  bool next(std::string_view& word) {
    if (ended_) return false;
    const std::size_t space = rest_.find(' ');
    word = rest_.substr(0, space);
    ended_ = space == std::string_view::npos;
    if (!ended_) rest_.remove_prefix(space + 1);
    return true;
  }

 private:
  std::string_view rest_;
  bool ended_ = false;
};

inline Token token_of_number(std::uint64_t number) { return number < least_long_number ? token_short_number : token_long_number; }

// The number a word stands for, where the number alone gives the word again and is short enough to be a count.
inline std::optional<std::uint64_t> number_of(std::string_view word) {
  constexpr std::size_t most_digits = 7;
  if (word.empty() || word.size() > most_digits || (word.size() > 1 && word[0] == '0')) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : word) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

}  // namespace hadir::wire
