#include "hub/registry.h"

#include "common/base/civil.h"
#include "common/base/text.h"
#include "common/sync/enrolment_code.h"

namespace hadir::hub {
namespace {

using base::Error;
using base::Fault;
using store::Statement;
using store::Transaction;

constexpr std::size_t label_bytes = 128, detail_bytes = 500, code_bytes = 40;

// The secret has 128 random bits: looking its hash up tells nobody anything by its duration.
base::Hash hash_of_secret(const wire::Secret& secret) { return base::hash_of({base::bytes_of("hadir enrolment 1"), secret}); }

template <std::size_t size>
std::array<std::uint8_t, size> array_of(base::ByteView bytes) {
  if (bytes.size() != size)
    throw base::Failure({Fault::corrupt, "tabel replica memuat nilai yang salah panjangnya", "kembalikan cadangan terakhir"});
  std::array<std::uint8_t, size> value;
  std::ranges::copy(bytes, value.begin());
  return value;
}

std::optional<std::int64_t> optional_integer(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.integer(column));
}

std::optional<log::Origin> optional_origin(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional<log::Origin>(array_of<8>(row.blob(column)));
}

Error refused(std::string what) {
  return {Fault::refused, std::move(what), "minta kode pendaftaran baru dari sekretariat (hadir-hub enrol UNIT)"};
}

}  // namespace

std::optional<sync::Enrolled> SqliteRegistry::find(const log::Origin& origin) {
  Statement row = database_.prepare(
      "SELECT public_key, unit, label, revoked_ms, counter, arrival, came_from, last_seen_ms FROM replica WHERE origin = ?");
  if (!row.bind(1, base::ByteView(origin)).step()) return std::nullopt;
  return sync::Enrolled{origin,
                        array_of<32>(row.blob(0)),
                        std::string(row.text(1)),
                        std::string(row.text(2)),
                        !row.is_null(3),
                        static_cast<std::uint64_t>(row.integer(4)),
                        static_cast<sync::Arrival>(row.integer(5)),
                        optional_origin(row, 6),
                        row.integer(7)};
}

void SqliteRegistry::set_counter(const log::Origin& origin, std::uint64_t counter, std::int64_t now_ms) {
  Statement update = database_.prepare("UPDATE replica SET counter = ?, last_seen_ms = ? WHERE origin = ?");
  update.bind_all(static_cast<std::int64_t>(counter), now_ms, base::ByteView(origin));
  update.run();
}

base::Result<sync::Grant> SqliteRegistry::redeem(const wire::Secret& secret, const std::string& unit, const base::PublicKey& key,
                                                 const std::string& label, std::int64_t now_ms) {
  return redeem_known(Known::secret_hash, hash_of_secret(secret), unit, key, label, now_ms);
}

base::Result<sync::Grant> SqliteRegistry::redeem_proven(const base::PublicKey& code_key, const std::string& unit,
                                                        const base::PublicKey& key, const std::string& label,
                                                        std::int64_t now_ms) {
  return redeem_known(Known::code_key, code_key, unit, key, label, now_ms);
}

base::Result<sync::Grant> SqliteRegistry::redeem_known(Known by, base::ByteView name, const std::string& unit,
                                                       const base::PublicKey& key, const std::string& label,
                                                       std::int64_t now_ms) {
  base::Hash hash{};
  std::string code_unit;
  std::int64_t expires_ms = 0;
  bool withdrawn = false;
  std::optional<base::PublicKey> used_by;
  {
    Statement row =
        database_.prepare(by == Known::secret_hash
                              ? "SELECT unit, expires_ms, used_by, withdrawn_ms, secret_hash FROM enrolment WHERE secret_hash = ?"
                              : "SELECT unit, expires_ms, used_by, withdrawn_ms, secret_hash FROM enrolment WHERE code_key = ?");
    if (!row.bind(1, name).step()) return refused("kode pendaftaran ini tidak dikenal oleh hub");
    code_unit = row.text(0);
    expires_ms = row.integer(1);
    if (!row.is_null(2)) used_by = array_of<32>(row.blob(2));
    withdrawn = !row.is_null(3);
    hash = array_of<32>(row.blob(4));
  }
  if (code_unit != unit) return refused("kode pendaftaran ini bukan untuk unit " + base::printable(unit, 40));
  if (used_by && *used_by != key) return refused("kode pendaftaran ini sudah dipakai oleh PC lain");
  if (used_by) {
    const auto enrolled = find(log::origin_of(key));
    if (enrolled && enrolled->revoked) return refused("pendaftaran PC ini sudah dicabut oleh sekretariat");
    return grant(unit);
  }
  if (withdrawn) return refused("kode pendaftaran ini sudah ditarik oleh sekretariat");
  if (now_ms > expires_ms)
    return refused("kode pendaftaran ini sudah kedaluwarsa sejak " +
                   base::format_date(base::date_of(expires_ms, base::wib_offset_minutes)));
  if (auto enrolled = enrol(unit, key, label, now_ms); !enrolled) return enrolled.error();
  Statement update = database_.prepare("UPDATE enrolment SET used_by = ?, used_ms = ? WHERE secret_hash = ?");
  update.bind_all(base::ByteView(key), now_ms, base::ByteView(hash));
  update.run();
  return grant(unit);
}

// A new code for a revoked PC lets it in again; its counter stays, so that nothing it sent before can be replayed.
base::Result<void> SqliteRegistry::enrol(const std::string& unit, const base::PublicKey& key, const std::string& label,
                                         std::int64_t now_ms) {
  const log::Origin origin = log::origin_of(key);
  if (const auto present = find(origin)) {
    if (present->key != key)
      return Error{Fault::clash, "PC lain sudah memakai nama ini", "buat kunci baru: hadir-agent init pada direktori kosong"};
    if (present->unit != unit)
      return Error{Fault::refused, "PC ini sudah terdaftar untuk unit " + present->unit,
                   "PC yang pindah unit memulai direktori data baru dengan hadir-agent init"};
  }
  const std::string shown = base::printable(label, label_bytes);
  Statement insert = database_.prepare(
      "INSERT INTO replica (origin, public_key, unit, label, enrolled_ms) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (origin) DO UPDATE SET label = excluded.label, enrolled_ms = excluded.enrolled_ms, revoked_ms = NULL, arrival "
      "= 0, "
      "came_from = NULL");
  insert.bind_all(base::ByteView(origin), base::ByteView(key), std::string_view(unit), std::string_view(shown), now_ms);
  insert.run();
  return {};
}

void SqliteRegistry::note_said(const log::Origin& origin, std::uint64_t counter, const wire::ExchangeRequest& request,
                               std::int64_t now_ms) {
  std::vector<wire::ScopeVectors> have = request.have;
  const base::Bytes encoded = wire::encode(wire::bounded<wire::most_scopes>(have));
  Statement upsert = database_.prepare(
      "INSERT INTO replica_have (origin, counter, have, noted_ms, newest_protocol) VALUES (?, ?, ?, ?, ?) ON CONFLICT (origin) "
      "DO UPDATE SET counter = excluded.counter, have = excluded.have, noted_ms = excluded.noted_ms, newest_protocol = "
      "excluded.newest_protocol WHERE excluded.counter > counter");
  upsert.bind_all(base::ByteView(origin), static_cast<std::int64_t>(counter), base::ByteView(encoded), now_ms,
                  static_cast<std::int64_t>(request.newest_protocol));
  upsert.run();
}

std::optional<wire::ExchangeRequest> SqliteRegistry::last_said(const log::Origin& origin) {
  Statement row = database_.prepare("SELECT have, newest_protocol FROM replica_have WHERE origin = ?");
  if (!row.bind(1, base::ByteView(origin)).step()) return std::nullopt;
  wire::ExchangeRequest said;
  base::ByteReader in(row.blob(0));
  wire::Reader archive(in);
  archive(wire::bounded<wire::most_scopes>(said.have));
  said.newest_protocol = static_cast<std::uint32_t>(row.integer(1));
  return in.finished() ? std::optional(std::move(said)) : std::nullopt;
}

void SqliteRegistry::admit(const sync::Enrolled& replica, std::int64_t now_ms) {
  const std::string shown = base::printable(replica.label, label_bytes);
  Statement insert = database_.prepare(
      "INSERT INTO replica (origin, public_key, unit, label, enrolled_ms, arrival, came_from) VALUES (?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (origin) DO UPDATE SET label = excluded.label, enrolled_ms = excluded.enrolled_ms, arrival = "
      "excluded.arrival, "
      "came_from = excluded.came_from, counter = 0");
  insert.bind_all(base::ByteView(replica.origin), base::ByteView(replica.key), std::string_view(replica.unit),
                  std::string_view(shown), now_ms, std::int64_t{static_cast<int>(replica.arrival)});
  if (replica.from)
    insert.bind(7, base::ByteView(*replica.from));
  else
    insert.bind_null(7);
  insert.run();
}

std::vector<sync::Member> SqliteRegistry::members(const std::string& unit) {
  Statement rows = database_.prepare(
      "SELECT public_key, revoked_ms IS NULL AND arrival != ? AS active FROM replica WHERE unit = ? "
      "ORDER BY active DESC, enrolled_ms DESC, origin LIMIT ?");
  rows.bind_all(static_cast<std::int64_t>(sync::Arrival::vouched), std::string_view(unit),
                static_cast<std::int64_t>(sync::most_members));
  std::vector<sync::Member> all;
  while (rows.step()) all.push_back({array_of<32>(rows.blob(0)), rows.integer(1) != 0});
  return all;
}

std::size_t SqliteRegistry::descendants(const log::Origin& origin) {
  Statement row = database_.prepare("SELECT count(*) FROM replica WHERE came_from = ?");
  row.bind(1, base::ByteView(origin)).step();
  return static_cast<std::size_t>(row.integer(0));
}

sync::Grant SqliteRegistry::grant(const std::string& code) { return unit(code).value_or(sync::Grant{}); }

void SqliteRegistry::note_refusal(const log::Origin* origin, std::string_view code, std::string_view detail,
                                  std::int64_t now_ms) {
  const std::string short_code = base::printable(code, code_bytes), short_detail = base::printable(detail, detail_bytes);
  Statement upsert = database_.prepare(
      "INSERT INTO refusal (origin, code, count, first_ms, last_ms, last_detail) VALUES (?, ?, 1, ?, ?, ?) "
      "ON CONFLICT (origin, code) DO UPDATE SET count = count + 1, last_ms = excluded.last_ms, last_detail = "
      "excluded.last_detail");
  upsert.bind_all(origin != nullptr ? base::ByteView(*origin) : base::ByteView(), std::string_view(short_code), now_ms, now_ms,
                  std::string_view(short_detail));
  upsert.run();
}

wire::Secret SqliteRegistry::make_code(const std::string& unit, std::int64_t now_ms, std::int64_t expires_ms,
                                       base::Random& random) {
  wire::Secret secret;
  random.fill(secret);
  const base::Hash hash = hash_of_secret(secret);
  const base::KeyPair code_key = sync::code_key_of(secret);
  Statement insert =
      database_.prepare("INSERT INTO enrolment (secret_hash, code_key, unit, created_ms, expires_ms) VALUES (?, ?, ?, ?, ?)");
  insert.bind_all(base::ByteView(hash), base::ByteView(code_key.public_key()), std::string_view(unit), now_ms, expires_ms);
  insert.run();
  return secret;
}

base::Result<Revoked> SqliteRegistry::revoke(std::string_view whom, std::int64_t now_ms) {
  Transaction transaction(database_);
  const auto origin = log::parse_origin(whom);
  const bool one = origin && find(*origin);
  Revoked revoked;
  bool known = one;
  for (Replica& replica : replicas()) {
    if (one ? replica.origin != *origin : replica.unit != whom) continue;
    known = true;
    if (replica.revoked_ms) {
      ++revoked.already;
      continue;
    }
    replica.revoked_ms = now_ms;
    revoked.replicas.push_back(std::move(replica));
  }
  Statement update = database_.prepare("UPDATE replica SET revoked_ms = ? WHERE origin = ?");
  for (const Replica& replica : revoked.replicas) {
    update.bind_all(now_ms, base::ByteView(replica.origin));
    update.run();
    update.reset();
  }
  if (!one) {
    Statement withdraw = database_.prepare(
        "UPDATE enrolment SET withdrawn_ms = ? WHERE unit = ? AND used_by IS NULL AND withdrawn_ms IS NULL AND expires_ms >= ?");
    withdraw.bind_all(now_ms, whom, now_ms);
    withdraw.run();
    revoked.codes_withdrawn = database_.changes();
    Statement any = database_.prepare("SELECT 1 FROM enrolment WHERE unit = ? LIMIT 1");
    known |= any.bind(1, whom).step();
  }
  if (!known)
    return Error{Fault::not_found, "tidak ada PC terdaftar maupun kode pendaftaran untuk \"" + base::printable(whom, 40) + "\"",
                 "lihat daftarnya dengan: hadir-hub status"};
  transaction.commit();
  return revoked;
}

std::vector<Replica> SqliteRegistry::replicas() {
  std::vector<Replica> all;
  Statement rows = database_.prepare(
      "SELECT origin, unit, label, enrolled_ms, nullif(max(ifnull(last_seen_ms, 0), ifnull(noted_ms, 0)), 0), revoked_ms, "
      "arrival, came_from FROM replica LEFT JOIN replica_have USING (origin) ORDER BY unit, enrolled_ms, origin");
  while (rows.step()) {
    Replica one{array_of<8>(rows.blob(0)),
                std::string(rows.text(1)),
                std::string(rows.text(2)),
                rows.integer(3),
                optional_integer(rows, 4),
                optional_integer(rows, 5),
                {},
                static_cast<sync::Arrival>(rows.integer(6)),
                optional_origin(rows, 7)};
    for (std::size_t lane = 0; lane < model::lane_count; ++lane)
      if (const auto stream = store_.stream({one.origin, one.unit, static_cast<model::Lane>(lane)}))
        one.commits[lane] = stream->stored.seq;
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<OpenCode> SqliteRegistry::open_codes(std::int64_t now_ms) {
  std::vector<OpenCode> all;
  Statement rows = database_.prepare(
      "SELECT unit, created_ms, expires_ms FROM enrolment WHERE used_by IS NULL AND withdrawn_ms IS NULL AND expires_ms >= ? "
      "ORDER BY unit, created_ms");
  for (rows.bind(1, now_ms); rows.step();) all.push_back({std::string(rows.text(0)), rows.integer(1), rows.integer(2)});
  return all;
}

std::vector<RefusalCount> SqliteRegistry::refusals() {
  std::vector<RefusalCount> all;
  Statement rows = database_.prepare(
      "SELECT f.origin, ifnull(r.label, ''), ifnull(r.unit, ''), f.code, f.last_detail, f.count, f.first_ms, f.last_ms "
      "FROM refusal f LEFT JOIN replica r ON r.origin = f.origin ORDER BY f.last_ms DESC, f.origin, f.code");
  while (rows.step()) {
    RefusalCount one{{},
                     std::string(rows.text(1)),
                     std::string(rows.text(2)),
                     std::string(rows.text(3)),
                     std::string(rows.text(4)),
                     rows.integer(5),
                     rows.integer(6),
                     rows.integer(7)};
    if (!rows.blob(0).empty()) one.origin = array_of<8>(rows.blob(0));
    all.push_back(std::move(one));
  }
  return all;
}

std::optional<sync::Grant> SqliteRegistry::unit(const std::string& code) {
  const model::Kind& kind = *model::find_kind("unit");
  const model::Field& name = *model::find_named(kind, "name");
  const model::Field& zone = *model::find_named(kind, "time_zone");
  const store::RecordRef record{std::string(log::province), kind, {{kind.key[0].number, code}}};
  const auto state = store::load_record(database_, record);
  if (!state || merge::is_deleted(*state)) return std::nullopt;
  sync::Grant grant;
  if (const model::Value value = merge::shown(*state, name); const auto* text = std::get_if<std::string>(&value))
    grant.unit_name = *text;
  // The choices are WIB, WITA, WIT: each an hour further east.
  if (const model::Value value = merge::shown(*state, zone); const auto* index = std::get_if<std::int64_t>(&value))
    grant.offset_minutes = base::wib_offset_minutes + 60 * static_cast<std::int32_t>(std::clamp<std::int64_t>(*index, 0, 2));
  return grant;
}

}  // namespace hadir::hub
