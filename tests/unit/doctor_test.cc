// What `doctor` makes of what it finds: levels that decide the exit code, and something to do for each that is not well.
#include "agent/doctor.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>

#include "common/base/civil.h"
#include "hub/doctor.h"
#include "tests/catch.h"
#include "tests/unit/fixtures.h"

namespace hadir::test {
namespace {

namespace fs = std::filesystem;
using store::Finding;
using store::Level;

boost::json::object status(const std::string& changes = "{}") {
  boost::json::object all =
      boost::json::parse(R"({"service":true,"enrolled":true,"hub":"https://hub.example.go.id","clock":{"quality":"hub"},
    "pending":0,"oldest_pending_s":null,"conflicts":0,"quarantine":0,"parked":[]})")
          .as_object();
  const boost::json::value changed = boost::json::parse(changes);
  for (const auto& [name, value] : changed.as_object()) all[name] = value;
  return all;
}

const Finding& named(const std::vector<Finding>& findings, std::string_view check) {
  const auto found = std::ranges::find(findings, check, &Finding::check);
  REQUIRE(found != findings.end());
  return *found;
}

base::Result<agent::HttpReply> reply(unsigned code, const std::string& body) {
  agent::HttpReply answer;
  answer.status = code;
  const base::ByteView bytes = base::bytes_of(body);
  answer.body.assign(bytes.begin(), bytes.end());
  return answer;
}

}  // namespace

TEST_CASE("doctor: an office where all is well has only OK, and every other finding says what to do") {
  for (const Finding& one : agent::judge_status(status())) CHECK(one.level == Level::ok);
  const struct {
    const char *changes, *check;
    Level level;
  } cases[] = {
      {R"({"service":false})", "service", Level::attention},
      {R"({"enrolled":false,"hub":null})", "enrolment", Level::attention},
      {R"({"clock":{"quality":"doubtful"}})", "clock", Level::failure},
      {R"({"clock":{"quality":"unanchored"}})", "clock", Level::attention},
      {R"({"pending":3,"oldest_pending_s":90000})", "pending", Level::attention},
      {R"({"conflicts":1})", "conflicts", Level::attention},
      {R"({"quarantine":2})", "quarantine", Level::attention},
      {R"({"parked":[{}]})", "parked", Level::attention},
  };
  for (const auto& one : cases) {
    const std::vector<Finding> findings = agent::judge_status(status(one.changes));
    const Finding& finding = named(findings, one.check);
    CHECK(finding.level == one.level);
    CHECK_FALSE(finding.todo.empty());
  }
  CHECK(named(agent::judge_status(status(R"({"pending":3,"oldest_pending_s":60})")), "pending").level == Level::ok);
  agent::judge_status({});  // an older service answers less
}

TEST_CASE("doctor: the hub's answer, its time, and no answer") {
  const base::WallTime now{noon_ms};
  const auto at = [](std::int64_t ms) {
    return reply(200, R"({"status":"ok","time":")" + base::format_rfc3339({ms, 0}) + "\"}");
  };
  CHECK(named(agent::judge_answer(at(noon_ms + 20'000), now, now), "hub_time").level == Level::ok);
  const auto minutes = agent::judge_answer(at(noon_ms - 10 * 60'000), now, now);
  CHECK(named(minutes, "hub_time").level == Level::attention);
  CHECK_THAT(named(minutes, "hub_time").what, contains("600 detik di depan"));
  CHECK(named(agent::judge_answer(at(noon_ms + 86'400'000), now, now), "hub_time").level == Level::failure);
  CHECK(agent::judge_answer(reply(200, "{\"status\":\"ok\"}"), now, now).size() == 1);  // a hub from before
  CHECK(agent::judge_answer(reply(200, "<html>"), now, now).size() == 1);
  CHECK(agent::judge_answer(reply(502, ""), now, now)[0].level == Level::attention);
  CHECK(agent::judge_answer(base::Error{base::Fault::unreachable, "x", "y"}, now, now)[0].level == Level::attention);
  CHECK(agent::judge_answer(base::Error{base::Fault::refused, "x", "y"}, now, now)[0].level == Level::failure);
}

TEST_CASE("doctor: directory, key, database and backups, as they are on a disk") {
  const TemporaryFolder folder;
  const fs::path root = folder.file("data");
  CHECK(store::check_directory(root, "siapkan").todo == "siapkan");
  fs::create_directory(root);
  fs::permissions(root, fs::perms::owner_all | fs::perms::others_read);
  CHECK(store::check_directory(root, "").level == Level::failure);
  fs::permissions(root, fs::perms::owner_all);
  CHECK(store::check_directory(root, "").level == Level::ok);
  CHECK(fs::is_empty(root));
  CHECK(store::check_space(root).what.starts_with("sisa disk"));
  CHECK(store::check_key_file(root / "replica.key").level == Level::failure);

  const fs::path path = root / "hadir.db";
  CHECK(store::check_live_database(path)[0].level == Level::failure);
  CHECK_FALSE(fs::exists(path));  // looking makes none
  store::ReplicaStore::open(path.string()).value().reset();
  CHECK(store::check_live_database(path)[0].level == Level::ok);
  std::ofstream(path, std::ios::binary) << std::string(8192, 'x');
  const std::vector<Finding> broken = store::check_live_database(path);
  CHECK(broken[0].level == Level::failure);
  CHECK_THAT(broken[0].todo, contains("restore"));

  store::BackupPlan plan;
  plan.database = path;
  plan.directory = store::backups_beside(path);
  CHECK(store::check_backups(plan, {noon_ms}).level == Level::attention);
  fs::create_directory(plan.directory);
  std::ofstream(plan.directory / "hadir-20260301T050000Z.db") << "x";
  CHECK(store::check_backups(plan, {noon_ms}).level == Level::ok);
  CHECK(store::check_backups(plan, {noon_ms + 5 * 86'400'000LL}).level == Level::attention);
}

TEST_CASE("doctor: the hub misses PCs that were silent for a week, not those that were revoked or never came") {
  const auto replicas = [](const std::string& one) {
    return boost::json::parse(R"({"conflicts":0,"parked":[],"refusals":[],"replicas":[)" + one + "]}").as_object();
  };
  const base::WallTime now{noon_ms};
  const std::string long_ago = R"("last_seen":"2026-02-01T05:00:00+00:00")";
  CHECK(named(hub::judge_status(replicas(""), now), "silent").level == Level::ok);
  CHECK(named(hub::judge_status(replicas(R"({"state":"active",)" + long_ago + "}"), now), "silent").level == Level::attention);
  CHECK(named(hub::judge_status(replicas(R"({"state":"revoked",)" + long_ago + "}"), now), "silent").level == Level::ok);
  CHECK(named(hub::judge_status(replicas(R"({"state":"active","last_seen":null})"), now), "silent").level == Level::ok);
  CHECK(named(hub::judge_status({}, now), "silent").level == Level::ok);
}

TEST_CASE("doctor: findings as text and as JSON") {
  const std::vector<Finding> findings{{"a", Level::ok, "baik", ""}, {"b", Level::failure, "rusak", "ganti"}};
  CHECK(store::to_text(findings) == "OK         baik\nGAGAL      rusak\n           -> ganti\n");
  CHECK(store::has_failure(findings));
  CHECK(boost::json::serialize(store::to_json(findings)) ==
        R"([{"check":"a","level":"ok","what":"baik","todo":""},{"check":"b","level":"failure","what":"rusak","todo":"ganti"}])");
}

}  // namespace hadir::test
