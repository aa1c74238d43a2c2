// What a desk publishes, shows and hands in: rosters, meetings, papers with health data, recapitulations. Prevents: a circular
// that is broken without a name and a reason on record; health data that somebody saw and nobody knows; a paper in no format.
#include "tests/catch.h"
#include "tests/unit/desk_office.h"

namespace hadir::test {

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
