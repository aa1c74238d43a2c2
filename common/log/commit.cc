#include "common/log/commit.h"

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/log/context_delta.h"

namespace hadir::log {
namespace {

constexpr std::uint8_t header_version = 1;

Stamp read_stamp(base::ByteReader& in) {
  Stamp stamp;
  stamp.ms = in.zigzag();
  const std::uint8_t quality = in.u8();
  if (quality > static_cast<std::uint8_t>(Quality::hub)) in.fail("unknown quality of time");
  stamp.quality = static_cast<Quality>(quality);
  stamp.bound_ms = static_cast<std::uint32_t>(in.bounded(UINT32_MAX, "error bound too large"));
  return stamp;
}

std::optional<Beacon> read_beacon(base::ByteReader& in) {
  const std::uint8_t present = in.u8();
  if (present > 1) in.fail("beacon mark is neither 0 nor 1");
  if (!in.ok() || present == 0) return std::nullopt;
  Beacon beacon;
  beacon.hub_ms = in.zigzag();
  beacon.signature = in.array<64>();
  return beacon;
}

std::vector<Extension> read_extensions(base::ByteReader& in) {
  std::vector<Extension> extensions;
  for (std::uint64_t left = in.bounded(base::limits::header_extensions, "too many extensions"); left > 0 && in.ok(); --left) {
    Extension extension;
    extension.tag = static_cast<std::uint32_t>(in.bounded(UINT32_MAX, "extension tag too large"));
    if (in.ok() && !extensions.empty() && extension.tag <= extensions.back().tag) in.fail("extensions not in ascending order");
    const base::ByteView content = in.sized(base::limits::extension_bytes, "extension too long");
    extension.content.assign(content.begin(), content.end());
    extensions.push_back(std::move(extension));
  }
  return extensions;
}

}  // namespace

const char* name_of(Quality quality) {
  switch (quality) {
    case Quality::doubtful: return "doubtful";
    case Quality::unanchored: return "unanchored";
    case Quality::carried: return "carried";
    case Quality::hub: return "hub";
  }
  return "unknown";
}

base::Bytes beacon_message(std::int64_t hub_ms) {
  base::ByteWriter out;
  out.raw(base::bytes_of("hadir beacon 1"));
  out.zigzag(hub_ms);
  return out.take();
}

base::Bytes encode_header(const Header& header) {
  base::ByteWriter out;
  out.u8(header_version);
  out.varint(header.seq);
  out.zigzag(header.stamp.ms);
  out.u8(static_cast<std::uint8_t>(header.stamp.quality));
  out.varint(header.stamp.bound_ms);
  out.text(header.author);
  write_vector(out, header.context_delta);
  out.u8(header.beacon ? 1 : 0);
  if (header.beacon) {
    out.zigzag(header.beacon->hub_ms);
    out.raw(header.beacon->signature);
  }
  out.varint(header.extensions.size());
  for (const Extension& extension : header.extensions) {
    out.varint(extension.tag);
    out.sized(extension.content);
  }
  return out.take();
}

base::Result<Header> decode_header(base::ByteView bytes) {
  const auto corrupt = [](const char* why) {
    return base::Error{base::Fault::corrupt, std::string("commit header: ") + why, ""};
  };
  if (bytes.size() > base::limits::header_bytes) return corrupt("too long");
  base::ByteReader in(bytes);
  const std::uint8_t version = in.u8();
  if (in.ok() && version != header_version)
    return base::Error{base::Fault::unsupported, "commit header of version " + std::to_string(version), "upgrade hadir"};
  Header header;
  header.seq = in.varint();
  if (in.ok() && header.seq == 0) in.fail("sequence number zero");
  header.stamp = read_stamp(in);
  header.author = in.text(base::limits::author_bytes, "author too long");
  if (!base::is_utf8(header.author)) in.fail("author is not UTF-8");
  header.context_delta = read_vector(in);
  header.beacon = read_beacon(in);
  header.extensions = read_extensions(in);
  if (!in.finished()) return corrupt(in.fault());
  return header;
}

VersionVector context_delta_of(base::ByteView header) {
  base::ByteReader in(header);
  in.u8();
  in.varint();
  read_stamp(in);
  in.sized(base::limits::author_bytes, "author too long");
  VersionVector delta = read_vector(in);
  HADIR_CHECK(in.ok());
  return delta;
}

base::Bytes hub_writer_message(const base::PublicKey& writer) {
  base::ByteWriter out;
  out.raw(base::bytes_of("hadir writer 1"));
  out.raw(writer);
  return out.take();
}

Extension hub_writer_extension(const base::Signature& by_hub) {
  return {hub_writer_tag, base::Bytes(by_hub.begin(), by_hub.end())};
}

bool names_hub_writer(const Header& header, const base::PublicKey& writer, const base::PublicKey& hub) {
  const auto found = std::ranges::find(header.extensions, hub_writer_tag, &Extension::tag);
  base::Signature signature;
  if (header.seq != 1 || found == header.extensions.end() || found->content.size() != signature.size()) return false;
  std::ranges::copy(found->content, signature.begin());
  return base::verify(hub, hub_writer_message(writer), signature);
}

Extension extension_of(const Rewritten& rewritten) {
  base::ByteWriter out;
  out.raw(rewritten.origin);
  out.varint(rewritten.seq);
  out.raw(rewritten.hash);
  return {Rewritten::tag, out.take()};
}

std::optional<Rewritten> rewritten_of(const Header& header) {
  const auto found = std::ranges::find(header.extensions, Rewritten::tag, &Extension::tag);
  if (found == header.extensions.end()) return std::nullopt;
  base::ByteReader in(found->content);
  Rewritten rewritten;
  rewritten.origin = in.array<8>();
  rewritten.seq = in.varint();
  rewritten.hash = in.array<32>();
  if (!in.finished()) return std::nullopt;
  return rewritten;
}

Commit make_commit(const Header& header, base::Bytes payload) {
  return {encode_header(header), base::hash_of(payload), std::move(payload)};
}

}  // namespace hadir::log
