// Backups of a live database, the rotation of the scheduled ones, and putting one back.
#include "common/store/backup.h"

#include <filesystem>
#include <fstream>
#include <set>

#include "common/base/civil.h"
#include "common/store/backup_keeper.h"
#include "common/store/restore.h"
#include "tests/property.h"
#include "tests/unit/fixtures.h"

namespace hadir::test {
namespace {

namespace fs = std::filesystem;
using base::Fault;
using store::Database;

constexpr std::int64_t hour_ms = 3'600'000, day_ms = 24 * hour_ms;

struct Office {
  TemporaryFolder folder;
  fs::path path = folder.file("hadir.db");
  std::unique_ptr<store::ReplicaStore> store = store::ReplicaStore::open(path.string()).value();
  const base::KeyPair key = key_pair(1);
  int punches = 0;

  Office() {
    store->set_hub_key(key_pair(hub_number).public_key());
    store->set_bytes("unit", base::bytes_of("7.01"));
  }
  void punch(int count = 1) {
    for (int made = 0; made < count; ++made, ++punches) {
      const std::string at = base::format_rfc3339({noon_ms + punches * 60'000, 420});
      must_record(
          *store, authorship(key),
          change("punch", R"({"employee":"198609262015051001","at":")" + at + R"(","direction":"in","source":"manual"})"));
    }
  }
  std::size_t count() { return store::count_records(store->database(), *model::find_kind("punch")); }
  base::Result<store::BackupMade> back_up(const fs::path& target, store::BackupOptions options = {}) {
    const auto own = Database::open(path.string(), store::Durability::full).value();
    return store::back_up(*own, target, options);
  }
  // As when all programs have ended.
  void close() { store.reset(); }
  void open() { store = store::ReplicaStore::open(path.string()).value(); }
};

std::vector<std::string> names_in(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

void overwrite(const fs::path& path, std::uintmax_t offset, std::string_view bytes) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(offset));
  file << bytes;
}

}  // namespace

TEST_CASE("backup: a live database is copied into one private file that holds all of it") {
  Office office;
  office.punch(40);
  const fs::path target = office.folder.file("cadangan.db");
  const auto made = office.back_up(target);
  REQUIRE(made.has_value());
  CHECK(made->contents.commits() == 40);
  CHECK(made->contents.unit == "7.01");
  CHECK(made->bytes == fs::file_size(target));
  CHECK((fs::status(target).permissions() & fs::perms::all) == (fs::perms::owner_read | fs::perms::owner_write));
  const auto checked = store::check_database(target.string());
  REQUIRE(checked.has_value());
  CHECK(checked->same_as(made->contents));
  CHECK(names_in(fs::path(office.path).parent_path()) ==
        std::vector<std::string>{"cadangan.db", "hadir.db", "hadir.db-shm", "hadir.db-wal", "hadir.db.lock"});
  office.punch();  // the office goes on
  CHECK(dump(*store::ReplicaStore::open(target.string()).value()) != dump(*office.store));
}

TEST_CASE("backup: commits written while it runs neither wait for it nor are half in it") {
  Office office;
  office.punch(300);
  std::size_t steps = 0;
  store::BackupOptions options;
  options.pages_per_step = 1;
  std::int64_t last = 0;
  options.progress = [&](std::int64_t done, std::int64_t all) {
    CHECK(done >= last);
    CHECK(done <= all);
    last = done;
    office.punch();  // would end in "busy" if the backup held anything
    ++steps;
    return true;
  };
  const fs::path target = office.folder.file("cadangan.db");
  const auto made = office.back_up(target, options);
  REQUIRE(made.has_value());
  CHECK(steps > 20);
  CHECK(made->contents.commits() == 300);
  CHECK(store::check_database(target.string()).value().commits() == 300);
  CHECK(office.count() == 300 + steps);
}

TEST_CASE("backup: an existing file is kept, a stopped one leaves nothing, and what stands in the way is said") {
  Office office;
  office.punch(3);
  const fs::path target = office.folder.file("cadangan.db");
  std::ofstream(target) << "milik orang lain";
  CHECK(error_of(office.back_up(target)).fault == Fault::clash);
  CHECK(fs::file_size(target) == 16);
  store::BackupOptions stopped;
  stopped.replace = true;
  stopped.pages_per_step = 1;
  stopped.progress = [](std::int64_t, std::int64_t) { return false; };
  CHECK(error_of(office.back_up(target, stopped)).fault == Fault::busy);
  CHECK(fs::file_size(target) == 16);
  CHECK_FALSE(fs::exists(target.string() + ".new"));
  CHECK(office.back_up(target, {.replace = true}).has_value());
  const base::Error nowhere = error_of(office.back_up(office.folder.file("tidak/ada/cadangan.db")));
  CHECK(nowhere.fault == Fault::not_found);
  CHECK_THAT(nowhere.what, contains("direktori"));
}

TEST_CASE("backup: a damaged database gives no backup, and a damaged backup is found") {
  Office office;
  office.punch(200);
  const fs::path target = office.folder.file("cadangan.db");
  REQUIRE(office.back_up(target).has_value());
  for (std::uintmax_t page = 4; page < 12; ++page) overwrite(target, page * 4096, std::string(200, '\x5a'));
  CHECK(error_of(store::check_database(target.string())).fault == Fault::corrupt);
  std::ofstream(office.folder.file("surat.txt")) << "ini bukan cadangan sama sekali, tetapi cukup panjang untuk dibaca";
  CHECK(error_of(store::check_database(office.folder.file("surat.txt"))).fault == Fault::bad_input);
  CHECK(error_of(store::check_database(office.folder.file("tidak-ada.db"))).fault == Fault::not_found);
  office.close();
  for (std::uintmax_t page = 4; page < 12; ++page) overwrite(office.path, page * 4096, std::string(200, '\x5a'));
  const auto refused = office.back_up(office.folder.file("kedua.db"));
  CHECK(error_of(refused).fault == Fault::corrupt);
  CHECK_FALSE(fs::exists(office.folder.file("kedua.db")));
}

TEST_CASE("restore: the backup stands again with all that the old database can still prove, and the old one is kept whole") {
  Office office;
  office.punch(20);
  const fs::path target = office.folder.file("cadangan.db");
  REQUIRE(office.back_up(target).has_value());
  office.punch(5);
  const std::string after = dump(*office.store);
  CHECK(error_of(store::Restore::prepare(target, office.path, {noon_ms}, {})).fault == Fault::busy);
  office.close();
  fs::path aside;
  {
    auto restore = store::Restore::prepare(target, office.path, {noon_ms}, {});
    REQUIRE(restore.has_value());
    CHECK(error_of(store::ReplicaStore::open(office.path.string())).fault == Fault::busy);
    CHECK((*restore)->backup().unit == "7.01");
    REQUIRE((*restore)->present());
    CHECK((*restore)->salvaged() == 5);
    CHECK((*restore)->missing().empty());
    aside = (*restore)->apply({noon_ms}).value();
  }
  CHECK(aside.filename() == "hadir.db.before-restore-20260302T050000Z");
  office.open();
  CHECK(dump(*office.store) == after);
  CHECK(dump(*store::ReplicaStore::open(aside.string()).value()) == after);
  office.punch();
  office.close();
  for (const std::string& name : names_in(office.path.parent_path())) CHECK(name.find(".restoring") == std::string::npos);
  // Again in the same second: both stay.
  const fs::path second = store::Restore::prepare(target, office.path, {noon_ms}, {}).value()->apply({noon_ms}).value();
  CHECK(second != aside);
  CHECK(fs::exists(aside));
  CHECK(fs::exists(second));
}

TEST_CASE("restore: what the old database can no longer prove is counted before it goes") {
  Office office;
  office.punch(20);
  const fs::path target = office.folder.file("cadangan.db");
  REQUIRE(office.back_up(target).has_value());
  office.punch(10);
  store::Database& database = office.store->database();
  {
    store::Transaction transaction(database);
    office.store->raise_receipt({origin(1), "7.01", model::find_kind("punch")->lane}, 25);
    transaction.commit();
  }
  SECTION("a commit that was changed ends what is taken over") {
    database.execute("UPDATE commit_log SET payload = zeroblob(length(payload)) WHERE seq = 24");
  }
  SECTION("one that is gone does too") { database.execute("DELETE FROM commit_log WHERE seq = 24"); }
  office.close();
  const auto restore = store::Restore::prepare(target, office.path, {noon_ms}, {});
  REQUIRE(restore.has_value());
  CHECK((*restore)->salvaged() == 3);
  REQUIRE((*restore)->missing().size() == 1);
  const store::Missing& missing = (*restore)->missing()[0];
  CHECK(missing.after == 23);
  CHECK(missing.until == 30);
  CHECK(missing.only_here() == 5);
  CHECK_FALSE(missing.other_past);
}

TEST_CASE("restore: a backup that goes on differently takes nothing over, and says where the two part") {
  Office office;
  office.punch(20);
  const fs::path target = office.folder.file("cadangan.db");
  REQUIRE(office.back_up(target).has_value());
  office.punch(5);
  office.close();
  {
    const auto other = store::ReplicaStore::open(target.string()).value();
    for (int number = 0; number < 3; ++number)
      must_record(*other, authorship(office.key),
                  change("schedule", R"({"employee":"198609262015051001","date":"2026-03-0)" + std::to_string(number + 1) +
                                         R"(","mode":"WFH"})"));
    must_record(*other, authorship(office.key),
                change("punch",
                       R"({"employee":"198609262015051001","at":"2026-03-09T07:00:00+07:00","direction":"in","source":"lain"})"));
  }
  const auto restore = store::Restore::prepare(target, office.path, {noon_ms}, {});
  REQUIRE(restore.has_value());
  CHECK((*restore)->salvaged() == 0);
  REQUIRE((*restore)->missing().size() == 1);
  CHECK((*restore)->missing()[0].after == 20);
  CHECK((*restore)->missing()[0].until == 25);
  CHECK((*restore)->missing()[0].other_past);
}

TEST_CASE("restore: a refused file changes nothing and leaves nothing") {
  Office office;
  office.punch(50);
  const fs::path target = office.folder.file("cadangan.db");
  REQUIRE(office.back_up(target).has_value());
  const std::string before = dump(*office.store);
  office.close();
  const auto refuse = [&](const fs::path& file, Fault fault) {
    const auto restore = store::Restore::prepare(file, office.path, {noon_ms}, {});
    REQUIRE(restore.has_error());
    CHECK(restore.error().fault == fault);
    CHECK_FALSE(fs::exists(office.path.string() + ".restoring"));
  };
  SECTION("no such file") { refuse(office.folder.file("tidak-ada.db"), Fault::not_found); }
  SECTION("something else") {
    std::ofstream(office.folder.file("x.db")) << std::string(9000, 'x');
    refuse(office.folder.file("x.db"), Fault::bad_input);
  }
  SECTION("another program's database") {
    Database::open_alone(office.folder.file("x.db"), true).value()->execute("CREATE TABLE resep (bahan TEXT)");
    refuse(office.folder.file("x.db"), Fault::bad_input);
  }
  SECTION("from a newer version") {
    Database::open_alone(target.string(), false).value()->execute("PRAGMA user_version = 9999");
    refuse(target, Fault::unsupported);
  }
  SECTION("a commit that somebody changed") {
    Database::open_alone(target.string(), false)
        .value()
        ->execute("UPDATE commit_log SET payload = zeroblob(length(payload)) WHERE seq = 17");
    refuse(target, Fault::corrupt);
  }
  SECTION("a commit that is missing") {
    Database::open_alone(target.string(), false).value()->execute("DELETE FROM commit_log WHERE seq = 50");
    refuse(target, Fault::corrupt);
  }
  SECTION("a signature that somebody forged") {
    Database::open_alone(target.string(), false)
        .value()
        ->execute("UPDATE commit_log SET signature = zeroblob(64) WHERE seq = 50");
    refuse(target, Fault::corrupt);
  }
  office.open();
  CHECK(dump(*office.store) == before);
}

TEST_CASE("restore: a file with its WAL beside it counts with what the WAL holds") {
  Office office;
  office.punch(7);
  // As somebody copies the files of a running service.
  fs::copy_file(office.path, office.folder.file("salinan.db"));
  fs::copy_file(office.path.string() + "-wal", office.folder.file("salinan.db-wal"));
  const std::string before = dump(*office.store);
  office.close();
  fs::remove(office.path);
  {
    auto restore = store::Restore::prepare(office.folder.file("salinan.db"), office.path, {noon_ms}, {});
    REQUIRE(restore.has_value());
    REQUIRE((*restore)->apply({noon_ms}).has_value());
  }
  office.open();
  CHECK(dump(*office.store) == before);
}

TEST_CASE("restore: a database that cannot be read any more is replaced, and kept with its WAL") {
  Office office;
  office.punch(30);
  const fs::path target = office.folder.file("cadangan.db");
  REQUIRE(office.back_up(target).has_value());
  const std::string before = dump(*office.store);
  office.close();
  overwrite(office.path, 0, std::string(4096, 'x'));
  std::ofstream(office.path.string() + "-wal") << "sisa";
  CHECK(store::ReplicaStore::open(office.path.string()).has_error());
  fs::path aside;
  {
    auto restore = store::Restore::prepare(target, office.path, {noon_ms}, {});
    REQUIRE(restore.has_value());
    CHECK_FALSE((*restore)->present());
    REQUIRE((*restore)->present_problem());
    aside = (*restore)->apply({noon_ms}).value();
  }
  CHECK(fs::exists(aside));
  office.open();
  CHECK(dump(*office.store) == before);
}

// A power cut between any two steps of putting a backup in place: what opens next is the old database or the new one, whole, and
// the old one is never without its WAL.
TEST_CASE("restore: cut short at any step it leaves the old or the new") {
  for (int step = 0; step <= 4; ++step) {
    Office office;
    office.punch(10);
    const fs::path target = office.folder.file("cadangan.db");
    REQUIRE(office.back_up(target).has_value());
    const std::string backed_up = dump(*office.store);
    office.punch(3);
    const std::string present = dump(*office.store);
    // The state of a killed service: the newest punches stand in the WAL alone.
    fs::copy_file(office.path, office.folder.file("db"));
    fs::copy_file(office.path.string() + "-wal", office.folder.file("wal"));
    office.close();
    fs::copy_file(office.folder.file("db"), office.path, fs::copy_options::overwrite_existing);
    fs::copy_file(office.folder.file("wal"), office.path.string() + "-wal");
    fs::copy_file(target, office.path.string() + (step == 0 ? ".restoring" : ".restored-20260302T050000Z"));
    const std::string aside = office.path.string() + ".before-restore-20260302T050000Z";
    if (step >= 2) fs::rename(office.path, aside);
    if (step >= 3) fs::rename(office.path.string() + "-wal", aside + "-wal");
    if (step >= 4) fs::rename(office.path.string() + ".restored-20260302T050000Z", office.path);
    office.open();
    INFO(step);
    CHECK(dump(*office.store) == (step == 0 ? present : backed_up));
    if (step > 0) CHECK(dump(*store::ReplicaStore::open(aside).value()) == present);
  }
}

// --- the scheduled ones ---

TEST_CASE("rotation: seven days and four weeks stay of half a year of daily backups") {
  std::vector<base::WallTime> kept;
  for (std::int64_t day = 0; day < 180; ++day) {
    const base::WallTime now{noon_ms + day * day_ms};
    REQUIRE(store::is_due(kept, now, 420, 11 * 60));
    kept.push_back(now);
    REQUIRE_FALSE(store::is_due(kept, {now.ms + 22 * hour_ms}, 420, 11 * 60));
    for (const base::WallTime gone : store::superfluous(kept, now, 420, {})) std::erase(kept, gone);
    REQUIRE(std::ranges::find(kept, now) != kept.end());
    REQUIRE(kept.size() <= 11);
  }
  REQUIRE(kept.size() == 11);
  const std::int64_t last = noon_ms + 179 * day_ms;
  std::ranges::sort(kept, std::ranges::greater{});
  for (std::size_t index = 0; index < 7; ++index) CHECK(kept[index].ms == last - static_cast<std::int64_t>(index) * day_ms);
  CHECK(last - kept.back().ms >= 22 * day_ms);
}

TEST_CASE("rotation: the newest stays, twice is as once, a year's pause removes nothing, a clock ahead displaces nothing") {
  rc::prop("the rotation's laws", [] {
    const auto offsets = *rc::gen::container<std::set<std::int32_t>>(rc::gen::inRange(-400 * 24, 400 * 24));
    const base::WallTime now{noon_ms};
    const store::Rotation rotation{static_cast<std::size_t>(*rc::gen::inRange(1, 9)),
                                   static_cast<std::size_t>(*rc::gen::inRange(0, 6))};
    std::vector<base::WallTime> made;
    for (const std::int32_t hours : offsets) made.push_back({noon_ms + hours * hour_ms});
    const auto gone = store::superfluous(made, now, 420, rotation);
    std::vector<base::WallTime> kept;
    std::ranges::set_difference(made, gone, std::back_inserter(kept));
    RC_ASSERT(kept.size() + gone.size() == made.size());
    RC_ASSERT(kept.size() <= rotation.daily + rotation.weekly);
    RC_ASSERT(kept.empty() == made.empty());
    const auto newest = std::ranges::find_if(made.rbegin(), made.rend(), [&](base::WallTime time) { return time <= now; });
    if (newest != made.rend()) RC_ASSERT(std::ranges::binary_search(kept, *newest));
    RC_ASSERT(store::superfluous(kept, now, 420, rotation).empty());
    // Later, without a new backup, nothing more goes of those that were not ahead.
    if (newest != made.rend() && made.back() <= now)
      RC_ASSERT(store::superfluous(kept, {now.ms + 365 * day_ms}, 420, rotation).empty());
  });
}

TEST_CASE("rotation: due once a day at the office's time, at once after a pause, and in spite of a backup from the future") {
  const base::WallTime noon{noon_ms};  // 12:00 WIB
  CHECK(store::is_due({}, noon, 420, 12 * 60 + 30));
  CHECK_FALSE(store::is_due({{noon_ms - hour_ms}}, noon, 420, 10 * 60));
  CHECK(store::is_due({{noon_ms - 3 * hour_ms}}, noon, 420, 10 * 60));
  CHECK_FALSE(store::is_due({{noon_ms - 3 * hour_ms}}, noon, 420, 12 * 60 + 30));  // its turn comes at half past twelve
  CHECK(store::is_due({{noon_ms - 30 * hour_ms}}, noon, 420, 12 * 60 + 30));
  CHECK(store::is_due({{noon_ms + 700 * day_ms}}, noon, 420, 12 * 60));
  CHECK(store::name_of(noon) == "20260302T050000Z");
  CHECK(store::time_named("20260302T050000Z") == noon);
  for (const char* none : {"", "20260302", "20260302T050000", "20261302T050000Z", "2026-302T050000Z"})
    CHECK_FALSE(store::time_named(none));
}

TEST_CASE("scheduled backups: one a day, checked before an old one goes, other files left alone") {
  Office office;
  office.punch(5);
  base::FakeClock clock({noon_ms});
  store::BackupPlan plan;
  plan.database = office.path;
  plan.directory = store::backups_beside(office.path);
  plan.keep_free_bytes = 0;
  plan.rotation = {2, 0};
  REQUIRE(store::keep_backups(plan, clock, {}).value().made);
  CHECK_FALSE(store::keep_backups(plan, clock, {}).value().made);
  std::ofstream(plan.directory / "catatan.txt") << "x";
  std::ofstream(plan.directory / "hadir-lama.db") << "x";
  for (int day = 0; day < 4; ++day) {
    clock.advance(day_ms);
    office.punch();
    REQUIRE(store::keep_backups(plan, clock, {}).value().made);
  }
  const auto kept = store::kept_backups(plan);
  REQUIRE(kept.size() == 2);
  CHECK(kept[0].made == clock.wall());
  CHECK(store::check_database(kept[0].path.string()).value().commits() == 9);
  CHECK(names_in(plan.directory) ==
        std::vector<std::string>{"catatan.txt", "hadir-20260305T050000Z.db", "hadir-20260306T050000Z.db", "hadir-lama.db"});
  SECTION("with too little room none is made, and none removed") {
    clock.advance(day_ms);
    plan.keep_free_bytes = std::uintmax_t{1} << 60;
    const base::Error error = error_of(store::keep_backups(plan, clock, {}));
    CHECK(error.fault == Fault::storage);
    CHECK_THAT(error.what, contains("hampir penuh"));
    CHECK(store::kept_backups(plan).size() == 2);
  }
  SECTION("of a damaged database none is made, and none removed") {
    office.close();
    clock.advance(day_ms);
    for (std::uintmax_t page = 4; page < 12; ++page) overwrite(office.path, page * 4096, std::string(200, '\x5a'));
    CHECK(error_of(store::keep_backups(plan, clock, {})).fault == Fault::corrupt);
    CHECK(store::kept_backups(plan).size() == 2);
  }
}

}  // namespace hadir::test
