#include "common/rules/policy.h"

#include <algorithm>
#include <random>

#include "tests/catch.h"
#include "tests/property.h"
#include "tests/unit/rules_fixture.h"

using namespace hadir;
using namespace hadir::rules;
using test::BookMaker;
using test::contains;
using test::day;

namespace {

// SE 045.2/103, the clauses that a case needs.
constexpr const char* lampung =
    R"({"issuer": "Sekda", "number": "045.2/103/VII/POSKO/2021", "title": "PPKM Darurat", "state": "active",
  "effective": "2021-07-12", "supersedes": "045.2/88/VI/POSKO/2021", "clauses": [
  {"id": "R3.1", "presence": {"max": "0%", "of": "staff"}},
  {"id": "R3.5", "applies": {"sectors": "esensial"}, "presence": {"max": "25%", "of": "staff"}},
  {"id": "R3.6", "applies": {"sectors": "esensial", "types": "UPTD", "parts": "pelayanan"},
   "presence": {"max": "50%", "of": "staff", "needs": "justification"}},
  {"id": "R3.7", "applies": {"sectors": "kritikal"}, "presence": {"max": "25%", "of": "staff"}},
  {"id": "R3.8", "applies": {"sectors": "kritikal", "parts": "pelayanan"}, "presence": {"min": "100%", "of": "staff"}},
  {"id": "R3.9", "applies": {"sectors": "kritikal", "parts": "lapangan"},
   "presence": {"max": "100%", "of": "staff", "needs": "urgency"}}]})";

Presence presence(const std::string& json) {
  return std::get<Presence>(clause_from_text(R"({"id": "x", "presence": )" + json + "}").value().rule);
}
std::int64_t most(const std::string& json, std::int64_t of) { return bounds_of(presence(json), of).most.value(); }
std::int64_t least(const std::string& json, std::int64_t of) { return bounds_of(presence(json), of).least.value(); }

std::vector<std::string> numbers(const std::vector<const Circular*>& circulars) {
  std::vector<std::string> all;
  for (const Circular* circular : circulars) all.push_back(circular->number);
  return all;
}
using Numbers = std::vector<std::string>;

// The only group whose first clause this is.
PresenceGroup group_of(const Book& book, const std::string& unit, const std::string& date, const std::string& clause) {
  std::vector<PresenceGroup> found;
  for (const auto& group : presence_groups(book, unit, day(date)))
    if (group.counted_by.clause->id == clause) found.push_back(group);
  if (found.size() != 1) FAIL(found.size() << " groups are counted by " << clause);
  return found[0];
}
Bounds bounds_of(const Book& book, const PresenceGroup& group, const std::string& date) {
  const auto& rule = group.limits.at(0).as<Presence>();
  return rules::bounds_of(rule, denominator(book, rule, group, day(date), {}));
}

}  // namespace

TEST_CASE("A02: 25 % of N, rounded down, up and to the nearest") {
  struct Row {
    int n, down, up, nearest;
  };
  for (const auto& [n, down, up, nearest] :
       {Row{1, 0, 1, 0}, Row{2, 0, 1, 1}, Row{3, 0, 1, 1}, Row{4, 1, 1, 1}, Row{5, 1, 2, 1}, Row{7, 1, 2, 2}, Row{10, 2, 3, 3},
        Row{39, 9, 10, 10}, Row{41, 10, 11, 10}, Row{42, 10, 11, 11}, Row{43, 10, 11, 11}, Row{99, 24, 25, 25}}) {
    CAPTURE(n);
    CHECK(most(R"({"max": "25%"})", n) == down);  // "maksimal" rounds down unless the circular says otherwise
    CHECK(most(R"({"max": "25%", "round": "down"})", n) == down);
    CHECK(most(R"({"max": "25%", "round": "up"})", n) == up);
    CHECK(most(R"({"max": "25%", "round": "nearest"})", n) == nearest);
    CHECK(least(R"({"min": "25%"})", n) == up);  // "paling sedikit" rounds up
    CHECK(least(R"({"min": "25%", "round": "down"})", n) == down);
  }
}

TEST_CASE("policy: bounds hold their laws") {
  rc::prop("down is the largest that is not above, up the smallest that is not below, nearest is one of them", [] {
    const auto n = *rc::gen::inRange<std::int64_t>(0, 100'000);
    const auto hundredths = *rc::gen::inRange<std::int64_t>(0, 10'001);
    Presence rule;
    rule.max = Amount{hundredths, true};
    const auto with = [&](Presence::Round round) {
      rule.round = round;
      return *bounds_of(rule, n).most;
    };
    const auto down = with(Presence::Round::down), up = with(Presence::Round::up), nearest = with(Presence::Round::nearest);
    RC_ASSERT(down * 10'000 <= hundredths * n && (down + 1) * 10'000 > hundredths * n);
    RC_ASSERT(up * 10'000 >= hundredths * n && (up - 1) * 10'000 < hundredths * n);
    RC_ASSERT(nearest == (2 * (hundredths * n - down * 10'000) >= 10'000 ? down + 1 : down));
    RC_ASSERT(up - down == (hundredths * n % 10'000 == 0 ? 0 : 1));

    rule.round.reset();
    rule.balance = true;
    const auto balance = bounds_of(rule, n);
    RC_ASSERT(balance.least == down && balance.most == up);
    rule.balance = false;
    rule.min = rule.max;
    const auto exact = bounds_of(rule, n);
    RC_ASSERT(exact.least == down && exact.most == down);
  });
}

TEST_CASE("A03: a tiny unit has nobody at the office at 25 %, or one where the circular says so") {
  CHECK(most(R"({"max": "25%"})", 3) == 0);
  CHECK(most(R"({"max": "25%", "min_one": true})", 3) == 1);
  CHECK(most(R"({"max": "25%", "min_one": true})", 40) == 10);
  CHECK(most(R"({"max": "25%", "min_one": true})", 0) == 0);
}

TEST_CASE("A03: a cap counts per OPD by default, per unit where the circular says so") {
  for (const auto& [per, groups] : {std::pair("opd", 1U), std::pair("unit", 2U)}) {
    BookMaker make("2021-07-01", "2021-07-31");
    make.unit("4.01", "Dinas");
    make.unit("4.01.01", "Seksi", "4.01");
    make.people("4.01", 37);
    make.people("4.01.01", 3, "t");
    make.clause(std::string(R"({"id": "R", "presence": {"max": "25%", "per": ")") + per + "\"}}");
    const auto found = presence_groups(make.done(), "4.01.01", day("2021-07-12"));
    REQUIRE(found.size() == groups);
    CHECK(found[0].unit == "4.01");
    CHECK(bounds_of(make.book, found[0], "2021-07-12").most == (groups == 1 ? 10 : 9));
    if (groups == 2) CHECK(bounds_of(make.book, found[1], "2021-07-12").most == 0);
  }
}

TEST_CASE("A04: an OPD in no list has a cap of nobody, but its head is not staff") {
  BookMaker make("2021-07-01", "2021-07-31");
  make.unit("3.01");
  make.people("3.01", 50);
  const auto& head = make.person("kadis", "3.01", Class::structural);
  make.circular(lampung);
  const auto group = group_of(make.done(), "3.01", "2021-07-12", "R3.1");
  CHECK(bounds_of(make.book, group, "2021-07-12").most == 0);
  CHECK(group.people.size() == 51);
  CHECK_FALSE(is_countable(group.limits[0].as<Presence>(), head, day("2021-07-12")));
}

TEST_CASE("A05: the service part of an UPTD leaves its parent's count, with 50 % where a justification is there") {
  BookMaker make("2021-07-01", "2021-07-31");
  make.unit("4.07", "Bapenda");
  make.unit_state("4.07").sector = "esensial";
  make.unit("4.07.01", "UPTD", "4.07");  // has the sector of the unit above it
  make.unit_state("4.07.01").type = "UPTD";
  make.unit_state("4.07.01").part = "pelayanan";
  make.people("4.07", 40);
  make.people("4.07.01", 20, "u");
  make.circular(lampung);
  auto uptd = group_of(make.done(), "4.07", "2021-07-12", "R3.6");
  CHECK(uptd.unit == "4.07");
  CHECK(uptd.people.size() == 20);
  REQUIRE(uptd.limits.size() == 1);
  CHECK(uptd.limits[0].citation() == "SE 045.2/103/VII/POSKO/2021 R3.5");
  CHECK(bounds_of(make.book, uptd, "2021-07-12").most == 5);

  make.book.activations.push_back({"045.2/103/VII/POSKO/2021", "R3.6", "antrean pajak", "k", day("2021-07-12"), {}, "4.07.01"});
  uptd = group_of(make.done(), "4.07.01", "2021-07-12", "R3.6");
  CHECK(uptd.limits.at(0).citation() == "SE 045.2/103/VII/POSKO/2021 R3.6");
  CHECK(bounds_of(make.book, uptd, "2021-07-12").most == 10);
  const auto rest = group_of(make.book, "4.07", "2021-07-12", "R3.5");
  CHECK(bounds_of(make.book, rest, "2021-07-12").most == 10);  // of its own 40
  make.book.activations[0].reason = "  ";                      // no justification is none
  CHECK(bounds_of(make.book, group_of(make.book, "4.07", "2021-07-12", "R3.6"), "2021-07-12").most == 5);
}

TEST_CASE("A06: administration and service of a critical unit are counted apart") {
  BookMaker make("2021-07-01", "2021-07-31");
  make.unit("1.02", "Dinas Kesehatan");
  make.unit_state("1.02").sector = "kritikal";
  make.unit("1.02.05", "Labkesda", "1.02");
  make.unit_state("1.02.05").part = "pelayanan";
  make.people("1.02", 40);
  make.people("1.02.05", 25, "l");
  make.circular(lampung);
  CHECK(bounds_of(make.done(), group_of(make.done(), "1.02", "2021-07-12", "R3.7"), "2021-07-12") == Bounds{{}, 10});
  CHECK(bounds_of(make.book, group_of(make.book, "1.02", "2021-07-12", "R3.8"), "2021-07-12") == Bounds{25, {}});
}

TEST_CASE("A07: all of the field staff only while an urgent activation lasts") {
  BookMaker make("2021-07-01", "2021-07-31");
  make.unit("1.05", "Satpol PP");
  make.unit_state("1.05").sector = "kritikal";
  for (const auto& id : make.people("1.05", 30)) make.person_state(id).part = "lapangan";
  make.circular(lampung);
  make.activation("045.2/103/VII/POSKO/2021", "R3.9", "2021-07-14", "2021-07-16");
  make.done();
  const auto most_on = [&](const std::string& date) {
    return bounds_of(make.book, group_of(make.book, "1.05", date, "R3.9"), date).most;
  };
  CHECK(most_on("2021-07-13") == 7);
  CHECK(most_on("2021-07-14") == 30);
  CHECK(most_on("2021-07-16") == 30);
  CHECK(most_on("2021-07-17") == 7);
}

TEST_CASE("A08: 50 % of 15 is 7 under max, 7 or 8 under balance") {
  CHECK(bounds_of(presence(R"({"max": "50%"})"), 14) == Bounds{{}, 7});
  CHECK(bounds_of(presence(R"({"max": "50%"})"), 15) == Bounds{{}, 7});
  CHECK(bounds_of(presence(R"({"balance": "50%"})"), 14) == Bounds{7, 7});
  CHECK(bounds_of(presence(R"({"balance": "50%"})"), 15) == Bounds{7, 8});
}

TEST_CASE("A09: 50:50 of 41 is 20 or 21, of 40 exactly 20") {
  CHECK(bounds_of(presence(R"({"balance": "50%"})"), 41) == Bounds{20, 21});
  CHECK(bounds_of(presence(R"({"balance": "50%"})"), 40) == Bounds{20, 20});
}

TEST_CASE("A10: of whom a percentage is") {
  BookMaker make("2021-07-01", "2021-07-31");
  make.unit("4.01");
  const auto staff = make.people("4.01", 36);
  make.people("4.01", 4, "k", Class::structural);
  const std::set<std::string> absent{staff[0], staff[1], staff[2], staff[3]};  // two on leave, one DL, one studying
  for (const auto& [of, n, cap] : {std::tuple("all", 40, 10), std::tuple("staff", 36, 9), std::tuple("available", 32, 8)}) {
    make.book.circulars.clear();
    make.clause(std::string(R"({"id": "R", "presence": {"max": "25%", "of": ")") + of + "\"}}");
    const auto group = presence_groups(make.done(), "4.01", day("2021-07-12")).at(0);
    const auto& rule = group.limits.at(0).as<Presence>();
    CHECK(denominator(make.book, rule, group, day("2021-07-12"), absent) == n);
    CHECK(bounds_of(rule, n).most == cap);
  }
}

TEST_CASE("policy: what rooms take is a limit beside the others, and unknown where nobody recorded it") {
  BookMaker make("2021-07-01", "2021-07-31");
  make.unit("4.01");
  make.unit("4.01.01", "", "4.01");
  make.people("4.01", 30);
  make.people("4.01.01", 10, "u");
  make.clause(R"({"id": "a", "presence": {"max": "50%"}}, {"id": "b", "presence": {"max": "50%", "of": "room", "per": "unit"}})");
  make.unit_state("4.01").room_capacity = 18;
  const auto groups = presence_groups(make.done(), "4.01", day("2021-07-12"));
  REQUIRE(groups.size() == 3);
  const auto bounds = [&](std::size_t at) { return bounds_of(make.book, groups.at(at), "2021-07-12"); };
  CHECK(groups[0].counted_by.clause->id == "a");
  CHECK(bounds(0).most == 20);
  CHECK(groups[1].unit == "4.01");
  CHECK(bounds(1).most == 9);
  CHECK(groups[2].unit == "4.01.01");
  CHECK(bounds(2) == Bounds{});
}

TEST_CASE("A12: another zone changes the cap from that day on only") {
  BookMaker make("2021-06-01", "2021-07-31");
  make.unit("4.01");
  make.unit_state("4.01").region = "Kota Metro";
  make.people("4.01", 40);
  make.clause(
      R"({"id": "1", "presence": {"max": "50%"}}, {"id": "2", "applies": {"zones": "Merah"}, "presence": {"max": "25%"}})");
  make.region("Kota Metro", "2021-06-01", {"hijau", "", {}});
  make.region("Kota Metro", "2021-07-02", {"merah", "", 4});
  make.done();
  CHECK(bounds_of(make.book, presence_groups(make.book, "4.01", day("2021-07-01")).at(0), "2021-07-01").most == 20);
  CHECK(bounds_of(make.book, presence_groups(make.book, "4.01", day("2021-07-02")).at(0), "2021-07-02").most == 10);
}

TEST_CASE("A13: a unit's own rule comes before the sector's and the default, where the circular lets it") {
  BookMaker make("2021-07-01", "2021-07-31");
  make.unit("4.01");
  make.unit_state("4.01").sector = "esensial";
  const auto staff = make.people("4.01", 1);
  make.clause(R"({"id": "default", "presence": {"max": "10%"}}, {"id": "sector", "applies": {"sectors": "esensial"},
    "presence": {"max": "25%"}}, {"id": "own", "applies": {"public_service": true}, "override": {"by": "kepala"}})");
  make.circular(
      R"({"issuer": "Kepala Dinas", "number": "7/KEP", "title": "Ritme kerja", "state": "active", "effective": "2021-07-05",
    "clauses": [{"id": "1", "presence": {"max": "60%"}}]})",
      "4.01");
  make.done();
  const auto governs = [&](const std::string& date) {
    const auto all = governing<Presence>(make.book, *make.book.person(staff[0]), day(date));
    std::string ids;
    for (const auto& ref : all) ids += ref.clause->id + " ";
    return ids;
  };
  CHECK(governs("2021-07-06") == "sector default ");  // it does not serve the public
  make.unit_state("4.01").public_service = true;
  CHECK(governs("2021-07-06") == "1 sector default ");
  CHECK(governs("2021-07-04") == "sector default ");
  CHECK(rule_for<Presence>(make.book, *make.book.unit("4.01"), day("2021-07-06")).circular->unit == "4.01");
}

TEST_CASE("A25: a draft changes nothing; once active it counts from its date on") {
  BookMaker make("2020-03-01", "2020-03-31");
  make.unit("4.01");
  make.people("4.01", 4);
  auto& circular = make.clause(R"({"id": "R2.1", "presence": {"max": "50%"}})", "2020-03-24");
  circular.state = Circular::State::draft;
  CHECK(presence_groups(make.done(), "4.01", day("2020-03-25")).empty());
  CHECK(in_force(make.book, "4.01", day("2020-03-25")).empty());
  CHECK(check_activation(make.book, circular, day("2020-03-24")).empty());
  circular.state = Circular::State::active;
  CHECK(in_force(make.book, "4.01", day("2020-03-23")).empty());
  CHECK(in_force(make.book, "4.01", day("2020-03-24")).size() == 1);
}

TEST_CASE("A26: valid until further notice, until a successor begins; June stays June") {
  BookMaker make("2021-06-01", "2021-12-31");
  make.unit("4.01");
  make.people("4.01", 40);
  make.circular(
      R"({"issuer": "Sekda", "number": "045.2/88/VI/POSKO/2021", "title": "t", "state": "active", "effective": "2021-06-25",
    "clauses": [{"id": "88.1", "presence": {"max": "50%"}}]})");
  CHECK(numbers(in_force(make.done(), "4.01", day("2021-12-31"))) == Numbers{"045.2/88/VI/POSKO/2021"});
  const auto june = [&] {
    const auto group = presence_groups(make.done(), "4.01", day("2021-06-30")).at(0);
    return std::pair(group.counted_by.citation(), bounds_of(make.book, group, "2021-06-30"));
  };
  const auto before = june();
  make.circular(lampung);
  make.done();
  CHECK(june() == before);
  CHECK(numbers(in_force(make.book, "4.01", day("2021-07-11"))) == Numbers{"045.2/88/VI/POSKO/2021"});
  CHECK(numbers(in_force(make.book, "4.01", day("2021-07-12"))) == Numbers{"045.2/103/VII/POSKO/2021"});

  // The old one stays closed when the new one ends or is withdrawn.
  make.book.circulars[0].until = day("2021-07-20");
  make.book.circulars[0].state = Circular::State::withdrawn;
  REQUIRE(make.book.circulars[0].number == "045.2/103/VII/POSKO/2021");
  CHECK(numbers(in_force(make.book, "4.01", day("2021-07-20"))) == Numbers{"045.2/103/VII/POSKO/2021"});
  CHECK(in_force(make.book, "4.01", day("2021-07-21")).empty());
  CHECK(june() == before);

  CHECK_THAT(check_deletion(make.book, make.book.circulars[1]),
             contains("SE 045.2/88/VI/POSKO/2021 pernah berlaku sejak 2021-06-25"));
  make.book.circulars[1].state = Circular::State::draft;
  CHECK(check_deletion(make.book, make.book.circulars[1]).empty());
}

TEST_CASE("A43: a circular binds the units that it lists, and those below them") {
  BookMaker make("2021-04-01", "2021-04-30");
  make.unit("1.01");
  make.unit("1.01.02", "", "1.01");
  make.unit("2.01");
  for (const char* unit : {"1.01", "1.01.02", "2.01"}) make.people(unit, 4, std::string("p") + unit);
  auto& circular = make.clause(R"({"id": "R1.5", "presence": {"balance": "50%"}})", "2021-04-26");
  circular.binds.units = {"1.01"};
  make.done();
  CHECK(in_force(make.book, "1.01.02", day("2021-04-26")).size() == 1);
  CHECK(in_force(make.book, "2.01", day("2021-04-26")).empty());
  CHECK(presence_groups(make.book, "2.01", day("2021-04-26")).empty());
}

TEST_CASE("policy: selectors by post look at who holds it on that day, by code or by role") {
  BookMaker make("2021-07-01", "2021-07-31");
  make.unit("4.01");
  make.people("4.01", 3);
  make.post("kadis", "Kepala Dinas", "", "kepala");
  make.holder("kadis", "s001", "2021-01-01");
  make.holder("kadis", "s002", "2021-07-10", Standing::plt);
  make.clause(R"({"id": "R0.4", "applies": {"posts": "kepala"}, "attend": {"place": "office"}})");
  make.done();
  Policy policy(make.book);
  const auto attends = [&](const char* id, const char* date) {
    return bool(policy.rule_for<Attend>(*make.book.person(id), day(date)));
  };
  CHECK(attends("s001", "2021-07-09"));
  CHECK_FALSE(attends("s002", "2021-07-09"));
  CHECK_FALSE(attends("s001", "2021-07-10"));
  CHECK(attends("s002", "2021-07-10"));
  CHECK_FALSE(attends("s003", "2021-07-10"));
}

TEST_CASE("policy: groups of an office that is not all here are partial") {
  BookMaker make("2021-07-01", "2021-07-31");
  make.unit("4.01");
  make.unit("4.01.01", "", "4.01");
  make.people("4.01.01", 4);
  make.clause(R"({"id": "R", "presence": {"max": "25%"}})");
  make.done();
  CHECK_FALSE(presence_groups(make.book, "4.01.01", day("2021-07-12")).at(0).partial);
  make.book.held_units = {"4.01.01"};
  CHECK(presence_groups(make.book, "4.01.01", day("2021-07-12")).at(0).partial);
}

TEST_CASE("policy: neither the order of records nor of clauses matters") {
  rc::prop("the same clauses in another order govern the same", [] {
    std::vector<std::string> clauses = {
        R"({"id": "a", "presence": {"max": "50%"}})",
        R"({"id": "b", "applies": {"sectors": "esensial"}, "presence": {"max": "25%"}})",
        R"({"id": "c", "applies": {"zones": "merah"}, "presence": {"max": "30%"}})",
        R"({"id": "d", "applies": {"levels": [3, 4]}, "presence": {"max": "20%"}})",
        R"({"id": "e", "applies": {"classes": "jft"}, "presence": {"min": 1}})",
        R"({"id": "f", "applies": {"sectors": "esensial"}, "over": "b", "presence": {"max": "12.5%"}})",
        R"({"id": "g", "presence": {"max": "80%", "of": "room"}})"};
    std::mt19937 shuffler(*rc::gen::arbitrary<std::uint32_t>());
    const auto describe = [&](bool shuffled) {
      BookMaker make("2021-07-01", "2021-07-31");
      make.unit("4.01").states.steps[0].second.sector = "esensial";
      make.unit_state("4.01").region = "Kota";
      make.unit("4.02").states.steps[0].second.region = "Kota";
      make.region("Kota", "2021-07-01", {"merah", "", 4});
      make.people("4.01", 5);
      make.people("4.01", 3, "f", Class::jft);
      make.people("4.02", 4, "g");
      const auto bring = [&](std::vector<std::string> some, const char* number) {
        if (shuffled) std::ranges::shuffle(some, shuffler);
        std::string list;
        for (const auto& one : some) list += (list.empty() ? "" : ",") + one;
        make.clause(list, "2020-01-01", number);
      };
      if (shuffled) bring({R"({"id": "z", "presence": {"max": "40%"}})"}, "2/SE");
      bring(clauses, "1/SE");
      if (!shuffled) bring({R"({"id": "z", "presence": {"max": "40%"}})"}, "2/SE");
      std::string text;
      for (const char* unit : {"4.01", "4.02"})
        for (const auto& group : presence_groups(make.done(), unit, day("2021-07-12"))) {
          text += group.unit + " " + group.counted_by.citation() + ":";
          for (const auto& ref : group.limits) text += " " + ref.citation();
          for (const Person* person : group.people) text += " " + person->id;
          text += "\n";
        }
      return text;
    };
    RC_ASSERT(describe(true) == describe(false));
  });
}
