#include "agent/carried.h"

#include <boost/json/parse.hpp>

#include "common/base/text.h"
#include "common/sync/hub_exchange.h"

namespace hadir::agent {
namespace {

using base::Error;
using base::Fault;
using store::Statement;
using store::Transaction;

template <std::size_t size>
std::array<std::uint8_t, size> array_of(base::ByteView bytes) {
  std::array<std::uint8_t, size> value{};
  std::copy_n(bytes.begin(), std::min(size, bytes.size()), value.begin());
  return value;
}

bool begins_with(base::ByteView whole, base::ByteView part) {
  return whole.size() >= part.size() && std::equal(part.begin(), part.end(), whole.begin());
}

std::string reason_in(const HttpReply& reply) {
  boost::json::error_code ec;
  const boost::json::value problem = boost::json::parse(base::text_of(reply.body), ec);
  const boost::json::object* object = ec ? nullptr : problem.if_object();
  const boost::json::value* detail = object == nullptr ? nullptr : object->if_contains("detail");
  if (detail == nullptr || !detail->is_string()) return "hub menjawab dengan kode " + std::to_string(reply.status);
  return base::printable(detail->get_string(), 300);
}

// The hub has looked at it and said no; whatever else is not 200 may be different later.
bool is_final(unsigned status) { return status == 400 || status == 401 || status == 403 || status == 413 || status == 426; }

}  // namespace

base::Result<Carried::Kept> Carried::keep(const sync::BundleHeader& header, base::ByteView file, std::int64_t now_ms) {
  Transaction transaction(database_);
  const base::Hash digest = base::hash_of(file);
  std::vector<base::Hash> shorter;
  {
    Statement same = database_.prepare("SELECT digest, content FROM carried_bundle WHERE id = ? AND part = ?");
    for (same.bind_all(base::ByteView(header.id), std::int64_t{header.part}); same.step();) {
      if (begins_with(same.blob(1), file)) return Kept::already;
      if (begins_with(file, same.blob(1))) shorter.push_back(array_of<32>(same.blob(0)));
    }
  }
  for (const base::Hash& one : shorter) remove(one);
  Statement total = database_.prepare("SELECT ifnull(sum(length(content)), 0) FROM carried_bundle");
  total.step();
  if (static_cast<std::size_t>(total.integer(0)) + file.size() > carried_bytes)
    return Error{Fault::too_large, "titipan di PC ini sudah sebanyak yang boleh disimpan",
                 "kosongkan sebagian: hadir bundle carried list, lalu hadir bundle carried remove NAMA"};
  Statement insert = database_.prepare(
      "INSERT INTO carried_bundle (digest, kind, sender, receiver, id, part, parts, content, received_ms) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind_all(base::ByteView(digest), std::int64_t{static_cast<int>(header.kind)}, base::ByteView(header.sender),
                  base::ByteView(header.receiver), base::ByteView(header.id), std::int64_t{header.part},
                  std::int64_t{header.parts}, file, now_ms);
  insert.run();
  transaction.commit();
  return Kept::new_one;
}

std::vector<CarriedBundle> Carried::list() {
  std::vector<CarriedBundle> all;
  Statement rows = database_.prepare(
      "SELECT digest, kind, sender, receiver, id, part, parts, length(content), received_ms, note FROM carried_bundle "
      "ORDER BY kind DESC, sender, id, part, digest");
  while (rows.step()) {
    CarriedBundle one;
    one.digest = array_of<32>(rows.blob(0));
    one.header = {static_cast<sync::BundleKind>(rows.integer(1)),
                  array_of<16>(rows.blob(3)),
                  array_of<8>(rows.blob(2)),
                  array_of<16>(rows.blob(4)),
                  static_cast<std::uint32_t>(rows.integer(5)),
                  static_cast<std::uint32_t>(rows.integer(6))};
    one.bytes = static_cast<std::size_t>(rows.integer(7));
    one.received_ms = rows.integer(8);
    one.note = rows.text(9);
    all.push_back(std::move(one));
  }
  return all;
}

std::optional<base::Bytes> Carried::content(const base::Hash& digest) {
  Statement row = database_.prepare("SELECT content FROM carried_bundle WHERE digest = ?");
  if (!row.bind(1, base::ByteView(digest)).step()) return std::nullopt;
  return base::Bytes(row.blob(0).begin(), row.blob(0).end());
}

void Carried::remove(const base::Hash& digest) {
  database_.prepare("DELETE FROM carried_bundle WHERE digest = ?").bind(1, base::ByteView(digest)).run();
}

void Carried::note(const base::Hash& digest, const std::string& why) {
  database_.prepare("UPDATE carried_bundle SET note = ? WHERE digest = ?")
      .bind_all(std::string_view(why), base::ByteView(digest))
      .run();
}

bool Carried::hand_on(Uplink& uplink, const base::PublicKey& hub_key, std::int64_t now_ms,
                      const std::function<bool()>& cancelled) {
  bool moved = false;
  for (const CarriedBundle& one : list()) {
    if (one.header.kind == sync::BundleKind::to_office || !one.note.empty() ||
        one.header.receiver != sync::fingerprint_of(hub_key))
      continue;
    const auto file = content(one.digest);
    if (!file) continue;  // removed meanwhile
    const auto reply = uplink.post(std::string(sync::bundle_path), *file, cancelled);
    if (!reply) return moved;
    Transaction transaction(database_);
    if (reply->status == 200) {
      const auto header = sync::read_bundle_header(reply->body);
      if (!header || header->kind != sync::BundleKind::to_office) return moved;  // not the hub that spoke
      // The hub has taken it: room for the answer there is where the request was.
      remove(one.digest);
      if (auto kept = keep(*header, reply->body, now_ms); !kept) return moved;
    } else if (is_final(reply->status)) {
      note(one.digest, reason_in(*reply));
    } else {
      return moved;
    }
    transaction.commit();
    moved = true;
  }
  return moved;
}

}  // namespace hadir::agent
