#include "common/wire/columns_pack.h"

#include <zstd.h>

#include <array>
#include <cmath>
#include <memory>

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

// A context of its own for each way, since loading a dictionary takes longer than compressing a column.
class Compressor {
 public:
  explicit Compressor(const Dictionary* dictionary) : context_(ZSTD_createCCtx(), &ZSTD_freeCCtx) {
    HADIR_CHECK(context_ != nullptr);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, compression_level);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_contentSizeFlag, 0);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_dictIDFlag, 0);
    if (dictionary == nullptr) return;
    const std::size_t loaded = ZSTD_CCtx_loadDictionary(context_.get(), dictionary->bytes.data(), dictionary->bytes.size());
    HADIR_CHECK(ZSTD_isError(loaded) == 0);
  }
  base::Bytes compress(base::ByteView plain) {
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
  explicit Packer(const Dictionary* dictionary) : alone_(nullptr) {
    if (dictionary != nullptr) with_dictionary_.emplace(dictionary);
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
      take(alone_.compress(plain), Form::alone);
      // What the dictionary knows is said early; later it is only in the way.
      if (with_dictionary_ && plain.size() <= most_bytes_with_dictionary)
        take(with_dictionary_->compress(plain), Form::with_dictionary);
      out.varint(std::uint64_t{plain.size()} << form_bits | form);
      out.sized(content);
    }
    return out.take();
  }

 private:
  Compressor alone_;
  std::optional<Compressor> with_dictionary_;
};

// --- where to cut ---

using Histogram = std::array<std::uint32_t, 256>;

// About what zstd makes of a block: entropy, the table that says so, and the block's own header.
double cost_of(const Histogram& counts) {
  constexpr double block_bytes = 7, table_bytes_per_symbol = 0.5;
  std::uint32_t total = 0;
  for (const std::uint32_t count : counts) total += count;
  double bits = 0, symbols = 0;
  for (const std::uint32_t count : counts) {
    if (count == 0) continue;
    ++symbols;
    bits += count * std::max(1.0, std::log2(static_cast<double>(total) / count));
  }
  return block_bytes + std::min<double>(total, bits / 8 + table_bytes_per_symbol * symbols);
}

// Parts of one kind of content share a block. The cheapest way to cut, by cost_of.
Cuts cheapest_cuts(std::span<const base::ByteView> parts) {
  constexpr std::size_t most_parts_in_block = 48;
  constexpr std::uint32_t run_bytes = 8;  // what repeats itself is one match, and does not count
  std::vector<Histogram> counts(parts.size());
  for (std::size_t at = 0; at < parts.size(); ++at) {
    for (std::size_t index = 0; index < parts[at].size(); ++index) {
      const std::uint8_t byte = parts[at][index];
      const bool repeats =
          index >= run_bytes && std::ranges::count(parts[at].subspan(index - run_bytes, run_bytes), byte) == run_bytes;
      if (!repeats) ++counts[at][byte];
    }
  }
  std::vector<double> least(parts.size() + 1, 0);
  std::vector<std::size_t> begin(parts.size() + 1, 0);
  for (std::size_t end = 1; end <= parts.size(); ++end) {
    Histogram block{};
    for (std::size_t first = end; first-- > 0 && end - first <= most_parts_in_block;) {
      for (std::size_t byte = 0; byte < block.size(); ++byte) block[byte] += counts[first][byte];
      const double cost = least[first] + cost_of(block);
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
    if (!digested_) digested_.reset(ZSTD_createDDict(dictionary_->bytes.data(), dictionary_->bytes.size()));
    HADIR_CHECK(digested_ != nullptr);
    return ZSTD_isError(ZSTD_DCtx_refDDict(context_.get(), digested_.get())) == 0;
  }

  const Dictionary* dictionary_;
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_;
  std::unique_ptr<ZSTD_DDict, decltype(&ZSTD_freeDDict)> digested_{nullptr, &ZSTD_freeDDict};
};

base::Error broken(const std::string& why) { return {base::Fault::bad_input, "columns: " + why, ""}; }

}  // namespace

base::Bytes pack(std::span<const base::ByteView> parts, const Dictionary* dictionary) {
  std::vector<base::ByteView> filled;
  std::ranges::copy_if(parts, std::back_inserter(filled), [](base::ByteView part) { return !part.empty(); });
  Packer packer(dictionary);
  base::Bytes cut = packer.pack(filled, cheapest_cuts(filled));
  std::size_t size = 0;
  for (const base::ByteView part : filled) size += part.size();
  if (size > most_bytes_together) return cut;
  Cuts together(filled.size(), false);
  if (!together.empty()) together[0] = true;
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
