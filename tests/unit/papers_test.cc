// The table of papers and what all of them keep: requests are checked, nothing depends on chance, every format takes them.
#include <set>

#include "tests/catch.h"
#include "tests/unit/papers_office.h"

using namespace hadir;
using namespace hadir::test;

namespace {

papers::PaperRequest request_for(const papers::Paper& paper, const PapersOffice& office) {
  papers::PaperRequest asked = paper.needs.days == papers::Days::one ? office.of_day("2021-07-08") : office.request;
  if (paper.needs.person == papers::Ask::must) asked.person = office.staff[0];
  if (paper.needs.letter == papers::Ask::must) asked.letter = "800/17/VI/2021";
  return asked;
}

}  // namespace

TEST_CASE("papers: every paper is made in every format, twice the same") {
  PapersOffice office;
  office.fill_july();
  std::set<std::string_view> names;
  for (const papers::Paper& paper : papers::papers()) {
    CAPTURE(paper.name);
    CHECK(names.insert(paper.name).second);
    CHECK(papers::find_paper(paper.name) == &paper);
    const auto asked = request_for(paper, office);
    const auto one = papers::make_paper(paper, office.make.done(), asked);
    const auto other = papers::make_paper(paper, office.make.done(), asked);
    REQUIRE(one.has_value());
    CHECK(one->watermark.empty() != paper.health);
    for (const auto format :
         {report::Format::text, report::Format::csv, report::Format::json, report::Format::xlsx, report::Format::pdf}) {
      const auto bytes = report::render(*one, format);
      if (!bytes) FAIL(base::describe(bytes.error()));
      CHECK(*bytes == report::render(*other, format).value());
    }
  }
  CHECK(papers::find_paper("tidak-ada") == nullptr);
}

TEST_CASE("papers: an empty office has papers too") {
  BookMaker make("2021-07-01", "2021-07-31");
  make.unit("9", "Kantor Kosong");
  for (const papers::Paper& paper : papers::papers()) {
    if (paper.needs.person == papers::Ask::must || paper.needs.letter == papers::Ask::must) continue;
    CAPTURE(paper.name);
    papers::PaperRequest asked;
    asked.unit = "9";
    asked.from = day("2021-07-01");
    asked.until = day(paper.needs.days == papers::Days::one ? "2021-07-01" : "2021-07-31");
    const auto made = papers::make_paper(paper, make.done(), asked);
    REQUIRE(made.has_value());
    CHECK(report::to_pdf(*made).has_value());
  }
}

TEST_CASE("papers: what a paper cannot be made of is refused, with what to do") {
  PapersOffice office;
  const auto refusal = [&](const char* name, papers::PaperRequest asked) {
    const auto made = papers::make_paper(*papers::find_paper(name), office.make.done(), asked);
    REQUIRE_FALSE(made.has_value());
    CHECK_FALSE(made.error().hint.empty());
    return made.error();
  };
  auto asked = office.request;
  asked.unit = "7.77";
  CHECK(refusal("monthly", asked).fault == base::Fault::not_found);
  asked = office.request;
  asked.until = day("2021-08-02");
  CHECK_THAT(refusal("monthly", asked).what, contains("satu bulan"));
  asked.from = day("2021-09-01");
  CHECK_THAT(refusal("monthly", asked).what, contains("mendahului"));
  asked = office.request;
  CHECK_THAT(refusal("attendance-list", asked).what, contains("satu hari"));
  asked.until = day("2021-07-30");
  CHECK_THAT(refusal("travel", asked).what, contains("satu bulan penuh"));
  CHECK_THAT(refusal("daily-report", office.of_day("2021-07-01")).what, contains("satu orang"));
  asked = office.of_day("2021-07-01");
  asked.person = "tidak-ada";
  CHECK(refusal("daily-report", asked).fault == base::Fault::not_found);
  CHECK_THAT(refusal("attendance-list", office.of_day("2021-08-01")).what, contains("tidak termuat"));
  asked = office.request;
  CHECK_THAT(refusal("letter", asked).what, contains("belum disebut"));
  asked.letter = "800/99";
  CHECK(refusal("letter", asked).fault == base::Fault::not_found);
}

TEST_CASE("papers: the days that a paper needs reach back where it looks back") {
  PapersOffice office;
  const auto days = [&](const char* name, papers::PaperRequest asked) {
    return papers::days_needed(*papers::find_paper(name), asked);
  };
  CHECK(days("monthly", office.request).first == day("2021-06-30"));
  CHECK(days("monthly", office.request).last == day("2021-08-01"));
  CHECK(days("tracing", office.of_day("2021-07-20")).first == day("2021-07-05"));
  CHECK(days("discipline", office.request).first == day("2020-12-31"));
}
