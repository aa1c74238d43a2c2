#include "common/wire/exchange_frames.h"

#include <map>

#include "common/wire/columns.h"

namespace hadir::wire {
namespace {

using base::Error;
using base::Fault;

constexpr std::size_t most_place_bytes = 64 * 1024;
constexpr std::size_t most_lane_origins = model::lane_count * base::limits::context_origins;

// What both know once they have come to the batch: the two keys, the sender's first, and the scopes that the message named.
KnownToBoth known_to(const base::PublicKey& sender, const base::PublicKey& receiver, const std::vector<ScopeVectors>& named) {
  KnownToBoth known{{sender, receiver}, {}};
  for (const ScopeVectors& one : named) known.texts.push_back(one.scope);
  return known;
}

// A scope's vectors with each origin once.
void write_vectors(base::ByteWriter& out, const std::vector<ScopeVectors>& all) {
  out.varint(all.size());
  for (const ScopeVectors& one : all) {
    out.text(one.scope);
    std::map<log::Origin, std::array<std::uint64_t, model::lane_count>> origins;
    for (std::size_t lane = 0; lane < model::lane_count; ++lane)
      for (const auto& entry : one.lanes[lane].entries()) origins[entry.origin][lane] = entry.seq;
    out.varint(origins.size());
    for (const auto& [origin, numbers] : origins) {
      out.raw(origin);
      for (const std::uint64_t number : numbers) out.varint(number);
    }
  }
}

std::vector<ScopeVectors> read_vectors(base::ByteReader& in) {
  std::vector<ScopeVectors> all;
  for (std::uint64_t left = in.bounded(most_scopes, "too many scopes"); left > 0 && in.ok(); --left) {
    ScopeVectors& one = all.emplace_back();
    one.scope = in.text(base::limits::scope_bytes, "scope too long");
    if (std::ranges::count(all, one.scope, &ScopeVectors::scope) > 1) in.fail("a scope twice");
    std::optional<log::Origin> before;
    for (std::uint64_t origins = in.bounded(most_lane_origins, "too many origins"); origins > 0 && in.ok(); --origins) {
      const auto origin = in.array<8>();
      if (before && *before >= origin) in.fail("origins do not ascend");
      before = origin;
      bool is_any = false;
      for (log::VersionVector& lane : one.lanes) {
        const std::uint64_t number = in.varint();
        is_any |= number > 0;
        lane.raise(origin, number);
      }
      if (!is_any) in.fail("an origin without commits");
    }
    for (const log::VersionVector& lane : one.lanes)
      if (lane.entries().size() > base::limits::context_origins) in.fail("too many origins");
  }
  return all;
}

void write_parts(base::ByteWriter& out, const std::vector<Part>& parts) {
  out.varint(parts.size());
  for (const Part& part : parts) {
    out.varint(part.tag);
    out.sized(part.content);
  }
}

std::vector<Part> read_parts(base::ByteReader& in) {
  std::vector<Part> parts;
  for (std::uint64_t left = in.bounded(most_parts, "too many parts"); left > 0 && in.ok(); --left) {
    Part& part = parts.emplace_back();
    part.tag = static_cast<std::uint32_t>(in.bounded(std::numeric_limits<std::uint32_t>::max(), "tag too large"));
    if (parts.size() > 1 && parts[parts.size() - 2].tag >= part.tag) in.fail("parts do not ascend");
    const base::ByteView content = in.sized(base::limits::extension_bytes, "part too long");
    part.content.assign(content.begin(), content.end());
  }
  return parts;
}

// None is known yet that must be understood.
base::Result<void> check_parts(const std::vector<Part>& parts) {
  for (const Part& part : parts)
    if (part.required())
      return Error{Fault::unsupported, "the message has part " + std::to_string(part.tag) + ", which is not known here",
                   "upgrade the older of the two programs"};
  return {};
}

base::Bytes batch_of(const std::vector<log::Slice>& slices, const KnownToBoth& known) {
  return slices.empty() ? base::Bytes() : encode_columns(slices, known);
}

base::Result<std::vector<log::Slice>> slices_of(base::ByteView batch, const KnownToBoth& known) {
  if (batch.empty()) return std::vector<log::Slice>();
  return decode_columns(batch, base::limits::frame_raw_bytes, known);
}

Error broken(const char* what, const char* why) { return {Fault::bad_input, std::string(what) + ": " + why, ""}; }

}  // namespace

base::Bytes seal_request(const ExchangeRequest& request, const Parties& parties) {
  if (request.version == 1) return seal_frame(FrameType::exchange, encode(request));
  base::ByteWriter out;
  out.varint(request.oldest_protocol);
  out.varint(request.newest_protocol);
  out.varint(request.hub_epoch);
  out.varint(request.answer_bytes);
  write_vectors(out, request.have);
  write_parts(out, request.parts);
  out.raw(batch_of(request.push, known_to(parties.asker, parties.answerer, request.have)));
  return seal_frame(FrameType::exchange, out.bytes(), request.version);
}

base::Bytes seal_answer(const ExchangeAnswer& answer, const Parties& parties) {
  if (answer.version == 1) return seal_frame(FrameType::answer, encode(answer));
  base::ByteWriter out;
  Writer archive(out);
  ExchangeAnswer said = answer;
  said.pull.clear();
  archive(said.hub_epoch, said.beacon, said.receipt, bounded<base::limits::frame_refusals>(said.refused), said.more);
  write_vectors(out, answer.holds);
  write_parts(out, answer.parts);
  out.raw(batch_of(answer.pull, known_to(parties.answerer, parties.asker, answer.holds)));
  return seal_frame(FrameType::answer, out.bytes(), answer.version);
}

base::Bytes seal_place(const EnrolAnswer& answer) { return seal_frame(FrameType::enrolled, encode(answer), answer.version); }

base::Result<EnrolAnswer> open_place(base::ByteView frame) {
  const auto opened = open_frame_of(FrameType::enrolled, frame, most_place_bytes, newest_protocol);
  if (!opened) return opened.error();
  auto answer = decode<EnrolAnswer>(opened->raw, "enrolment answer");
  if (!answer) return answer.error();
  answer->version = opened->version;
  return answer;
}

base::Result<ExchangeRequest> open_request(base::ByteView frame, const Parties& parties) {
  const auto opened = open_frame_of(FrameType::exchange, frame, base::limits::frame_raw_bytes, newest_protocol);
  if (!opened) return opened.error();
  constexpr const char* what = "exchange request";
  if (opened->version == 1) return decode<ExchangeRequest>(opened->raw, what);
  base::ByteReader in(opened->raw);
  Reader archive(in);
  ExchangeRequest request;
  request.version = opened->version;
  archive(request.oldest_protocol, request.newest_protocol, request.hub_epoch, request.answer_bytes);
  request.have = read_vectors(in);
  request.parts = read_parts(in);
  const base::ByteView batch = in.raw(in.left());
  if (!in.finished()) return broken(what, in.fault());
  if (auto known = check_parts(request.parts); !known) return known.error();
  auto slices = slices_of(batch, known_to(parties.asker, parties.answerer, request.have));
  if (!slices) return slices.error();
  request.push = std::move(*slices);
  return request;
}

base::Result<ExchangeAnswer> open_answer(base::ByteView frame, const Parties& parties) {
  const auto opened = open_frame_of(FrameType::answer, frame, base::limits::frame_raw_bytes, newest_protocol);
  if (!opened) return opened.error();
  constexpr const char* what = "exchange answer";
  if (opened->version == 1) return decode<ExchangeAnswer>(opened->raw, what);
  base::ByteReader in(opened->raw);
  Reader archive(in);
  ExchangeAnswer answer;
  answer.version = opened->version;
  archive(answer.hub_epoch, answer.beacon, answer.receipt, bounded<base::limits::frame_refusals>(answer.refused), answer.more);
  answer.holds = read_vectors(in);
  answer.parts = read_parts(in);
  const base::ByteView batch = in.raw(in.left());
  if (!in.finished()) return broken(what, in.fault());
  if (auto known = check_parts(answer.parts); !known) return known.error();
  auto slices = slices_of(batch, known_to(parties.answerer, parties.asker, answer.holds));
  if (!slices) return slices.error();
  answer.pull = std::move(*slices);
  return answer;
}

}  // namespace hadir::wire
