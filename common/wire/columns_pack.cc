#include "common/wire/columns_pack.h"

#include <zstd.h>

#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>

namespace hadir::wire {
namespace {

constexpr std::uint8_t magic[] = {0x28, 0xb5, 0x2f, 0xfd};
constexpr int compression_level = 19;
// No honest batch needs a larger window; bounds what a hostile one makes us keep.
constexpr int window_log_limit = 24;
constexpr std::size_t growth_bytes = 128 * 1024;
constexpr std::size_t most_bytes_with_dictionary = 16 * 1024;
// A batch beyond this is never smaller as one group.
constexpr std::size_t most_bytes_together = 8 * 1024;

// Beyond this size the level's own tables take tens of MiB, which an office PC has not to spare.
constexpr std::size_t large_bytes = 256 * 1024;
constexpr int large_hash_log = 17, large_chain_log = 18;

// Numbers on the wire.
enum Form : std::uint8_t { as_it_is = 0, alone = 1, with_dictionary = 2 };
constexpr unsigned form_bits = 2;

// What zstd makes of a dictionary before it writes or reads with it. That takes longer than compressing a small batch, so the
// shipped ones are digested once, for all threads; another one (of a trial) lives as long as its user.
template <class T, T* (*make)(base::ByteView), std::size_t (*release)(T*)>
std::shared_ptr<const T> digested(const Dictionary& dictionary) {
  const auto digest = [](const Dictionary& one) {
    const std::shared_ptr<const T> made(make(one.bytes), [](const T* it) { release(const_cast<T*>(it)); });
    HADIR_CHECK(made != nullptr);
    return made;
  };
  const auto shipped = dictionaries();
  const auto found = std::ranges::find(shipped, &dictionary, [](const Dictionary& one) { return &one; });
  if (found == shipped.end()) return digest(dictionary);
  static std::mutex mutex;
  static std::map<const Dictionary*, std::shared_ptr<const T>> kept;
  const std::lock_guard lock(mutex);
  auto& mine = kept[&dictionary];
  if (mine == nullptr) mine = digest(dictionary);
  return mine;
}
ZSTD_CDict* digest_to_write(base::ByteView bytes) { return ZSTD_createCDict(bytes.data(), bytes.size(), compression_level); }
ZSTD_DDict* digest_to_read(base::ByteView bytes) { return ZSTD_createDDict(bytes.data(), bytes.size()); }

class Compressor {
 public:
  Compressor() : context_(ZSTD_createCCtx(), &ZSTD_freeCCtx) {
    HADIR_CHECK(context_ != nullptr);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, compression_level);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_contentSizeFlag, 0);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_dictIDFlag, 0);
  }
  // nullptr: without a dictionary.
  base::Bytes compress(base::ByteView plain, const ZSTD_CDict* dictionary) {
    ZSTD_CCtx_refCDict(context_.get(), dictionary);
    const bool large = plain.size() > large_bytes;
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_hashLog, large ? large_hash_log : 0);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_chainLog, large ? large_chain_log : 0);
    base::Bytes out(ZSTD_compressBound(plain.size()));
    const std::size_t size = ZSTD_compress2(context_.get(), out.data(), out.size(), plain.data(), plain.size());
    HADIR_CHECK(ZSTD_isError(size) == 0 && size > sizeof(magic));
    return {out.begin() + sizeof(magic), out.begin() + static_cast<std::ptrdiff_t>(size)};
  }

 private:
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context_;
};

// Where groups begin: before which parts.
using Cuts = std::vector<bool>;

class Packer {
 public:
  explicit Packer(const Dictionary* dictionary) {
    if (dictionary != nullptr) dictionary_ = digested<ZSTD_CDict, digest_to_write, ZSTD_freeCDict>(*dictionary);
  }
  base::Bytes pack(std::span<const base::ByteView> parts, const Cuts& cuts) {
    base::ByteWriter out;
    out.varint(static_cast<std::uint64_t>(std::ranges::count(cuts, true)));
    for (std::size_t at = 0; at < parts.size();) {
      base::Bytes plain;
      do plain.insert(plain.end(), parts[at].begin(), parts[at].end());
      while (++at < parts.size() && !cuts[at]);
      base::Bytes content = plain;
      Form form = Form::as_it_is;
      const auto take = [&](base::Bytes other, Form as) {
        if (other.size() >= content.size()) return;
        content = std::move(other);
        form = as;
      };
      take(compressor_.compress(plain, nullptr), Form::alone);
      // What the dictionary knows is said early; later it is only in the way.
      if (dictionary_ != nullptr && plain.size() <= most_bytes_with_dictionary)
        take(compressor_.compress(plain, dictionary_.get()), Form::with_dictionary);
      out.varint(std::uint64_t{plain.size()} << form_bits | form);
      out.sized(content);
    }
    return out.take();
  }

 private:
  Compressor compressor_;
  std::shared_ptr<const ZSTD_CDict> dictionary_;
};

// --- where to cut ---

// How often each byte occurs, and which do.
struct Histogram {
  std::array<std::uint32_t, 256> counts{};
  std::vector<std::uint8_t> bytes;
  std::uint32_t total = 0;

  void add(std::uint8_t byte, std::uint32_t count) {
    if (counts[byte] == 0) bytes.push_back(byte);
    counts[byte] += count;
    total += count;
  }
};

double log2_of(std::uint32_t number) {
  static const auto known = [] {
    std::array<double, 4096> all{};
    for (std::size_t at = 1; at < all.size(); ++at) all[at] = std::log2(static_cast<double>(at));
    return all;
  }();
  return number < known.size() ? known[number] : std::log2(static_cast<double>(number));
}

// About what zstd makes of a block: entropy, the table that says so, and the block's own header. Never less for a longer block.
double cost_of(const Histogram& block) {
  constexpr double block_bytes = 7, table_bytes_per_symbol = 0.5;
  const double bits_of_total = log2_of(block.total);
  double bits = 0;
  for (const std::uint8_t byte : block.bytes)
    bits += block.counts[byte] * std::max(1.0, bits_of_total - log2_of(block.counts[byte]));
  return block_bytes + std::min<double>(block.total, bits / 8 + table_bytes_per_symbol * static_cast<double>(block.bytes.size()));
}

// Parts of one kind of content share a block. The cheapest way to cut, by cost_of.
Cuts cheapest_cuts(std::span<const base::ByteView> parts) {
  constexpr std::size_t most_parts_in_block = 48;
  constexpr std::uint32_t run_bytes = 8;  // what repeats itself is one match, and does not count
  std::vector<Histogram> parts_bytes(parts.size());
  for (std::size_t at = 0; at < parts.size(); ++at) {
    std::size_t run = 0;  // how many bytes before this one are the same
    for (std::size_t index = 0; index < parts[at].size(); ++index) {
      const std::uint8_t byte = parts[at][index];
      run = index > 0 && parts[at][index - 1] == byte ? run + 1 : 0;
      if (run < run_bytes) parts_bytes[at].add(byte, 1);
    }
  }
  std::vector<double> least(parts.size() + 1, 0);
  std::vector<std::size_t> begin(parts.size() + 1, 0);
  for (std::size_t end = 1; end <= parts.size(); ++end) {
    Histogram block;
    for (std::size_t first = end; first-- > 0 && end - first <= most_parts_in_block;) {
      for (const std::uint8_t byte : parts_bytes[first].bytes) block.add(byte, parts_bytes[first].counts[byte]);
      const double alone = cost_of(block), cost = least[first] + alone;
      if (first + 1 < end && alone >= least[end]) break;  // and so is every longer block
      if (first + 1 < end && cost >= least[end]) continue;
      least[end] = cost;
      begin[end] = first;
    }
  }
  Cuts cuts(parts.size(), false);
  for (std::size_t end = parts.size(); end > 0; end = begin[end]) cuts[begin[end]] = true;
  return cuts;
}

class Decompressor {
 public:
  explicit Decompressor(const Dictionary* dictionary) : dictionary_(dictionary), context_(ZSTD_createDCtx(), &ZSTD_freeDCtx) {
    HADIR_CHECK(context_ != nullptr);
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, window_log_limit);
  }
  // Adds to `plain` until it has exactly `end` bytes; false where that is not what `content` holds.
  bool run(Form form, base::ByteView content, std::size_t end, base::Bytes& plain) {
    if (content.empty() || !choose(form)) return false;
    std::size_t hint = 1;
    for (const base::ByteView input : {base::ByteView(magic), content}) {
      ZSTD_inBuffer in{input.data(), input.size(), 0};
      const bool is_last = input.data() == content.data();
      while (in.pos < in.size || (is_last && hint != 0)) {
        if (hint == 0) return false;  // something behind the end
        const std::size_t done = plain.size(), before = in.pos;
        plain.resize(std::min(end, done + growth_bytes));
        ZSTD_outBuffer out{plain.data() + done, plain.size() - done, 0};
        hint = ZSTD_decompressStream(context_.get(), &out, &in);
        plain.resize(done + out.pos);
        if (ZSTD_isError(hint) || (hint != 0 && out.pos == 0 && in.pos == before)) return false;
      }
    }
    return plain.size() == end;
  }

 private:
  bool choose(Form form) {
    ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only);
    if (form == Form::alone) return ZSTD_isError(ZSTD_DCtx_refDDict(context_.get(), nullptr)) == 0;
    if (form != Form::with_dictionary || dictionary_ == nullptr) return false;
    if (digested_ == nullptr) digested_ = digested<ZSTD_DDict, digest_to_read, ZSTD_freeDDict>(*dictionary_);
    return ZSTD_isError(ZSTD_DCtx_refDDict(context_.get(), digested_.get())) == 0;
  }

  const Dictionary* dictionary_;
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_;
  std::shared_ptr<const ZSTD_DDict> digested_;
};

base::Error broken(const std::string& why) { return {base::Fault::bad_input, "columns: " + why, ""}; }

}  // namespace

base::Bytes pack(std::span<const base::ByteView> parts, const Dictionary* dictionary) {
  std::vector<base::ByteView> filled;
  std::ranges::copy_if(parts, std::back_inserter(filled), [](base::ByteView part) { return !part.empty(); });
  Packer packer(dictionary);
  const Cuts cheapest = cheapest_cuts(filled);
  base::Bytes cut = packer.pack(filled, cheapest);
  std::size_t size = 0;
  for (const base::ByteView part : filled) size += part.size();
  Cuts together(filled.size(), false);
  if (!together.empty()) together[0] = true;
  if (size > most_bytes_together || together == cheapest) return cut;
  base::Bytes one = packer.pack(filled, together);
  return one.size() < cut.size() ? one : cut;
}

base::Result<base::Bytes> unpack(base::ByteReader& in, std::size_t most_bytes, const Dictionary* dictionary) {
  Decompressor decompressor(dictionary);
  base::Bytes plain;
  for (std::uint64_t left = in.varint(); left > 0 && in.ok(); --left) {
    const std::uint64_t announced = in.varint(), size = announced >> form_bits;
    const auto form = static_cast<Form>(announced & ((1u << form_bits) - 1));
    const base::ByteView content = in.sized(most_bytes, "group too long");
    if (!in.ok()) break;
    if (size == 0) return broken("an empty group");
    if (size > most_bytes - plain.size())
      return base::Error{base::Fault::too_large, "columns: beyond " + std::to_string(most_bytes) + " bytes",
                         "send smaller batches"};
    if (form == Form::as_it_is && content.size() == size)
      plain.insert(plain.end(), content.begin(), content.end());
    else if (!decompressor.run(form, content, plain.size() + static_cast<std::size_t>(size), plain))
      return broken("a group is not what it announces");
  }
  if (!in.ok()) return broken(in.fault());
  return plain;
}

}  // namespace hadir::wire
