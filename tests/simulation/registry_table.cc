#include "tests/simulation/registry_table.h"

namespace hadir::simulation {

using base::ByteView;

void RegistryTable::create() {
  database_.execute(
      "CREATE TABLE IF NOT EXISTS enrolled (origin BLOB PRIMARY KEY, key BLOB NOT NULL, unit TEXT NOT NULL, label TEXT NOT NULL, "
      "counter INTEGER NOT NULL DEFAULT 0, arrival INTEGER NOT NULL DEFAULT 0, came_from BLOB) STRICT;"
      "CREATE TABLE IF NOT EXISTS code (secret BLOB PRIMARY KEY, unit TEXT NOT NULL, key BLOB) STRICT;"
      "CREATE TABLE IF NOT EXISTS refusal (origin BLOB NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL, count INTEGER NOT "
      "NULL, "
      "PRIMARY KEY (origin, code)) STRICT");
}

void RegistryTable::add_code(const wire::Secret& secret, const std::string& unit) {
  database_.prepare("INSERT OR IGNORE INTO code (secret, unit) VALUES (?, ?)")
      .bind_all(ByteView(secret), std::string_view(unit))
      .run();
}

void RegistryTable::enrol(const base::PublicKey& key, const std::string& unit, const std::string& label) {
  const log::Origin origin = log::origin_of(key);
  database_.prepare("INSERT OR IGNORE INTO enrolled (origin, key, unit, label) VALUES (?, ?, ?, ?)")
      .bind_all(ByteView(origin), ByteView(key), std::string_view(unit), std::string_view(label))
      .run();
}

std::optional<sync::Enrolled> RegistryTable::find(const log::Origin& origin) {
  store::Statement row = database_.prepare("SELECT key, unit, label, counter, arrival, came_from FROM enrolled WHERE origin = ?");
  if (!row.bind(1, ByteView(origin)).step()) return std::nullopt;
  sync::Enrolled enrolled;
  enrolled.origin = origin;
  std::ranges::copy(row.blob(0), enrolled.key.begin());
  enrolled.unit = row.text(1);
  enrolled.label = row.text(2);
  enrolled.counter = static_cast<std::uint64_t>(row.integer(3));
  enrolled.arrival = static_cast<sync::Arrival>(row.integer(4));
  if (!row.is_null(5)) std::ranges::copy(row.blob(5), enrolled.from.emplace().begin());
  return enrolled;
}

void RegistryTable::admit(const sync::Enrolled& replica, std::int64_t) {
  store::Statement insert = database_.prepare(
      "INSERT OR REPLACE INTO enrolled (origin, key, unit, label, arrival, came_from) VALUES (?, ?, ?, ?, ?, ?)");
  insert.bind_all(ByteView(replica.origin), ByteView(replica.key), std::string_view(replica.unit),
                  std::string_view(replica.label), std::int64_t{static_cast<int>(replica.arrival)});
  if (replica.from)
    insert.bind(6, ByteView(*replica.from));
  else
    insert.bind_null(6);
  insert.run();
}

std::size_t RegistryTable::descendants(const log::Origin& origin) {
  store::Statement row = database_.prepare("SELECT count(*) FROM enrolled WHERE came_from = ?");
  row.bind(1, ByteView(origin)).step();
  return static_cast<std::size_t>(row.integer(0));
}

void RegistryTable::set_counter(const log::Origin& origin, std::uint64_t counter, std::int64_t) {
  if (forgets_) return;
  database_.prepare("UPDATE enrolled SET counter = ? WHERE origin = ?")
      .bind_all(static_cast<std::int64_t>(counter), ByteView(origin))
      .run();
}

base::Result<sync::Grant> RegistryTable::redeem(const wire::Secret& secret, const std::string& unit, const base::PublicKey& key,
                                                const std::string& label, std::int64_t) {
  store::Statement row = database_.prepare("SELECT unit, key FROM code WHERE secret = ?");
  const bool known = row.bind(1, ByteView(secret)).step();
  if (!known || row.text(0) != unit || (!row.is_null(1) && !std::ranges::equal(row.blob(1), key)))
    return base::Error{base::Fault::refused, "this code is not for this PC", ""};
  database_.prepare("UPDATE code SET key = ? WHERE secret = ?").bind_all(ByteView(key), ByteView(secret)).run();
  enrol(key, unit, label);
  return grant(unit);
}

void RegistryTable::note_refusal(const log::Origin* origin, std::string_view code, std::string_view detail, std::int64_t) {
  database_
      .prepare(
          "INSERT INTO refusal (origin, code, detail, count) VALUES (?, ?, ?, 1) "
          "ON CONFLICT (origin, code) DO UPDATE SET count = count + 1, detail = excluded.detail")
      .bind_all(origin == nullptr ? ByteView() : ByteView(*origin), code, detail)
      .run();
}

}  // namespace hadir::simulation
