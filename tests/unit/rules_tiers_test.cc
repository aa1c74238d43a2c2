// Tiers of superiors and what comes of their decisions (A29), as laws too.
#include "common/rules/tiers.h"

#include <algorithm>

#include "tests/property.h"
#include "tests/unit/rules_office.h"

using namespace hadir;
using namespace hadir::rules;
using namespace hadir::test;

namespace {

std::vector<std::string> people_of(const Chain& chain) {
  std::vector<std::string> people;
  for (const Tier& tier : chain.tiers) people.push_back(tier.person);
  return people;
}

using People = std::vector<std::string>;
const std::string report = "daily_report/staf1/2021-07-12";

}  // namespace

TEST_CASE("A29: an LKH goes from Kasubbag to Kabid to Kepala Dinas, each tier forwards") {
  Office office("2021-07-01", "2021-07-31");
  office.make.daily_report("staf1", "2021-07-12", ReportState::submitted);
  SECTION("nobody has looked at it") {
    Lookup lookup(office.make.done());
    const Outcome& outcome = *outcome_of(lookup, report);
    CHECK(people_of(*outcome.chain) == People{"p_kasubbag", "p_kabid", "p_kadis"});
    CHECK(outcome.text == "Diajukan");
    CHECK(outcome.waits == 1);
  }
  SECTION("forwarded once") {
    office.make.approve(report, "p_kasubbag", "2021-07-12T18:00:00+07:00", Decision::forwarded);
    Lookup lookup(office.make.done());
    const Outcome& outcome = *outcome_of(lookup, report);
    CHECK(outcome.text == "Diteruskan (tingkat 1)");
    CHECK(outcome.waits == 2);
    CHECK(may_decide(lookup, report, "p_kabid", Decision::forwarded, day("2021-07-13")).value().number == 2);
    CHECK_THAT(error_of(may_decide(lookup, report, "p_kasubbag", Decision::forwarded, day("2021-07-13"))).what,
               contains("Sudah diteruskan"));
    CHECK_THAT(error_of(may_decide(lookup, report, "p_kabid", Decision::approved, day("2021-07-13"))).what,
               contains("tingkat 2 dari 3"));
    CHECK_THAT(error_of(may_decide(lookup, report, "staf2", Decision::forwarded, day("2021-07-13"))).hint, contains("p_kabid"));
  }
  SECTION("approved by the last") {
    office.make.approve(report, "p_kasubbag", "2021-07-12T18:00:00+07:00", Decision::forwarded);
    office.make.approve(report, "p_kabid", "2021-07-12T19:00:00+07:00", Decision::forwarded);
    office.make.approve(report, "p_kadis", "2021-07-13T08:00:00+07:00", Decision::approved);
    Lookup lookup(office.make.done());
    const Outcome& outcome = *outcome_of(lookup, report);
    CHECK(outcome.text == "Disetujui");
    CHECK(outcome.tier == 3);
    CHECK(outcome.waits == 0);
    CHECK(outcome.decisive->by == "p_kadis");
    CHECK(outcome.contradictions.empty());
    CHECK(error_of(may_decide(lookup, report, "p_kadis", Decision::returned, day("2021-07-14"))).fault == base::Fault::clash);
    // What one knew on the evening before.
    CHECK(outcome_at(lookup, report, instant("2021-07-12T20:00:00+07:00").ms).text == "Diteruskan (tingkat 2)");
  }
  SECTION("an approval below the last tier is a forwarding") {
    office.make.approve(report, "p_kabid", "2021-07-12T18:00:00+07:00", Decision::approved);
    Lookup lookup(office.make.done());
    CHECK(outcome_of(lookup, report)->text == "Diteruskan (tingkat 2)");
  }
  SECTION("returned with a note, handed in again") {
    office.make.approve(report, "p_kasubbag", "2021-07-12T18:00:00+07:00", Decision::returned).note = "lampirkan bukti";
    {
      Lookup lookup(office.make.done());
      CHECK(outcome_of(lookup, report)->text == "Dikembalikan");
      CHECK(error_of(may_decide(lookup, report, "p_kasubbag", Decision::forwarded, day("2021-07-12"))).fault ==
            base::Fault::clash);
    }
    office.make.book.daily_reports.at({"staf1", day("2021-07-12")}).round = 2;
    Lookup lookup(office.make.done());
    CHECK(outcome_of(lookup, report)->text == "Diajukan");
    CHECK(may_decide(lookup, report, "p_kasubbag", Decision::forwarded, day("2021-07-13")).value().round == 2);
  }
}

TEST_CASE("A29: the number of tiers and their end are the circular's") {
  Office office("2021-07-01", "2021-07-31");
  office.make.clause(R"({"id": "T1", "tiers": {"subjects": ["daily_report"], "most": 2}})");
  office.make.clause(R"({"id": "T2", "tiers": {"subjects": ["permit"], "up_to": "sekda"}})", "2020-01-01", "2/SE");
  Lookup lookup(office.make.done());
  CHECK(people_of(chain_of(lookup, "staf1", Matter::daily_report, day("2021-07-12"))) == People{"p_kasubbag", "p_kabid"});
  CHECK(chain_of(lookup, "staf1", Matter::permit, day("2021-07-12")).tiers.size() == 4);
  CHECK(people_of(chain_of(lookup, "staf1", Matter::letter, day("2021-07-12"))) == People{"p_kasubbag", "p_kabid", "p_kadis"});
  CHECK(people_of(chain_of(lookup, "staf1", Matter::absence, day("2021-07-12"))) == People{"p_kasubbag"});
}

TEST_CASE("A29: a vacant tier is skipped, and the skip is recorded") {
  Office office("2021-07-01", "2021-07-31");
  office.make.holder("kabid", "", "2021-07-05");
  office.make.daily_report("staf1", "2021-07-12", ReportState::submitted);
  office.make.approve(report, "p_kasubbag", "2021-07-12T18:00:00+07:00", Decision::forwarded);
  Lookup lookup(office.make.done());
  CHECK(people_of(chain_of(lookup, "staf1", Matter::daily_report, day("2021-07-04"))) ==
        People{"p_kasubbag", "p_kabid", "p_kadis"});
  const Chain chain = chain_of(lookup, "staf1", Matter::daily_report, day("2021-07-12"));
  CHECK(people_of(chain) == People{"p_kasubbag", "p_kadis"});
  REQUIRE(chain.skipped.size() == 1);
  CHECK(chain.skipped[0] == Skip{"kabid", "Kepala Bidang", Skip::Why::vacant, 1});
  CHECK_THAT(outcome_of(lookup, report)->notes.at(0), contains("Kepala Bidang lowong"));
  const Seat seat = may_decide(lookup, report, "p_kadis", Decision::approved, day("2021-07-13")).value();
  CHECK(seat.skipped == std::vector<std::string>{"kabid"});
  CHECK(seat.number == seat.of);
}

TEST_CASE("A29: a Plt. or Plh. decides while he stands in, and nobody who is no longer there") {
  Office office("2021-07-01", "2021-07-31");
  office.make.holder("kabid", "staf3", "2021-07-10", Standing::plh).until = day("2021-07-14");
  office.make.book.people.at("p_kasubbag").left = day("2021-06-30");
  Lookup lookup(office.make.done());
  const Chain then = chain_of(lookup, "staf1", Matter::daily_report, day("2021-07-12"));
  CHECK(people_of(then) == People{"staf3", "p_kadis"});
  CHECK(then.tiers[0].standing == Standing::plh);
  CHECK(then.skipped[0].post == "kasubbag");
  CHECK(people_of(chain_of(lookup, "staf1", Matter::daily_report, day("2021-07-15"))) == People{"p_kabid", "p_kadis"});
}

TEST_CASE("A29: a Kasubbag's own LKH starts one tier up, the head's ends with his superior") {
  Office office("2021-07-01", "2021-07-31");
  office.make.person_state("staf2").reports_to = "";
  office.make.book.people.at("staf2").supervisor = "p_kabid";
  Lookup lookup(office.make.done());
  const auto chain = [&](const char* person) {
    return people_of(chain_of(lookup, person, Matter::daily_report, day("2021-07-12")));
  };
  CHECK(chain("p_kasubbag") == People{"p_kabid", "p_kadis"});
  CHECK(chain("p_kabid") == People{"p_kadis"});
  CHECK(chain("p_kadis") == People{"p_sekda"});
  CHECK(chain("p_sekda").empty());
  CHECK(chain("staf2") == People{"p_kabid", "p_kadis"});  // by NIP where no post says it
}

TEST_CASE("A29: who stands in above himself skips his own post and all below it; who holds two posts decides once") {
  Office office("2021-07-01", "2021-07-31");
  office.make.person_state("p_kasubbag").reports_to = "kabid";
  office.make.holder("kadis", "p_kasubbag", "2021-07-05", Standing::plt);
  Lookup lookup(office.make.done());
  const Chain own = chain_of(lookup, "p_kasubbag", Matter::daily_report, day("2021-07-12"));
  CHECK(people_of(own) == People{"p_sekda"});
  CHECK(own.skipped.size() == 2);
  const Chain staff = chain_of(lookup, "staf1", Matter::daily_report, day("2021-07-12"));
  CHECK(people_of(staff) == People{"p_kabid", "p_kasubbag"});
  CHECK(staff.skipped[0].why == Skip::Why::twice);
}

TEST_CASE("A29: nobody approves his own, and a decision of somebody who was not entitled that day is listed without effect") {
  Office office("2021-07-01", "2021-07-31");
  office.one_tier();
  office.make.permit("p_kasubbag", PermitType::sick, "2021-07-12");
  const std::string own = office.make.book.permits.back().subject;
  office.make.approve(own, "p_kasubbag", "2021-07-12T07:00:00+07:00");
  office.make.approve(own, "staf1", "2021-07-12T07:10:00+07:00");
  Lookup lookup(office.make.done());
  const Outcome& outcome = *outcome_of(lookup, own);
  CHECK(outcome.text == "Diajukan");
  REQUIRE(outcome.notes.size() == 2);
  CHECK_THAT(outcome.notes[0], contains("tentang dirinya sendiri"));
  CHECK_THAT(outcome.notes[1], contains("bukan atasan"));
  CHECK_THAT(error_of(may_decide(lookup, own, "p_kasubbag", Decision::approved, day("2021-07-12"))).what,
             contains("dirinya sendiri"));
}

TEST_CASE("A29: an LKH that is a draft, unknown, or without its evidence cannot be decided about") {
  Office office("2021-07-01", "2021-07-31");
  office.one_tier();
  office.make.clause(R"({"id": "H1", "home_day": {"daily_report": true, "evidence": true}})", "2020-01-01", "2/SE");
  office.make.daily_report("staf1", "2021-07-12", ReportState::draft);
  office.make.daily_report("staf2", "2021-07-12", ReportState::submitted);
  Lookup lookup(office.make.done());
  CHECK(outcome_of(lookup, report)->text == "Draf");
  const auto may = [&](const char* subject, Decision decision) {
    return may_decide(lookup, subject, "p_kasubbag", decision, day("2021-07-12"));
  };
  CHECK_THAT(error_of(may("daily_report/staf1/2021-07-12", Decision::approved)).what, contains("masih draf"));
  CHECK(error_of(may("daily_report/staf1/2021-07-13", Decision::approved)).fault == base::Fault::not_found);
  CHECK_THAT(error_of(may("daily_report/staf2/2021-07-12", Decision::approved)).what, contains("H1"));
  CHECK(may("daily_report/staf2/2021-07-12", Decision::returned).has_value());
}

TEST_CASE("A29: concurrent decisions merge by rank, and both are shown") {
  Office office("2021-07-01", "2021-07-31");
  office.make.daily_report("staf1", "2021-07-12", ReportState::submitted);
  office.make.approve(report, "p_kasubbag", "2021-07-12T18:00:00+07:00", Decision::returned);
  office.make.approve(report, "p_kadis", "2021-07-12T17:00:00+07:00", Decision::approved);
  Lookup lookup(office.make.done());
  const Outcome& outcome = *outcome_of(lookup, report);
  CHECK(outcome.text == "Dikembalikan");
  REQUIRE(outcome.contradictions.size() == 1);
  CHECK_THAT(outcome.contradictions[0], contains("p_kadis) menyetujui sedangkan Pegawai p_kasubbag (p_kasubbag) mengembalikan"));
  CHECK(outcome.steps.size() == 2);
}

TEST_CASE("A29: whatever comes first, the same comes out; posts in a circle end; nobody decides about himself") {
  rc::prop("decisions in any order", [] {
    Office office("2021-07-01", "2021-07-31");
    office.make.daily_report("staf1", "2021-07-12", ReportState::submitted);
    std::vector<std::string> deciders{"p_kasubbag", "p_kabid", "p_kadis", "staf2", "staf1"};
    std::vector<Approval> approvals;
    for (const auto& by : deciders)
      if (*rc::gen::arbitrary<bool>()) {
        const auto minute = *rc::gen::inRange(10, 59);
        office.make.approve(report, by, "2021-07-12T18:" + std::to_string(minute) + ":00+07:00",
                            static_cast<Decision>(*rc::gen::inRange(0, 4)), *rc::gen::inRange(1, 3));
      }
    Lookup first(office.make.done());
    const Outcome one = outcome_at(first, report, whole_book);
    auto& stored = office.make.book.approvals[report];
    std::ranges::reverse(stored);
    const Book& again = office.make.done();
    Lookup second(again);
    const Outcome other = outcome_at(second, report, whole_book);
    RC_ASSERT(one.text == other.text);
    RC_ASSERT(one.notes == other.notes);
    RC_ASSERT(one.contradictions == other.contradictions);
    // Rank: nothing that counts outranks what came out.
    for (const Step& step : one.steps)
      if (step.counts && step.approval->round == 1 && step.approval->decision == Decision::rejected)
        RC_ASSERT(one.progress == Progress::rejected);
  });
  rc::prop("a chain never holds the person himself, nor anybody twice", [] {
    BookMaker make("2021-07-01", "2021-07-31");
    make.unit("1.01");
    const auto people = make.people("1.01", 6);
    const std::vector<std::string> posts{"a", "b", "c", "d", "e", ""};
    const auto some = [&](const auto& from) { return *rc::gen::elementOf(from); };
    for (const auto& post : posts)
      if (!post.empty()) make.post(post, post, some(posts), some(std::vector<std::string>{"", "", "kepala"}));
    for (const auto& post : posts)
      if (!post.empty() && *rc::gen::arbitrary<bool>()) make.holder(post, some(people));
    for (const auto& person : people) {
      make.person_state(person).reports_to = some(posts);
      make.book.people.at(person).supervisor = some(people);
    }
    Lookup lookup(make.done());
    for (const auto& person : people)
      for (const char* up_to : {"", "kepala"}) {
        const Chain chain = chain_of(lookup, person, Matter::permit, day("2021-07-12"), up_to);
        auto found = people_of(chain);
        RC_ASSERT(chain.tier_of(person) == 0U);
        std::ranges::sort(found);
        RC_ASSERT(std::ranges::adjacent_find(found) == found.end());
        for (const Skip& skip : chain.skipped) RC_ASSERT(skip.below <= chain.tiers.size());
      }
  });
}
