// The secretariat's imports: where rows go, what is refused and why, and that repeating changes nothing.
#include "hub/catalogue.h"

#include <fmt/format.h>

#include "common/store/views.h"
#include "tests/unit/hub_fixture.h"

namespace hadir::hub {
namespace {

using namespace test;
using base::Fault;

struct Bench : HubFolder {
  ImportReport import(const char* kind, std::string_view text, ImportFormat format = ImportFormat::csv,
                      std::function<void()> between = {}) {
    std::vector<RefusedLine> refused;
    auto rows = read_catalogue(text, format, *model::find_kind(kind), refused);
    ImportReport report = import_catalogue(store(), std::move(rows.value()),
                                           {[&] { return dir().writer(store(), random); }, clock, "hub", {}, std::move(between)});
    report.refused.insert(report.refused.end(), refused.begin(), refused.end());
    std::ranges::sort(report.refused, {}, &RefusedLine::line);
    return report;
  }
  std::string records(const char* kind, std::optional<std::string> scope = {}) {
    std::string out;
    store::write_records_json(store().database(), *model::find_kind(kind), scope ? &*scope : nullptr, {}, false,
                              [&](std::string_view piece) { out += piece; });
    return out;
  }
};

std::vector<std::size_t> lines(const ImportReport& report) {
  std::vector<std::size_t> all;
  for (const RefusedLine& line : report.refused) all.push_back(line.line);
  return all;
}

constexpr const char* two_units = "code,name,parent,time_zone\n7,Biro,,WITA\n7.01,Alpha,7,wita\n7.02,Beta,7,WITA\n";

}  // namespace

TEST_CASE("hub import: units go to the province, employees to their unit, and again changes nothing") {
  Bench bench;
  CHECK(bench.import("unit", two_units).recorded == 3);
  const char* people =
      "\xEF\xBB\xBFNIP;Name;Unit;Class\r\n198609262015051001;Budi;7.01;jfu\r\n198609262015051002;Sari;7.02;jft\r\n";
  const ImportReport first = bench.import("employee", people);
  CHECK(first.recorded == 2);
  CHECK(first.refused.empty());
  CHECK_THAT(bench.records("employee", "7.01"), contains("Budi"));
  CHECK_THAT(bench.records("employee", "7.02"), contains("Sari"));
  CHECK_THAT(bench.records("unit", ""), contains("Kecamatan") || contains("Alpha"));

  const std::int64_t commits = bench.count("commit_log");
  const ImportReport again = bench.import("employee", people);
  CHECK(again.recorded == 0);
  CHECK(again.unchanged == 2);
  CHECK(bench.import("unit", two_units).unchanged == 3);
  CHECK(bench.count("commit_log") == commits);
}

TEST_CASE("hub import: bad lines are named, the others go in") {
  Bench bench;
  bench.import("unit", two_units);
  const ImportReport report = bench.import("employee",
                                           "nip,name,unit,class\n"
                                           "198609262015051001,Budi,7.01,jfu\n"
                                           "198609262015051002,Sari,9.99,jfu\n"        // 3: no such unit
                                           "1.98609E+17,Tono,7.01,jfu\n"               // 4: a spreadsheet ate it
                                           "198609262015051004,\"Rina,7.01,jfu\n"      // 5: unclosed quote
                                           "198609262015051005,Dewi,7.01,menteri\n"    // 6: no such class
                                           "198609262015051006,Eko,,jfu\n"             // 7: no unit
                                           "198609262015051007,,7.01,jfu\n"            // 8: no name
                                           "198609262015051008,Fani,7.01,jfu,lebih\n"  // 9: more cells than columns
                                           "198609262015051009,Gita,7.02,jft\n");
  CHECK(report.recorded == 2);
  CHECK(lines(report) == std::vector<std::size_t>{3, 4, 5, 6, 7, 8, 9});
  for (const RefusedLine& line : report.refused) CHECK_FALSE(line.reason.empty());
  CHECK_THAT(report.refused[0].reason, contains("unit 9.99"));
  CHECK_THAT(report.refused[0].hint, contains("unit import"));
}

TEST_CASE("hub import: a file without usable columns is refused as a whole") {
  Bench bench;
  std::vector<RefusedLine> refused;
  const model::Kind& unit = *model::find_kind("unit");
  const base::Error unknown = error_of(read_catalogue("code,nama\n7,x\n", ImportFormat::csv, unit, refused));
  CHECK_THAT(unknown.what, contains("nama"));
  CHECK_THAT(unknown.hint, contains("time_zone"));
  CHECK_THAT(error_of(read_catalogue("name\nx\n", ImportFormat::csv, unit, refused)).what, contains("code"));
  CHECK_THAT(error_of(read_catalogue("code,code\n7,x\n", ImportFormat::csv, unit, refused)).what, contains("dua kali"));
  CHECK(error_of(read_catalogue("", ImportFormat::csv, unit, refused)).fault == Fault::bad_input);
  CHECK(error_of(read_catalogue(std::string("PK\3\4\0\0", 6), ImportFormat::csv, unit, refused)).fault == Fault::unsupported);
}

TEST_CASE("hub import: chains of parents that come back are refused, with the chain") {
  Bench bench;
  const ImportReport loop = bench.import("unit", "code,name,parent\na,A,b\nb,B,c\nc,C,a\nd,D,a\ne,E,e\nf,F,\n");
  CHECK(lines(loop) == std::vector<std::size_t>{2, 3, 4, 6});
  CHECK_THAT(loop.refused[0].reason, contains("a → b → c → a"));
  CHECK(loop.recorded == 2);

  // Turning a pair round in one file is no loop, though each row alone would be.
  CHECK(bench.import("unit", "code,name,parent\np,P,\nq,Q,p\n").recorded == 2);
  const ImportReport turned = bench.import("unit", "code,name,parent\np,P,q\nq,Q,\n");
  CHECK(turned.recorded == 2);
  CHECK(turned.refused.empty());

  // Against what is stored: q stands below nothing, p below q.
  CHECK(lines(bench.import("unit", "code,parent\nq,p\n")) == std::vector<std::size_t>{2});
}

TEST_CASE("hub import: taking one row of a loop back must not leave another loop behind") {
  Bench bench;
  CHECK(bench.import("unit", "code,name,parent\ny,Y,\nx,X,y\nz,Z,\n").recorded == 3);
  // x and z would point at each other; without them x stays below y, and so y may not go below x.
  const ImportReport report = bench.import("unit", "code,parent\nx,z\nz,x\ny,x\n");
  CHECK(lines(report) == std::vector<std::size_t>{2, 3, 4});
  CHECK(report.recorded == 0);
}

TEST_CASE("hub import: a transfer puts a person on the new unit's list and leaves the old one its past") {
  Bench bench;
  bench.import("unit", two_units);
  bench.import("employee", "nip,name,unit,class,position\n199001012015051001,Budi,7.01,jfu,Penata\n");
  const char* moved = "nip,name,unit,class\n199001012015051001,Budi,7.02,jfu\n";
  CHECK(bench.import("employee", moved).recorded == 1);
  CHECK_THAT(bench.records("employee", "7.02"), contains(R"("unit":"7.02")"));
  CHECK_THAT(bench.records("employee", "7.01"), contains(R"("unit":"7.02")") && contains("Penata"));
  CHECK(bench.import("employee", moved).unchanged == 1);

  CHECK(bench.import("employee", "nip,name,unit,class\n199001012015051001,Budi,7.01,jfu\n").recorded == 1);
  CHECK_THAT(bench.records("employee", "7.01"), contains(R"("unit":"7.01")"));
  CHECK_THAT(bench.records("employee", "7.02"), contains(R"("unit":"7.01")"));

  const ImportReport torn = bench.import("employee", "nip,name,unit,class\n5,Ani,7.01,jfu\n5,Ani,7.02,jfu\n");
  CHECK(lines(torn) == std::vector<std::size_t>{3});
  CHECK(torn.recorded == 1);
}

TEST_CASE("hub import: JSON lines may mix the secretariat's kinds, in any order") {
  Bench bench;
  const ImportReport report = bench.import("unit",
                                           R"({"kind":"employee","nip":"11","name":"Ani","unit":"9.01","class":"non_asn"})"
                                           "\n\n"
                                           R"({"code":"9.01","name":"Gamma"})"
                                           "\n"
                                           R"({"kind":"holiday","date":"2026-03-19","name":"Nyepi"})"
                                           "\n"
                                           R"({"kind":"punch","employee":"11"})"
                                           "\n{not json\n[1]\n"
                                           R"({"kind":"holiday","date":"2026-02-30","name":"?"})",
                                           ImportFormat::json_lines);
  CHECK(report.recorded == 3);
  CHECK(lines(report) == std::vector<std::size_t>{5, 6, 7, 8});
  CHECK_THAT(bench.records("employee", "9.01"), contains("Ani"));
  CHECK_THAT(bench.records("holiday", ""), contains("Nyepi"));

  const ImportReport gone = bench.import("employee", R"({"nip":"11","unit":"9.01","deleted":true})", ImportFormat::json_lines);
  CHECK(gone.recorded == 1);
  CHECK_THAT(bench.records("employee", "9.01"), !contains("Ani"));
}

TEST_CASE("hub import: large files go in by pieces between which others may write") {
  Bench bench;
  std::string units = "code,name\n", people = "nip,name,unit,class\n";
  for (int unit = 0; unit < 7; ++unit) units += fmt::format("u{},Unit {}\n", unit, unit);
  for (int person = 1; person <= 2500; ++person) people += fmt::format("{},Orang {},u{},jfu\n", person, person, person % 7);
  bench.import("unit", units);

  const auto beside = bench.dir().open_store().value();
  int turns = 0;
  const ImportReport report = bench.import("employee", people, ImportFormat::csv, [&] {
    store::Transaction transaction(beside->database());
    beside->set_number("turn", ++turns);
    transaction.commit();
  });
  CHECK(report.recorded == 2500);
  CHECK(turns == 2);
  CHECK(bench.count("employee") == 2500);
  CHECK(bench.count("commit_log") < 30);  // neighbours share commits
}

}  // namespace hadir::hub
