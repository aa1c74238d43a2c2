// Taking import files apart. Prevents: a file read as the wrong kind, a bad line that takes good ones with it, a renamed
// attlog.dat that doubles every punch.
#include "agent/import_file.h"

#include <boost/json/serialize.hpp>

#include "tests/catch.h"

namespace hadir::test {
namespace {

std::vector<std::string> items_of(std::string_view name, std::string_view content, const agent::ImportOptions& options = {}) {
  std::vector<std::string> items;
  agent::read_import_file(name, content, options, [&](agent::ImportItem item) {
    items.push_back(boost::json::serialize(item));
  }).value();
  return items;
}

}  // namespace

TEST_CASE("import file: a CSV's kind is told by its header") {
  const auto people = items_of("pegawai.csv", "nip;name;class\r\n19001;Budi Contoh;jfu\r\n\r\n19002;\"Sari; Contoh\";jft\r\n");
  REQUIRE(people.size() == 2);
  CHECK(
      people[0] ==
      R"({"line":2,"raw":"19001,Budi Contoh,jfu","record":{"kind":"employee","nip":"19001","name":"Budi Contoh","class":"jfu"}})");
  CHECK_THAT(people[1], contains("Sari; Contoh"));
  CHECK_THAT(items_of("x.csv", "employee,date,mode\n1,2026-03-02,WFO\n").at(0), contains(R"("kind":"schedule")"));
  CHECK_THAT(items_of("x.csv", "DEVICE,PIN,Employee\n1,2,3\n").at(0), contains(R"("kind":"device_pin")"));
  CHECK_THAT(items_of("x.csv", "employee,date\n1,2026-03-02\n", {"daily_report", ""}).at(0),
             contains(R"("kind":"daily_report")"));
}

TEST_CASE("import file: what is no import file is refused as a whole, with what to do") {
  const auto sink = [](agent::ImportItem) {};
  for (const char* content : {"", "a,b\n1,2\n", "\xff\xfe\x41\x00"}) {
    const auto read = agent::read_import_file("x.csv", content, {}, sink);
    REQUIRE(read.has_error());
    CHECK_FALSE(read.error().what.empty());
  }
  CHECK(agent::read_import_file("x.csv", "nip,name\n1,A\n", {"pegawai", ""}, sink).has_error());
}

TEST_CASE("import file: a bad line is a line of its own") {
  const auto rows = items_of("x.csv", "nip,name,class\n1,A,jfu\n2,B\n3,C,jfu,extra\n4,D,jfu\n");
  REQUIRE(rows.size() == 4);
  CHECK_THAT(rows[1], contains("fault"));
  CHECK_THAT(rows[1], contains("\"line\":3"));
  CHECK_THAT(rows[2], contains("fault"));
  CHECK_THAT(rows[3], contains("\"nip\":\"4\""));
  const auto lines = items_of("x.jsonl", "{\"kind\":\"punch\"}\nnonsense\n\n[1]\n{\"kind\":\"punch\"}");
  REQUIRE(lines.size() == 4);
  CHECK_THAT(lines[1], contains("fault"));
  CHECK_THAT(lines[2], contains("\"line\":4"));
  CHECK_THAT(lines[3], contains("\"line\":5"));
}

TEST_CASE("import file: a machine keeps its name when its file is renamed") {
  constexpr std::string_view file =
      "      200\t2026-03-02 07:29:11\t7\t0\t1\t0\r\n      201\t2026-03-02 07:30:02\t7\t1\t1\t0\r\n";
  const auto once = items_of("7_attlog.dat", file);
  REQUIRE(once.size() == 2);
  CHECK_THAT(once[0], contains(R"("attlog":{"device":"7","pin":"200","local":"2026-03-02 07:29:11","direction":"in"})"));
  CHECK_THAT(once[1], contains(R"("direction":"out")"));
  CHECK(items_of("salinan.dat", file) == once);
  CHECK(items_of("NYU7244800354_attlog.dat", file) == once);
  CHECK_THAT(items_of("7_attlog.dat", file, {"", "loket"}).at(0), contains(R"("device":"loket")"));
}

}  // namespace hadir::test
