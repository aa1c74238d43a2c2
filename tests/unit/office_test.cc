// An office at work through its operations, without a service. Prevents: a punch refused for being unknown or late, evidence
// rewritten, an import that doubles or half-writes, quarantined lines that are forgotten, a settlement that does not settle.
#include "agent/office.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "agent/operations.h"
#include "tests/catch.h"
#include "tests/unit/sync_fixture.h"

namespace hadir::test {
namespace {

using boost::json::object;
using boost::json::value;

class Desk {
 public:
  explicit Desk(std::uint64_t seed = 1, const std::string& name = "kantor") : random_(seed), dir_(folder_.file(name)) {
    office_ = agent::Office::create(dir_, "7.01", 420, clock_, random_).value();
    place_.emplace(
        agent::Workplace{*office_, [](const agent::SyncWish&) { return agent::Synced{}; }, [this] { ++writes_; }, false});
  }

  base::Result<value> ask(std::string_view operation, const char* request = "{}") {
    return agent::perform(*place_, operation, boost::json::parse(request).as_object());
  }
  std::string text(std::string_view operation, const char* request = "{}") {
    return boost::json::serialize(ask(operation, request).value());
  }
  agent::Office& office() { return *office_; }
  int writes() const { return writes_; }
  base::FakeClock& clock() { return clock_; }

 private:
  base::SeededRandom random_;
  base::FakeClock clock_;
  TemporaryFolder folder_;
  agent::DataDir dir_;
  std::unique_ptr<agent::Office> office_;
  std::optional<agent::Workplace> place_;
  int writes_ = 0;
};

constexpr const char* two_lines =
    R"({"source":"1_attlog.dat","author":"petugas","items":[
      {"line":1,"raw":"      200\t2026-03-02 07:29:11","attlog":{"device":"1","pin":"200","local":"2026-03-02 07:29:11","direction":"in"}},
      {"line":2,"raw":"      201\t2026-03-02 07:30:00","attlog":{"device":"1","pin":"0201","local":"2026-03-02 07:30:00","direction":"in"}},
      {"line":3,"raw":"kacau","fault":"tidak dapat dibaca"}]})";

}  // namespace

TEST_CASE("office: a punch is recorded whoever it is, now or as claimed, once") {
  Desk desk;
  const value first = desk.ask("punch", R"({"employee":"198609262015051001","direction":"in"})").value();
  CHECK(first.at("result") == "recorded");
  CHECK(first.at("name").is_null());
  CHECK(first.at("quality") == "unanchored");
  CHECK(first.at("record").at("at") == "2026-03-02T07:00:00.000+07:00");
  CHECK(desk.writes() == 1);
  CHECK(desk.ask("punch", R"({"employee":"198609262015051001","direction":"in"})").value().at("result") == "unchanged");
  CHECK(desk.writes() == 1);

  const auto other = desk.ask("punch", R"({"employee":"198609262015051001","direction":"out"})");
  CHECK(error_of(other).fault == base::Fault::refused);
  CHECK_THAT(error_of(other).hint, contains("koreksi"));
  CHECK(error_of(desk.ask("punch", R"({"employee":"1.98609E+17","direction":"in"})")).fault == base::Fault::bad_input);
  CHECK(error_of(desk.ask("punch", R"({"employee":"198609262015051001","direction":"masuk"})")).fault == base::Fault::bad_input);
}

TEST_CASE("office: unknown operations and malformed requests are answered, not crashed on") {
  Desk desk;
  CHECK(error_of(desk.ask("hapus.semua")).fault == base::Fault::not_found);
  for (const agent::Operation& operation : agent::operations()) {
    INFO(operation.name);
    (void)desk.ask(operation.name);
    (void)desk.ask(operation.name, R"({"employee":5,"kind":[],"items":{},"where":"x","id":null,"keep":"a","offset":-1})");
  }
  CHECK(error_of(desk.ask("records", R"({"kind":"punch","where":["version=1"]})")).fault == base::Fault::bad_input);
  CHECK(error_of(desk.ask("records", R"({"kind":"punch","where":["employee"]})")).fault == base::Fault::bad_input);
}

TEST_CASE("office: fingerprint lines wait in quarantine until their person is known, and are taken once") {
  Desk desk;
  const value first = desk.ask("import", two_lines).value();
  CHECK(first.at("recorded") == 0);
  CHECK(first.at("quarantined").as_array().size() == 3);
  desk.ask("import", two_lines).value();
  CHECK(desk.ask("quarantine.list").value().as_array().size() == 3);

  desk.ask("import",
           R"({"source":"p","items":[{"line":2,"record":{"kind":"employee","nip":"201","name":"Sari Contoh","class":"non_asn"}},
     {"line":3,"record":{"kind":"device_pin","device":"1","pin":"200","employee":"198609262015051001"}}]})")
      .value();
  const value retried = desk.ask("quarantine.retry").value();
  CHECK(retried.at("recorded") == 2);
  CHECK(desk.ask("quarantine.list").value().as_array().size() == 1);
  const value records = desk.ask("records", R"({"kind":"punch"})").value();
  REQUIRE(records.at("records").as_array().size() == 2);
  CHECK(boost::json::serialize(records.at("records").at(0)) ==
        R"({"employee":"198609262015051001","at":"2026-03-02T07:29:11.000+07:00","source":"device:1","direction":"in"})");

  for (int again = 0; again < 2; ++again) {
    const value more = desk.ask("import", two_lines).value();
    CHECK(more.at("recorded") == 0);
    CHECK(more.at("unchanged") == 2);
  }
}

TEST_CASE("office: a line that need not be taken is dismissed, with who and why, and is not asked for again") {
  Desk desk;
  desk.ask("import", two_lines).value();
  const value waiting = desk.ask("quarantine.list").value();
  REQUIRE(waiting.as_array().size() == 3);
  const auto dismiss = [&](const std::string& request) { return desk.ask("quarantine.dismiss", request.c_str()); };
  const std::string first = boost::json::serialize(waiting.at(0).at("id")),
                    second = boost::json::serialize(waiting.at(1).at("id"));
  CHECK(error_of(dismiss(R"({"ids":[)" + first + "]}")).fault == base::Fault::bad_input);
  CHECK(error_of(dismiss(R"({"ids":[],"why":"uji mesin"})")).fault == base::Fault::bad_input);
  CHECK(error_of(dismiss(R"({"ids":[)" + first + R"(,999],"why":"uji mesin"})")).fault == base::Fault::not_found);
  CHECK(desk.ask("quarantine.list").value().as_array().size() == 3);

  dismiss(R"({"ids":[)" + first + R"(],"why":"uji mesin","author":"197001011995031002"})").value();
  CHECK(error_of(dismiss(R"({"ids":[)" + first + R"(],"why":"lagi"})")).fault == base::Fault::not_found);
  CHECK(desk.ask("status").value().at("quarantine") == 2);
  const value dismissed = desk.ask("quarantine.list", R"({"dismissed":true})").value();
  REQUIRE(dismissed.as_array().size() == 1);
  CHECK(dismissed.at(0).at("by") == "197001011995031002");
  CHECK(dismissed.at(0).at("why") == "uji mesin");
  CHECK(dismissed.at(0).at("content") == waiting.at(0).at("content"));
  const value again = desk.ask("import", two_lines).value();
  CHECK(again.at("quarantined").as_array().size() == 2);
  CHECK(again.at("unchanged") == 1);
  CHECK(desk.ask("quarantine.retry").value().at("quarantined").as_array().size() == 2);

  dismiss(R"({"ids":[)" + second + R"(],"why":"bukan pegawai","forget":true})").value();
  const value forgotten = desk.ask("quarantine.list", R"({"dismissed":true})").value();
  CHECK(std::ranges::none_of(forgotten.as_array(),
                             [&](const value& one) { return one.at("content") == waiting.at(1).at("content"); }));
}

TEST_CASE("office: one bad line does not take the others with it, and names its reason") {
  Desk desk;
  const value done = desk.ask("import", R"({"source":"x.jsonl","items":[
     {"line":1,"record":{"kind":"employee","nip":"198609262015051001","name":"Budi Contoh","class":"jfu"}},
     {"line":2,"record":{"kind":"employee","nip":"1.98609E+17","name":"Rusak","class":"jfu"}},
     {"line":3,"record":{"kind":"employee","nip":"198609262015052001","name":"Lain","class":"jfu","unit":"8.03"}},
     {"line":4,"record":{"kind":"employee","nip":"198609262015052001","name":"Tanpa golongan"}},
     {"line":5,"record":{"kind":"holiday","date":"2026-03-20","name":"Nyepi"}},
     {"line":6,"record":{"kind":"sesuatu"}},
     {"line":7,"record":{"kind":"schedule","employee":"198609262015051001","date":"2026-02-30","mode":"WFH"}},
     {"line":8,"record":{"kind":"schedule","employee":"198609262015051001","date":"2026-03-02","mode":"WFH","warna":"biru"}}]})")
                         .value();
  CHECK(done.at("recorded") == 1);
  const auto& lines = done.at("quarantined").as_array();
  REQUIRE(lines.size() == 7);
  const char* reasons[] = {"Teks", "8.03", "class", "sekretariat", "sesuatu", "tanggal", "warna"};
  // Lines that cannot be understood are told first, then those the store refused; each reason stands with its own number.
  for (int line = 2; line <= 8; ++line) {
    const auto found = std::ranges::find_if(lines, [&](const value& one) { return one.at("line") == line; });
    REQUIRE(found != lines.end());
    CHECK_THAT(std::string(found->at("reason").as_string()), contains(reasons[line - 2]));
  }
}

TEST_CASE("office: a conflict is settled by number or by a third value, and is gone everywhere") {
  TestHub hub;
  Desk first(1, "a"), second(2, "b");
  const auto join = [&](Desk& desk) {
    const auto& key = desk.office().identity().key;
    hub.registry.replicas[log::origin_of(key.public_key())] = {
        log::origin_of(key.public_key()), key.public_key(), "7.01", "PC", false, 0};
    wire::EnrolAnswer answer;
    answer.hub_key = key_pair(hub_number).public_key();
    desk.office().accept_enrolment(answer, {});
  };
  join(first);
  join(second);
  const auto sync = [&](Desk& desk) {
    sync::RequestCounter counter(desk.office().store());
    sync::AgentSession session(desk.office().store(), desk.office().identity(), counter);
    auto action = session.start();
    while (const auto* post = std::get_if<sync::AgentSession::Post>(&action)) {
      const auto reply = hub.exchange.handle(post->path, post->body);
      action = session.on_reply(reply.status, reply.body, 0);
    }
    CHECK(session.report().result == sync::SyncResult::complete);
  };
  first.ask("schedule.set", R"({"employee":"P1","date":"2026-03-03","mode":"WFO","author":"a"})").value();
  second.ask("schedule.set", R"({"employee":"P1","date":"2026-03-03","mode":"WFH","author":"b"})").value();
  sync(first);
  sync(second);
  sync(first);
  CHECK(first.text("conflicts.list") == second.text("conflicts.list"));
  const value list = first.ask("conflicts.list").value();
  REQUIRE(list.as_array().size() == 1);
  const std::string id(list.at(0).at("id").as_string());
  CHECK(id == "schedule/P1/2026-03-03/mode");
  CHECK(list.at(0).at("values").as_array().size() == 2);
  CHECK(list.at(0).at("shown") == list.at(0).at("values").at(0).at("value"));
  CHECK(error_of(first.ask("conflicts.settle", R"({"id":"schedule/P1/2026-03-03/mode","keep":3})")).fault ==
        base::Fault::bad_input);
  CHECK(error_of(first.ask("conflicts.settle", R"({"id":"lain","keep":1})")).fault == base::Fault::not_found);
  SECTION("by number") {
    first.ask("conflicts.settle", R"({"id":"schedule/P1/2026-03-03/mode","keep":2,"author":"kepala"})").value();
  }
  SECTION("by the value that shows already") {
    first.ask("conflicts.settle", R"({"id":"schedule/P1/2026-03-03/mode","keep":1,"author":"kepala"})").value();
  }
  SECTION("by a third value") { first.ask("conflicts.settle", R"({"id":"schedule/P1/2026-03-03/mode","value":"DL"})").value(); }
  CHECK(first.text("conflicts.list") == "[]");
  sync(first);
  sync(second);
  CHECK(second.text("conflicts.list") == "[]");
  CHECK(hub.store->conflicts(nullptr).empty());
  CHECK(first.text("records", R"({"kind":"schedule"})") == second.text("records", R"({"kind":"schedule"})"));
}

TEST_CASE("office: a second init of the same unit keeps everything, another unit is refused") {
  base::SeededRandom random(3);
  const base::FakeClock clock;
  const TemporaryFolder folder;
  const agent::DataDir dir(folder.file("kantor"));
  CHECK(error_of(agent::Office::open(dir, clock, random)).fault == base::Fault::not_found);
  const auto first = log::origin_of(agent::Office::create(dir, "7.01", 420, clock, random).value()->identity().key.public_key());
  CHECK(log::origin_of(agent::Office::create(dir, "7.01", 480, clock, random).value()->identity().key.public_key()) == first);
  CHECK(error_of(agent::Office::create(dir, "8.03", 420, clock, random)).fault == base::Fault::clash);
  CHECK(error_of(agent::Office::create(agent::DataDir(folder.file("lain")), "ini bukan kode", 420, clock, random)).fault ==
        base::Fault::bad_input);
  CHECK(agent::Office::open(dir, clock, random).value()->offset_minutes() == 420);
}

TEST_CASE("data directory: what a service announced is read back, and rubbish is no service") {
  const TemporaryFolder folder;
  const agent::DataDir dir(folder.file("kantor"));
  base::SeededRandom random(1);
  REQUIRE(dir.create(random).has_value());
  CHECK_FALSE(dir.service());
  REQUIRE(dir.announce({4711, "rahasia"}).has_value());
  REQUIRE(dir.service());
  CHECK(dir.service()->port == 4711);
  CHECK(dir.service()->token == "rahasia");
  REQUIRE(base::write_private_file(dir.root() / "service.json", "{\"port\":99999999,\"token\":1}").has_value());
  CHECK_FALSE(dir.service());
  dir.withdraw();
  CHECK_FALSE(dir.service());
  const auto held = dir.lock_service();
  REQUIRE(held.has_value());
  CHECK(error_of(dir.lock_service()).fault == base::Fault::busy);
}

}  // namespace hadir::test
