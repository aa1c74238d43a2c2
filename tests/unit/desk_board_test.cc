// The roster as a grid that somebody changes by hand. Prevents: a grid that tells other numbers than the rules; hand-made changes
// that slip past a circular; a whole month of violations that keeps somebody from mending one of them; half a change recorded.
#include "tests/catch.h"
#include "tests/unit/desk_office.h"

namespace hadir::test {
namespace {

constexpr const char* half_of_staff = R"({"id":"R4.2","text":"Paling banyak 50 %.","presence":{"max":"50%","of":"staff"}})";

std::string week(const std::string& more = "") { return R"({"from":"2026-03-02","until":"2026-03-06")" + more + "}"; }

// One person's cells from 2 March on: K at the office, R at home, x taken away, . as it is.
std::string row(const char* nip, const std::string& letters) {
  std::string cells;
  for (const char letter : letters)
    cells += std::string(cells.empty() ? "" : ",") + (letter == 'K' ? "0" : letter == 'R' ? "1" : letter == 'x' ? "-1" : "null");
  return R"({"employee":")" + std::string(nip) + R"(","cells":[)" + cells + "]}";
}
std::string cells(const std::string& rows, const std::string& more = "") {
  return week(R"(,"marks":[{"mode":"WFO"},{"mode":"WFH"}],"rows":[)" + rows + "]" + more);
}

const object& row_of(const value& board, const char* nip) {
  for (const value& one : board.at("rows").as_array())
    if (one.at("employee") == nip) return one.as_object();
  FAIL("no row of " << nip);
  return board.as_object();
}

}  // namespace

TEST_CASE("desk: the grid of a roster has everybody, every day, and what counts whom") {
  OfficeDesk desk;
  in_force(desk, half_of_staff);
  desk.province("holiday", R"({"date":"2026-03-04","name":"Hari Contoh"})");
  desk.must("schedule.set", R"({"employee":"198609262015051001","date":"2026-03-03","mode":"WFO"})", kadis);
  desk.scope("7.01", "employee", R"({"nip":"199002022014022002","joined":"2026-03-03"})");
  const value board = desk.must("roster.board", week());
  REQUIRE(board.at("rows").as_array().size() == 4);
  CHECK(board.at("rows").at(0).at("class") == "struktural");  // heads first
  CHECK(board.at("days").as_array().size() == 5);
  CHECK(board.at("days").at(0).at("weekday") == 1);
  CHECK(board.at("days").at(2).at("holiday") == "Hari Contoh");
  CHECK(board.at("days").at(2).at("working") == false);
  CHECK(row_of(board, staf).at("cells") == boost::json::parse("[-1,0,-1,-1,-1]"));
  CHECK(row_of(board, other).at("cells").at(0) == -2);
  CHECK(board.at("marks").at(0).at("mode") == "WFO");
  const value& meter = board.at("meters").at(1);
  CHECK(meter.at("date") == "2026-03-03");
  CHECK(meter.at("most") == 1);
  CHECK(meter.at("of") == 2);
  CHECK(meter.at("most_there") == 1);
  const array& counted = board.at("groups").at(meter.at("group").as_int64()).as_array();
  REQUIRE(counted.size() == 2);
  for (const value& place : counted) CHECK(board.at("rows").at(place.as_int64()).at("class") == "jfu");
}

TEST_CASE("desk: what keeps people away stands beside their days, as runs") {
  OfficeDesk desk;
  desk.must("permit.request",
            R"({"type":"cuti","subtype":"CT","from":"2026-03-03","until":"2026-03-05","reason":"keluarga","employee":")" +
                std::string(staf) + "\"}");
  const value board = desk.must("roster.board", week());
  const array& reasons = row_of(board, staf).at("reasons").as_array();
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0].at("kind") == "waiting");
  CHECK(reasons[0].at("type") == "cuti");
  CHECK(reasons[0].at("from") == 1);
  CHECK(reasons[0].at("until") == 3);
  CHECK_FALSE(row_of(board, other).contains("reasons"));
  const value wall = desk.must("roster.wall", week());  // everybody sees it, and why somebody is away is not theirs to know
  CHECK_FALSE(row_of(wall, staf).contains("reasons"));
  CHECK(row_of(wall, staf).at("cells") == row_of(board, staf).at("cells"));
}

TEST_CASE("desk: a draft is the proposal of the rules, with a reason for every cell, and records nothing") {
  OfficeDesk desk;
  in_force(desk, half_of_staff);
  const std::string before = dump(desk.store());
  const value draft = desk.must("roster.draft", week());
  const value proposal = desk.must("roster.propose", week());
  CHECK(dump(desk.store()) == before);
  for (const value& cell : proposal.at("cells").as_array()) {
    const object& row = row_of(draft, cell.at("employee").as_string().c_str());
    const auto day = static_cast<std::size_t>(cell.at("date").as_string().back() - '2');
    CHECK(draft.at("marks").at(row.at("cells").at(day).as_int64()).at("mode") == cell.at("mode"));
    CHECK(draft.at("reasons").at(row.at("reasons").at(day).as_int64()).at("why") == cell.at("why"));
  }
}

TEST_CASE("desk: cells are tried as often as one likes and saved once, in one commit") {
  OfficeDesk desk;
  in_force(desk, half_of_staff);
  const std::string before = dump(desk.store());
  const value tried = desk.must("roster.try", cells(row(staf, "KKRRR") + "," + row(other, "KRRRR")));
  CHECK(dump(desk.store()) == before);
  REQUIRE(tried.at("added").as_array().size() == 1);
  CHECK(tried.at("added").at(0).at("date") == "2026-03-02");
  CHECK(tried.at("added").at(0).at("code") == "cap");
  CHECK(tried.at("meters").at(0).at("most_there") == 2);
  CHECK(tried.at("meters").at(1).at("most_there") == 1);

  CHECK(desk.refusal("roster.save", cells(row(staf, "KKRRR") + "," + row(other, "KRRRR")), kadis).fault == Fault::refused);
  const std::string good = cells(row(staf, "KKRRR") + "," + row(other, "RRKKK"));
  const value saved = desk.must("roster.save", good, kadis);
  CHECK(saved.at("result") == "recorded");
  CHECK(saved.at("cells") == 10);
  CHECK(desk.must("roster.save", good, kadis).at("result") == "unchanged");
  CHECK(row_of(desk.must("roster.board", week()), staf).at("cells") == boost::json::parse("[0,0,1,1,1]"));

  // Taken away again: nothing is scheduled, as before.
  CHECK(desk.must("roster.save", cells(row(staf, "x....")), kadis).at("cells") == 1);
  CHECK(row_of(desk.must("roster.board", week()), staf).at("cells").at(0) == -1);
}

TEST_CASE("desk: what was wrong before keeps nobody from mending a part of it; what is worse needs a reason") {
  OfficeDesk desk;
  in_force(desk, half_of_staff);
  for (const char* date : {"2026-03-02", "2026-03-03"})
    for (const char* one : {staf, other})
      desk.must("schedule.set", R"({"employee":")" + std::string(one) + R"(","date":")" + date + R"(","mode":"WFO"})", kadis);
  CHECK(desk.must("roster.try", week()).at("findings").as_array().size() == 2);
  CHECK(desk.must("roster.save", cells(row(staf, "R....")), kadis).at("result") == "recorded");
  const value left = desk.must("roster.try", week());
  REQUIRE(left.at("findings").as_array().size() == 1);
  CHECK(left.at("findings").at(0).at("date") == "2026-03-03");

  const std::string worse = cells(row(staf, "K...."), R"(,"despite":"pelayanan vaksinasi")");
  CHECK(desk.refusal("roster.save", cells(row(staf, "K....")), kadis).fault == Fault::refused);
  desk.must("roster.save", worse, kadis);
  const value deviation = the_only(desk, "deviation.list");
  CHECK(deviation.at("subject") == "roster/2026-03-02/2026-03-02");
  CHECK(deviation.at("reason") == "pelayanan vaksinasi");
}

TEST_CASE("desk: cells that nobody can mean are refused whole") {
  OfficeDesk desk;
  for (const char* rows :
       {R"([{"employee":"198609262015051001","cells":[7]}])", R"([{"employee":"198609262015051001","cells":["K"]}])",
        R"([{"employee":"199911112022011001","cells":[0]}])", R"([{"employee":"198609262015051001"}])"})
    CHECK_FALSE(desk.ask("roster.save", week(R"(,"marks":[{"mode":"WFO"}],"rows":)" + std::string(rows)), kadis).has_value());
  CHECK(desk.refusal("roster.save", week(R"(,"marks":[{"mode":"PIKET"}],"rows":[])"), kadis).fault == Fault::bad_input);
  CHECK(desk.refusal("roster.save", week(R"(,"marks":[{"mode":"WFH","shift":"pagi"}],"rows":[])"), kadis).fault ==
        Fault::bad_input);
}

TEST_CASE("desk: charts have the numbers of the papers") {
  OfficeDesk desk;
  in_force(desk, half_of_staff);
  desk.must("roster.save", cells(row(staf, "KKRRR") + "," + row(other, "RRKKK")), kadis);
  desk.clock().advance(std::int64_t{3} * 24 * 3600 * 1000);
  const value figures = desk.must("recap.figures", week());
  CHECK(figures.at("days").as_array().size() == 5);
  CHECK(figures.at("days").at(0).at("planned_office") == 1);
  CHECK(figures.at("days").at(0).at("planned_home") == 1);
  CHECK(figures.at("caps").at(0).at("most") == 1);
  CHECK(figures.at("sections").at(0).at("people") == 4);
}

TEST_CASE("papers: as they are shown on a screen they say what is printed") {
  OfficeDesk desk;
  const value paper = desk.must("paper.make", R"({"paper":"attendance-list","date":"2026-03-02","format":"screen"})");
  const value shown = boost::json::parse(paper.at("document").at("text").as_string());
  CHECK(shown.at("titles").at(0) == "DAFTAR HADIR PNS, CPNS DAN PPPK");
  bool has_table = false;
  for (const value& section : shown.at("sections").as_array()) {
    if (section.at("is") != "table") continue;
    has_table = true;
    for (const value& line : section.at("lines").as_array())
      if (line.at("kind") == "row") CHECK(line.at("cells").as_array().size() == section.at("columns").as_array().size());
  }
  CHECK(has_table);
}

}  // namespace hadir::test
