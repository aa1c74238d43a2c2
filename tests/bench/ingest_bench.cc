// How fast the hub takes in what offices send, beside SQLite alone.
//
//   build/release/tests/bench --benchmark_filter=ingest
//
// Hub: whole requests, as real sessions of real office databases made them, through hub/exchange_service with the threads that
// the program has (a pool for signatures and decoding, one for the store, which groups): envelope, signature, frame, decoding,
// rights, chains, the authors' signatures, log, records, receipt, what the answer says, and its frame. HTTP and TLS are not in it
// (surge_bench has them). Every office has one request at a time under way. As on any day the hub has served somebody before, so
// that its statements are prepared, as the raw ones are; what it does for that office is not measured.
//
// Raw: the rows that the hub's database holds afterwards and did not hold before, every table and column, inserted with prepared
// statements, in the order in which the hub first wrote them, by one thread into a copy of the database from before: the same
// tables and indexes, pragmas and durability, and as many transactions as the hub needed for them. Nothing is checked, hashed,
// encoded or read for it.
//
// Both write files beside each other in the folder for temporary files, one after the other in each iteration. `ratio` is the
// hub's records per second of wall time through the raw ones, `cpu_ratio` the same by processor time of all threads.
//
// Arguments: shape (see `Shape`), offices.
#include <benchmark/benchmark.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include "common/store/record_table.h"
#include "hub/data_dir.h"
#include "hub/exchange_service.h"
#include "hub/registry.h"
#include "tests/support/office_data.h"
#include "tests/support/office_work.h"

namespace {

using namespace hadir;
namespace asio = boost::asio;
namespace fs = std::filesystem;

enum Shape : std::int64_t {
  month = 0,     // 100 people, 22 days, files of 1,000 lines: some 400 changes in a commit
  day = 1,       // 100 people, one day, each record by itself: one change in a commit
  one_punch = 2  // a single punch
};

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("hadir-ingest-bench-" + std::to_string(base::system_random().next()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  fs::path operator/(std::string_view name) const { return path_ / name; }

 private:
  fs::path path_;
};

// What the offices send, recorded once against a hub that took it.
struct Scene {
  Folder folder;
  hub::DataDir dir;
  std::vector<std::vector<base::Bytes>> requests;  // by office, in turn; the first office comes before it is measured
  std::size_t records = 0, commits = 0;

  Scene(Shape shape, std::int64_t offices)
      : dir(hub::DataDir::initialise(folder / "hub", {}, base::system_clock(), base::system_random()).value().dir) {
    std::vector<std::unique_ptr<test::OfficeReplica>> pcs;
    for (std::int64_t number = 0; number <= offices; ++number) {
      const std::string unit = "7." + std::to_string(number + 1);
      const auto key = static_cast<std::uint32_t>(1000 + number);
      auto& pc = *pcs.emplace_back(std::make_unique<test::OfficeReplica>(
          test::OfficePc{key, unit, "198107142006041003", static_cast<std::uint64_t>(number)}, dir.key()));
      const std::vector<model::Change> changes = test::office_data(
          {100'000 + static_cast<std::uint64_t>(number), unit, 100, shape == month ? 22u : 1u, 20'514, false, false, 5});
      const auto people = static_cast<std::ptrdiff_t>(100);
      if (shape == month) pc.work(changes, test::Entry::import);
      if (shape == day) pc.work(std::span(changes).subspan(100), test::Entry::one_by_one);
      if (shape == one_punch) {
        const auto punch = std::find_if(changes.begin() + people, changes.end(), [](const auto& one) { return one.kind == 4; });
        pc.work(std::span(punch, 1), test::Entry::one_by_one);
      }
    }
    {
      auto store = dir.open_store().value();
      hub::SqliteRegistry registry(*store);
      store::Transaction transaction(store->database());
      for (const auto& pc : pcs) {
        const base::PublicKey& key = pc->identity().key.public_key();
        registry.admit({log::origin_of(key), key, pc->identity().unit, "PC"}, base::system_clock().wall().ms);
      }
      transaction.commit();
      store->database().empty_wal();
    }
    fs::copy_file(dir.database(), folder / "before.db");

    auto store = dir.open_store().value();
    hub::SqliteRegistry registry(*store);
    const sync::HubIdentity identity{dir.key(), 1};
    sync::HubExchange exchange(*store, registry, identity, base::system_clock());
    std::size_t records_before = 0, commits_before = 0;
    for (const auto& pc : pcs) {
      auto& sent = requests.emplace_back();
      pc->sync(
          [&](const std::string& path, base::ByteView body) {
            sent.emplace_back(body.begin(), body.end());
            const sync::HubReply reply = exchange.handle(path, body);
            return test::OfficeReplica::Reply{reply.status, reply.body};
          },
          base::system_clock().wall().ms);
      records = commits = 0;
      for (const model::Kind& kind : model::kinds())
        records += static_cast<std::size_t>(store::count_records(store->database(), kind));
      store::Statement count = store->database().prepare("SELECT count(*) FROM commit_log");
      count.step();
      commits = static_cast<std::size_t>(count.integer(0));
      if (&pc == &pcs.front()) records_before = records, commits_before = commits;
    }
    records -= records_before, commits -= commits_before;
  }

  // A database from before all requests, in the hub's own place.
  void restore() const {
    for (const char* tail : {"", "-wal", "-shm"}) fs::remove(dir.database().string() + tail);
    fs::copy_file(folder / "before.db", dir.database());
  }
  // What the first office brought is in it.
  fs::path served() const { return folder / "served.db"; }
};

struct Spent {
  double wall = 0, cpu = 0;
};
class Stopwatch {
 public:
  Spent spent() const {
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - wall_).count(),
            static_cast<double>(std::clock() - cpu_) / CLOCKS_PER_SEC};
  }

 private:
  std::chrono::steady_clock::time_point wall_ = std::chrono::steady_clock::now();
  std::clock_t cpu_ = std::clock();
};

asio::awaitable<bool> send_all(hub::ExchangeService* service, const std::vector<base::Bytes>* requests) {
  for (const base::Bytes& body : *requests) {
    http::Request request;
    request.method = "POST";
    request.target = sync::exchange_path;
    request.body = body;
    const http::Response response = co_await hub::ExchangeService::handle(service, std::move(request));
    if (response.status != 200) co_return false;
  }
  co_return true;
}

// The next office begins when one is done, so that the house is full and nobody is told to come back.
asio::awaitable<bool> send_of(hub::ExchangeService* service, const Scene* scene, std::atomic<std::size_t>* next) {
  bool all = true;
  for (std::size_t office = (*next)++; office < scene->requests.size(); office = (*next)++)
    all = co_await send_all(service, &scene->requests[office]) && all;
  co_return all;
}

// Answers how many transactions it took.
std::optional<std::uint64_t> through_the_hub(const Scene& scene, Spent& spent) {
  constexpr std::size_t at_once = 256;
  auto store = scene.dir.open_store().value();
  hub::SqliteRegistry registry(*store);
  const sync::HubIdentity identity{scene.dir.key(), 1};
  sync::HubExchange exchange(*store, registry, identity, base::system_clock());
  asio::thread_pool pool(2);
  asio::io_context io(2);
  hub::StoreWorker worker(store->database(), base::system_clock());
  hub::ExchangeService service({exchange,
                                identity.key.public_key(),
                                worker,
                                pool.get_executor(),
                                base::system_random(),
                                {},
                                base::system_clock(),
                                scene.dir.database().string()});
  std::atomic<std::size_t> next = 1;
  std::vector<std::future<bool>> done;
  done.push_back(asio::co_spawn(io, send_all(&service, &scene.requests.front()), asio::use_future));
  io.run();
  service.wait_until_idle();
  store->database().empty_wal();
  fs::copy_file(scene.dir.database(), scene.served(), fs::copy_options::overwrite_existing);
  const std::uint64_t transactions_before = worker.counts().commits;
  io.restart();
  const Stopwatch watch;
  for (std::size_t n = 0; n < std::min(at_once, scene.requests.size() - 1); ++n)
    done.push_back(asio::co_spawn(asio::make_strand(io), send_of(&service, &scene, &next), asio::use_future));
  std::jthread beside([&] { io.run(); });
  io.run();
  beside.join();
  bool all = true;
  for (auto& one : done) all = one.get() && all;
  spent = watch.spent();
  service.wait_until_idle();
  worker.stop();
  pool.join();
  if (!all) return std::nullopt;
  return worker.counts().commits - transactions_before;
}

using Cell = std::variant<std::monostate, std::int64_t, double, std::string, base::Bytes>;
struct Row {
  std::size_t table;
  std::vector<Cell> cells;
};

// The rows that a database has and had not before, in the order in which the hub came to write them.
struct Rows {
  std::vector<std::string> inserts;  // by table
  std::vector<Row> rows;

  Rows(const Scene& scene, store::Database& after) {
    after.attach_read_only("before_", scene.served().string(), true);
    std::vector<std::string> tables;
    for (store::Statement names = after.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                                                "'sqlite_%' ORDER BY name");
         names.step();)
      tables.emplace_back(names.text(0));
    for (const std::string& table : tables) {
      store::Statement fresh =
          after.prepare("SELECT * FROM main.\"" + table + "\" EXCEPT SELECT * FROM before_.\"" + table + "\"");
      if (table == "replica" || table == "meta") continue;  // rows that were there, with another counter
      std::string marks;
      for (int column = 0; column < fresh.column_count(); ++column) marks += column == 0 ? "?" : ", ?";
      by_table_[table] = inserts.size();
      inserts.push_back("INSERT INTO \"" + table + "\" VALUES (" + marks + ")");
      while (fresh.step()) {
        Row row{inserts.size() - 1, {}};
        for (int column = 0; column < fresh.column_count(); ++column) row.cells.push_back(cell(fresh, column));
        waiting_[name_of(table, row)].push_back(std::move(row));
      }
    }
    order(after);
  }

 private:
  static Cell cell(const store::Statement& row, int column) {
    switch (sqlite3_column_type(row.raw(), column)) {
      case SQLITE_INTEGER: return row.integer(column);
      case SQLITE_FLOAT: return sqlite3_column_double(row.raw(), column);
      case SQLITE_TEXT: return std::string(row.text(column));
      case SQLITE_BLOB: return base::Bytes(row.blob(column).begin(), row.blob(column).end());
      default: return {};
    }
  }
  // Records by scope and key, commits by stream and number, the rest by table alone.
  static std::string name_of(const std::string& table, const Row& row) {
    if (table == "commit_log")
      return table + " " + std::to_string(std::get<std::int64_t>(row.cells[0])) + " " +
             std::to_string(std::get<std::int64_t>(row.cells[1]));
    if (model::find_kind(table) != nullptr)
      return record_name(table, std::get<std::string>(row.cells[0]), std::get<base::Bytes>(row.cells[2]));
    return table;
  }
  static std::string record_name(std::string_view table, std::string_view scope, base::ByteView key) {
    return std::string(table) + " " + std::string(scope) + " " + base::to_hex(key);
  }
  void move_to_rows(const std::string& name) {
    const auto found = waiting_.find(name);
    if (found == waiting_.end()) return;
    std::ranges::move(found->second, std::back_inserter(rows));
    waiting_.erase(found);
  }
  void order(store::Database& after) {
    move_to_rows("stream");
    store::Statement commits = after.prepare(
        "SELECT c.stream, c.seq, s.scope, c.payload FROM main.commit_log c JOIN main.stream s ON s.id = c.stream ORDER BY 1, 2");
    while (commits.step()) {
      move_to_rows("commit_log " + std::to_string(commits.integer(0)) + " " + std::to_string(commits.integer(1)));
      for (const model::Change& change : model::decode_payload(commits.blob(3)).value())
        move_to_rows(record_name(model::find_kind(change.kind)->name, commits.text(2), model::encode_key(change.key)));
    }
    while (!waiting_.empty()) move_to_rows(std::string(waiting_.begin()->first));
  }

  std::map<std::string, std::size_t> by_table_;
  std::map<std::string, std::vector<Row>> waiting_;
};

void bind(store::Statement& statement, const Row& row) {
  int index = 0;
  for (const Cell& cell : row.cells) {
    ++index;
    if (const auto* number = std::get_if<std::int64_t>(&cell))
      statement.bind(index, *number);
    else if (const auto* text = std::get_if<std::string>(&cell))
      statement.bind(index, std::string_view(*text));
    else if (const auto* bytes = std::get_if<base::Bytes>(&cell))
      statement.bind(index, base::ByteView(*bytes));
    else
      statement.bind_null(index);
  }
}

Spent through_sqlite_alone(const Scene& scene, const Rows& rows, std::uint64_t transactions) {
  const fs::path path = scene.folder / "raw.db";
  for (const char* tail : {"", "-wal", "-shm"}) fs::remove(path.string() + tail);
  fs::copy_file(scene.served(), path);
  auto database = store::Database::open(path.string(), store::Durability::full).value();
  std::vector<store::Statement> inserts;
  for (const std::string& sql : rows.inserts) inserts.push_back(database->prepare(sql));
  const Stopwatch watch;
  for (std::uint64_t number = 0; number < transactions; ++number) {
    const std::size_t begin = rows.rows.size() * number / transactions, end = rows.rows.size() * (number + 1) / transactions;
    store::Transaction transaction(*database);
    for (std::size_t at = begin; at < end; ++at) {
      store::Statement& insert = inserts[rows.rows[at].table];
      bind(insert, rows.rows[at]);
      insert.run();
      insert.reset();
    }
    transaction.commit();
  }
  return watch.spent();
}

const Scene& scene_of(Shape shape, std::int64_t offices) {
  static std::map<std::pair<Shape, std::int64_t>, std::unique_ptr<Scene>> made;
  auto& scene = made[{shape, offices}];
  if (!scene) {
    base::initialise_crypto();
    scene = std::make_unique<Scene>(shape, offices);
  }
  return *scene;
}

void ingest(benchmark::State& state) {
  const Scene& scene = scene_of(static_cast<Shape>(state.range(0)), state.range(1));
  Spent hub{}, raw{};
  std::uint64_t transactions = 0;
  std::size_t rows_written = 0;
  for ([[maybe_unused]] const auto _ : state) {
    scene.restore();
    Spent spent{};
    const auto committed = through_the_hub(scene, spent);
    if (!committed) return state.SkipWithError("the hub refused a request");
    transactions += *committed;
    Spent alone{};
    {
      auto after = store::Database::open(scene.dir.database().string(), store::Durability::full).value();
      const Rows rows(scene, *after);
      rows_written = rows.rows.size();
      alone = through_sqlite_alone(scene, rows, *committed);
    }
    state.SetIterationTime(spent.wall);
    hub.wall += spent.wall, hub.cpu += spent.cpu;
    raw.wall += alone.wall, raw.cpu += alone.cpu;
  }
  const auto runs = static_cast<double>(state.iterations());
  const double records = runs * static_cast<double>(scene.records);
  state.counters["records"] = static_cast<double>(scene.records);
  state.counters["commits"] = static_cast<double>(scene.commits);
  state.counters["rows"] = static_cast<double>(rows_written);
  state.counters["transactions"] = static_cast<double>(transactions) / runs;
  state.counters["records/s"] = records / hub.wall;
  state.counters["raw_records/s"] = records / raw.wall;
  state.counters["ratio"] = raw.wall / hub.wall;
  state.counters["cpu_ratio"] = raw.cpu / hub.cpu;
}

BENCHMARK(ingest)
    ->ArgNames({"shape", "offices"})
    ->Args({month, 1})
    ->Args({month, 8})
    ->Args({day, 1})
    ->Args({day, 100})
    ->Args({one_punch, 1000})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
