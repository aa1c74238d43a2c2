#include "common/sync/rejoin.h"

namespace hadir::sync {
namespace {

using base::Error;
using base::Fault;

// A PC is restored now and then; one that comes back under ever new names is broken, or its key is in the wrong hands.
constexpr std::size_t most_descendants = 32;

Rejection refuse(const char* code, std::string what, std::string hint) {
  return {code == std::string_view("unknown_replica") || code == std::string_view("bad_signature") ? 401u : 403u,
          code,
          {Fault::refused, std::move(what), std::move(hint)},
          std::nullopt};
}

constexpr const char* ask_for_code = "yang tercatat di PC ini tetap ada; minta kode baru kepada sekretariat";

bool names(const wire::ReceiptBody& receipt, const log::Origin& origin, const std::string& unit) {
  return std::ranges::any_of(receipt.entries, [&](const wire::ReceiptEntry& entry) {
    return entry.stream.origin == origin && entry.stream.scope == unit;
  });
}

// Whether this hub once acknowledged commits of one of the two keys for the unit.
bool has_proof(const base::PublicKey& hub, const wire::RejoinRequest& request) {
  if (!request.receipt || !base::verify(hub, wire::receipt_message(request.receipt->body), request.receipt->signature))
    return false;
  const auto body = wire::decode<wire::ReceiptBody>(request.receipt->body, "receipt");
  if (!body) return false;
  return names(*body, log::origin_of(request.key), request.unit) ||
         (request.before && names(*body, log::origin_of(request.before->key), request.unit));
}

Arrival arrival_of(wire::Return why) {
  switch (why) {
    case wire::Return::restored: return Arrival::restored;
    case wire::Return::copied: return Arrival::copied;
    case wire::Return::forked: return Arrival::forked;
    case wire::Return::forgotten: break;
  }
  return Arrival::forgotten;
}

}  // namespace

base::Bytes rejoin_frame(const base::KeyPair& key, const base::KeyPair* before, const base::PublicKey& hub,
                         const std::string& unit, const std::string& label, wire::Return why, store::ReplicaStore& store) {
  wire::RejoinRequest request;
  request.oldest_protocol = wire::oldest_protocol;
  request.newest_protocol = wire::newest_protocol;
  request.why = why;
  request.unit = unit;
  request.key = key.public_key();
  request.label = label;
  if (before != nullptr) request.before = wire::EarlierKey{before->public_key(), {}};
  if (auto receipt = store.latest_receipt()) request.receipt = wire::Receipt{std::move(receipt->body), receipt->signature};
  const base::Bytes message = wire::rejoin_message(hub, request);
  request.signature = key.sign(message);
  if (before != nullptr) request.before->signature = before->sign(message);
  return wire::seal_frame(wire::FrameType::rejoin, wire::encode(request));
}

wire::Return latest_reason(store::ReplicaStore& store) {
  const auto all = store.continuations();
  return all.empty() ? wire::Return::restored : all.front().why;
}

Admission<Grant> rejoin(Registry& registry, const base::PublicKey& hub, const wire::RejoinRequest& request, std::int64_t now_ms) {
  const base::Bytes message = wire::rejoin_message(hub, request);
  if (!base::verify(request.key, message, request.signature) ||
      (request.before && !base::verify(request.before->key, message, request.before->signature)))
    return refuse("bad_signature", "permintaan kembali tidak ditandatangani oleh kunci yang disebutnya", "");

  const log::Origin origin = log::origin_of(request.key);
  std::optional<log::Origin> from;
  if (request.before) from = log::origin_of(request.before->key);
  const auto present = registry.find(origin);
  const auto before = from ? registry.find(*from) : std::nullopt;
  for (const auto* known : {&present, &before}) {
    if (!*known) continue;
    const base::PublicKey& key = known == &present ? request.key : request.before->key;
    if ((*known)->key != key) return refuse("refused", "PC lain sudah memakai nama ini", ask_for_code);
    if ((*known)->revoked)
      return refuse("revoked", "pendaftaran PC ini (" + (*known)->label + ") telah dicabut oleh sekretariat", ask_for_code);
    if ((*known)->unit != request.unit)
      return refuse("refused", "PC ini terdaftar untuk unit " + (*known)->unit, "periksa untuk unit mana PC ini didaftarkan");
  }
  if (present && present->arrival != Arrival::vouched) return registry.grant(request.unit);
  if (!before && !has_proof(hub, request))
    return refuse("unknown_replica", "PC ini tidak terdaftar pada hub ini, dan tidak membawa tanda terima darinya", ask_for_code);
  if (from && registry.descendants(*from) >= most_descendants)
    return refuse("refused", "PC ini terlalu sering dipulihkan atau disalin", ask_for_code);
  registry.admit({origin, request.key, request.unit, request.label, false, 0, arrival_of(request.why), from}, now_ms);
  return registry.grant(request.unit);
}

}  // namespace hadir::sync
