// Texts to columns and back, for wire/columns_walk.h alone: like it, one walk that both writes and reads.
#pragma once

#include "common/base/limits.h"
#include "common/wire/columns_text.h"

namespace hadir::wire {

// The columns of one field's texts.
struct TextColumns {
  TextModel model;
  std::uint32_t places = 0, table = 0;
  std::array<std::uint32_t, Followers::choices> ranks{};  // where ranked
  std::uint32_t short_numbers = 0, long_numbers = 0;      // where cut into words
};

template <class Columns>
class TextWalk {
 public:
  explicit TextWalk(Columns& columns) : columns_(columns) {}

  // A text that both sides know.
  void know(std::string_view text) { tokens_.intern(text); }

  TextColumns open(TextForm form) {
    TextColumns field{TextModel(form)};
    field.places = columns_.open();
    field.table = columns_.open();
    if (field.model.ranked())
      for (std::uint32_t& column : field.ranks) column = columns_.open();
    if (form.words) {
      field.short_numbers = columns_.open();
      field.long_numbers = columns_.open();
    }
    return field;
  }

  // Answers the text's first token. `author` and `subject` are those of the latest author and subject.
  Token text(TextColumns& field, std::string& text, Token author, Token subject) {
    const Token context = field.model.start(author, subject);
    const Token first = field.model.form().words ? words(field, text, context) : whole(field, text, context);
    field.model.began_with(first);
    if (!writing && text.size() > base::limits::text_bytes) columns_.fail("text too long");
    return first;
  }

 private:
  static constexpr bool writing = Columns::writing;
  static constexpr std::uint8_t word_end = ' ';

  template <class T>
  void number(std::uint32_t column, T& value, std::uint64_t limit = std::numeric_limits<T>::max()) {
    value = static_cast<T>(columns_.number(column, static_cast<std::uint64_t>(value), limit));
  }
  void difference(std::uint32_t column, std::uint64_t& value, std::uint64_t from) {
    value = from + unfold(columns_.number(column, fold(value - from)));
  }

  Token whole(TextColumns& field, std::string& text, Token context) {
    const Token first = token(field, context, field.model.starts_with_person(), text);
    if constexpr (!writing) {
      if (first < first_spelled_token) return columns_.fail("no text"), token_end;
      text = tokens_.text(first);
    }
    return first;
  }

  Token words(TextColumns& field, std::string& text, Token context) {
    bool person = field.model.starts_with_person();
    Token first = token_end;
    std::string_view word;
    Words given(text);
    for (bool begun = false; columns_.ok(); begun = true) {
      if constexpr (writing) {
        if (!given.next(word)) break;
      }
      const std::optional<std::uint64_t> written = number_of(word);
      context = token(field, context, person, word, written ? std::optional(token_of_number(*written)) : std::nullopt);
      person = false;
      if (!begun) first = context;
      if constexpr (writing) {
        if (written) columns_.number(number_column(field, context), *written);
      } else {
        if (context == token_end) break;
        if (begun) text += ' ';
        text += context < first_spelled_token ? std::to_string(columns_.number(number_column(field, context)))
                                              : tokens_.text(context);
        if (text.size() > base::limits::text_bytes) columns_.fail("text too long");
      }
    }
    if constexpr (writing) token(field, context, false, {}, token_end);
    if (first == token_end) columns_.fail("no text");
    return first;
  }
  static std::uint32_t number_column(const TextColumns& field, Token token) {
    return token == token_short_number ? field.short_numbers : field.long_numbers;
  }

  // Writes the token of `word`, or `fixed`.
  Token token(TextColumns& field, Token context, bool person, std::string_view word, std::optional<Token> fixed = {}) {
    TextModel& model = field.model;
    Followers* followers = model.ranked() ? model.followers(context, person, contexts_) : nullptr;
    Token token = fixed.value_or(token_end);
    bool known = true;
    std::uint32_t rank = 0, place = 0;
    if constexpr (writing) {
      if (!fixed) std::tie(token, known) = tokens_.intern(word);
      if (followers != nullptr) rank = followers->rank_of(token);
      if (rank == 0) place = model.place_of(token);
    }
    if (model.ranked())
      number(field.ranks[followers != nullptr ? followers->choice() : 0], rank, followers != nullptr ? followers->size() : 0);
    if (rank > 0 && columns_.ok()) {
      token = followers->at(rank);
    } else {
      number(field.places, place, model.size());
      if (place > 0 && columns_.ok()) {
        token = model.at(place);
      } else {
        std::uint64_t from_table = known ? 1 + fold(std::uint64_t{token} - model.expected()) : 0;
        number(field.table, from_table);
        if (from_table == 0)
          token = spelled(token, word);
        else
          token = static_cast<Token>(model.expected() + unfold(from_table - 1));
        if (token >= tokens_.size()) columns_.fail("unknown token");
        if (!columns_.ok()) return token_end;
        model.see(token, writing);
      }
    }
    if (!columns_.ok()) return token_end;
    if (followers != nullptr) followers->seen(token, rank);
    return token;
  }

  // --- spelling ---

  enum Spelling : std::uint8_t { word_spelling = 0, identity_spelling = 1, sized_spelling = 2 };

  Token spelled(Token token, std::string_view word) {
    if (++spelled_ > most_words) columns_.fail("too many words");
    std::uint8_t spelling = 0;
    if constexpr (writing)
      spelling = is_identity(word)                          ? identity_spelling
                 : word.find(' ') == std::string_view::npos ? word_spelling
                                                            : sized_spelling;
    number(column_spelling, spelling, sized_spelling);
    if (spelling == identity_spelling) return identity(token, word);
    if constexpr (writing) {
      if (spelling == sized_spelling) columns_.number(column_lengths, word.size());
      columns_.letters(base::bytes_of(word));
      if (spelling == word_spelling) columns_.letters({&word_end, 1});
      return token;
    } else {
      const base::ByteView letters = spelling == word_spelling
                                         ? columns_.word(word_end)
                                         : columns_.letters(columns_.number(column_lengths, 0, base::limits::text_bytes));
      return columns_.ok() ? tokens_.add(std::string(base::text_of(letters))) : token_end;
    }
  }

  // A NIP (DOMAIN.md 4.1): day of birth, month of entry, sex, number of its day.
  static constexpr std::size_t identity_digits = 18;
  static bool is_identity(std::string_view word) {
    return word.size() == identity_digits && word.find_first_not_of("0123456789") == std::string_view::npos;
  }
  Token identity(Token token, std::string_view word) {
    const auto part = [&](std::size_t at, std::size_t size) {
      std::uint64_t value = 0;
      for (const char c : word.substr(std::min(at, word.size()), size)) value = value * 10 + static_cast<std::uint64_t>(c - '0');
      return value;
    };
    constexpr std::uint64_t usual_birth = 1985, usual_age = 25, most_year = 9999, most_month = 99, most_sex = 9,
                            most_serial = 999;
    std::uint64_t born = part(0, 4), month = part(4, 2), day = part(6, 2), entered = part(8, 4), entry_month = part(12, 2),
                  sex = part(14, 1), serial = part(15, 3);
    difference(column_years, born, usual_birth);
    number(column_months, month, most_month);
    number(column_days, day, most_month);
    difference(column_entries, entered, born + usual_age);
    number(column_months, entry_month, most_month);
    number(column_sexes, sex, most_sex);
    difference(column_serials, serial, last_serial_ + 1);
    last_serial_ = serial;
    if (born > most_year || entered > most_year || serial > most_serial) columns_.fail("not an identity number");
    if constexpr (writing) {
      return token;
    } else {
      if (!columns_.ok()) return token_end;
      std::string text;
      const auto put = [&](std::uint64_t value, std::size_t digits) {
        const std::string shortest = std::to_string(value);
        text.append(digits - std::min(digits, shortest.size()), '0');
        text += shortest;
      };
      put(born, 4), put(month, 2), put(day, 2), put(entered, 4), put(entry_month, 2), put(sex, 1), put(serial, 3);
      return tokens_.add(std::move(text));
    }
  }

  Columns& columns_;
  TokenTable tokens_;
  std::uint64_t last_serial_ = 0;
  std::size_t spelled_ = 0, contexts_ = 0;
};

}  // namespace hadir::wire
