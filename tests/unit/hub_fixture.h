// A hub in a temporary folder, for the tests of its registry, importer and service.
#pragma once

#include "hub/data_dir.h"
#include "hub/registry.h"
#include "tests/catch.h"
#include "tests/unit/fixtures.h"

namespace hadir::test {

class HubFolder {
 public:
  HubFolder()
      : dir_(hub::DataDir::initialise(folder_.file("hub"), {}, clock, random).value().dir), store_(dir_.open_store().value()) {}

  const hub::DataDir& dir() const { return dir_; }
  store::ReplicaStore& store() { return *store_; }
  std::string file(std::string_view name) const { return folder_.file(name); }

  template <class Work>
  auto within(Work work) {
    store::Transaction transaction(store_->database());
    auto done = work();
    transaction.commit();
    return done;
  }
  std::int64_t count(const std::string& table) {
    store::Statement row = store_->database().prepare("SELECT count(*) FROM " + table);
    row.step();
    return row.integer(0);
  }

  base::FakeClock clock;
  base::SeededRandom random{7};

 private:
  TemporaryFolder folder_;
  hub::DataDir dir_;
  std::unique_ptr<store::ReplicaStore> store_;
};

}  // namespace hadir::test
