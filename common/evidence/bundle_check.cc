#include "common/evidence/bundle_check.h"

#include <fmt/format.h>
#include <boost/json/array.hpp>

#include "common/sync/agent_bundle.h"
#include "common/sync/hub_exchange.h"

namespace hadir::evidence {
namespace {

using base::Error;
using base::Fault;
using base::Result;
using What = sync::BundleReader::Piece::What;

std::uint64_t count_commits(const std::vector<log::Slice>& slices) {
  std::uint64_t commits = 0;
  for (const log::Slice& slice : slices) commits += slice.commits.size();
  return commits;
}

// Each answers how many commits a message brings.

Result<std::uint64_t> check_answer(base::ByteView message, const BundleTrust& trust) {
  const auto answer = sync::read_bundle_answer(message, {trust.receiver.public_key(), trust.hub_key.value_or(base::PublicKey{})});
  if (!answer) return answer.error();
  const auto* exchange = std::get_if<wire::ExchangeAnswer>(&*answer);
  return exchange == nullptr ? 0 : count_commits(exchange->pull);
}

Result<std::uint64_t> check_request(base::ByteView message, const sync::BundleHeader& header, const BundleTrust& trust) {
  const auto request = wire::parse_request(message);
  if (!request) return request.error();
  const auto key = trust.key_of ? trust.key_of(request->origin) : std::nullopt;
  if (request->origin != header.sender)
    return Error{Fault::refused, "pengirim di dalamnya bukan pengirim pada kepala berkas", ""};
  if (!key) return Error{Fault::refused, "PC pengirim " + log::to_text(request->origin) + " tidak dikenal di sini", ""};
  if (!wire::verify_request(*request, *key, trust.receiver.public_key(), sync::bundle_path))
    return Error{Fault::refused, "tanda tangan PC pengirim tidak cocok", ""};
  const auto exchange = wire::open_request(request->frame, {*key, trust.receiver.public_key()});
  if (!exchange) return exchange.error();
  return count_commits(exchange->push);
}

// Nobody seals it, since who asks does not know the hub yet: its two signatures cover what counts.
Result<std::uint64_t> check_enrolment(base::ByteView message, const sync::BundleHeader& header) {
  const auto raw = wire::open_frame(wire::FrameType::enrol_carried, message, base::limits::header_bytes);
  if (!raw) return raw.error();
  const auto request = wire::decode<wire::CarriedEnrolment>(*raw, "enrolment request");
  if (!request) return request.error();
  const base::Bytes words = wire::carried_enrol_message(*request);
  if (log::origin_of(request->key) != header.sender || !base::verify(request->key, words, request->signature) ||
      !base::verify(request->code_key, words, request->proof))
    return Error{Fault::refused, "permintaan pendaftaran ini diubah", ""};
  return std::uint64_t{0};
}

Result<std::uint64_t> check_message(base::ByteView message, const sync::BundleHeader& header, const BundleTrust& trust) {
  switch (header.kind) {
    case sync::BundleKind::to_hub: return check_request(message, header, trust);
    case sync::BundleKind::to_office: return check_answer(message, trust);
    case sync::BundleKind::enrolment: return check_enrolment(message, header);
  }
  return Error{Fault::unsupported, "jenis berkas ini belum dikenal", "perbarui hadir"};
}

}  // namespace

Result<BundleReport> verify_bundle(base::ByteView file, const BundleTrust& trust) {
  auto reader = sync::BundleReader::open(file, trust.receiver);
  if (!reader) return reader.error();
  BundleReport report{.header = reader->header()};
  std::uint64_t number = 0;
  const auto find = [&](std::string what) {
    report.findings.push_back({.place = Place::bundle, .seq = number, .what = std::move(what)});
  };
  for (bool over = false; !over;) {
    const auto piece = reader->next();
    ++number;
    switch (piece.what) {
      case What::end: over = true; break;
      case What::cut:
        find("berkas terpotong sebelum akhirnya: salin lagi dari asalnya");
        over = true;
        break;
      case What::damaged: find("pesan ini rusak atau diubah; salin lagi dari asalnya"); break;
      case What::message: {
        ++report.messages;
        const auto commits = check_message(piece.message, report.header, trust);
        if (commits)
          report.commits += *commits;
        else
          find(commits.error().what);
        break;
      }
    }
  }
  return report;
}

boost::json::object to_json(const BundleReport& report) {
  boost::json::array findings;
  for (const Finding& one : report.findings) findings.push_back(to_json(one));
  return {{"result", report.intact() ? "intact" : "damaged"},
          {"kind", sync::name_of(report.header.kind)},
          {"sender", log::to_text(report.header.sender)},
          {"part", report.header.part},
          {"parts", report.header.parts},
          {"messages", report.messages},
          {"commits", report.commits},
          {"findings_total", report.findings.size()},
          {"findings", std::move(findings)}};
}

std::string to_text(const BundleReport& report) {
  std::string text =
      fmt::format("Berkas {} dari PC {}, bagian {} dari {}: {} pesan, {} commit\n", sync::name_of(report.header.kind),
                  log::to_text(report.header.sender), report.header.part, report.header.parts, report.messages, report.commits);
  for (const Finding& one : report.findings) text += "  - " + to_text(one) + "\n";
  return text + (report.intact() ? "UTUH.\n" : "TIDAK UTUH.\n");
}

}  // namespace hadir::evidence
