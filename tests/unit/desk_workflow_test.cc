// What pages ask beside the commands: a matter with its tiers and what one may decide, everything that needs somebody as one
// list, one's own health check. Prevents: a decision that is offered and then refused, a missing report that nobody is told of,
// health data that is shown and not recorded.
#include "tests/catch.h"
#include "tests/unit/desk_office.h"

namespace hadir::test {
namespace {

std::set<std::string> codes(const value& answer) {
  std::set<std::string> all;
  for (const value& row : answer.at("rows").as_array()) all.insert(std::string(row.at("code").as_string()));
  return all;
}

const std::string about = R"({"subject":"daily_report/198609262015051001/2026-03-02"})";

}  // namespace

TEST_CASE("A29: a matter shows its tiers, its steps, and what whoever asks may decide") {
  OfficeDesk desk;
  desk.must("daily_report.submit", R"({"activities":["Rekap absensi"],"evidence":["foto.jpg"]})");
  value shown = desk.must("matter.show", about, kasub);
  CHECK(shown.at("state") == "diajukan");
  CHECK(shown.at("facts").at("activities").at(0) == "Rekap absensi");
  REQUIRE(shown.at("tiers").as_array().size() == 2);
  CHECK(shown.at("tiers").at(0).at("person") == kasub);
  CHECK(shown.at("tiers").at(0).at("waits") == true);
  CHECK(shown.at("skipped").at(0).at("post") == "kabid");
  CHECK(boost::json::serialize(shown.at("may")) == R"(["forwarded","returned","rejected"])");  // the last tier approves
  CHECK(desk.must("matter.show", about, staf).at("may").as_array().empty());
  CHECK(desk.must("matter.show", about, other).at("may").as_array().empty());
  desk.clock().advance(60'000);
  desk.must("decide.forward", R"({"subject":"daily_report/198609262015051001/2026-03-02","note":"lengkap"})", kasub);
  shown = desk.must("matter.show", about, kadis);
  CHECK(shown.at("steps").at(0).at("note") == "lengkap");
  CHECK(shown.at("tiers").at(1).at("waits") == true);
  CHECK(desk.refusal("matter.show", R"({"subject":"daily_report/198609262015051001/2026-03-01"})").fault == Fault::not_found);
}

TEST_CASE("desk: every decision that a matter offers is one that is then taken") {
  for (const auto& [decision, operation] : {std::pair("approved", "decide.approve"), std::pair("forwarded", "decide.forward"),
                                            std::pair("returned", "decide.return"), std::pair("rejected", "decide.reject")}) {
    for (const char* who : {kasub, kadis, staf, other}) {
      INFO(decision << " " << who);
      OfficeDesk desk;
      const std::string subject =
          std::string(desk.must("permit.request", R"({"type":"cuti","subtype":"CT","from":"besok","reason":"keluarga"})")
                          .at("subject")
                          .as_string());
      desk.clock().advance(1000);
      const std::string request = R"({"subject":")" + subject + R"(","note":"sebab"})";
      const array may = desk.must("matter.show", request, who).at("may").as_array();
      const bool offered = std::ranges::find(may, value(decision)) != may.end();
      CHECK(offered == desk.ask(operation, request, who).has_value());
    }
  }
}

TEST_CASE("desk: people are found by name, and those under a superior alone") {
  OfficeDesk desk;
  CHECK(desk.must("people.list").at("rows").as_array().size() == 4);
  const array under = desk.must("people.list", R"({"under":true})", kasub).at("rows").as_array();
  CHECK(under.size() == 3);  // two of his and himself
  CHECK(desk.must("people.list", R"({"under":true})", staf).at("rows").as_array().size() == 1);
}

TEST_CASE("desk: meetings and assemblies say who was asked and who came") {
  OfficeDesk desk;
  const value planned = desk.must(
      "meeting.plan",
      R"({"title":"Rapat anggaran","people":["198609262015051001"],"virtual":["199002022014022002"],"at":"besok 09:00"})", kasub);
  const std::string subject = R"({"subject":")" + std::string(planned.at("subject").as_string()) + "\"}";
  const value meeting = desk.must("meeting.show", subject);
  REQUIRE(meeting.at("people").as_array().size() == 2);
  CHECK(meeting.at("people").at(1).at("virtual") == true);
  CHECK(meeting.at("over") == false);
  desk.must("assembly.hold", R"({"starts":"07:30"})");
  desk.must("assembly.attend", R"({"people":["198609262015051001"]})");
  const value assembly = desk.must("assembly.show");
  CHECK(assembly.at("held") == true);
  CHECK(assembly.at("rows").as_array().size() == 4);
  CHECK(std::ranges::count_if(assembly.at("rows").as_array(), [](const value& row) { return row.at("present") == true; }) == 1);
}

TEST_CASE("A35: a health check is one's own, and a look at everybody's is recorded before it is shown") {
  OfficeDesk desk;
  desk.must("health.report", R"({"condition":"gejala","symptoms":["batuk"],"note":"sejak kemarin"})");
  CHECK(desk.must("health.mine").at("rows").at(0).at("condition") == "gejala");
  CHECK(desk.must("health.mine", "{}", other).at("rows").as_array().empty());
  CHECK(desk.refusal("health.list", "{}", staf).fault == Fault::refused);
  CHECK(desk.must("disclosure.list", "{}", kadis).at("rows").as_array().empty());
  const value listed = desk.must("health.list", "{}", kadis);
  CHECK(listed.at("rows").at(0).at("symptoms").at(0) == "batuk");
  const array looks = desk.must("disclosure.list", "{}", kadis).at("rows").as_array();
  REQUIRE(looks.size() == 1);
  CHECK(looks[0].at("paper") == "health-checks");
  CHECK(looks[0].at("entries") == 1);
  CHECK(desk.refusal("health.report", R"({"condition":"pusing"})").fault == Fault::bad_input);
  CHECK(desk.refusal("health.report", R"({"condition":"sehat","date":"besok"})").fault == Fault::bad_input);
}

TEST_CASE(
    "A35: whoever's account answers for health sees it as the holder of the post does, and no longer once the account is shut") {
  OfficeDesk desk;
  const auto give = [&](const char* fields) {
    desk.scope("7.01", "account", R"({"nip":")" + std::string(other) + R"(",)" + fields + "}");
  };
  give(R"("clerk":"ya")");
  CHECK(desk.refusal("health.list", "{}", other).fault == Fault::refused);
  give(R"("health":"ya")");
  CHECK(desk.must("health.list", "{}", other).at("rows").as_array().empty());
  give(R"("disabled":"ya")");
  CHECK(desk.refusal("health.list", "{}", other).fault == Fault::refused);
  give(R"("disabled":"tidak","health":"tidak","head":"ya")");
  CHECK(desk.must("health.list", "{}", other).at("rows").as_array().empty());
}

TEST_CASE("desk: one list of what needs somebody, and of oneself alone where one asks so") {
  OfficeDesk desk;
  in_force(desk, R"({"id":"R4.8","text":"Wajib LKH.","home_day":{"daily_report":true}})");
  desk.must("schedule.set", R"({"employee":"198609262015051001","date":"2026-03-02","mode":"WFH"})");
  desk.must("schedule.set", R"({"employee":"199002022014022002","date":"2026-03-02","mode":"WFH"})");
  desk.must("recall.call", R"({"employee":"198609262015051001","at":"06:40","answer_by":"06:50"})", kasub);
  desk.clock().advance(24 * 3'600'000);  // Tuesday
  value all = desk.must("attention", "{}", kadis);
  CHECK(codes(all).contains("duty_incomplete"));
  CHECK(codes(all).contains("recall_missing"));
  CHECK(!codes(all).contains("waits_daily_report"));
  const array own = desk.must("attention", R"({"employee":"199002022014022002"})", other).at("rows").as_array();
  REQUIRE(!own.empty());
  for (const value& row : own)
    CHECK(std::ranges::any_of(row.at("people").as_array(), [](const value& person) { return person.at("nip") == other; }));
  desk.must("daily_report.submit", R"({"activities":["Rekap"],"date":"2026-03-02"})");
  const value waiting = desk.must("attention", "{}", kasub);
  CHECK(codes(waiting).contains("waits_daily_report"));
}

namespace {

// A colleague's PC wrote another mode of the same day without knowing of this one's.
std::string contradict(OfficeDesk& desk) {
  desk.must("schedule.set", R"({"employee":"198609262015051001","date":"2026-03-03","mode":"WFO"})", kadis);
  const auto colleague = memory_store();
  copy_all(desk.store(), *colleague);
  desk.clock().advance(60'000);
  desk.must("schedule.set", R"({"employee":"198609262015051001","date":"2026-03-03","mode":"WFH"})", kasub);
  const base::KeyPair key = key_pair(7);
  store::Authorship who = authorship(key);
  who.author = other;
  must_record(*colleague, who, change("schedule", R"({"employee":"198609262015051001","date":"2026-03-03","mode":"DL"})"));
  copy_all(*colleague, desk.store());
  return R"("id":"schedule/198609262015051001/2026-03-03/mode")";
}

std::string mode(OfficeDesk& desk) {
  return std::string(
      desk.must("records", R"({"kind":"schedule","where":["date=2026-03-03"]})").at("records").at(0).at("mode").as_string());
}

}  // namespace

TEST_CASE("conflicts: both sides are shown, with who wrote them and what each had seen") {
  OfficeDesk desk;
  const std::string id = contradict(desk);
  CHECK(codes(desk.must("attention", "{}", kadis)).contains("schedule"));
  const value shown = desk.must("conflicts.show", "{" + id + "}");
  CHECK(shown.at("person").at("nip") == staf);
  CHECK(shown.at("field").at("type") == "choice");
  REQUIRE(shown.at("values").as_array().size() == 2);
  for (const value& side : shown.at("values").as_array()) {
    CHECK(side.at("saw").at("value") == "WFO");
    CHECK(side.at("saw").at("author") == kadis);
    CHECK(side.at("saw_known") == true);
  }
  const bool here_first = shown.at("values").at(0).at("here") == true;
  const value& mine = shown.at("values").at(here_first ? 0 : 1);
  CHECK(mine.at("value") == "WFH");
  CHECK(mine.at("name").as_string() == "Nama " + std::string(kasub));
  CHECK(mine.at("pc") == "PC ini");
}

TEST_CASE("conflicts: a decision is taken back as long as nobody wrote on, and then decided anew") {
  OfficeDesk desk;
  const std::string id = contradict(desk);
  const std::string before = mode(desk);
  desk.must("conflicts.settle", "{" + id + R"(,"value":"LEAVE"})", kadis);
  CHECK(mode(desk) == "LEAVE");
  value settled = desk.must("conflicts.settled").at("settled");
  REQUIRE(settled.as_array().size() == 1);
  CHECK(settled.at(0).at("can_undo") == true);
  CHECK(settled.at(0).at("decision").at("author") == kadis);
  CHECK(settled.at(0).at("values").as_array().size() == 2);

  CHECK(desk.must("conflicts.undo", "{" + id + "}", kasub).at("result") == "undone");
  CHECK(desk.must("conflicts.undo", "{" + id + "}", kasub).at("result") == "unchanged");
  CHECK(mode(desk) == before);
  CHECK(codes(desk.must("attention", "{}", kadis)).contains("settled_undone"));
  CHECK(desk.must("conflicts.show", "{" + id + "}").at("undone") == true);

  desk.must("conflicts.settle", "{" + id + R"(,"keep":2})", kadis);
  CHECK(mode(desk) != before);
  CHECK(!codes(desk.must("attention", "{}", kadis)).contains("settled_undone"));
  desk.must("schedule.set", R"({"employee":"198609262015051001","date":"2026-03-03","mode":"OFF"})", kadis);
  CHECK(desk.refusal("conflicts.undo", "{" + id + "}").fault == Fault::clash);
  CHECK(desk.must("conflicts.settled").at("settled").as_array().empty());
  CHECK(desk.refusal("conflicts.settle", "{" + id + R"(,"keep":1})").fault == Fault::not_found);
}

TEST_CASE("conflicts: taking back a decision for what showed anyway opens it again all the same") {
  OfficeDesk desk;
  const std::string id = contradict(desk);
  const std::string before = mode(desk);
  desk.must("conflicts.settle", "{" + id + R"(,"keep":1})", kadis);
  desk.must("conflicts.undo", "{" + id + "}", kadis);
  CHECK(mode(desk) == before);
  CHECK(desk.must("conflicts.show", "{" + id + "}").at("open") == true);
  desk.must("conflicts.settle", "{" + id + R"(,"keep":2})", kadis);
  CHECK(mode(desk) != before);
}

}  // namespace hadir::test
