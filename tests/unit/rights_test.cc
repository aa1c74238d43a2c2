// Who may ask what of the office's page. The table of agent/rights_table.cc is walked whole: every operation, every role, every
// reach. Prevents: an operation that nobody thought of, a role that reaches further than the table says, health data where they
// do not belong, and a right that somebody gives himself.
#include <boost/json.hpp>
#include <set>

#include "agent/operations.h"
#include "agent/rights.h"
#include "common/desk/desk.h"
#include "tests/catch.h"

namespace hadir {
namespace {

using agent::Reach;
using agent::Role;
using boost::json::object;

const std::string self = "198609262015051001", below = "199002022014022002", other = "197001011995031002";

agent::Roles roles_of(std::initializer_list<Role> roles) {
  agent::Roles all;
  for (const Role role : roles) all.set(static_cast<std::size_t>(role));
  return all;
}

agent::Person person_with(agent::Roles roles) {
  return {self, roles, [](const std::string& nip) { return nip == below; }};
}

object parsed(const std::string& text) { return boost::json::parse(text).as_object(); }

// A request of this operation that names somebody, in the way it names people.
object request_about(const agent::Right& right, const std::string& nip) {
  object request;
  std::string members = right.people;
  const std::string first = members.substr(0, members.find(' '));
  if (first == "people")
    request[first] = boost::json::array{boost::json::value(nip)};
  else if (first == "subject")
    request[first] = "permit/" + nip + "/cuti/2021-07-26";
  else if (first == "punch")
    request[first] = nip + "/2021-07-12T00:58:00.000Z/kiosk";
  else if (!first.empty())
    request[first] = nip;
  if (right.guard == agent::Right::Guard::paper) request["paper"] = "daily-report";
  if (right.guard == agent::Right::Guard::records) request["kind"] = "punch";
  return request;
}

bool is_allowed(agent::Roles roles, const agent::Right& right, const std::string& nip) {
  object request = request_about(right, nip);
  // Which conflicts somebody settles is another test's.
  if (right.guard == agent::Right::Guard::settle)
    request["id"] = has(roles, Role::health) ? "health_check/x/2021-07-12/condition" : "schedule/x/2021-07-12/mode";
  return agent::allow(person_with(roles), right.operation, request).has_value();
}

}  // namespace

TEST_CASE("rights: every operation of the service stands in the table once, and nothing else does") {
  std::set<std::string> operations, listed;
  for (const agent::Operation& one : agent::operations()) CHECK(operations.insert(one.name).second);
  for (const desk::Operation* one : desk::all_operations()) CHECK(operations.insert(one->name).second);
  for (const agent::Right& one : agent::rights()) {
    INFO(one.operation);
    CHECK(listed.insert(one.operation).second);
  }
  CHECK(operations == listed);
}

TEST_CASE("rights: each role and each operation, about himself, somebody below, and somebody else") {
  int checked = 0;
  for (const agent::Right& right : agent::rights()) {
    for (std::size_t role = 0; role < agent::role_count; ++role) {
      const Reach reach = right.reach[role];
      const agent::Roles roles = roles_of({static_cast<Role>(role)});
      CAPTURE(right.operation, agent::name_of(static_cast<Role>(role)));
      const bool names_people = *right.people != '\0';
      // Nobody changes the roles of his own account.
      const bool self_is_barred = right.guard == agent::Right::Guard::account;
      CHECK(is_allowed(roles, right, self) == (reach != Reach::none && !self_is_barred));
      CHECK(is_allowed(roles, right, below) == (names_people ? reach >= Reach::below : reach != Reach::none));
      CHECK(is_allowed(roles, right, other) == (names_people ? reach == Reach::unit : reach != Reach::none));
      checked += 3;
    }
  }
  CHECK(checked > 1'800);
}

TEST_CASE("rights: without a role, or for what does not exist, nothing is allowed") {
  for (const agent::Right& right : agent::rights()) CHECK_FALSE(is_allowed({}, right, self));
  object request;
  CHECK_FALSE(agent::allow(person_with(agent::Roles().set()), "no.such", request).has_value());
  CHECK(agent::allowed_operations({}).empty());
  const auto somebodys = std::ranges::count_if(agent::rights(), [](const agent::Right& one) {
    return std::ranges::any_of(one.reach, [](Reach reach) { return reach != Reach::none; });
  });
  CHECK(agent::allowed_operations(agent::Roles().set()).size() == static_cast<std::size_t>(somebodys));
}

TEST_CASE("rights: who is left out is himself, however a NIP is written") {
  const agent::Person employee = person_with(roles_of({Role::employee}));
  object request;
  CHECK(agent::allow(employee, "daily_report.submit", request).has_value());
  CHECK(request.at("employee") == boost::json::value(self));
  for (const char* same : {"19860926 201505 1 001", " 198609262015051001"}) {
    object spaced{{"employee", same}};
    CHECK(agent::allow(employee, "daily_report.submit", spaced).has_value());
  }
  for (const std::string text : {R"({"employee":["198609262015051001","197001011995031002"]})", R"({"employee":{"a":1}})",
                                 R"({"employee":5})", R"({"employee":true})"}) {
    object odd = parsed(text);
    CHECK_FALSE(agent::allow(employee, "daily_report.submit", odd).has_value());
  }
  const agent::Person superior = person_with(roles_of({Role::employee, Role::superior}));
  object two{{"people", boost::json::array{boost::json::value(below), boost::json::value(other)}}};
  CHECK_FALSE(agent::allow(superior, "letter.draft", two).has_value());
}

TEST_CASE("rights: what an employee is told is about himself") {
  const agent::Person employee = person_with(roles_of({Role::employee}));
  const agent::Person superior = person_with(roles_of({Role::employee, Role::superior}));
  const std::string rows = R"({"rows":[{"employee":")" + self + R"("},{"employee":")" + below + R"("},{"employee":")" + other +
                           R"("},{"name":"nobody"}]})";
  const auto left = [&](const agent::Person& person) {
    boost::json::value answer = boost::json::parse(rows);
    agent::restrict_answer(person, "daily_report.list", answer);
    return answer.at("rows").as_array().size();
  };
  CHECK(left(employee) == 1);
  CHECK(left(superior) == 2);
  CHECK(left(person_with(roles_of({Role::employee, Role::clerk}))) == 4);
}

TEST_CASE("rights: records of one's own, and no health records for anybody") {
  const agent::Person employee = person_with(roles_of({Role::employee}));
  const agent::Person clerk = person_with(roles_of({Role::employee, Role::clerk}));
  object own = parsed(R"({"kind":"punch","where":["at>=2021-07-12"]})");
  REQUIRE(agent::allow(employee, "records", own).has_value());
  CHECK(own.at("where").as_array().back() == boost::json::value("employee=" + self));
  object account = parsed(R"({"kind":"account"})");
  REQUIRE(agent::allow(employee, "records", account).has_value());
  CHECK(account.at("where").as_array().back() == boost::json::value("nip=" + self));
  for (const char* kind : {"letter", "approval", "clock_event", "device_pin", "disclosure"}) {
    object request{{"kind", kind}};
    CHECK_FALSE(agent::allow(employee, "records", request).has_value());
  }
  object health = parsed(R"({"kind":"health_check"})");
  REQUIRE(agent::allow(clerk, "records", health).has_value());  // his own
  CHECK(health.at("where").as_array().back() == boost::json::value("employee=" + self));
  // A superior names whose punches he asks for; of other kinds, and of others, he gets his own.
  const agent::Person superior = person_with(roles_of({Role::employee, Role::superior}));
  const auto filters = [&](const char* kind, const std::string& nip) {
    object request{{"kind", kind}, {"where", boost::json::array{boost::json::value("employee=" + nip)}}};
    REQUIRE(agent::allow(superior, "records", request).has_value());
    return request.at("where").as_array().size();
  };
  CHECK(filters("punch", below) == 1);
  CHECK(filters("punch", other) == 2);
  CHECK(filters("daily_report", below) == 2);
  object shown = parsed(R"({"kind":"disclosure"})");
  CHECK_FALSE(agent::allow(clerk, "records", shown).has_value());
  object explained = parsed(R"({"record":["health_check/197001011995031002/2021-07-12"]})");
  CHECK_FALSE(agent::allow(clerk, "explain", explained).has_value());
}

TEST_CASE("rights: conflicts about health are the head's and the health officer's") {
  const std::string list = R"([{"kind":"schedule"},{"kind":"health_check"}])";
  const auto kinds = [&](std::initializer_list<Role> roles) {
    boost::json::value answer = boost::json::parse(list);
    agent::restrict_answer(person_with(roles_of(roles)), "conflicts.list", answer);
    std::string all;
    for (const auto& row : answer.as_array()) all += std::string(row.at("kind").as_string()) + " ";
    return all;
  };
  CHECK(kinds({Role::employee, Role::clerk}) == "schedule ");
  CHECK(kinds({Role::employee, Role::health}) == "health_check ");
  CHECK(kinds({Role::employee, Role::head}) == "schedule health_check ");
  const auto settles = [](std::initializer_list<Role> roles, const char* id) {
    object request{{"id", id}};
    return agent::allow(person_with(roles_of(roles)), "conflicts.settle", request).has_value();
  };
  CHECK(settles({Role::clerk}, "schedule/x/2021-07-12/mode"));
  CHECK_FALSE(settles({Role::clerk}, "health_check/x/2021-07-12/condition"));
  CHECK(settles({Role::health}, "health_check/x/2021-07-12/condition"));
  CHECK_FALSE(settles({Role::health}, "schedule/x/2021-07-12/mode"));
}

TEST_CASE("rights: files bring no decisions and no accounts, and nobody raises himself") {
  const agent::Person clerk = person_with(roles_of({Role::employee, Role::clerk}));
  const auto imports = [&](const char* kind) {
    object request = parsed(std::string(R"({"items":[{"record":{"kind":"employee"}},{"record":{"kind":")") + kind + R"("}}]})");
    return agent::allow(clerk, "import", request).has_value();
  };
  CHECK(imports("employee"));
  CHECK(imports("punch"));
  for (const char* kind : {"account", "approval", "correction", "deviation", "health_check", "permit"})
    CHECK_FALSE(imports(kind));
  for (const char* nip : {"198609262015051001", "19860926 201505 1 001"}) {
    object request{{"nip", nip}, {"roles", boost::json::array{"head"}}};
    CHECK_FALSE(agent::allow(clerk, "account.set", request).has_value());
  }
  object missing;
  CHECK(agent::allow(clerk, "account.set", missing).has_value());  // the operation says what is missing
}

TEST_CASE("rights: papers of one person, and the roster on the wall, are for everybody") {
  const agent::Person employee = person_with(roles_of({Role::employee}));
  const auto makes = [&](const char* request) {
    object asked = parsed(request);
    return agent::allow(employee, "paper.make", asked).has_value();
  };
  CHECK(makes(R"({"paper":"daily-report"})"));
  CHECK(makes(R"({"paper":"roster"})"));
  CHECK_FALSE(makes(R"({"paper":"monthly"})"));
  CHECK_FALSE(makes(R"({"paper":"discipline"})"));
  CHECK_FALSE(makes(R"({})"));
  CHECK_FALSE(makes(R"({"paper":"daily-report","person":"197001011995031002"})"));
  object waiting = parsed(R"({"all":true})");
  CHECK_FALSE(agent::allow(person_with(roles_of({Role::employee, Role::superior})), "approvals.waiting", waiting).has_value());
}

// The other thread's database refuses to be written, so whatever writes has to stay on the store's.
TEST_CASE("operations: whatever writes stays on the store's thread, long lists of rules do not") {
  for (const desk::Operation* one : desk::all_operations()) CHECK(agent::reads_at_length(one->name) == !one->writes);
  CHECK(agent::reads_at_length("attention"));
  for (const agent::Operation& one : agent::operations())
    if (std::string_view(one.name) != "attention") CHECK_FALSE(agent::reads_at_length(one.name));
}

}  // namespace hadir
