// The maintainers' tool for the zstd dictionaries of common/wire/dictionaries, and for what batches become on the wire.
//
//   build/release/tests/dictionary train FILE [BYTES]   trains one with made-up offices (tests/support/office_data.h)
//   build/release/tests/dictionary sizes [MONTH.jsonl DAY.jsonl]...
//                                                       a table of batches: made-up ones that no dictionary was trained with, and
//                                                       records as `hadir import` takes them, the second file after the first
//
// A dictionary that was released is never changed: train the next number, and add it to common/wire/dictionary.cc.
#include <zdict.h>

#include <fstream>
#include <iostream>
#include <sstream>

#include "common/wire/columns.h"
#include "common/wire/frame.h"
#include "common/wire/messages.h"
#include "tests/support/office_data.h"
#include "tests/support/office_work.h"

namespace {

using namespace hadir;
using test::Entry;

constexpr std::uint64_t training_offices = 1'500, first_held_out = 100'000;
constexpr std::size_t usual_dictionary_bytes = 16 * 1024;

wire::KnownToBoth known_of(const std::vector<log::Slice>& slices) {
  return {{slices.front().key}, {slices.front().stream.scope}};
}

// --- training ---

class Samples {
 public:
  void add(base::ByteView sample) {
    constexpr std::size_t least_bytes = 8;
    if (sample.size() < least_bytes) return;
    bytes_.insert(bytes_.end(), sample.begin(), sample.end());
    sizes_.push_back(sample.size());
  }
  base::Bytes train(std::size_t size) const {
    base::Bytes dictionary(size);
    const std::size_t trained =
        ZDICT_trainFromBuffer(dictionary.data(), size, bytes_.data(), sizes_.data(), static_cast<unsigned>(sizes_.size()));
    if (ZDICT_isError(trained)) throw std::runtime_error(ZDICT_getErrorName(trained));
    dictionary.resize(trained);
    return dictionary;
  }
  std::size_t bytes() const { return bytes_.size(); }

 private:
  base::Bytes bytes_;
  std::vector<std::size_t> sizes_;
};

// Numbers of people and punches never come again.
base::Bytes without_identities(const base::Bytes& letters) {
  constexpr std::ptrdiff_t most_digits = 7;
  base::Bytes words;
  for (std::string_view rest = base::text_of(letters); !rest.empty();) {
    const std::string_view word = rest.substr(0, rest.find(' ') == std::string_view::npos ? rest.size() : rest.find(' ') + 1);
    rest.remove_prefix(word.size());
    if (std::ranges::count_if(word, [](char c) { return c >= '0' && c <= '9'; }) > most_digits) continue;
    words.insert(words.end(), word.begin(), word.end());
  }
  return words;
}

// Words are what a dictionary helps with, and what stands around few records; long columns of numbers have nothing to say.
void add_samples(const std::vector<log::Slice>& slices, Samples& samples) {
  constexpr std::size_t small_batch_bytes = 400;
  const wire::PlainColumns plain = wire::plain_columns(slices, known_of(slices));
  samples.add(without_identities(plain.letters));
  if (plain.all.size() <= small_batch_bytes) samples.add(plain.all);
}

int train(const std::string& path, std::size_t size) {
  Samples samples;
  for (std::uint64_t seed = 1; seed <= training_offices; ++seed) {
    const test::OfficeShape shape = test::some_shape(seed);
    const std::vector<model::Change> changes = test::office_data(shape);
    const std::size_t people = test::employees_of(shape), few = std::min(changes.size(), people + 1 + seed % 6);
    const test::OfficePc pc{static_cast<std::uint8_t>(1 + seed % 150), shape.unit, "198107142006041003", seed};
    add_samples(test::recorded(pc, changes, Entry::import), samples);
    add_samples(test::recorded_from(pc, changes, people, Entry::import), samples);
    add_samples(
        test::recorded_from(pc, {changes.begin(), changes.begin() + static_cast<std::ptrdiff_t>(few)}, people, Entry::one_by_one),
        samples);
    const auto punch = std::ranges::find(changes, 4u, &model::Change::kind);
    std::vector<model::Change> one(changes.begin(), changes.begin() + static_cast<std::ptrdiff_t>(people));
    if (punch == changes.end()) continue;
    one.push_back(*punch);
    add_samples(test::recorded_from(pc, one, people, Entry::one_by_one), samples);
  }
  const base::Bytes dictionary = samples.train(size);
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(dictionary.data()), static_cast<std::streamsize>(dictionary.size()));
  std::cout << path << ": " << dictionary.size() << " bytes out of " << samples.bytes() << ", hash "
            << base::to_hex(base::hash_of(dictionary)) << "\n";
  return 0;
}

// --- sizes ---

void row(const std::string& name, const std::vector<log::Slice>& slices) {
  std::size_t canonical = 0, commits = 0;
  for (const log::Slice& slice : slices) {
    canonical += size_of(slice);
    commits += slice.commits.size();
  }
  wire::ExchangeRequest request;
  request.push = slices;
  const std::size_t today = wire::seal_frame(wire::FrameType::exchange, wire::encode(request)).size();
  const wire::KnownToBoth known = known_of(slices);
  const base::Bytes without = wire::encode_columns(slices, known, nullptr), with = wire::encode_columns(slices, known);
  const auto back = wire::decode_columns(with, base::limits::frame_raw_bytes, known);
  if (!back || *back != slices) throw std::runtime_error(name + " does not come back");
  std::printf("  %-34s %7zu %6zu %9zu %8zu %9zu %9zu\n", name.c_str(), commits, slices.size(), canonical, today, without.size(),
              with.size());
}

// As an agent pushes on a link that suits `budget` bytes of commits per request: batch after batch, lane after lane.
void row_in_batches(const std::string& name, const std::vector<log::Slice>& slices, std::size_t budget) {
  std::size_t bytes = 0, batches = 0, left = budget;
  std::vector<log::Slice> batch;
  const auto send = [&] {
    bytes += wire::encode_columns(batch, known_of(batch)).size();
    ++batches;
    batch.clear();
    left = budget;
  };
  for (const log::Slice& whole : slices) {
    for (std::uint64_t place = 0; place < whole.commits.size(); ++place) {
      const log::Commit& commit = whole.commits[place];
      if (!batch.empty() && size_of(commit) > left) send();
      if (batch.empty() || batch.back().stream != whole.stream)
        batch.push_back({whole.stream, whole.key, whole.first_seq + place, {}, whole.head_signature});
      batch.back().commits.push_back(commit);
      left -= std::min(left, size_of(commit));
    }
  }
  if (!batch.empty()) send();
  std::printf("  %-34s %7s %6zu %9s %8s %9s %9zu\n", name.c_str(), "batches", batches, "", "", "", bytes);
}

void rows(const std::string& name, const std::vector<model::Change>& month, const std::vector<model::Change>& day) {
  const test::OfficePc pc;
  std::vector<model::Change> both = month, punches = month;
  both.insert(both.end(), day.begin(), day.end());
  std::ranges::copy_if(day, std::back_inserter(punches), [](const model::Change& change) { return change.kind == 4; });
  std::cout << name << "\n";
  row("month, imported", test::recorded(pc, month, Entry::import));
  for (const std::size_t kib : {512, 128, 32})
    row_in_batches("  of " + std::to_string(kib) + " KiB", test::recorded(pc, month, Entry::import), kib * 1024);
  row("month, one by one", test::recorded(pc, month, Entry::one_by_one));
  row("day, imported", test::recorded_from(pc, both, month.size(), Entry::import));
  row("day, one by one", test::recorded_from(pc, both, month.size(), Entry::one_by_one));
  row("day's punches, one by one", test::recorded_from(pc, punches, month.size(), Entry::one_by_one));
  punches.resize(month.size() + 1);
  row("one punch", test::recorded_from(pc, punches, month.size(), Entry::one_by_one));
}

void rows_of_shape(const std::string& name, test::OfficeShape shape) {
  std::vector<model::Change> month = test::office_data(shape);
  // The last day: from the first schedule of its date on.
  const std::int64_t last = std::get<std::int64_t>(
      std::ranges::find_if(month.rbegin(), month.rend(), [](const model::Change& change) { return change.kind == 3; })
          ->key.at(1)
          .value);
  const auto day = std::ranges::find_if(month, [&](const model::Change& change) {
    return change.kind == 3 && std::get<std::int64_t>(change.key.at(1).value) == last;
  });
  rows(name, {month.begin(), day}, {day, month.end()});
}

std::string contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

int sizes(const std::vector<std::string>& files) {
  std::printf("  %-34s %7s %6s %9s %8s %9s %9s\n", "", "commits", "slices", "canonical", "frame", "columns", "+ dict.");
  for (std::size_t at = 0; at + 1 < files.size(); at += 2)
    rows(files[at], test::changes_of_lines(contents(files[at])), test::changes_of_lines(contents(files[at + 1])));
  rows_of_shape("12 people, 23 days", {first_held_out, "4.07.01", 12, 23});
  rows_of_shape("45 people in shifts, machine, 30 days", {first_held_out + 1, "5.02", 45, 31, 20'600, true, true, 2});
  rows_of_shape("100 people, 23 days, long reports", {first_held_out + 2, "7.01", 100, 23, 20'700, false, false, 6});
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  base::initialise_crypto();
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() >= 2 && words[0] == "train")
    return train(words[1], words.size() > 2 ? std::stoul(words[2]) : usual_dictionary_bytes);
  if (!words.empty() && words[0] == "sizes") return sizes({words.begin() + 1, words.end()});
  std::cerr << "dictionary train FILE [BYTES] | sizes [MONTH.jsonl DAY.jsonl]...\n";
  return 2;
}
