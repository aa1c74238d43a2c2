// What people do at an office's desk, through the operations as the commands call them. Prevents: half a letter, a permit that is
// asked for twice, somebody who approves himself, a roster published against a circular, a unit's own rules without leave to have
// them, a circular that was used and is gone, a circular that was broken and nobody knows why, a look at health data that leaves
// no trace.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "agent/operations.h"
#include "common/desk/commands.h"
#include "common/desk/desk.h"
#include "common/desk/parse_commands.h"
#include "common/papers/paper.h"
#include "tests/catch.h"
#include "tests/unit/sync_fixture.h"

namespace hadir::test {
namespace {

using base::Fault;
using boost::json::array;
using boost::json::object;
using boost::json::value;

// kadis <- kabid (vacant) <- kasub <- staf; the clock stands at 2026-03-02 (a Monday) 07:00 WIB.
constexpr const char* kadis = "196801011993031001";
constexpr const char* kasub = "197001011995031002";
constexpr const char* staf = "198609262015051001";
constexpr const char* other = "199002022014022002";

class OfficeDesk {
 public:
  OfficeDesk() : random_(1), dir_(folder_.file("kantor")) {
    office_ = agent::Office::create(dir_, "7.01", 420, clock_, random_).value();
    place_.emplace(
        agent::Workplace{*office_, [](const agent::SyncWish&) { return agent::Synced{}; }, [this] { ++writes_; }, false});
    store().set_hub_key(key_pair(hub_number).public_key());
    province("unit", R"({"code":"7.01","name":"Dinas Contoh","type":"Dinas","sector":"esensial","public_service":"ya"})");
    for (const auto& [nip, klass, post] : {std::tuple(kadis, "struktural", ""), std::tuple(kasub, "struktural", "kabid"),
                                           std::tuple(staf, "jfu", "kasub"), std::tuple(other, "jfu", "kasub")})
      scope("7.01", "employee",
            R"({"nip":")" + std::string(nip) + R"(","name":"Nama )" + nip + R"(","unit":"7.01","class":")" + klass +
                R"(","reports_to":")" + post + "\"}");
    for (const char* post : {R"({"code":"kadis","title":"Kepala Dinas","role":"kepala"})",
                             R"({"code":"kabid","title":"Kepala Bidang","superior":"kadis"})",
                             R"({"code":"kasub","title":"Kepala Subbagian","superior":"kabid"})"})
      scope("7.01", "post", post);
    scope("7.01", "holder",
          R"({"post":"kadis","from":"2020-01-01","person":")" + std::string(kadis) + R"(","standing":"definitif"})");
    scope("7.01", "holder",
          R"({"post":"kasub","from":"2020-01-01","person":")" + std::string(kasub) + R"(","standing":"definitif"})");
  }

  base::Result<value> ask(std::string_view operation, const std::string& request = "{}", const char* author = staf) {
    object asked = boost::json::parse(request).as_object();
    asked["author"] = author;
    return agent::perform(*place_, operation, asked);
  }
  value must(std::string_view operation, const std::string& request = "{}", const char* author = staf) {
    auto answer = ask(operation, request, author);
    if (!answer) FAIL(operation << ": " << base::describe(answer.error()));
    return *answer;
  }
  base::Error refusal(std::string_view operation, const std::string& request = "{}", const char* author = staf) {
    const std::string before = dump(store());
    const auto answer = ask(operation, request, author);
    if (answer) FAIL(operation << " was not refused: " << boost::json::serialize(*answer));
    CHECK(dump(store()) == before);  // nothing half-written
    return answer.error();
  }
  void province(std::string_view kind, const std::string& json) { scope("", kind, json); }
  void scope(const std::string& which, std::string_view kind, const std::string& json) {
    must_record(store(), authorship(key_pair(hub_number), which), change(kind, json));
  }
  store::ReplicaStore& store() { return office_->store(); }
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

std::string document(const std::string& clauses, const std::string& number = "1/SE/2026", const std::string& more = "") {
  const object request{{"document", R"({"issuer":"Gubernur","number":")" + number +
                                        R"(","title":"Sistem kerja","effective":"2026-03-02")" + more + R"(,"clauses":[)" +
                                        clauses + "]}"}};
  return boost::json::serialize(request);
}

void in_force(OfficeDesk& desk, const std::string& clauses, const std::string& number = "1/SE/2026") {
  std::string list;
  const value parsed = boost::json::parse("[" + clauses + "]");
  for (const value& clause : parsed.as_array())
    list += (list.empty() ? "" : ",") + boost::json::serialize(value(boost::json::serialize(clause)));
  desk.province("circular", R"({"issuer":"Gubernur","number":")" + number +
                                R"(","title":"Sistem kerja","state":"active","effective":"2026-03-01","clauses":[)" + list +
                                "]}");
}

value the_only(OfficeDesk& desk, const char* list, const char* author = staf) {
  const array rows = desk.must(list, "{}", author).at("rows").as_array();
  REQUIRE(rows.size() == 1);
  return rows[0];
}

}  // namespace

TEST_CASE("desk: every command has its operation and its group, and operations have names of their own") {
  std::set<std::string> paths, names;
  for (const desk::Command* command : desk::all_commands()) {
    INFO(command->path);
    CHECK(paths.insert(command->path).second);
    CHECK(desk::find_operation(command->operation) != nullptr);
    CHECK(std::string_view(command->help).size() > 5);
    const std::string path = command->path;
    const std::size_t space = path.find(' ');
    if (space != std::string::npos)
      CHECK(std::ranges::any_of(desk::command_groups(),
                                [&](const desk::Group& group) { return path.substr(0, space) == group.name; }));
    for (std::string line : {desk::examples_of(*command, "hadir-hub")}) CHECK(line.find("hadir permit") == std::string::npos);
  }
  for (const desk::Operation* operation : desk::all_operations()) CHECK(names.insert(operation->name).second);
}

TEST_CASE("desk: malformed requests of every operation are answered, not crashed on, and write nothing") {
  OfficeDesk desk;
  for (const desk::Operation* operation : desk::all_operations()) {
    INFO(operation->name);
    const std::string before = dump(desk.store());
    (void)desk.ask(
        operation->name,
        R"({"employee":5,"people":{"a":1},"from":"31-02-2026","month":"bulan 13","date":"31-02-2026","subject":[],"at":"25:99","document":"{"})");
    (void)desk.ask(
        operation->name,
        R"({"employee":"1.98609E+17","people":["1.98609E+17"],"person":"1.98609E+17","reason":"x","date":"31-02-2026","from":"31-02-2026","month":"bulan 13"})");
    CHECK(dump(desk.store()) == before);
  }
}

TEST_CASE("desk: a permit is asked for once, and its period is one that exists") {
  OfficeDesk desk;
  const std::string wish = R"({"type":"cuti","subtype":"CT","from":"besok","until":"2026-03-05","reason":"keluarga"})";
  const value first = desk.must("permit.request", wish);
  CHECK(first.at("result") == "recorded");
  CHECK(first.at("subject") == "permit/198609262015051001/cuti/2026-03-03");
  CHECK(desk.must("permit.request", wish).at("result") == "unchanged");
  CHECK(desk.refusal("permit.request", R"({"type":"cuti","subtype":"CT","from":"2026-03-05","until":"2026-03-03","reason":"x"})")
            .fault == Fault::bad_input);
  CHECK(desk.refusal("permit.request", R"({"type":"cuti","subtype":"CT","from":"2026-02-30","reason":"x"})").fault ==
        Fault::bad_input);
  CHECK(desk.refusal("permit.request", R"({"type":"cuti","from":"2026-03-09","reason":"x"})").fault == Fault::bad_input);
  CHECK(desk.refusal("permit.request", R"({"type":"sakit","from":"2026-03-04","reason":"demam"})").fault == Fault::clash);
  CHECK(desk.refusal("permit.request", R"({"employee":"199999999999999999","type":"sakit","reason":"x"})").fault ==
        Fault::bad_input);
  CHECK(desk.must("permit.list").at("rows").as_array().size() == 1);
  CHECK(desk.must("permit.cancel", R"({"subject":"permit/198609262015051001/cuti/2026-03-03"})").at("result") == "recorded");
  CHECK(desk.must("permit.cancel", R"({"subject":"permit/198609262015051001/cuti/2026-03-03"})").at("result") == "unchanged");
  CHECK(desk.must("permit.request", wish).at("round") == 2);
}

TEST_CASE("A29: a report goes from tier to tier, a vacant one is skipped and told, and nobody approves himself") {
  OfficeDesk desk;
  CHECK(desk.must("daily_report.draft", R"({"activities":["Rekap absensi"]})").at("result") == "recorded");
  const std::string about = R"({"subject":"daily_report/198609262015051001/2026-03-02"})";
  CHECK(desk.refusal("decide.approve", about, kasub).fault != Fault::not_found);  // a draft
  CHECK(desk.must("daily_report.submit", "{}").at("result") == "recorded");
  CHECK(desk.must("daily_report.submit", "{}").at("result") == "unchanged");
  CHECK(desk.refusal("decide.approve", about, staf).fault == Fault::refused);
  CHECK(desk.refusal("decide.approve", about, other).fault == Fault::refused);

  const array waiting = desk.must("approvals.waiting", "{}", kasub).at("rows").as_array();
  REQUIRE(waiting.size() == 1);
  CHECK(waiting[0].at("subject") == "daily_report/198609262015051001/2026-03-02");
  CHECK(desk.must("approvals.waiting", "{}", kadis).at("rows").as_array().empty());

  desk.clock().advance(60'000);
  CHECK(desk.must("decide.forward", about, kasub).at("result") == "recorded");
  CHECK(desk.must("decide.forward", about, kasub).at("result") == "unchanged");
  desk.clock().advance(60'000);
  const value last = desk.must("decide.approve", about, kadis);
  REQUIRE(last.at("skipped").as_array().size() == 1);
  CHECK(last.at("skipped").at(0) == "kabid");
  CHECK(desk.must("daily_report.show", R"({"employee":"198609262015051001"})").at("state") == "disetujui");
  CHECK(desk.refusal("daily_report.submit", R"({"activities":["lain"]})").fault == Fault::refused);
}

TEST_CASE("desk: a returned report begins another round") {
  OfficeDesk desk;
  desk.must("daily_report.submit", R"({"activities":["Rekap"]})");
  const std::string about = R"({"subject":"daily_report/198609262015051001/2026-03-02","note":"sebutkan hasilnya"})";
  CHECK(desk.refusal("decide.return", R"({"subject":"daily_report/198609262015051001/2026-03-02"})", kasub).fault ==
        Fault::bad_input);
  desk.clock().advance(1000);
  desk.must("decide.return", about, kasub);
  CHECK(desk.must("daily_report.show", "{}").at("state") == "dikembalikan");
  desk.clock().advance(1000);
  CHECK(desk.must("daily_report.submit", R"({"activities":["Rekap: 12 berkas"]})").at("round") == 2);
  CHECK(desk.must("daily_report.show", "{}").at("state") == "diajukan");
}

TEST_CASE("A20: a letter has a signer and a period, and names its people in one piece") {
  OfficeDesk desk;
  CHECK(desk.refusal("letter.draft", R"({"people":["198609262015051001"],"from":"2026-03-05","until":"2026-03-03"})", kasub)
            .fault == Fault::bad_input);
  CHECK(desk.refusal("letter.draft", R"({"people":["198609262015051001","111111111111111111"],"from":"2026-03-05"})", kasub)
            .fault == Fault::not_found);
  const value made = desk.must(
      "letter.draft",
      R"({"people":["199002022014022002","198609262015051001"],"from":"2026-03-03","until":"2026-03-06","number":"800/12"})",
      kasub);
  CHECK(made.at("people") == 2);
  desk.clock().advance(5000);
  CHECK(
      desk.must(
              "letter.draft",
              R"({"people":["198609262015051001","199002022014022002"],"from":"2026-03-03","until":"2026-03-06","number":"800/12"})",
              kasub)
          .at("result") == "unchanged");
  const array letters = desk.must("letter.list").at("rows").as_array();
  REQUIRE(letters.size() == 1);
  CHECK(letters[0].at("signer") == kadis);
  CHECK(letters[0].at("state") == "diajukan");
  CHECK(desk.refusal("decide.approve", R"({"subject":"800/12"})", staf).fault == Fault::refused);
  desk.clock().advance(5000);
  desk.must("decide.approve", R"({"subject":"800/12"})", kadis);
  CHECK(desk.must("letter.list").at("rows").at(0).at("state") == "disetujui");
}

TEST_CASE("A36: a recall is answered, at once where somebody telephoned") {
  OfficeDesk desk;
  desk.must("recall.call", R"({"employee":"198609262015051001","at":"06:40","place":"Ruang Rapat","answer_by":"07:30"})", kasub);
  CHECK(desk.must("recall.list", R"({"unanswered":true})").at("rows").as_array().size() == 1);
  CHECK(desk.must("recall.answer", R"({"answered":"06:52"})").at("minutes") == 12);
  CHECK(desk.must("recall.answer", R"({"answered":"06:59"})").at("result") == "unchanged");
  desk.must("recall.call", R"({"employee":"199002022014022002","at":"06:45","phoned_by":"197001011995031002"})", kasub);
  const array calls = desk.must("recall.list").at("rows").as_array();
  REQUIRE(calls.size() == 2);
  CHECK(calls[1].at("phoned_by") == kasub);
  CHECK(calls[1].at("minutes") == 0);
  CHECK(desk.refusal("recall.call", R"({"employee":"198609262015051001","at":"10:00","answer_by":"09:00"})", kasub).fault ==
        Fault::bad_input);
}

TEST_CASE("A39: a meeting of too many is refused, and recorded where somebody answers for it") {
  OfficeDesk desk;
  in_force(desk, R"({"id":"R0.2","text":"Rapat dibatasi 25 %.","meeting":{"max":"25%","of":"room","reason":true}})");
  const std::string two =
      R"("people":["198609262015051001","199002022014022002"],"at":"besok 09:00","capacity":4,"title":"Rapat")";
  CHECK(desk.refusal("meeting.plan", "{" + two + R"(,"urgency":"mendesak"})", kasub).fault == Fault::refused);
  const std::string despite = "{" + two + R"(,"urgency":"mendesak","despite":"perintah langsung"})";
  CHECK(desk.refusal("meeting.plan", "{" + two + R"(,"urgency":"mendesak","despite":"ya  "})", kasub).fault == Fault::bad_input);
  CHECK_THAT(
      desk.refusal("meeting.plan", "{" + two + R"(,"organiser":"197001011995031002","urgency":"mendesak","despite":"perintah"})",
                   "petugas")
          .hint,
      contains("--as NIP"));
  const value planned = desk.must("meeting.plan", despite, kasub);
  CHECK(planned.at("people") == 2);
  CHECK_THAT(boost::json::serialize(planned.at("notes")), contains("penyimpangan dicatat"));
  const value row = the_only(desk, "deviation.list");
  CHECK(row.at("subject") == planned.at("subject"));
  CHECK(row.at("from") == "2026-03-03");
  CHECK(row.at("until") == "2026-03-03");
  CHECK(row.at("by") == kasub);
  CHECK(row.at("reason") == "perintah langsung");
  CHECK(boost::json::serialize(row.at("citations")) == R"(["SE 1/SE/2026 R0.2"])");
  // Again, with nothing new.
  desk.clock().advance(5000);
  CHECK(desk.must("meeting.plan", despite, kasub).at("result") == "unchanged");
  CHECK(the_only(desk, "deviation.list") == row);
  CHECK(desk.must("meeting.list", R"({"month":"bulan ini"})").at("rows").at(0).at("invited") == 2);
  desk.must("meeting.attend", R"({"subject":"Rapat","people":["198609262015051001"]})", kasub);
  CHECK(desk.must("meeting.list", R"({"month":"bulan ini"})").at("rows").at(0).at("attended") == 1);
}

TEST_CASE("A13: a unit's own circular needs an override, and its maker the role that it names") {
  OfficeDesk desk;
  const std::string own = document(R"({"id":"1","text":"Separuh.","presence":{"max":"50%","of":"staff"}})", "7/KPTS");
  CHECK(desk.refusal("circular.add", own, kadis).fault == Fault::refused);
  CHECK_THAT(desk.refusal("circular.add", own, kadis).what, contains("tidak ada surat yang memuat ketentuan override"));
  in_force(desk, R"({"id":"R0.3","text":"Diatur tersendiri.","applies":{"public_service":true},"override":{"by":"kepala"}})");
  CHECK_THAT(desk.refusal("circular.add", own, kasub).hint, contains(kadis));
  const std::string of_another = document(R"({"id":"1","presence":{"max":1}})", "7/KPTS", R"(,"unit":"7.02")");
  CHECK_THAT(desk.refusal("circular.add", of_another, kadis).what, contains("7.02") && contains("7.01"));
  CHECK(desk.must("circular.add", own, kadis).at("result") == "recorded");
  CHECK(desk.must("circular.add", own, kadis).at("result") == "unchanged");
  CHECK(desk.must("circular.list").at("rows").at(1).at("stands") == "draf");
  CHECK(desk.must("circular.activate", R"({"number":"7/KPTS","from":"2026-03-02"})", kadis).at("result") == "recorded");
  CHECK(desk.must("circular.list").at("rows").at(1).at("stands") == "berlaku");
  CHECK(desk.refusal("circular.delete", R"({"number":"7/KPTS"})", kadis).fault == Fault::refused);       // A26
  CHECK(desk.refusal("circular.delete", R"({"number":"1/SE/2026"})", kadis).fault == Fault::not_found);  // the province's
  CHECK_THAT(desk.refusal("circular.delete", R"({"number":"1/SE/2026"})", kadis).hint, contains("hadir-hub"));
}

TEST_CASE("circular: what is allowed but often a slip is told where somebody checks, adds or activates one") {
  OfficeDesk desk;
  in_force(desk, R"({"id":"R0.3","text":"Diatur tersendiri.","override":{"by":"kepala"}})");
  const std::string odd = document(
      R"({"id":"1","text":"Bergantian.","rotation":{"groups":["A","B"],"count":"dates","start":"2026-03-02"}})", "9/KPTS");
  const auto notes = [](const value& answer) { return boost::json::serialize(answer.at("notes")); };
  const value checked = desk.must("circular.check", odd, kadis);
  CHECK_FALSE(checked.as_object().contains("attention"));
  CHECK_THAT(notes(checked), contains("Perhatikan: SE 9/KPTS 1: start"));
  CHECK_THAT(notes(desk.must("circular.add", odd, kadis)), contains("Perhatikan") && contains("circular activate"));
  CHECK_THAT(notes(desk.must("circular.activate", R"({"number":"9/KPTS"})", kadis)), contains("Perhatikan"));
}

TEST_CASE("A33: a closure that says nothing else is as long as the circular has it") {
  OfficeDesk desk;
  CHECK(desk.must("closure.set", R"({"from":"2026-03-03","reason":"sterilisasi"})", kadis).at("days") == 3);
  in_force(desk, R"({"id":"h","text":"Lima hari kerja.","closure":{"days":5,"counting":"workdays"}})");
  const value closed = desk.must("closure.set", R"({"from":"2026-03-10","reason":"sterilisasi"})", kadis);
  CHECK(closed.at("days") == 5);
  CHECK(closed.at("counting") == "workdays");
  CHECK_THAT(std::string(closed.at("message").as_string()), contains("menurut SE 1/SE/2026 h"));
  CHECK(desk.must("closure.set", R"({"from":"2026-03-20","days":"2","reason":"sterilisasi"})", kadis).at("days") == 2);
}

TEST_CASE("A25, A27: a malformed or contradicting circular is refused with what is wrong, and nothing is written") {
  OfficeDesk desk;
  in_force(desk, R"({"id":"R0.3","text":"Diatur tersendiri.","override":{"by":"kepala"}})");
  CHECK(desk.refusal("circular.add", R"({"document":"{"})", kadis).fault == Fault::bad_input);
  CHECK(desk.refusal("circular.add", document(R"({"id":"1","presence":{"max":"250%"}})"), kadis).fault == Fault::bad_input);
  CHECK(desk.refusal("circular.add", document(R"({"id":"1","presensi":{"max":"25%"}})"), kadis).fault == Fault::bad_input);
  const std::string twice =
      document(R"({"id":"1","text":"A","presence":{"max":"25%"}},{"id":"2","text":"B","presence":{"max":"50%"}})", "8/KPTS");
  const value checked = desk.must("circular.check", twice, kadis);
  CHECK(checked.at("attention") == true);
  desk.must("circular.add", twice, kadis);
  const base::Error clash = desk.refusal("circular.activate", R"({"number":"8/KPTS"})", kadis);
  CHECK(clash.fault == Fault::clash);
  CHECK_THAT(clash.what, contains("8/KPTS 1"));
  CHECK_THAT(clash.what, contains("8/KPTS 2"));
}

TEST_CASE("desk: a roster is proposed as often as one likes and published once") {
  OfficeDesk desk;
  in_force(desk, R"({"id":"R3.5","text":"Paling banyak 50 %.","presence":{"max":"50%","of":"staff"}},
                    {"id":"R0.4","text":"Pimpinan hadir.","applies":{"classes":["struktural"]},"attend":{"place":"office"}})");
  const std::string week = R"({"from":"2026-03-02","until":"2026-03-06"})";
  const std::string before = dump(desk.store());
  const value proposal = desk.must("roster.propose", week);
  CHECK(dump(desk.store()) == before);
  CHECK(proposal.at("cells").as_array().size() == 20);
  CHECK(desk.must("roster.propose", week) == proposal);
  CHECK(desk.must("roster.explain", R"({"employee":"198609262015051001","from":"2026-03-02","until":"2026-03-06"})")
            .at("rows")
            .as_array()
            .size() == 5);
  const value published = desk.must("roster.publish", week, kadis);
  CHECK(published.at("result") == "recorded");
  CHECK(published.at("cells") == 20);
  CHECK(desk.must("roster.publish", week, kadis).at("result") == "unchanged");
  CHECK_FALSE(desk.must("roster.check", week).as_object().contains("attention"));
  // Somebody changes a day by hand: both of the two at the office.
  desk.must("schedule.set", R"({"employee":"198609262015051001","date":"2026-03-03","mode":"WFO"})", kadis);
  desk.must("schedule.set", R"({"employee":"199002022014022002","date":"2026-03-03","mode":"WFO"})", kadis);
  const value found = desk.must("roster.check", week);
  CHECK(found.at("attention") == true);
  CHECK(found.at("findings").at(0).at("actual") == 2);
  CHECK(found.at("findings").at(0).at("limit") == 1);
}

TEST_CASE("desk: a meeting that breaks nothing needs no reason, and leaves none") {
  OfficeDesk desk;
  in_force(desk, R"({"id":"R0.2","text":"Rapat dibatasi 25 %.","meeting":{"max":"25%","of":"room","reason":false}})");
  const value planned = desk.must(
      "meeting.plan",
      R"({"people":["198609262015051001"],"at":"besok 09:00","capacity":8,"title":"Rapat","despite":"untuk berjaga-jaga"})",
      kasub);
  CHECK(boost::json::serialize(planned.at("notes")) == R"(["tidak melanggar edaran: alasannya tidak dicatat"])");
  CHECK(desk.must("deviation.list").at("rows").as_array().empty());
}

TEST_CASE("desk: a roster against a circular goes ahead where somebody answers for it, and who and why stays on record") {
  OfficeDesk desk;
  in_force(desk, R"({"id":"R4.2","text":"Paling banyak 50 %.","presence":{"max":"50%","of":"staff"}})");
  for (const char* one : {staf, other})
    desk.must("schedule.set", R"({"employee":")" + std::string(one) + R"(","date":"2026-03-03","mode":"WFO"})", kadis);
  const auto week = [](const std::string& more) {
    return R"({"from":"2026-03-02","until":"2026-03-06","keep_published":true)" + more + "}";
  };
  CHECK(desk.refusal("roster.publish", week(""), kadis).fault == Fault::refused);
  const base::Error brief = desk.refusal("roster.publish", week(R"(,"despite":"ya")"), kadis);
  CHECK(brief.what == "alasan terlalu pendek");
  CHECK_THAT(desk.refusal("roster.publish", week(R"(,"despite":"pelayanan vaksinasi")"), "petugas").hint, contains("--as"));
  const value published = desk.must("roster.publish", week(R"(,"despite":"pelayanan vaksinasi")"), kadis);
  CHECK_THAT(boost::json::serialize(published.at("notes")), contains("penyimpangan dicatat: roster/2026-03-02/2026-03-06"));
  const value row = the_only(desk, "deviation.list");
  CHECK(row.at("subject") == "roster/2026-03-02/2026-03-06");
  CHECK(row.at("by") == kadis);
  CHECK(row.at("at") == "2026-03-02T07:00:00.000+07:00");
  CHECK(row.at("reason") == "pelayanan vaksinasi");
  CHECK(boost::json::serialize(row.at("citations")) == R"(["SE 1/SE/2026 R4.2"])");

  desk.clock().advance(5000);
  const value again = desk.must("roster.publish", week(R"(,"despite":"pelayanan vaksinasi")"), kadis);
  CHECK(again.at("result") == "unchanged");
  CHECK_THAT(boost::json::serialize(again.at("notes")), contains("tidak dicatat lagi"));
  CHECK(the_only(desk, "deviation.list") == row);

  // Seen beside the findings, which stay; and nowhere else.
  const value told = desk.must("compliance", R"({"date":"2026-03-03"})");
  CHECK(told.at("violations") == 1);
  CHECK(told.at("deviations").as_array() == array{row});
  CHECK_THAT(std::string(told.at("text").as_string()), contains("Penyimpangan yang dicatat:\n"));
  CHECK_THAT(std::string(told.at("text").as_string()), contains("pelayanan vaksinasi (SE 1/SE/2026 R4.2)"));
  CHECK(desk.must("compliance", R"({"date":"2026-03-09"})").at("deviations").as_array().empty());
  CHECK(desk.must("deviation.list", R"({"month":"2026-02"})").at("rows").as_array().empty());
  const value paper = desk.must("paper.make", R"({"paper":"compliance","month":"2026-03"})");
  CHECK_THAT(std::string(paper.at("document").at("text").as_string()), contains("pelayanan vaksinasi"));
}

TEST_CASE("A34: output is restricted, and every look at it is on record before it is there") {
  OfficeDesk desk;
  for (const char* one : {staf, other})
    for (const auto& [time, direction] : {std::pair("07:30", "in"), std::pair("16:00", "out")})
      desk.scope("7.01", "punch",
                 R"({"employee":")" + std::string(one) + R"(","at":"2026-02-27T)" + time +
                     R"(:00+07:00","source":"kiosk","direction":")" + direction + "\"}");
  const std::string asked = R"({"paper":"tracing","person":")" + std::string(staf) + R"(","date":"2026-03-01","format":"json"})";
  // Not in the way of other papers, by nobody else, and not in a format that there is none of.
  CHECK_THAT(desk.refusal("paper.make", asked, kadis).hint, contains("recap tracing"));
  CHECK(desk.refusal("paper.health", asked, staf).fault == Fault::refused);
  CHECK(desk.refusal("paper.health", R"({"paper":"attendance-list","date":"2026-03-02"})", kadis).fault == Fault::bad_input);
  CHECK(desk.refusal("paper.health", R"({"paper":"entry-list","date":"2026-03-02","format":"docx"})", kadis).fault ==
        Fault::bad_input);
  CHECK(desk.refusal("disclosure.list", "{}", staf).fault == Fault::refused);
  CHECK(desk.must("disclosure.list", "{}", kadis).at("rows").as_array().empty());

  const value made = desk.must("paper.health", asked, kadis);
  CHECK(made.at("result") == "recorded");
  CHECK_THAT(std::string(made.at("document").at("text").as_string()), contains(other));
  const value row = the_only(desk, "disclosure.list", kadis);
  CHECK(row.at("by") == kadis);
  CHECK(row.at("at") == "2026-03-02T07:00:00.000+07:00");
  CHECK(row.at("paper") == "tracing");
  CHECK(row.at("from") == "2026-02-15");  // with the 14 days that it looks back over
  CHECK(row.at("until") == "2026-03-01");
  CHECK(row.at("about") == staf);
  CHECK(row.at("entries") == 2);  // one person, met once
  // What looks is counted, not what is new: the same list again is another look.
  desk.clock().advance(60'000);
  desk.must("paper.health", asked, kadis);
  desk.clock().advance(60'000);
  desk.must("paper.health", R"({"paper":"entry-list","date":"2026-03-02"})", kadis);
  const array rows = desk.must("disclosure.list", "{}", kadis).at("rows").as_array();
  REQUIRE(rows.size() == 3);
  CHECK(rows[2].at("paper") == "entry-list");
  CHECK(rows[2].at("about").is_null());
  CHECK(desk.must("disclosure.list", "{}", kadis).at("rows").as_array().size() == 3);  // itself not a look

  // Sealed as health data is: in no commit's payload stands whom the list was about.
  CHECK(test::rows(desk.store(), "SELECT count(*) FROM disclosure") == std::vector<std::string>{"3"});
  for (const papers::Paper& paper : papers::papers()) {
    const object wish{{"paper", paper.name}, {"person", staf}, {"date", "2026-03-01"}};
    if (paper.health) CHECK(desk.refusal("paper.make", boost::json::serialize(wish), kadis).fault == Fault::refused);
  }
}

TEST_CASE("A34: a PC that was not let in makes no list of health data, shows nothing of it, and says so") {
  OfficeDesk desk;
  base::SeededRandom random(7);
  base::SymmetricKey theirs;
  theirs.fill(9);
  const auto sealed_elsewhere = [&](const char* nip) {
    store::Authorship who = authorship(key_pair(3));
    who.sealing.emplace(store::Sealing{theirs, random});
    must_record(desk.store(), who,
                change("health_check", R"({"employee":")" + std::string(nip) + R"(","date":"2026-03-02","condition":"sehat"})"));
  };
  sealed_elsewhere(staf);
  const base::Error refused = desk.refusal("paper.health", R"({"paper":"entry-list","date":"2026-03-02"})", kadis);
  CHECK(refused.fault == Fault::refused);
  CHECK_THAT(refused.hint, contains("hadir seal ask"));
  for (const char* list : {"disclosure.list", "health.due"}) {
    INFO(list);
    const value told = desk.must(list, "{}", kadis);
    CHECK(told.at("rows").as_array().empty());
    CHECK(told.at("unread") == 1);
    CHECK_THAT(std::string(told.at("text").as_string()), contains("tidak dapat dibaca di PC ini"));
  }
  // With a key that nobody else has it would write what the others cannot read; with a sheet in the safe somebody can.
  desk.must("seal.ask");
  desk.refusal("paper.health", R"({"paper":"entry-list","date":"2026-03-02"})", kadis);
  desk.must("seal.sheet", R"({"public_key":")" + base::to_hex(key_pair(4).public_key()) + "\"}");
  desk.must("paper.health", R"({"paper":"entry-list","date":"2026-03-02"})", kadis);
  const value told = desk.must("disclosure.list", "{}", kadis);
  CHECK(told.at("rows").as_array().size() == 1);
  CHECK(told.at("unread") == 1);
  CHECK_THAT(boost::json::serialize(told.at("notes")), contains("dibuat tanpa itu"));
}

TEST_CASE("A23: a recapitulation is handed in, NIHIL where there is nothing, and not NIHIL where there is something") {
  OfficeDesk desk;
  CHECK(desk.refusal("recap.submit", R"({"subject":"travel","month":"2026-02"})", kasub).fault == Fault::clash);
  CHECK(desk.must("recap.submit", R"({"subject":"travel","month":"2026-02","nil":true})", kasub).at("result") == "recorded");
  CHECK(desk.must("recap.submit", R"({"subject":"travel","month":"2026-02","nil":true})", kasub).at("result") == "unchanged");
  CHECK(desk.must("recap.submitted", R"({"year":"2026"})").at("rows").at(0).at("nil") == true);
}

TEST_CASE("desk: a paper comes as text, and in a format that exists") {
  OfficeDesk desk;
  const value paper = desk.must("paper.make", R"({"paper":"attendance-list","date":"2026-03-02"})");
  CHECK_THAT(std::string(paper.at("document").at("text").as_string()), contains("DAFTAR HADIR"));
  const value pdf = desk.must("paper.make", R"({"paper":"attendance-list","date":"2026-03-02","format":"pdf"})");
  CHECK(pdf.at("document").as_object().contains("content"));
  CHECK(desk.refusal("paper.make", R"({"paper":"attendance-list","format":"docx"})").fault == Fault::bad_input);
  CHECK(desk.refusal("paper.make", R"({"paper":"attendance-list","month":"bulan ke-13"})").fault == Fault::bad_input);
}

}  // namespace hadir::test
