#include "agent/bundles.h"

#include <boost/json/array.hpp>

#include "agent/carried.h"
#include "common/base/civil.h"
#include "common/base/text.h"
#include "common/sync/agent_bundle.h"
#include "common/sync/rejoin.h"
#include "common/sync/snapshot.h"

namespace hadir::agent {
namespace {

using base::Error;
using base::Fault;
using base::Result;
using boost::json::array;
using boost::json::object;
using boost::json::value;
using sync::BundleHeader;
using sync::BundleKind;
using What = sync::BundleReader::Piece::What;

// Of commits in one message, before compression: what a damaged place in a file costs at most.
constexpr std::size_t most_message_bytes = 128 * 1024;

std::string text(const object& request, const char* name) {
  const value* member = request.if_contains(name);
  return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::string();
}

Result<base::Bytes> content_of(const object& request) {
  auto bytes = base::from_base64(text(request, "content"));
  if (!bytes) return Error{Fault::bad_input, "isi berkas tidak sampai utuh di layanan", "ulangi perintah ini"};
  return std::move(*bytes);
}

// For whom or from whom, as `hadir-hub status` names a PC: a fingerprint begins with the origin.
std::string receiver_text(const BundleHeader& header) { return base::to_hex(base::ByteView(header.receiver).first(8)); }

object to_json(const BundleHeader& header) {
  return {{"kind", sync::name_of(header.kind)},
          {"from", log::to_text(header.sender)},
          {"for", receiver_text(header)},
          {"part", header.part},
          {"parts", header.parts}};
}

// --- export ---

Result<value> files_json(std::optional<std::vector<base::Bytes>> parts, const std::string& unit, std::uint64_t commits) {
  if (!parts) return Error{Fault::corrupt, "kunci hub yang tersimpan di PC ini tidak dapat dipakai", "daftarkan ulang PC ini"};
  array files;
  BundleHeader header;
  for (const base::Bytes& part : *parts) {
    header = sync::read_bundle_header(part).value();
    files.push_back(
        object{{"name", sync::bundle_file_name(header, unit)}, {"bytes", part.size()}, {"content", base::to_base64(part)}});
  }
  return value(object{{"kind", sync::name_of(header.kind)}, {"commits", commits}, {"parts", std::move(files)}});
}

// --- import ---

// One bundle for this PC, message by message. Each is durable before the next is looked at.
class Import {
 public:
  explicit Import(Office& office)
      : office_(office), counter_(office.store()), session_(office.store(), office.identity(), counter_) {}

  object run(sync::BundleReader reader) {
    auto piece = reader.next();
    for (; piece.what == What::message || piece.what == What::damaged; piece = reader.next()) {
      if (piece.what == What::damaged) {
        ++damaged_;
        continue;
      }
      if (auto taken = take(piece.message); !taken)
        refuse(taken.error());
      else
        ++messages_;
    }
    const bool cut = piece.what == What::cut;
    const sync::SyncReport& report = session_.report();
    for (const auto& one : report.refused)
      refused_.push_back(object{{"code", one.code}, {"reason", one.reason}, {"hint", one.hint}});
    const bool went_back = report.origin != sync::SyncReport::Origin::current;
    if (went_back) {
      const bool forked = report.origin == sync::SyncReport::Origin::forked;
      office_.go_on(forked ? wire::Return::forked : wire::Return::restored, report.held);
    }
    office_.update_mark();
    sync::SyncReport now;
    sync::note_pending(office_.store(), office_.identity(), now);
    const bool whole = !cut && damaged_ == 0 && refused_.empty();
    object json = to_json(reader.header());
    json["result"] = whole ? "taken" : messages_ > 0 ? "partly" : "refused";
    json["messages"] = messages_;
    json["commits"] = report.received.commits;
    json["enrolled"] = enrolled_;
    json["continued"] = went_back;
    json["cut"] = cut;
    json["damaged"] = damaged_;
    json["pending"] = now.pending;
    json["refused"] = std::move(refused_);
    return json;
  }

 private:
  void refuse(const Error& error) {
    refused_.push_back(object{{"code", base::name_of(error.fault)}, {"reason", error.what}, {"hint", error.hint}});
  }

  Result<void> take(base::ByteView message) {
    const auto answer = sync::read_bundle_answer(message, office_.identity().parties());
    if (!answer) return answer.error();
    if (const auto* exchange = std::get_if<wire::ExchangeAnswer>(&*answer))
      return session_.take_carried(*exchange, office_.clock().wall().ms);
    if (const auto* snapshot = std::get_if<wire::SnapshotAnswer>(&*answer))
      return sync::SnapshotSession(office_.store(), office_.identity(), counter_).take_carried(*snapshot);
    const auto& grant = std::get<wire::EnrolAnswer>(*answer);
    sync::HubProtocol(office_.store()).heard(grant.version);
    const auto code = office_.pending_code();
    if (!code && office_.is_enrolled() && office_.identity().hub_key == grant.hub_key) {
      // The answer to coming back under another key, or to an enrolment that was taken before.
      office_.forget_earlier_keys();
      return {};
    }
    if (!code)
      return Error{Fault::refused, "PC ini tidak sedang menunggu jawaban pendaftaran", "minta kode baru kepada sekretariat"};
    if (auto right = sync::check_enrolment(grant, *code); !right) return right.error();
    office_.accept_enrolment(grant, *code);
    office_.forget_earlier_keys();
    enrolled_ = true;
    return {};
  }

  Office& office_;
  sync::RequestCounter counter_;
  sync::AgentSession session_;
  std::uint64_t messages_ = 0, damaged_ = 0;
  bool enrolled_ = false;
  array refused_;
};

// --- carried ---

std::optional<CarriedBundle> carried_named(Carried& carried, const std::string& name) {
  for (CarriedBundle& one : carried.list())
    if (sync::bundle_file_name(one.header, "") == name) return std::move(one);
  return std::nullopt;
}

Error not_carried(const std::string& name) {
  return {Fault::not_found, "tidak ada titipan \"" + base::printable(name, 80) + "\"",
          "lihat daftarnya: hadir bundle carried list"};
}

}  // namespace

Result<value> bundle_export(Workplace& workplace, const object& request) {
  Office& office = workplace.office;
  office.settle_suspicion();
  boost::json::error_code ec;
  const value* asked = request.if_contains("part_bytes");
  const auto given = asked != nullptr && asked->is_number() ? asked->to_number<std::uint32_t>(ec) : 0;
  const std::size_t part_bytes = ec || given == 0 ? base::limits::bundle_bytes : given;
  const base::KeyPair& key = office.identity().key;
  BundleHeader header{BundleKind::to_hub, {}, log::origin_of(key.public_key()), {}, 1, 1};
  if (const auto code = office.pending_code()) {
    header.kind = BundleKind::enrolment;
    header.receiver = code->hub_key;
    const std::vector<base::Bytes> messages{sync::enrolment_for_bundle(key, *code, base::printable(machine_name(), 100))};
    return files_json(sync::write_bundle(header, nullptr, messages, part_bytes, workplace.random), office.unit(), 0);
  }
  if (!office.is_enrolled())
    return Error{Fault::refused, "PC ini belum terdaftar pada hub, dan belum punya kode pendaftaran",
                 "minta kode kepada sekretariat, lalu: hadir-agent init --enrol KODE (juga tanpa jaringan)"};
  header.receiver = sync::fingerprint_of(office.identity().hub_key);
  sync::RequestCounter counter(office.store());
  auto requests =
      sync::requests_for_bundle(office.store(), office.identity(), counter, std::min(most_message_bytes, part_bytes / 2));
  // Whether the hub still knows this key cannot be asked: with a receipt to show, the bundle brings the way back along.
  if (office.earlier_key() != nullptr || office.store().latest_receipt()) {
    const wire::Return why = office.earlier_key() != nullptr ? sync::latest_reason(office.store()) : wire::Return::forgotten;
    const base::Bytes frame = sync::rejoin_frame(key, office.earlier_key(), office.identity().hub_key, office.unit(),
                                                 base::printable(machine_name(), 100), why, office.store());
    requests.messages.insert(requests.messages.begin(),
                             wire::sign_request(key, office.identity().hub_key, sync::bundle_path, counter.next(), frame));
  }
  return files_json(sync::write_bundle(header, &office.identity().hub_key, requests.messages, part_bytes, workplace.random),
                    office.unit(), requests.commits);
}

Result<value> bundle_import(Workplace& workplace, const object& request) {
  Office& office = workplace.office;
  const auto file = content_of(request);
  if (!file) return file.error();
  const auto header = sync::read_bundle_header(*file);
  if (!header) return header.error();
  office.settle_suspicion();
  office.is_enrolled();  // another process may have enrolled this PC meanwhile
  const base::PublicKey& own = office.identity().key.public_key();
  if (header->kind == BundleKind::to_office && header->receiver == sync::fingerprint_of(own)) {
    auto reader = sync::BundleReader::open(*file, office.identity().key);
    if (!reader) return reader.error();
    return value(Import(office).run(std::move(*reader)));
  }
  if (office.earlier_key() != nullptr && header->receiver == sync::fingerprint_of(office.earlier_key()->public_key()))
    return Error{Fault::refused, "jawaban ini untuk PC ini sebelum databasenya dipulihkan atau disalin",
                 "kirim lagi dengan hadir bundle export; jawabannya nanti dapat dibaca"};
  object json = to_json(*header);
  json["refused"] = array{};
  if (header->sender == log::origin_of(own)) {
    json["result"] = "own";
    return value(std::move(json));
  }
  const auto kept = Carried(office.store()).keep(*header, *file, office.clock().wall().ms);
  if (!kept) return kept.error();
  json["result"] = *kept == Carried::Kept::new_one ? "carried" : "already_carried";
  workplace.note_write();
  return value(std::move(json));
}

Result<value> carried_list(Workplace& workplace, const object&) {
  array all;
  for (const CarriedBundle& one : Carried(workplace.office.store()).list()) {
    object json = to_json(one.header);
    json["name"] = sync::bundle_file_name(one.header, "");
    json["bytes"] = one.bytes;
    json["since"] = base::format_rfc3339({one.received_ms, static_cast<std::int16_t>(workplace.office.offset_minutes())});
    json["note"] = one.note;
    all.push_back(std::move(json));
  }
  return value(std::move(all));
}

Result<value> carried_content(Workplace& workplace, const object& request) {
  Carried carried(workplace.office.store());
  const std::string name = text(request, "name");
  const auto one = carried_named(carried, name);
  const auto content = one ? carried.content(one->digest) : std::nullopt;
  if (!content) return not_carried(name);
  return value(object{{"name", name}, {"content", base::to_base64(*content)}});
}

Result<value> carried_remove(Workplace& workplace, const object& request) {
  Carried carried(workplace.office.store());
  const std::string name = text(request, "name");
  const auto one = carried_named(carried, name);
  if (!one) return not_carried(name);
  store::Transaction transaction(workplace.office.store().database());
  carried.remove(one->digest);
  transaction.commit();
  return value(object{{"result", "removed"}, {"name", name}});
}

}  // namespace hadir::agent
