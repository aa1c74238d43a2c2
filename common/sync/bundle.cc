#include "common/sync/bundle.h"

#include <charconv>

#include "common/base/text.h"

namespace hadir::sync {
namespace {

using base::Error;
using base::Fault;

constexpr std::string_view magic = "hadir bundle ";
constexpr char version = '1';
constexpr std::size_t sealed_key_bytes = sizeof(base::SymmetricKey) + base::sealing_bytes;
// A file with more broken places than this is not worth going on with.
constexpr int most_damaged = 16;

Error no_bundle() {
  return {Fault::bad_input, "berkas ini bukan berkas kiriman hadir",
          "pilih berkas .hadir yang dibuat dengan: hadir bundle export"};
}

base::Bytes encode(const BundleHeader& header) {
  base::ByteWriter out;
  out.raw(base::bytes_of(magic));
  out.u8(version);
  out.u8(static_cast<std::uint8_t>(header.kind));
  out.raw(header.receiver);
  out.raw(header.sender);
  out.raw(header.id);
  out.varint(header.part);
  out.varint(header.parts);
  return out.take();
}

struct Opened {
  BundleHeader header;
  std::size_t bytes = 0;  // of the header
};

base::Result<Opened> read_header(base::ByteView file) {
  if (file.size() > base::limits::bundle_bytes)
    return Error{Fault::too_large, "berkas ini terlalu besar untuk berkas kiriman hadir",
                 "berkas kiriman paling besar " + std::to_string(base::limits::bundle_bytes / (1024 * 1024)) + " MiB"};
  base::ByteReader in(file);
  const Error cut{Fault::corrupt, "berkas kiriman ini terpotong di awalnya; tidak ada isi yang utuh",
                  "salin ulang berkasnya, lalu impor lagi"};
  if (file.size() < magic.size() && magic.starts_with(base::text_of(file))) return cut;
  if (base::text_of(in.raw(magic.size())) != magic || !in.ok()) return no_bundle();
  if (in.u8() != version && in.ok())
    return Error{Fault::unsupported, "berkas kiriman ini dibuat oleh hadir versi yang lebih baru",
                 "perbarui hadir di komputer ini"};
  Opened opened;
  BundleHeader& header = opened.header;
  const std::uint8_t kind = in.u8();
  header.kind = static_cast<BundleKind>(kind);
  header.receiver = in.array<16>();
  header.sender = in.array<8>();
  header.id = in.array<16>();
  header.part = static_cast<std::uint32_t>(in.bounded(base::limits::bundle_parts, "too many parts"));
  header.parts = static_cast<std::uint32_t>(in.bounded(base::limits::bundle_parts, "too many parts"));
  if (!in.ok() && in.fault() == std::string_view("cut short")) return cut;
  if (!in.ok() || kind < 1 || kind > 3 || header.part < 1 || header.part > header.parts) return no_bundle();
  opened.bytes = file.size() - in.left();
  return opened;
}

// One part being filled.
class Part {
 public:
  Part(const BundleHeader& header, const base::PublicKey* receiver, base::Random& random) {
    out_.raw(encode(header));
    if (header.kind == BundleKind::enrolment) return;
    random.fill(key_.emplace());
    const auto sealed = base::seal_to(*receiver, *key_, random);
    if (sealed) out_.raw(*sealed);
    usable_ = sealed.has_value();
    bound_ = out_.bytes();
  }
  ~Part() {
    if (key_) base::wipe(*key_);
  }
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;

  bool usable() const { return usable_; }
  void add(base::ByteView message) { out_.sized(key_ ? base::encrypt(*key_, number_++, bound_, message) : copy_of(message)); }
  base::Bytes finish() {
    add({});
    return out_.take();
  }

 private:
  static base::Bytes copy_of(base::ByteView message) { return {message.begin(), message.end()}; }

  base::ByteWriter out_;
  base::Bytes bound_;
  std::optional<base::SymmetricKey> key_;
  std::uint64_t number_ = 0;
  bool usable_ = true;
};

constexpr std::size_t smallest_part_bytes = 64 * 1024;
// Generous: a header, a sealed key, a length and the end.
constexpr std::size_t part_overhead = 256, chunk_overhead = 32;

}  // namespace

const char* name_of(BundleKind kind) {
  switch (kind) {
    case BundleKind::to_hub: return "to_hub";
    case BundleKind::to_office: return "to_office";
    case BundleKind::enrolment: return "enrolment";
  }
  return "unknown";
}

std::string bundle_file_name(const BundleHeader& header, std::string_view unit) {
  const bool answers = header.kind == BundleKind::to_office;
  std::string name = answers ? "hadir-jawab" : header.kind == BundleKind::enrolment ? "hadir-daftar" : "hadir-kirim";
  if (!unit.empty()) name += "-" + std::string(unit);
  name += "-" + base::to_hex(answers ? base::ByteView(header.receiver).first(4) : base::ByteView(header.sender).first(4));
  name += "-" + base::to_hex(base::ByteView(header.id).first(4));
  if (header.parts > 1) name += "-" + std::to_string(header.part) + "dari" + std::to_string(header.parts);
  return name + std::string(bundle_extension);
}

base::Result<BundleHeader> read_bundle_header(base::ByteView file) {
  const auto opened = read_header(file);
  if (!opened) return opened.error();
  return opened->header;
}

std::optional<std::vector<base::Bytes>> write_bundle(BundleHeader header, const base::PublicKey* receiver,
                                                     std::span<const base::Bytes> messages, std::size_t part_bytes,
                                                     base::Random& random) {
  part_bytes = std::min(part_bytes, base::limits::bundle_bytes);
  std::vector<std::size_t> ends;  // of each part, in messages
  std::size_t bytes = part_overhead;
  for (std::size_t at = 0; at < messages.size(); ++at) {
    HADIR_CHECK(!messages[at].empty() && messages[at].size() <= bundle_message_bytes);
    const std::size_t more = messages[at].size() + chunk_overhead;
    if (bytes > part_overhead && bytes + more > part_bytes) {
      ends.push_back(at);
      bytes = part_overhead;
    }
    bytes += more;
  }
  ends.push_back(messages.size());
  HADIR_CHECK(ends.size() <= base::limits::bundle_parts);
  random.fill(header.id);
  header.parts = static_cast<std::uint32_t>(ends.size());
  std::vector<base::Bytes> parts;
  std::size_t at = 0;
  for (const std::size_t end : ends) {
    header.part = static_cast<std::uint32_t>(parts.size() + 1);
    Part part(header, receiver, random);
    if (!part.usable()) return std::nullopt;
    for (; at < end; ++at) part.add(messages[at]);
    parts.push_back(part.finish());
  }
  return parts;
}

base::Result<std::size_t> parse_part_bytes(std::string_view text) {
  if (text.empty()) return base::limits::bundle_bytes;
  std::size_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(parsed.ptr, text.data() + text.size());
  const std::size_t factor = unit == "k" || unit == "K" ? 1024 : unit == "m" || unit == "M" ? 1024 * 1024 : unit.empty() ? 1 : 0;
  if (parsed.ec != std::errc() || factor == 0 || number > base::limits::bundle_bytes / factor ||
      number * factor < smallest_part_bytes)
    return Error{Fault::bad_input, "ukuran --split \"" + base::printable(text, 20) + "\" tidak dapat dipakai",
                 "tulis mis. 700k atau 2M; paling kecil 64k, paling besar 4M"};
  return number * factor;
}

base::Result<BundleReader> BundleReader::open(base::ByteView file, const base::KeyPair& receiver) {
  const auto opened = read_header(file);
  if (!opened) return opened.error();
  if (opened->header.kind == BundleKind::enrolment)
    return BundleReader(opened->header, file.first(opened->bytes), file.subspan(opened->bytes));
  const Error not_ours{Fault::refused, "berkas kiriman ini untuk penerima lain",
                       "bawa kepada penerimanya; yang membawa tidak dapat membacanya"};
  if (opened->header.receiver != fingerprint_of(receiver.public_key())) return not_ours;
  const std::size_t begin = std::min(file.size(), opened->bytes + sealed_key_bytes);
  BundleReader reader(opened->header, file.first(begin), file.subspan(begin));
  if (begin < opened->bytes + sealed_key_bytes) {
    reader.over_ = Piece::What::cut;
    return reader;
  }
  auto key = base::unseal(receiver, file.subspan(opened->bytes, sealed_key_bytes));
  if (!key) return Error{Fault::corrupt, "kepala berkas kiriman ini rusak atau diubah", "salin ulang berkasnya, lalu impor lagi"};
  std::ranges::copy(*key, reader.key_.emplace().begin());
  base::wipe(*key);
  return reader;
}

BundleReader::Piece BundleReader::next() {
  if (over_) return {*over_, {}};
  const auto finish = [this](Piece::What what) {
    over_ = what;
    return Piece{what, {}};
  };
  const auto damaged = [&] { return ++damaged_ < most_damaged ? Piece{Piece::What::damaged, {}} : finish(Piece::What::cut); };
  base::ByteReader in(rest_);
  const base::ByteView content = in.sized(rest_.size(), "cut short");
  if (!in.ok()) return finish(Piece::What::cut);
  rest_ = rest_.last(in.left());
  std::optional<base::Bytes> message =
      key_ ? base::decrypt(*key_, number_, bound_, content) : std::optional(base::Bytes(content.begin(), content.end()));
  ++number_;
  if (!message) return damaged();
  if (!message->empty()) return {Piece::What::message, std::move(*message)};
  if (rest_.empty()) return finish(Piece::What::end);
  over_ = Piece::What::end;  // what stands behind the end is nobody's
  return {Piece::What::damaged, {}};
}

}  // namespace hadir::sync
