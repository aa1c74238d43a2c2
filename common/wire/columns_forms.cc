// Takes slices apart, and chooses how each field is written: tries every form on the values of the batch and counts.
#include <cmath>

#include "common/base/limits.h"
#include "common/wire/columns_batch.h"

namespace hadir::wire {
namespace {

// --- what a form would cost ---

// Bits of a column: the entropy of its slots and the bits below them.
class Cost {
 public:
  void add(std::uint64_t value) {
    const std::uint8_t slot = slot_of(value);
    ++slots_[slot];
    ++total_;
    extra_ += extra_bits_of(slot);
  }
  double bits() const {
    double sum = extra_;
    for (const std::uint32_t count : slots_)
      if (count > 0) sum += count * std::log2(static_cast<double>(total_) / count);
    return sum;
  }

 private:
  std::array<std::uint32_t, slot_count> slots_{};
  std::uint32_t total_ = 0;
  double extra_ = 0;
};

struct IntegerUse {
  std::uint64_t value, stamp_ms;
  std::string_view subject;
};
struct TextUse {
  std::string_view text, author, subject;
};
struct Uses {
  std::vector<IntegerUse> integers;
  std::vector<TextUse> texts;
};

double cost_of(const std::vector<IntegerUse>& uses, IntegerForm form) {
  Cost cost;
  std::uint64_t last = 0;
  std::map<std::string_view, std::uint64_t> last_of;
  for (const IntegerUse& use : uses) {
    switch (form) {
      case IntegerForm::plain: cost.add(use.value); break;
      case IntegerForm::folded: cost.add(fold(use.value)); break;
      case IntegerForm::step: cost.add(fold(use.value - last)); break;
      case IntegerForm::stamp: cost.add(fold(use.value - use.stamp_ms)); break;
      case IntegerForm::subject: {
        std::uint64_t& before = last_of.try_emplace(use.subject, last).first->second;
        cost.add(fold(use.value - before));
        before = use.value;
        break;
      }
    }
    last = use.value;
  }
  return cost.bits();
}

// What spelling a letter costs, about.
constexpr double bits_per_letter = 5;

double cost_of(const std::vector<TextUse>& uses, TextForm form) {
  std::array<Cost, Followers::choices> ranks;
  Cost places, short_numbers, long_numbers;
  double letters = 0;
  TokenTable table;
  TextModel model(form);
  std::size_t contexts = 0;
  const auto use_token = [&](Token token, Token context, bool person, std::string_view word) {
    Followers* followers = model.ranked() ? model.followers(context, person, contexts) : nullptr;
    const std::uint32_t rank = followers != nullptr ? followers->rank_of(token) : 0;
    if (followers != nullptr) {
      ranks[followers->choice()].add(rank);
      followers->seen(token, rank);
    }
    if (rank > 0) return;
    const std::uint32_t place = model.place_of(token);
    places.add(place);
    if (place > 0) return;
    letters += bits_per_letter * static_cast<double>(word.size() + 1);
    model.see(token, true);
  };
  for (const TextUse& use : uses) {
    const Token author = table.intern(use.author).first, subject = table.intern(use.subject).first;
    Token context = model.start(author, subject), first = token_end;
    bool person = model.starts_with_person();
    if (form.words) {
      std::string_view word;
      for (Words words(use.text); words.next(word);) {
        const std::optional<std::uint64_t> number = number_of(word);
        const Token token = number ? token_of_number(*number) : table.intern(word).first;
        if (number) (token == token_short_number ? short_numbers : long_numbers).add(*number);
        use_token(token, context, person, word);
        person = false;
        context = token;
        if (first == token_end) first = token;
      }
      use_token(token_end, context, false, {});
    } else {
      first = table.intern(use.text).first;
      use_token(first, context, person, use.text);
    }
    model.began_with(first);
  }
  double bits = letters;
  for (const Cost& cost : ranks) bits += cost.bits();
  return bits + places.bits() + short_numbers.bits() + long_numbers.bits();
}

template <class All, class Form>
std::uint64_t cheapest(const All& uses, std::uint64_t count, Form form) {
  std::uint64_t best = 0;
  double least = 0;
  for (std::uint64_t number = 0; number < count; ++number) {
    const double cost = cost_of(uses, form(number));
    if (number > 0 && cost >= least) continue;
    best = number;
    least = cost;
  }
  return best;
}

// What this many values of a field say about its form, the rest says too; and trying forms is most of the work.
constexpr std::size_t most_uses = 2'000;

void add(Uses& uses, std::string_view text, std::string_view author, std::string_view subject) {
  if (uses.texts.size() < most_uses) uses.texts.push_back({text, author, subject});
}

void note(const FieldName& name, const model::Value& value, const log::Header& header, std::string_view subject,
          std::map<FieldName, Uses>& all) {
  Uses& uses = all[name];
  const auto ms = static_cast<std::uint64_t>(header.stamp.ms);
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    if (uses.integers.size() < most_uses) uses.integers.push_back({static_cast<std::uint64_t>(*number), ms, subject});
  } else if (const auto* text = std::get_if<std::string>(&value))
    add(uses, *text, header.author, subject);
  else if (const auto* items = std::get_if<model::TextList>(&value))
    for (const std::string& item : *items) add(uses, item, header.author, subject);
}

void note(const BatchSlice& slice, std::map<FieldName, Uses>& all) {
  all[scope_texts].texts.push_back({slice.stream.scope, {}, {}});
  std::string_view subject, author;
  for (const BatchCommit& commit : slice.commits) {
    if (!commit.header_verbatim) {
      add(all[author_texts], commit.header.author, author, subject);
      author = commit.header.author;
    }
    for (const model::Change& change : commit.changes) {
      for (const model::FieldValue& one : change.key) {
        const auto shape = static_cast<std::uint8_t>(one.value.index());
        note({change.kind, one.field, shape}, one.value, commit.header, subject, all);
        if (&one == &change.key.front() && shape == shape_text) subject = std::get<std::string>(one.value);
      }
      for (const model::FieldValue& one : change.fields)
        note({change.kind, one.field, static_cast<std::uint8_t>(one.value.index())}, one.value, commit.header, subject, all);
    }
  }
}

// --- taking apart ---

std::size_t words_in(std::string_view text) { return 1 + static_cast<std::size_t>(std::ranges::count(text, ' ')); }
std::size_t words_of(const model::Value& value) {
  std::size_t words = 0;
  if (const auto* text = std::get_if<std::string>(&value)) words += words_in(*text);
  if (const auto* items = std::get_if<model::TextList>(&value))
    for (const std::string& item : *items) words += words_in(item);
  return words;
}

// Of what people write most bytes are ASCII, of ciphertext three in eight.
bool looks_random(base::ByteView bytes) {
  const auto printable = std::ranges::count_if(bytes, [](std::uint8_t byte) { return byte >= 0x20 && byte < 0x7f; });
  return static_cast<std::size_t>(printable) < bytes.size() / 2;
}

// Whether the batch can take these changes apart.
bool add(const std::vector<model::Change>& changes, BatchContents& contents) {
  std::size_t words = 0;
  for (const model::Change& change : changes)
    for (const auto* values : {&change.key, &change.fields})
      for (const model::FieldValue& one : *values) words += words_of(one.value);
  if (words > most_words - contents.words) return false;
  for (const model::Change& change : changes) {
    base::Bytes shape = shape_name(change);
    if (contents.shapes.contains(shape)) continue;
    const std::size_t most_new = change.key.size() + change.fields.size();
    if (contents.shapes.size() == most_shapes || contents.fields.size() + most_new > most_fields) return false;
    contents.shapes.insert(std::move(shape));
    for (const auto* values : {&change.key, &change.fields})
      for (const model::FieldValue& one : *values)
        contents.fields.insert({change.kind, one.field, static_cast<std::uint8_t>(one.value.index())});
  }
  contents.words += words;
  return true;
}

}  // namespace

base::Bytes shape_name(const model::Change& change) {
  base::ByteWriter name;
  name.varint(change.kind);
  name.varint(change.deletes);
  for (const auto* values : {&change.key, &change.fields}) {
    name.varint(values->size());
    for (const model::FieldValue& one : *values) {
      name.varint(one.field);
      name.varint(one.value.index());
    }
  }
  return name.take();
}

BatchSlice take_apart(const log::Slice& slice, BatchContents& contents) {
  BatchSlice apart{slice.stream, slice.key, slice.first_seq, slice.head_signature, slice.commits.size(), {}, {}};
  apart.commits.reserve(slice.commits.size());
  contents.words += words_in(slice.stream.scope);
  for (const log::Commit& commit : slice.commits) {
    BatchCommit& one = apart.commits.emplace_back();
    auto header = log::decode_header(commit.header);
    const std::uint64_t seq = slice.first_seq + apart.commits.size() - 1;
    one.header_verbatim = !header || header->seq != seq || log::encode_header(*header) != commit.header ||
                          words_in(header->author) > most_words - contents.words;
    if (!one.header_verbatim) contents.words += words_in(header->author);
    if (one.header_verbatim)
      one.bytes.header = commit.header;
    else
      one.header = std::move(*header);
    if (!commit.payload) {
      one.payload = PayloadForm::erased;
      one.bytes.payload_hash = commit.payload_hash;
      continue;
    }
    auto changes = model::decode_payload(*commit.payload);
    if (changes && model::encode_payload(*changes) == *commit.payload && add(*changes, contents)) {
      one.changes = std::move(*changes);
    } else {
      one.payload = looks_random(*commit.payload) ? PayloadForm::random : PayloadForm::verbatim;
      one.bytes.payload = commit.payload;
    }
  }
  return apart;
}

std::uint64_t choose_phase(std::span<const BatchSlice* const> slices) {
  std::uint64_t best = 0;
  std::size_t least = SIZE_MAX;
  for (std::uint64_t phase = 0; phase < drift_phases; ++phase) {
    std::uint64_t last_ms = 0, last_bound = 0;
    std::size_t misses = 0;
    for (const BatchSlice* slice : slices)
      for (const BatchCommit& commit : slice->commits) {
        if (commit.header_verbatim) continue;
        const log::Stamp& stamp = commit.header.stamp;
        misses += expected_bound(stamp, last_ms, last_bound, phase) != stamp.bound_ms;
        last_ms = static_cast<std::uint64_t>(stamp.ms);
        last_bound = stamp.bound_ms;
      }
    if (misses >= least) continue;
    best = phase;
    least = misses;
  }
  return best;
}

std::map<FieldName, std::uint64_t> choose_forms(std::span<const BatchSlice* const> slices) {
  std::map<FieldName, Uses> all;
  all[author_texts];
  all[scope_texts];
  for (const BatchSlice* slice : slices) note(*slice, all);
  std::map<FieldName, std::uint64_t> forms;
  for (const auto& [name, uses] : all)
    forms[name] = name.shape == shape_integer
                      ? cheapest(uses.integers, integer_form_count, [](std::uint64_t n) { return static_cast<IntegerForm>(n); })
                      : cheapest(uses.texts, text_form_count, [](std::uint64_t n) { return TextForm::of(n); });
  return forms;
}

}  // namespace hadir::wire
