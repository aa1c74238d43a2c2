#include "tests/disk/steps.h"

#include <future>
#include <map>
#include <stdexcept>

#include "common/store/backup.h"
#include "common/store/key_shares.h"
#include "common/store/migrations.h"
#include "hub/registry.h"
#include "hub/schema.h"
#include "hub/store_worker.h"
#include "tests/catch.h"
#include "tests/unit/sync_fixture.h"

namespace hadir::test {
namespace {

using store::Database;
using store::ReplicaStore;
using store::Transaction;

// An authorship only refers to its key.
const base::KeyPair& held_key(std::uint8_t number) {
  static std::map<std::uint8_t, base::KeyPair> keys;
  return keys.try_emplace(number, key_pair(number)).first->second;
}

void in_transaction(Computer& computer, const std::function<void(ReplicaStore&)>& work) {
  Transaction transaction(computer.store->database());
  work(*computer.store);
  transaction.commit();
}

// Records what must be accepted or be there already.
void write_changes(Computer& computer, const store::Authorship& who, const std::vector<model::Change>& changes) {
  in_transaction(computer, [&](ReplicaStore& store) {
    for (const auto& outcome : store.record(who, changes))
      must(outcome.kind != store::Outcome::Kind::refused, "a change is refused");
  });
}

void take(Computer& computer, const log::Slice& slice) {
  in_transaction(computer, [&](ReplicaStore& store) { store.ingest(slice, noon_ms).value(); });
}

model::Change day(const std::string& mode, const std::string& date = "2026-03-02") {
  return change("schedule",
                R"({"employee":"198609262015051001","date":")" + date + R"(","mode":")" + mode + R"(","shift":"P1"})");
}

model::Change erasure_of(const model::Change& change_alone) {
  return change("erasure",
                R"({"payload":")" + base::to_hex(base::hash_of(model::encode_payload({change_alone}))) +
                    R"(","reason":"permintaan","basis":"UU 27/2022","author":"hub","at":"2026-03-05T09:00:00+07:00"})");
}

// Ends only when nothing of an erased payload is left in the -wal either.
void scrub(Computer& computer) { must(computer.store->scrub(), "nobody else reads"); }

// A neighbour's health check, and in its second commit the share that lets us read it.
std::vector<log::Slice> sealed_by_a_neighbour() {
  base::SeededRandom random(9);
  const base::SymmetricKey key{9};
  HandMadeStream stream(key_pair(9), "7.01", model::Lane::daily);
  log::Header header;
  header.stamp = {noon_ms, log::Quality::hub, 20};
  header.author = "petugas";
  log::Header sealed = header;
  sealed.extensions.push_back(log::extension_of(log::Sealed{log::id_of(key), {}}));
  const auto check = change("health_check", R"({"employee":"198609262015051001","date":"2026-03-02","condition":"sakit"})");
  stream.add(log::seal_payload(key, "7.01", model::encode_payload({check}), random), sealed);
  stream.add({store::share_change(held_key(1).public_key(), key, store::SharePurpose::read, random).value()}, header);
  return {stream.slice(1, 1), stream.slice(2, 2)};
}

void remove_file(Computer& computer, const char* name) {
  sqlite3_vfs* const vfs = sqlite3_vfs_find(computer.disk.vfs_name());
  for (const char* ending : {"", "-wal", "-journal"}) {
    const std::string whole = std::string(name) + ending;
    int there = 0;
    if (vfs->xAccess(vfs, whole.c_str(), SQLITE_ACCESS_EXISTS, &there) == SQLITE_OK && there != 0)
      if (vfs->xDelete(vfs, whole.c_str(), 1) != SQLITE_OK)
        throw base::Failure({base::Fault::storage, "a leftover cannot be removed", ""});
  }
}

void back_up(Computer& computer) {
  remove_file(computer, copy_path);
  store::BackupOptions options;
  options.pages_per_step = 7;
  options.vfs = computer.disk.vfs_name();
  store::copy_database(computer.store->database(), copy_path, options).value();
  store::check_database(copy_path, options.vfs).value();
}

// The old schema of a program's own tables, and the new one: what is there is copied first, then changed.
constexpr store::Migration first_schema[] = {{1, "CREATE TABLE own (a INTEGER); INSERT INTO own VALUES (1), (2), (3)"}};
constexpr store::Migration second_schema[] = {{1, "CREATE TABLE own (a INTEGER); INSERT INTO own VALUES (1), (2), (3)"},
                                              {2, "ALTER TABLE own ADD COLUMN b TEXT; UPDATE own SET b = 'baru'"},
                                              {3, "CREATE INDEX own_by_b ON own (b)"}};

// Streams of other PCs of the office, written once: B's second commit has seen C's first.
struct Neighbours {
  std::vector<log::Slice> catalogue, first_of_b, first_of_c, second_of_b, schedules_of_b, erasures;

  Neighbours() {
    const auto hub = memory_store(), b = memory_store(), c = memory_store();
    const auto slices = [](ReplicaStore& store, std::string_view scope, std::uint64_t after) {
      std::vector<log::Slice> all;
      for (std::size_t lane = 0; lane < model::lane_count; ++lane)
        for (const store::StreamInfo& stream : store.streams(scope, static_cast<model::Lane>(lane)))
          if (auto slice = store.slice_after(stream, after, 1 << 20)) all.push_back(std::move(*slice));
      return all;
    };
    must_record(*hub, authorship(held_key(hub_number), ""),
                change("unit", R"({"code":"7.01","name":"Dinas Contoh","time_zone":"WIB"})"));
    must_record(*hub, authorship(held_key(hub_number), ""), change("holiday", R"({"date":"2026-03-19","name":"Nyepi"})"));
    catalogue = slices(*hub, "", 0);
    must_record(*b, authorship(held_key(2)), punch_change(1));
    first_of_b = slices(*b, "7.01", 0);
    must_record(*c, authorship(held_key(3)), punch_change(2));
    first_of_c = slices(*c, "7.01", 0);
    copy_all(*c, *b);
    must_record(*b, authorship(held_key(2)), punch_change(3));
    for (log::Slice& slice : slices(*b, "7.01", 1))
      if (slice.key == key_pair(2).public_key()) second_of_b.push_back(std::move(slice));
    const auto alone = memory_store();
    must_record(*alone, authorship(held_key(4)), day("WFH"));
    schedules_of_b = slices(*alone, "7.01", 0);
    for (const model::Change& gone : {punch_change(50), day("WFH")})  // of this PC, and of the one that contradicts it
      must_record(*hub, authorship(held_key(hub_number)), erasure_of(gone));
    erasures = slices(*hub, "7.01", 0);
    must(erasures.size() == 1 && catalogue.size() == 1 && first_of_b.size() == 1 && first_of_c.size() == 1 &&
             second_of_b.size() == 1 && schedules_of_b.size() == 1,
         "one slice each");
  }
};

const Neighbours& neighbours() {
  static const Neighbours all;
  return all;
}

// The hub that an office's steps talk to; it works, and knows what it was told before.
struct RemoteHub : TestHub {
  RemoteHub() { enrol(1); }
};

const sync::AgentIdentity& identity() {
  static const sync::AgentIdentity one{key_pair(1), "7.01", key_pair(hub_number).public_key()};
  return one;
}

// Ends only with a receipt that covers everything.
void sync_with(Computer& computer, RemoteHub& hub) {
  hub.registry.replicas[origin(1)].counter = 0;  // each trial begins with the same database
  sync::RequestCounter counter(*computer.store);
  sync::AgentSession session(*computer.store, identity(), counter);
  auto action = session.start();
  while (const auto* post = std::get_if<sync::AgentSession::Post>(&action)) {
    const sync::HubReply reply = hub.exchange.handle(post->path, post->body);
    action = session.on_reply(reply.status, reply.body, noon_ms);
  }
  must(session.report().result == sync::SyncResult::complete, "a sync over a perfect link is complete");
}

// One job on the hub's store thread, in a group of its own; fails with what the office would be told.
void on_worker(Computer& computer, const std::function<void()>& work) {
  const base::FakeClock clock;
  std::promise<std::optional<base::Error>> told;
  hub::StoreWorker worker(computer.store->database(), clock);
  must(worker.submit({true, work, [&](const std::optional<base::Error>& error) { told.set_value(error); }}), "a job is taken");
  const auto error = told.get_future().get();
  worker.stop();
  if (error) throw base::Failure(*error);
}

// The request of an office that pushes its first punches; the bytes are the same every time.
base::Bytes push_request(std::uint8_t number, int punches) {
  TestAgent agent(number);
  for (int punch = 0; punch < punches; ++punch) agent.record(punch_change(1000 * number + punch));
  sync::AgentSession session = agent.session();
  auto action = session.start();
  return std::get<sync::AgentSession::Post>(action).body;
}

}  // namespace

std::string contents(Database& database) {
  std::vector<std::string> names;
  {
    store::Statement tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    while (tables.step()) names.emplace_back(tables.text(0));
  }
  std::string all;
  for (const std::string& name : names) {
    std::vector<std::string> lines;
    // A sync done twice has two receipts of the same.
    store::Statement rows = database.prepare(name == "receipt" ? "SELECT DISTINCT hub_ms, hub_epoch, body, signature FROM receipt"
                                                               : "SELECT * FROM \"" + name + "\"");
    while (rows.step()) {
      std::string line;
      for (int column = 0; column < rows.column_count(); ++column) {
        line += '|';
        const base::ByteView bytes = rows.blob(column);
        line.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      }
      if (name == "meta" && line.starts_with("|request_counter")) continue;
      lines.push_back(std::move(line));
    }
    std::ranges::sort(lines);
    all += "# " + name + "\n";
    for (const std::string& line : lines) all += line + "\n";
  }
  return all;
}

base::Result<void> Computer::open() {
  auto opened = ReplicaStore::open(database_path, {durability, disk.vfs_name()});
  if (!opened) return opened.error();
  if (is_hub)
    if (auto more = store::migrate_more((*opened)->database(), database_path, hub::migrations(), hub::schema_key); !more)
      return more.error();
  store = std::move(*opened);
  return store::guarded([&] {
    if (!is_hub) store->use_keys(std::span(&held_key(1), 1));
    if (is_pressed) store->database().execute("PRAGMA wal_autocheckpoint = 1; PRAGMA cache_size = 8");
  });
}
void must(bool condition, const char* what) {
  if (!condition) throw std::logic_error(what);
}

std::vector<Step> office_steps() {
  const auto hub = std::make_shared<RemoteHub>();
  const store::Authorship clerk = authorship(held_key(1));
  std::vector<model::Change> import;
  for (int number = 100; number < 130; ++number) import.push_back(punch_change(number));
  for (int number = 1; number <= 6; ++number)  // the same day twice: two commits of one import
    for (const char* field : {R"("mode":"WFH")", R"("shift":"P1")"})
      import.push_back(change(
          "schedule", R"({"employee":"198609262015051001","date":"2026-03-0)" + std::to_string(number) + "\"," + field + "}"));
  return {
      {"open a new database", [](Computer&) {}},
      {"set it up",
       [](Computer& computer) {
         in_transaction(computer, [](ReplicaStore& store) {
           store.set_hub_key(key_pair(hub_number).public_key());
           store.set_bytes("unit", base::bytes_of("7.01"));
         });
       }},
      {"record a punch", [clerk](Computer& computer) { write_changes(computer, clerk, {punch_change(50)}); }},
      {"import", [clerk, import](Computer& computer) { write_changes(computer, clerk, import); }},
      {"take in the catalogue", [](Computer& computer) { take(computer, neighbours().catalogue[0]); }},
      {"take in what must wait",
       [](Computer& computer) {
         in_transaction(computer, [](ReplicaStore& store) {
           store.ingest(neighbours().first_of_b[0], noon_ms).value();
           store.ingest(neighbours().second_of_b[0], noon_ms).value();
         });
       }},
      {"take in what it waited for", [](Computer& computer) { take(computer, neighbours().first_of_c[0]); }},
      {"take in a contradiction", [](Computer& computer) { take(computer, neighbours().schedules_of_b[0]); }},
      {"settle it", [clerk](Computer& computer) { write_changes(computer, clerk, {day("WFO")}); }},
      {"import with lines in quarantine",
       [clerk](Computer& computer) {
         in_transaction(computer, [&](ReplicaStore& store) {
           store.database().execute(
               "INSERT INTO quarantine (source, line, content, item, reason, first_ms) VALUES ('1_attlog.dat', 3, 'rusak', '', "
               "'PIN tak "
               "dikenal', 7) ON CONFLICT DO NOTHING");
           for (const auto& outcome : store.record(clerk, {punch_change(7)}))
             must(outcome.kind != store::Outcome::Kind::refused, "a change is refused");
         });
       }},
      {"delete a record",
       [clerk](Computer& computer) {
         write_changes(computer, clerk,
                       {change("schedule", R"({"employee":"198609262015051001","date":"2026-03-05","deleted":true})")});
       }},
      {"take in what cannot be read", [](Computer& computer) { take(computer, sealed_by_a_neighbour()[0]); }},
      {"take in its key",
       [](Computer& computer) {
         take(computer, sealed_by_a_neighbour()[1]);
         must(computer.store->unread().empty(), "what waited for the key is read");
       }},
      {"record under that key",
       [clerk](Computer& computer) {
         base::SeededRandom random(10);  // the same bytes each time it is tried
         store::Authorship who = clerk;
         who.sealing.emplace(store::Sealing{base::SymmetricKey{9}, random});
         write_changes(computer, who,
                       {change("health_check", R"({"employee":"198609262015051001","date":"2026-03-03","condition":"sehat"})")});
       }},
      {"sync", [hub](Computer& computer) { sync_with(computer, *hub); }},
      {"note a receipt",
       [](Computer& computer) {
         in_transaction(computer, [](ReplicaStore& store) {
           store.raise_receipt({origin(2), "7.01", model::find_kind("punch")->lane}, 1);
           store.set_number("proof", 7);
         });
       }},
      {"take in erasures",
       [](Computer& computer) {
         take(computer, neighbours().erasures[0]);
         scrub(computer);
       }},
      {"back up", back_up},
      {"tables of the program's own",
       [](Computer& computer) { store::migrate_more(computer.store->database(), database_path, first_schema, "own").value(); }},
      {"migrate them",
       [](Computer& computer) { store::migrate_more(computer.store->database(), database_path, second_schema, "own").value(); }},
  };
}

std::vector<Step> hub_steps() {
  static const sync::HubIdentity identity{key_pair(hub_number), 77};
  static const base::FakeClock clock;
  const store::Authorship secretariat = authorship(held_key(hub_number), "");
  const auto push = [](base::Bytes request) {
    return [request = std::move(request)](Computer& computer) {
      hub::SqliteRegistry registry(*computer.store);
      sync::HubExchange exchange(*computer.store, registry, identity, clock);
      bool already = false;
      on_worker(computer, [&] {
        const auto identified = exchange.identify(request);
        must(identified.has_value(), "the request is identified");
        const auto opened = sync::HubExchange::open(*identified, identity.key.public_key());
        must(opened.has_value(), "the request is opened");
        const auto answer = exchange.apply(*opened);
        already = answer.has_error() && answer.error().code == "replayed";  // its commit went through, its answer did not
        must(already || (answer.has_value() && answer->receipt.has_value()), "the request is answered with a receipt");
      });
    };
  };
  return {
      {"open a new database", [](Computer&) {}},
      {"set it up",
       [](Computer& computer) {
         in_transaction(computer, [](ReplicaStore& store) { store.set_hub_key(key_pair(hub_number).public_key()); });
       }},
      {"import the catalogue",
       [secretariat](Computer& computer) {
         write_changes(computer, secretariat,
                       {change("unit", R"({"code":"7.01","name":"Dinas Contoh","time_zone":"WIB"})"),
                        change("holiday", R"({"date":"2026-03-19","name":"Nyepi"})")});
       }},
      {"enrol two PCs",
       [](Computer& computer) {
         on_worker(computer, [&] {
           hub::SqliteRegistry registry(*computer.store);
           base::SeededRandom random(5);
           for (const std::uint8_t number : {std::uint8_t{1}, std::uint8_t{2}}) {
             if (registry.find(origin(number))) continue;
             const wire::Secret secret = registry.make_code("7.01", 1, 1'000'000'000, random);
             registry.redeem(secret, "7.01", key_pair(number).public_key(), "PC", 2).value();
           }
         });
       }},
      {"a push", push(push_request(1, 3))},
      {"a push of another PC", push(push_request(2, 20))},
      {"erase by law",
       [](Computer& computer) {
         write_changes(computer, authorship(held_key(hub_number)), {erasure_of(punch_change(1001))});
         scrub(computer);
       }},
      {"back up", back_up},
  };
}

}  // namespace hadir::test
