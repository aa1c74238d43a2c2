// What an office's syncs and records cost, through the agent's session and uplink and the whole hub.
//
//   build/release/tests/bench --benchmark_filter='sync/|grown/|record/'
//
// sync/    bytes and requests over one kept TLS connection: HTTP heads and bodies, without TLS and its handshake. A month of an
//          office of 100 people comes from files, a day and a punch are recorded one by one.
// grown/   a day's sync with so many months stored on both sides: processor time of the office's side and of the hub's (without
//          HTTP and TLS), bytes of the bodies. The months are there in files, as in real life. Medians of 25 days, and their
//          ratio to those of an office with one month that does the same in turn.
// record/  one punch, durable, beside one durable insert of a row of the same size with SQLite alone, in turn.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <map>

#include "agent/uplink.h"
#include "hub/app.h"
#include "hub/registry.h"
#include "tests/support/office_data.h"
#include "tests/support/office_work.h"

namespace {

using namespace hadir;
namespace fs = std::filesystem;

constexpr std::size_t people = 100;
constexpr std::size_t days_of_month = 22;

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("hadir-office-bench-" + std::to_string(base::system_random().next()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  fs::path operator/(std::string_view name) const { return path_ / name; }

 private:
  fs::path path_;
};

void admit(const hub::DataDir& dir, const sync::AgentIdentity& who) {
  auto store = dir.open_store().value();
  hub::SqliteRegistry registry(*store);
  store::Transaction transaction(store->database());
  registry.admit({log::origin_of(who.key.public_key()), who.key.public_key(), who.unit, "PC"}, 1);
  transaction.commit();
}

// The employees, then so many days of an office, each by itself.
struct Days {
  std::vector<model::Change> changes;
  std::vector<std::size_t> begins;  // of each day, and the end of the last

  explicit Days(std::size_t days) : changes(test::office_data({100'002, "7.01", people, days, 20'514, false, false, 5})) {
    std::int64_t last = -1;
    for (std::size_t at = people; at < changes.size(); ++at) {
      if (changes[at].kind != 3) continue;  // a day begins with its schedules
      const std::int64_t date = std::get<std::int64_t>(changes[at].key.at(1).value);
      if (std::exchange(last, date) != date) begins.push_back(at);
    }
    begins.push_back(changes.size());
  }
  std::span<const model::Change> until(std::size_t day) const { return std::span(changes).first(begins[day]); }
  std::span<const model::Change> day(std::size_t day) const {
    return std::span(changes).subspan(begins[day], begins[day + 1] - begins[day]);
  }
};

struct Cost {
  std::uint64_t up = 0, down = 0, requests = 0, records = 0;
};

// A month, a day, a punch and nothing, in turn over one connection.
const std::map<std::string, Cost>& costs() {
  static const std::map<std::string, Cost> all = [] {
    base::initialise_crypto();
    const Folder folder;
    const auto dir = hub::DataDir::initialise(folder / "hub", {}, base::system_clock(), base::system_random()).value().dir;
    test::OfficeReplica office({1, "7.01"}, dir.key());
    admit(dir, office.identity());
    hub::ServeOptions serve;
    serve.address = "127.0.0.1";
    serve.port = 0;
    serve.backups = false;
    const auto app = hub::App::open(hub::DataDir::open(dir.root()).value(), serve, base::system_clock(), base::system_random(),
                                    [](std::string_view) {})
                         .value();
    const agent::CurlLibrary library;
    agent::UplinkOptions options;
    options.url = app->start().value();
    options.pin = http::spki_pin(dir.tls().value().certificate_pem).value();
    agent::CurlUplink uplink(library, base::system_clock(), options);
    // The connection's handshake is not counted.
    if (!uplink.call({.path = "/healthz", .reads = true}, {})) throw std::runtime_error("no hub");

    std::map<std::string, Cost> made;
    const auto sync = [&](const std::string& name, std::size_t records) {
      Cost& cost = made[name];
      cost.records = records;
      const auto report = office.sync(
          [&](const std::string& path, base::ByteView body) {
            const auto reply = uplink.post(path, body, {}).value();
            cost.up += reply.bytes_sent;
            cost.down += reply.bytes_received;
            return test::OfficeReplica::Reply{reply.status, reply.body};
          },
          base::system_clock().wall().ms);
      cost.requests = report.requests;
    };
    const Days days(days_of_month + 2);
    sync("first", 0);
    office.work(days.until(days_of_month), test::Entry::import);
    sync("month", days.until(days_of_month).size());
    office.work(days.day(days_of_month), test::Entry::one_by_one);
    sync("day", days.day(days_of_month).size());
    const auto next = days.day(days_of_month + 1);
    const auto punch = std::ranges::find(next, 4u, &model::Change::kind);
    office.work({punch, 1}, test::Entry::one_by_one);
    sync("punch", 1);
    sync("idle", 0);
    return made;
  }();
  return all;
}

void sync_costs(benchmark::State& state, const std::string& name) {
  const Cost& cost = costs().at(name);
  for ([[maybe_unused]] const auto _ : state) {
  }
  state.counters["records"] = static_cast<double>(cost.records);
  state.counters["requests"] = static_cast<double>(cost.requests);
  state.counters["up"] = static_cast<double>(cost.up);
  state.counters["down"] = static_cast<double>(cost.down);
}
BENCHMARK_CAPTURE(sync_costs, month, "month")->Name("sync/month")->Iterations(1);
BENCHMARK_CAPTURE(sync_costs, day, "day")->Name("sync/day")->Iterations(1);
BENCHMARK_CAPTURE(sync_costs, punch, "punch")->Name("sync/punch")->Iterations(1);
BENCHMARK_CAPTURE(sync_costs, idle, "idle")->Name("sync/idle")->Iterations(1);

double processor_ms() { return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

// An office and a hub that hold so many months, and days that are still to come.
class Grown {
 public:
  Grown(std::size_t months, std::size_t days_to_come)
      : before_(months * days_of_month),
        days_(before_ + days_to_come),
        dir_(hub::DataDir::initialise(folder_ / "hub", {}, base::system_clock(), base::system_random()).value().dir),
        identity_{dir_.key(), 1},
        office_({1, "7.01"}, dir_.key(), (folder_ / "hadir.db").string()) {
    admit(dir_, office_.identity());
    store_ = dir_.open_store().value();
    registry_.emplace(*store_);
    exchange_.emplace(*store_, *registry_, identity_, base::system_clock());
    office_.work(days_.until(before_), test::Entry::import);
    sync();
  }

  struct Day {
    double office_ms = 0, hub_ms = 0;
    std::uint64_t up = 0, down = 0, requests = 0;
  };
  Day next() {
    office_.work(days_.day(before_++), test::Entry::one_by_one);
    return sync();
  }

 private:
  Day sync() {
    Day day;
    const double begin = processor_ms();
    const auto report = office_.sync(
        [&](const std::string& path, base::ByteView body) {
          const double arrived = processor_ms();
          const sync::HubReply reply = exchange_->handle(path, body);
          day.hub_ms += processor_ms() - arrived;
          day.up += body.size();
          day.down += reply.body.size();
          return test::OfficeReplica::Reply{reply.status, reply.body};
        },
        base::system_clock().wall().ms);
    day.office_ms = processor_ms() - begin - day.hub_ms;
    day.requests = report.requests;
    return day;
  }

  std::size_t before_;
  Folder folder_;
  Days days_;
  hub::DataDir dir_;
  sync::HubIdentity identity_;
  test::OfficeReplica office_;
  std::unique_ptr<store::ReplicaStore> store_;
  std::optional<hub::SqliteRegistry> registry_;
  std::optional<sync::HubExchange> exchange_;
};

void grown(benchmark::State& state) {
  base::initialise_crypto();
  constexpr std::size_t measured = 25;
  Grown old(static_cast<std::size_t>(state.range(0)), measured), young(1, measured);
  std::vector<double> office_ms, hub_ms, office_alone, hub_alone;
  double up = 0, down = 0, up_alone = 0, requests = 0;
  for ([[maybe_unused]] const auto _ : state) {
    for (std::size_t day = 0; day < measured; ++day) {
      const Grown::Day one = old.next(), alone = young.next();
      office_ms.push_back(one.office_ms);
      hub_ms.push_back(one.hub_ms);
      office_alone.push_back(alone.office_ms);
      hub_alone.push_back(alone.hub_ms);
      up += static_cast<double>(one.up) / measured;
      up_alone += static_cast<double>(alone.up) / measured;
      down += static_cast<double>(one.down) / measured;
      requests += static_cast<double>(one.requests) / measured;
    }
  }
  state.counters["office_ms"] = median(office_ms);
  state.counters["hub_ms"] = median(hub_ms);
  state.counters["office_ratio"] = median(office_ms) / median(office_alone);
  state.counters["hub_ratio"] = median(hub_ms) / median(hub_alone);
  state.counters["up"] = up;
  state.counters["up_ratio"] = up / up_alone;
  state.counters["down"] = down;
  state.counters["requests"] = requests;
}
BENCHMARK(grown)->ArgName("months")->Arg(1)->Arg(12)->Arg(60)->Iterations(1)->Unit(benchmark::kMillisecond);

void record_latency(benchmark::State& state) {
  base::initialise_crypto();
  const Folder folder;
  test::OfficeReplica office({1, "7.01"}, test::office_hub_key(), (folder / "hadir.db").string());
  auto plain = store::Database::open((folder / "plain.db").string(), store::Durability::full).value();
  plain->execute("CREATE TABLE row (id INTEGER PRIMARY KEY, content BLOB NOT NULL)");
  const base::Bytes content(400, 7);  // what a punch takes in all its tables
  const Days days(60);
  using Clock = std::chrono::steady_clock;
  const auto us_since = [](Clock::time_point begin) {
    return std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
  };
  std::vector<double> ours, alone;
  std::size_t at = people;
  for ([[maybe_unused]] const auto _ : state) {
    while (days.changes[at].kind != 4) ++at;
    const auto begin = Clock::now();
    office.work(std::span(days.changes).subspan(at++, 1), test::Entry::one_by_one);
    ours.push_back(us_since(begin));
    const auto middle = Clock::now();
    store::Transaction transaction(*plain);
    plain->prepare("INSERT INTO row (content) VALUES (?)").bind(1, base::ByteView(content)).run();
    transaction.commit();
    alone.push_back(us_since(middle));
  }
  state.counters["us"] = median(ours);
  state.counters["alone_us"] = median(alone);
  state.counters["ratio"] = median(ours) / median(alone);
}
BENCHMARK(record_latency)->Name("record/punch")->Iterations(2000)->Unit(benchmark::kMicrosecond);

}  // namespace
