// What is allowed in a circular but often a slip. Prevents: a circular of one level that governs another's offices without a
// word.
#include "common/rules/circular_notes.h"

#include "tests/catch.h"
#include "tests/unit/rules_fixture.h"

using namespace hadir;
using namespace hadir::rules;
using test::BookMaker;
using test::contains;
using test::day;

namespace {

std::string notes(const Book& book, const std::string& clauses, const std::string& more = "") {
  const auto circular = circular_from_text(R"({"issuer": "Gubernur", "number": "6/SE", "title": "t")" + more +
                                           R"(, "clauses": [)" + clauses + "]}");
  std::string text;
  for (const std::string& one : circular_notes(book, circular.value(), day("2022-08-01"))) text += one + "\n";
  return text;
}
std::string shifts(const std::string& list) { return R"({"id": "s", "shifts": [)" + list + "]}"; }

}  // namespace

TEST_CASE("notes: shifts that overlap, also over midnight") {
  const Book none;
  const std::string morning = R"({"code": "pagi", "start": "07:00", "end": "14:00"})";
  CHECK(notes(none, shifts(morning + R"(, {"code": "siang", "start": "14:00", "end": "21:00"})")) == "");
  CHECK_THAT(notes(none, shifts(morning + R"(, {"code": "siang", "start": "13:00", "end": "20:00"})")),
             contains("SE 6/SE s: sif pagi (07:00-14:00) dan sif siang (13:00-20:00)"));
  CHECK(notes(none, shifts(morning + R"(, {"code": "malam", "start": "21:00", "end": "07:00"})")) == "");
  CHECK_THAT(notes(none, shifts(morning + R"(, {"code": "malam", "start": "21:00", "end": "07:30"})")), contains("sif malam"));
}

TEST_CASE("notes: members that change nothing") {
  const Book none;
  CHECK_THAT(notes(none, R"({"id": "a", "rotation": {"groups": ["A", "B"], "count": "dates", "start": "2022-08-01"}})"),
             contains("SE 6/SE a: start"));
  CHECK(notes(none, R"({"id": "a", "rotation": {"groups": ["A", "B"], "start": "2022-08-01"}})") == "");
  const auto band = [&](const std::string& rule) {
    return notes(none, R"({"id": "d", "discipline": {"late": [{"code": "TL2", "percent": "1%", )" + rule + "}}");
  };
  CHECK_THAT(band(R"("from_seconds": 901}])"), contains("TL2 (mulai 16 menit)"));
  CHECK(band(R"("from_seconds": 960}])") == "");
  CHECK(band(R"("from_seconds": 901}], "granularity": "second")") == "");
}

TEST_CASE("notes: a max and a min of clauses that limit the same people together") {
  const Book none;
  const std::string most = R"({"id": "a", "presence": {"max": "30%"}}, )";
  CHECK_THAT(notes(none, most + R"({"id": "b", "presence": {"min": "90%"}})"), contains("SE 6/SE a dan SE 6/SE b"));
  CHECK(notes(none, most + R"({"id": "b", "presence": {"min": "20%"}})") == "");
  CHECK(notes(none, most + R"({"id": "b", "presence": {"min": 2}})") == "");  // of how many nobody knows
  CHECK(notes(none, most + R"({"id": "b", "presence": {"min": "90%", "place": "home"}})") == "");
  CHECK(notes(none, most + R"({"id": "b", "applies": {"sectors": "kritikal"}, "presence": {"min": "90%"}})") ==
        "");  // replaces it
  CHECK_THAT(notes(none, most + R"({"id": "b", "presence": {"min": "20%", "per": "unit"}})"), contains("Samakan per-nya"));
}

TEST_CASE("notes: another circular that rules on the same in the same units at the same time") {
  BookMaker make("2022-08-01", "2022-12-31");
  make.unit("1.01", "Dinas Provinsi");
  make.unit("7", "Kota Saripura");
  make.unit("7.31", "Puskesmas", "7");
  auto& mayor =
      make.circular(R"({"issuer": "Wali Kota", "number": "800/SE", "title": "t", "state": "active", "effective": "2022-10-03",
    "until": "2022-12-30", "binds": {"units": "7"}, "clauses": [{"id": "a", "presence": {"exact": "50%"}}]})");
  make.done();
  const std::string level = R"({"id": "1", "applies": {"levels": 1}, "presence": {"max": "80%"}})";
  const std::string said = notes(make.book, level);
  CHECK_THAT(said, contains("SE 800/SE (Wali Kota)") && contains("2 unit") && contains("7 (Kota Saripura)") &&
                       contains("presence") && contains("binds"));
  CHECK(notes(make.book, level, R"(, "binds": {"except": {"units": "7"}})") == "");
  CHECK(notes(make.book, level, R"(, "until": "2022-10-02")") == "");
  CHECK(notes(make.book, level, R"(, "supersedes": "800/SE")") == "");
  CHECK(notes(make.book, R"({"id": "1", "health": {}})") == "");  // rules on nothing that the other does
  mayor.state = Circular::State::draft;
  CHECK(notes(make.book, level) == "");
}
