// Group commit: many writes, one wait for the disk; nobody is told of what is not on it; neighbours do not hurt each other.
#include "hub/store_worker.h"

#include <future>

#include "tests/unit/hub_fixture.h"

namespace hadir::hub {
namespace {

using namespace test;
using base::Fault;

constexpr auto patience = std::chrono::seconds(20);

struct Bench {
  TemporaryFolder folder;
  base::FakeClock clock;
  std::unique_ptr<store::Database> database = store::Database::open(folder.file("a.db"), store::Durability::full).value();
  std::unique_ptr<StoreWorker> worker;

  explicit Bench(WorkerLimits limits = {}) {
    database->execute("CREATE TABLE t (v INTEGER UNIQUE)");
    worker = std::make_unique<StoreWorker>(*database, clock, limits);
  }
  std::int64_t rows() {  // only once the worker has stopped
    store::Statement row = database->prepare("SELECT count(*) FROM t");
    row.step();
    return row.integer(0);
  }
  auto insert(std::int64_t value) {
    return [this, value] { database->prepare("INSERT INTO t VALUES (?)").bind(1, value).run(); };
  }
};

using Told = std::future<std::optional<base::Error>>;

Told submit(StoreWorker& worker, bool writes, std::function<void()> work) {
  const auto told = std::make_shared<std::promise<std::optional<base::Error>>>();
  Told future = told->get_future();
  const bool taken =
      worker.submit({writes, std::move(work), [told](const std::optional<base::Error>& error) { told->set_value(error); }});
  REQUIRE(taken);
  return future;
}

std::optional<base::Error> hear(Told& told) {
  if (told.wait_for(patience) != std::future_status::ready) FAIL("nobody was told");
  return told.get();
}

// Keeps the store's thread busy until it is opened.
struct Gate {
  std::promise<void> passed, opened;
  std::function<void()> work() {
    return [this] {
      passed.set_value();
      opened.get_future().wait();
    };
  }
};

}  // namespace

TEST_CASE("hub worker: writes that wait together share one commit") {
  Bench bench;
  Gate gate;
  Told blocker = submit(*bench.worker, false, gate.work());
  gate.passed.get_future().wait();
  std::vector<Told> all;
  for (int value = 0; value < 50; ++value) all.push_back(submit(*bench.worker, true, bench.insert(value)));
  CHECK(bench.worker->counts().waiting == 50);
  gate.opened.set_value();
  for (Told& told : all) CHECK_FALSE(hear(told));
  const StoreWorker::Counts counts = bench.worker->counts();
  CHECK(counts.writes == 50);
  CHECK(counts.commits == 1);
  bench.worker->stop();
  CHECK(bench.rows() == 50);
}

TEST_CASE("hub worker: a write that fails changes nothing, and its neighbours go through") {
  Bench bench;
  Gate gate;
  submit(*bench.worker, false, gate.work());
  gate.passed.get_future().wait();
  Told good = submit(*bench.worker, true, bench.insert(1));
  Told half = submit(*bench.worker, true, [&] {
    bench.insert(2)();
    bench.insert(1)();  // is there already
  });
  Told odd = submit(*bench.worker, true, [&] {
    bench.insert(3)();
    throw std::runtime_error("out of something");
  });
  Told after = submit(*bench.worker, true, bench.insert(4));
  gate.opened.set_value();
  CHECK_FALSE(hear(good));
  CHECK(hear(half).value().fault == Fault::storage);
  CHECK_THAT(hear(odd).value().what, contains("out of something"));
  CHECK_FALSE(hear(after));
  bench.worker->stop();
  CHECK(bench.rows() == 2);
  CHECK(bench.worker->counts().commits == 1);
}

TEST_CASE("hub worker: nobody hears of a write before its commit, and a failing commit is told to all of its group") {
  Bench bench;
  // The hook runs on the store's thread when the commit is about to happen; what it answers decides it.
  struct Hook {
    std::promise<void> reached;
    std::promise<int> verdict;
  } hook;
  sqlite3_commit_hook(
      bench.database->raw(),
      [](void* context) {
        auto& one = *static_cast<Hook*>(context);
        one.reached.set_value();
        return one.verdict.get_future().get();
      },
      &hook);
  Gate gate;
  submit(*bench.worker, false, gate.work());
  gate.passed.get_future().wait();
  Told first = submit(*bench.worker, true, bench.insert(1)), second = submit(*bench.worker, true, bench.insert(2));
  gate.opened.set_value();
  hook.reached.get_future().wait();
  CHECK(first.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);
  CHECK(second.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);
  hook.verdict.set_value(1);
  CHECK(hear(first));
  CHECK(hear(second));
  CHECK(bench.worker->counts().failed_commits == 1);

  hook = {};
  Told third = submit(*bench.worker, true, bench.insert(3));
  hook.reached.get_future().wait();
  CHECK(third.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);
  hook.verdict.set_value(0);
  CHECK_FALSE(hear(third));
  bench.worker->stop();
  sqlite3_commit_hook(bench.database->raw(), nullptr, nullptr);
  CHECK(bench.rows() == 1);
}

TEST_CASE("hub worker: where SQLite rolls everything back by itself, the whole group is told") {
  Bench bench;
  Gate gate;
  submit(*bench.worker, false, gate.work());
  gate.passed.get_future().wait();
  Told first = submit(*bench.worker, true, bench.insert(1));
  Told fatal = submit(*bench.worker, true, [&] {
    bench.database->execute("ROLLBACK");
    throw base::Failure({Fault::storage, "the disk is full", ""});
  });
  Told later = submit(*bench.worker, true, bench.insert(2));
  gate.opened.set_value();
  CHECK_THAT(hear(first).value().what, contains("full"));
  CHECK_THAT(hear(fatal).value().what, contains("full"));
  CHECK_FALSE(hear(later));  // in a group of its own
  bench.worker->stop();
  CHECK(bench.rows() == 1);
}

TEST_CASE("hub worker: the queue has an end, and what was taken is finished before it stops") {
  Bench bench({.waiting = 3, .group = 2});
  Gate gate;
  submit(*bench.worker, false, gate.work());
  gate.passed.get_future().wait();
  std::vector<Told> all;
  for (int value = 0; value < 3; ++value) all.push_back(submit(*bench.worker, true, bench.insert(value)));
  CHECK_FALSE(bench.worker->submit({true, [] {}, [](const std::optional<base::Error>&) { FAIL("it was not taken"); }}));
  gate.opened.set_value();
  bench.worker->stop();
  for (Told& told : all) CHECK_FALSE(hear(told));
  CHECK(bench.worker->counts().commits == 2);  // two and one
  CHECK(bench.rows() == 3);
  CHECK_FALSE(bench.worker->submit({true, [] {}, [](const std::optional<base::Error>&) {}}));
}

TEST_CASE("hub worker: a long group ends early, so that nobody waits for strangers") {
  Bench bench({.group_time_ms = 100});
  Gate gate;
  submit(*bench.worker, false, gate.work());
  gate.passed.get_future().wait();
  Told slow = submit(*bench.worker, true, [&] {
    bench.insert(1)();
    bench.clock.advance(150);
  });
  Told next = submit(*bench.worker, true, bench.insert(2));
  gate.opened.set_value();
  CHECK_FALSE(hear(slow));
  CHECK_FALSE(hear(next));
  CHECK(bench.worker->counts().commits == 2);
}

}  // namespace hadir::hub
