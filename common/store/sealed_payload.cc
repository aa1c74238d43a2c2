#include "common/store/sealed_payload.h"

#include "common/store/base.h"

namespace hadir::store {
namespace {

bool is_unknown_and_required(const log::Extension& extension) {
  return extension.required() && extension.tag != log::hub_writer_tag && extension.tag != log::Sealed::tag;
}

ScopeLane scope_lane(const Statement& row) { return {std::string(row.text(0)), static_cast<model::Lane>(row.integer(1))}; }

ReadPayload parked(std::string reason) {
  ReadPayload read;
  read.as = ReadPayload::As::parked;
  read.reason = std::move(reason);
  return read;
}

// The changes of a payload as it was before it was sealed, or never was.
ReadPayload decoded(base::ByteView payload, std::optional<log::Sealed> sealed) {
  auto changes = model::decode_payload(payload);
  if (!changes) return parked("isinya tidak dapat dibaca (" + changes.error().what + ")");
  ReadPayload read;
  read.decoded = std::move(*changes);
  read.sealed = std::move(sealed);
  return read;
}

}  // namespace

std::optional<std::vector<model::Change>> plain_changes(const log::Header& header, base::ByteView payload) {
  if (log::sealed_extension(header) != nullptr) return std::nullopt;
  auto changes = model::decode_payload(payload);
  if (!changes) return std::nullopt;
  return std::move(*changes);
}

ReadPayload read_payload(Database& database, Keyring* keys, std::string_view scope, const log::Header& header,
                         base::ByteView payload, const std::vector<model::Change>* known) {
  ReadPayload read;
  if (std::ranges::any_of(header.extensions, is_unknown_and_required)) {
    read.as = ReadPayload::As::later_version;
    return read;
  }
  const log::Extension* extension = log::sealed_extension(header);
  if (extension == nullptr && known != nullptr) {
    read.known = known;
    return read;
  }
  if (extension == nullptr) return decoded(payload, std::nullopt);
  read.sealed = log::decode_sealed(*extension);
  if (!read.sealed) return parked("tanda segelnya tidak dapat dibaca");
  const base::SymmetricKey* key = keys == nullptr ? nullptr : keys->find(database, read.sealed->key);
  if (key == nullptr) {
    read.as = ReadPayload::As::unread;
    return read;
  }
  const auto opened = log::open_payload(*key, scope, payload);
  if (!opened) return parked("isinya tersegel dan tidak terbuka dengan kunci yang disebutnya");
  return decoded(*opened, std::move(read.sealed));
}

void note_unread(Database& database, std::int64_t stream, std::uint64_t seq, const log::SealingKeyId& key) {
  Statement insert = database.prepare("INSERT OR IGNORE INTO unread (stream, seq, sealing_key) VALUES (?, ?, ?)");
  insert.bind_all(stream, static_cast<std::int64_t>(seq), base::ByteView(key));
  insert.run();
}

log::VersionVector first_unread(Database& database, std::string_view scope, model::Lane lane) {
  log::VersionVector first;
  if (commits_may_come(database, scope, lane)) {
    // Of what may come of its base nothing can be said yet, so nothing counts as seen.
    for (const StreamRow& stream : load_group(database, scope, lane))
      if (first.entries().size() < log::Sealed::most_unread) first.raise(stream.info.stream.origin, 1);
    return first;
  }
  Statement rows = database.prepare(
      "SELECT origin, (SELECT min(seq) FROM unread WHERE stream = id), (SELECT min(seq) FROM deferred WHERE stream = id AND kind "
      "< "
      "0) FROM stream WHERE scope = ? AND lane = ? ORDER BY origin");
  rows.bind_all(scope, std::int64_t{static_cast<int>(lane)});
  while (rows.step() && first.entries().size() < log::Sealed::most_unread) {
    if (rows.is_null(1) && rows.is_null(2)) continue;
    const std::int64_t unread = rows.integer(1), deferred = rows.integer(2);  // 0 where there is none
    log::Origin origin;
    std::ranges::copy(rows.blob(0), origin.begin());
    first.raise(origin, static_cast<std::uint64_t>(unread == 0 ? deferred : deferred == 0 ? unread : std::min(unread, deferred)));
  }
  return first;
}

std::set<ScopeLane> readable_now(Database& database, Keyring& keys) {
  std::set<ScopeLane> found;
  for (const auto& [id, key] : keys.keys()) {
    Statement rows = database.prepare(
        "SELECT DISTINCT s.scope, s.lane FROM unread u JOIN stream s ON s.id = u.stream WHERE u.sealing_key = ?");
    for (rows.bind(1, base::ByteView(id)); rows.step();) found.insert(scope_lane(rows));
  }
  return found;
}

std::set<ScopeLane> known_now(Database& database) {
  std::set<ScopeLane> found;
  Statement rows = database.prepare(
      "SELECT s.scope, s.lane, c.header FROM deferred d JOIN stream s ON s.id = d.stream JOIN commit_log c ON c.stream = "
      "d.stream "
      "AND c.seq = d.seq WHERE d.kind < 0 AND c.payload IS NOT NULL");
  while (rows.step())
    if (std::ranges::none_of(log::decode_header(rows.blob(2)).value().extensions, is_unknown_and_required))
      found.insert(scope_lane(rows));
  return found;
}

}  // namespace hadir::store
