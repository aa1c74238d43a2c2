// The hub's directory: made once, private, never overwritten, and suspicious of what does not belong together.
#include "hub/data_dir.h"
#include "hub/healing.h"

#include <filesystem>
#include <fstream>

#include "hub/schema.h"
#include "tests/unit/hub_fixture.h"

namespace hadir::hub {
namespace {

using namespace test;
using base::Fault;
namespace fs = std::filesystem;

struct Place {
  TemporaryFolder folder;
  base::FakeClock clock;
  base::SeededRandom random{3};
  base::Result<DataDir::Made> init(const DataDir::Asked& asked = {}) {
    return DataDir::initialise(folder.file("hub"), asked, clock, random);
  }
  base::Result<DataDir> open() { return DataDir::open(folder.file("hub")); }
};

std::string content(const fs::path& path) { return base::read_file(path, 1 << 20).value(); }

}  // namespace

TEST_CASE("hub data: init makes a private directory once and never replaces a key") {
  Place place;
  CHECK(error_of(place.open()).fault == Fault::not_found);
  const auto made = place.init();
  REQUIRE(made.has_value());
  CHECK(made->created);
  const fs::path root = made->dir.root();
  CHECK((fs::status(root).permissions() & fs::perms::all) == fs::perms::owner_all);
  for (const char* name : {"hub.key", "tls.key"})
    CHECK((fs::status(root / name).permissions() & fs::perms::all) == (fs::perms::owner_read | fs::perms::owner_write));

  const std::string key = content(root / "hub.key"), certificate = content(root / "tls.crt");
  const std::int64_t epoch = made->dir.open_store().value()->number(epoch_key).value();
  const auto again = place.init({.url = "https://hub.example.go.id/"});
  REQUIRE(again.has_value());
  CHECK_FALSE(again->created);
  CHECK(content(root / "hub.key") == key);
  CHECK(content(root / "tls.crt") == certificate);
  CHECK(again->dir.open_store().value()->number(epoch_key).value() == epoch);
  CHECK(place.open().value().settings().url == "https://hub.example.go.id");
  CHECK(place.init().value().dir.settings().url == "https://hub.example.go.id");
}

TEST_CASE("hub data: an init that was cut short is finished with the keys it had made") {
  Place place;
  const fs::path root = place.init().value().dir.root();
  const std::string key = content(root / "hub.key");
  fs::remove(root / "hub.json");
  fs::remove(root / "tls.crt");
  CHECK(error_of(place.open()).fault == Fault::not_found);
  const auto again = place.init();
  REQUIRE(again.has_value());
  CHECK(again->created);
  CHECK(content(root / "hub.key") == key);
  CHECK(again->dir.tls().has_value());
}

TEST_CASE("hub data: a directory that holds something else is left alone") {
  Place place;
  fs::create_directory(place.folder.file("hub"));
  std::ofstream(place.folder.file("hub") + "/foto.jpg") << "x";
  const base::Error error = error_of(place.init());
  CHECK(error.fault == Fault::clash);
  CHECK_THAT(error.what, contains("foto.jpg"));
  CHECK_FALSE(fs::exists(place.folder.file("hub") + "/hub.key"));
}

TEST_CASE("hub data: keys and database must belong together, and a damaged key is said") {
  Place place, other;
  const fs::path root = place.init().value().dir.root();
  other.random.next();
  other.init().value();
  fs::copy_file(other.folder.file("hub") + "/hub.key", root / "hub.key", fs::copy_options::overwrite_existing);
  CHECK(error_of(place.open().value().open_store()).fault == Fault::corrupt);
  std::ofstream(root / "hub.key") << "abc";
  CHECK(error_of(place.open()).fault == Fault::corrupt);
}

TEST_CASE("hub data: the hub's own tables come with their own version") {
  Place place;
  const DataDir dir = place.init().value().dir;
  {
    const auto store = dir.open_store().value();
    CHECK(store->number(schema_key) == migrations().back().version);
    store::Transaction transaction(store->database());
    store->set_number(schema_key, migrations().back().version + 1);
    transaction.commit();
  }
  CHECK(error_of(dir.open_store()).fault == Fault::unsupported);
}

TEST_CASE("hub data: a database older than its mark is noticed, begins a new epoch, and writes under a new key") {
  Place place;
  const DataDir dir = place.init().value().dir;
  const auto store = dir.open_store().value();
  const auto writer = [&] {
    store::Transaction transaction(store->database());
    auto one = dir.writer(*store, place.random);
    transaction.commit();
    return one;
  };
  CHECK_FALSE(dir.notice_restore(*store, place.random, 1000).value());
  CHECK(writer().key.public_key() == dir.key().public_key());
  CHECK(writer().introduction.empty());
  const std::int64_t epoch = store->number(epoch_key).value();
  const std::int64_t backup = store->number("step").value();
  CHECK_FALSE(dir.notice_restore(*store, place.random, 2000).value());
  {
    // Something is stored while it serves, and marked.
    store::Transaction transaction(store->database());
    DataDir::count_step(*store);
    transaction.commit();
  }
  CHECK(dir.mark_step(*store).has_value());
  CHECK(store->number(epoch_key).value() == epoch);
  {
    store::Transaction transaction(store->database());
    store->set_number("step", backup);
    transaction.commit();
  }
  CHECK(dir.notice_restore(*store, place.random, 3000).value());
  CHECK(store->number(epoch_key).value() != epoch);
  CHECK(healing(*store).value().noticed_ms == 3000);
  CHECK_FALSE(dir.notice_restore(*store, place.random, 4000).value());
  // A backup of a serving hub is as far as the mark: only the restore itself can tell.
  REQUIRE(dir.note_restored().has_value());
  CHECK(dir.notice_restore(*store, place.random, 5000).value());
  CHECK_FALSE(dir.notice_restore(*store, place.random, 6000).value());

  const DataDir::Writer fresh = writer();
  CHECK(fresh.key.public_key() != dir.key().public_key());
  log::Header header;
  header.seq = 1;
  header.extensions = fresh.introduction;
  CHECK(log::names_hub_writer(header, fresh.key.public_key(), dir.key().public_key()));
  CHECK_FALSE(log::names_hub_writer(header, dir.key().public_key(), dir.key().public_key()));
  header.seq = 2;
  CHECK_FALSE(log::names_hub_writer(header, fresh.key.public_key(), dir.key().public_key()));
  CHECK(writer().key.public_key() == fresh.key.public_key());  // until it happens again
}

TEST_CASE("hub data: the mark lies beside the directory, however its name is written") {
  Place place;
  REQUIRE(place.init().has_value());
  for (const char* name : {"hub", "hub/", "./hub/../hub//"}) {
    const DataDir dir = DataDir::open(place.folder.file(name)).value();
    CHECK(dir.mark_step(*dir.open_store().value()).has_value());
    CHECK(place.init().has_value());  // nothing in it is strange
  }
  CHECK(fs::exists(place.folder.file("hub-mark") + "/mark"));
}

TEST_CASE("hub data: one process serves a directory, and says where") {
  Place place;
  const DataDir dir = place.init().value().dir;
  CHECK_FALSE(dir.serving());
  {
    const auto lock = dir.lock_service().value();
    REQUIRE(lock);
    CHECK_FALSE(dir.lock_service().value());
    CHECK_FALSE(dir.serving());  // holds the lock, but listens nowhere yet
    dir.announce("https://127.0.0.1:4711").value();
    CHECK(dir.serving().value().url == "https://127.0.0.1:4711");
  }
  CHECK_FALSE(dir.serving());  // it died without a word
  CHECK(dir.lock_service().value());
}

TEST_CASE("hub data: public addresses") {
  CHECK(parse_public_url(" https://hub.example.go.id/ ").value() == "https://hub.example.go.id");
  for (const char* good :
       {"https://10.0.0.1:8443", "https://[::1]:8443", "https://hub.example.go.id/hadir", "https://127.0.0.1:0"})
    CHECK(parse_public_url(good).value() == good);
  for (const char* bad : {"", "hub.example.go.id", "http://hub.example.go.id", "https://", "https://u:p@hub.id",
                          "https://hub.id/?a=b", "https://hub .id", "https://hub.id:99999", "https://hub.id/#x"})
    CHECK(error_of(parse_public_url(bad)).fault == Fault::bad_input);
  CHECK(error_of(parse_public_url("https://" + std::string(300, 'a') + ".id")).fault == Fault::bad_input);
}

TEST_CASE("hub data: a given certificate must fit its key") {
  Place place;
  const auto identity = http::make_self_signed({"hub.example.go.id"}, place.clock.wall()).value();
  const auto other = http::make_self_signed({"hub.example.go.id"}, place.clock.wall()).value();
  const std::string certificate = place.folder.file("given.crt"), key = place.folder.file("given.key"),
                    wrong = place.folder.file("wrong.key");
  std::ofstream(certificate) << identity.certificate_pem;
  std::ofstream(key) << identity.key_pem;
  std::ofstream(wrong) << other.key_pem;
  CHECK(error_of(place.init({.certificate = certificate})).fault == Fault::bad_input);
  CHECK(error_of(place.init({.certificate = certificate, .key = wrong})).fault == Fault::bad_input);
  const auto made = place.init({.certificate = certificate, .key = key});
  REQUIRE(made.has_value());
  CHECK_FALSE(made->dir.is_self_signed());
  CHECK(made->dir.tls().value().certificate_pem == identity.certificate_pem);
  CHECK(place.init({.certificate = "", .key = ""}).value().dir.is_self_signed());
}

}  // namespace hadir::hub
