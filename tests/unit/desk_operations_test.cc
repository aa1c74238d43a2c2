// What people do at an office's desk, through the operations as the commands call them. Prevents: half a letter, a permit that is
// asked for twice, somebody who approves himself, a unit's own rules without leave to have them, a circular that was used and is
// gone.
#include "tests/catch.h"
#include "tests/unit/desk_office.h"

namespace hadir::test {

TEST_CASE("desk: every command has its operation and its group, and operations have names of their own") {
  std::set<std::string> paths, names;
  for (const desk::Command* command : desk::all_commands()) {
    INFO(command->path);
    CHECK(paths.insert(command->path).second);
    // Accounts are the office's own affair: their operations are in agent/operations_account.h.
    if (!std::string_view(command->operation).starts_with("account.")) CHECK(desk::find_operation(command->operation) != nullptr);
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

TEST_CASE("desk: what a circular names and nothing here knows is told and refused for nothing") {
  OfficeDesk desk;
  in_force(desk, R"({"id":"R0.3","text":"Diatur tersendiri.","override":{"by":"kepala"}})");
  const std::string typing_slips = document(R"({"id":"1","text":"A","applies":{"units":"7.99"},"presence":{"max":"25%"}},
                  {"id":"2","text":"B","applies":{"classes":"jft"},"presence":{"max":"50%"}},
                  {"id":"3","text":"C","presence":{"max":"75%"}})",
                                            "8/KPTS");
  const value checked = desk.must("circular.check", typing_slips, kadis);
  CHECK(checked.as_object().if_contains("attention") == nullptr);
  CHECK(checked.at("problems").as_array().empty());
  REQUIRE(checked.at("notes").as_array().size() == 2);
  CHECK(checked.at("notes").at(0) == "Perhatikan: ketentuan 1 menyebut unit 7.99, yang tidak dikenal di sini");
  CHECK(checked.at("notes").at(1) == "Perhatikan: ketentuan 2 hari ini tidak mengenai seorang pun pegawai yang dikenal di sini");
  CHECK(desk.must("circular.add", typing_slips, kadis).at("notes").as_array().size() == 3);  // and what to do next
  CHECK(desk.must("circular.activate", R"({"number":"8/KPTS"})", kadis).at("notes") == checked.at("notes"));
}

TEST_CASE("desk: working calendars are set at the secretariat, with hours as people write them, and listed everywhere") {
  OfficeDesk office;
  CHECK_THAT(office.refusal("calendar.set", R"({"name":"umum","hours":["senin 07:30-16:00"]})", kadis).hint,
             contains("hadir-hub calendar set"));
  CHECK_THAT(std::string(office.must("calendar.list").at("notes").at(0).as_string()), contains("Perpres 21/2023"));
  office.province("calendar", R"({"name":"umum","from":"2026-01-01","hours":["senin-jumat 07:30-16:00"]})");
  office.province("calendar", R"({"name":"umum","from":"2026-02-18","until":"2026-03-19","hours":["senin-jumat 08:00-15:00"]})");
  const auto stands = [&](const char* date) {
    std::string all;
    const value answer = office.must("calendar.list", std::string(R"({"date":")") + date + "\"}");
    for (const value& row : answer.at("rows").as_array()) all += std::string(row.at("stands").as_string()) + " ";
    return all;
  };
  CHECK(stands("2026-02-01") == "berlaku belum mulai ");
  CHECK(stands("2026-03-02") == "digantikan berlaku ");
  CHECK(stands("2026-03-20") == "berlaku berakhir ");

  const auto set = [&](const std::string& request) {
    desk::Desk hub;
    hub.is_hub = true;
    hub.today = *base::date_from(2026, 3, 2);
    return desk::find_operation("calendar.set")->run(rules::Book(), boost::json::parse(request).as_object(), hub);
  };
  const auto done = set(
      R"({"name":"umum","from":"1/1/2026","until":"31-12-2026","source":"Perpres",
          "hours":["Senin-Kamis 7.30-16.00 istirahat 12:00-13:00; jumat 07:30-16:30 istirahat 11:30-13:00"]})");
  REQUIRE(done.has_value());
  CHECK(done->changes.size() == 1);
  CHECK(done->answer.at("from") == "2026-01-01");
  CHECK_THAT(std::string(done->answer.at("message").as_string()), contains("37:30 jam seminggu") && contains("2026-12-31"));
  const auto wrong = set(R"({"name":"umum","hours":["senin-kamis 16:00-07:30"]})");
  REQUIRE_FALSE(wrong.has_value());
  CHECK(wrong.error().fault == Fault::bad_input);
  CHECK_THAT(wrong.error().hint, contains("senin-kamis 07:30-16:00 istirahat 12:00-13:00"));
  CHECK_FALSE(set(R"({"name":"umum"})").has_value());
  CHECK_FALSE(set(R"({"hours":["senin 07:30-16:00"]})").has_value());
  CHECK_FALSE(set(R"({"name":"umum","from":"2026-03-02","until":"2026-03-01","hours":["senin 07:30-16:00"]})").has_value());
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

}  // namespace hadir::test
