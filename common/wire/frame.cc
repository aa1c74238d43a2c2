#include "common/wire/frame.h"

#include <zstd.h>

#include <memory>

#include "common/base/limits.h"

namespace hadir::wire {
namespace {

enum Coding : std::uint8_t { plain = 0, zstd = 1 };
constexpr int compression_level = 9;
// Frames hold at most 16 MiB, so no honest one needs a larger window; bounds what a hostile one makes us keep.
constexpr int window_log_limit = 24;
constexpr std::size_t growth_bytes = 128 * 1024;

base::Error broken(const std::string& why) { return {base::Fault::bad_input, "frame: " + why, ""}; }

// Beyond this size the level's own tables take 13 MiB, which an office PC has not to spare; these take 1.5 MiB.
constexpr std::size_t large_content_bytes = 256 * 1024;
constexpr int large_hash_log = 17, large_chain_log = 18;

base::Bytes compress(base::ByteView raw) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(), &ZSTD_freeCCtx);
  HADIR_CHECK(context != nullptr);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, compression_level);
  if (raw.size() > large_content_bytes) {
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_hashLog, large_hash_log);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_chainLog, large_chain_log);
  }
  base::Bytes out(ZSTD_compressBound(raw.size()));
  const std::size_t size = ZSTD_compress2(context.get(), out.data(), out.size(), raw.data(), raw.size());
  HADIR_CHECK(ZSTD_isError(size) == 0);
  out.resize(size);
  return out;
}

base::Result<base::Bytes> decompress(base::ByteView content, std::size_t raw_size) {
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
  HADIR_CHECK(context != nullptr);
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, window_log_limit);
  base::Bytes raw;
  ZSTD_inBuffer in{content.data(), content.size(), 0};
  for (std::size_t hint = 1; hint != 0;) {
    const std::size_t done = raw.size();
    raw.resize(std::min(raw_size, done + growth_bytes));
    ZSTD_outBuffer out{raw.data() + done, raw.size() - done, 0};
    const std::size_t before = in.pos;
    hint = ZSTD_decompressStream(context.get(), &out, &in);
    raw.resize(done + out.pos);
    if (ZSTD_isError(hint)) return broken("content is not zstd");
    if (hint != 0 && out.pos == 0 && in.pos == before) return broken("content does not have the length it announces");
  }
  if (raw.size() != raw_size || in.pos != in.size) return broken("content does not have the length it announces");
  return raw;
}

base::Bytes request_message(const base::PublicKey& hub, std::string_view path, const log::Origin& origin, std::uint64_t counter,
                            base::ByteView frame) {
  base::ByteWriter out;
  out.raw(base::bytes_of("hadir request 1"));
  out.text("POST");
  out.text(path);
  out.raw(hub);
  out.raw(origin);
  out.varint(counter);
  out.raw(base::hash_of(frame));
  return out.take();
}

}  // namespace

base::Bytes seal_frame(FrameType type, base::ByteView raw, std::uint8_t version) {
  const base::Bytes compressed = compress(raw);
  const bool smaller = compressed.size() < raw.size();
  base::ByteWriter out;
  out.raw(base::bytes_of("hd"));
  out.u8(version);
  out.u8(static_cast<std::uint8_t>(type));
  out.u8(smaller ? Coding::zstd : Coding::plain);
  out.varint(raw.size());
  out.raw(smaller ? base::ByteView(compressed) : raw);
  return out.take();
}

base::Result<OpenedFrame> open_frame_of(FrameType expected, base::ByteView frame, std::size_t raw_limit, std::uint8_t newest) {
  base::ByteReader in(frame);
  const base::ByteView magic = in.raw(2);
  if (!in.ok() || base::text_of(magic) != "hd") return broken("does not begin as a hadir frame");
  const std::uint8_t version = in.u8();
  if (in.ok() && (version < oldest_protocol || version > newest))
    return base::Error{base::Fault::unsupported,
                       "protocol version " + std::to_string(version) + " is not spoken here, only " +
                           std::to_string(oldest_protocol) + " to " + std::to_string(newest),
                       "upgrade the older of the two programs"};
  const std::uint8_t type = in.u8();
  const std::uint8_t coding = in.u8();
  const std::uint64_t raw_size = in.varint();
  if (!in.ok()) return broken(in.fault());
  if (type != static_cast<std::uint8_t>(expected)) return broken("another type of message than expected here");
  if (raw_size > raw_limit)
    return base::Error{base::Fault::too_large, "frame: content beyond " + std::to_string(raw_limit) + " bytes",
                       "send smaller batches"};
  const base::ByteView content = in.raw(in.left());
  if (coding == Coding::zstd) {
    auto raw = decompress(content, static_cast<std::size_t>(raw_size));
    if (!raw) return raw.error();
    return OpenedFrame{version, std::move(*raw)};
  }
  if (coding != Coding::plain) return broken("unknown coding");
  if (content.size() != raw_size) return broken("content does not have the length it announces");
  return OpenedFrame{version, base::Bytes(content.begin(), content.end())};
}

base::Result<base::Bytes> open_frame(FrameType expected, base::ByteView frame, std::size_t raw_limit) {
  auto opened = open_frame_of(expected, frame, raw_limit, 1);
  if (!opened) return opened.error();
  return std::move(opened->raw);
}

std::optional<FrameType> type_of_frame(base::ByteView frame) {
  constexpr std::size_t type_at = 3;
  if (frame.size() <= type_at || base::text_of(frame.first(2)) != "hd") return std::nullopt;
  const std::uint8_t type = frame[type_at];
  if (type < static_cast<std::uint8_t>(FrameType::exchange) || type > static_cast<std::uint8_t>(FrameType::checked))
    return std::nullopt;
  return static_cast<FrameType>(type);
}

base::Bytes sign_request(const base::KeyPair& key, const base::PublicKey& hub, std::string_view path, std::uint64_t counter,
                         base::ByteView frame) {
  const log::Origin origin = log::origin_of(key.public_key());
  base::ByteWriter out;
  out.raw(origin);
  out.varint(counter);
  out.raw(key.sign(request_message(hub, path, origin, counter, frame)));
  out.raw(frame);
  return out.take();
}

base::Result<SignedRequest> parse_request(base::ByteView bytes) {
  base::ByteReader in(bytes);
  SignedRequest request;
  request.origin = in.array<8>();
  request.counter = in.varint();
  request.signature = in.array<64>();
  request.frame = in.raw(in.left());
  if (!in.ok()) return base::Error{base::Fault::bad_input, std::string("request: ") + in.fault(), ""};
  return request;
}

bool verify_request(const SignedRequest& request, const base::PublicKey& key, const base::PublicKey& hub, std::string_view path) {
  return base::verify(key, request_message(hub, path, request.origin, request.counter, request.frame), request.signature);
}

}  // namespace hadir::wire
