// An office whose desk is used through the operations as the commands call them: four people, two heads, a vacant post.
#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "agent/operations.h"
#include "common/desk/commands.h"
#include "common/desk/desk.h"
#include "common/desk/parse_commands.h"
#include "common/papers/paper.h"
#include "tests/unit/sync_fixture.h"

namespace hadir::test {

using base::Fault;
using boost::json::array;
using boost::json::object;
using boost::json::value;

// kadis <- kabid (vacant) <- kasub <- staf; the clock stands at 2026-03-02 (a Monday) 07:00 WIB.
inline constexpr const char* kadis = "196801011993031001";
inline constexpr const char* kasub = "197001011995031002";
inline constexpr const char* staf = "198609262015051001";
inline constexpr const char* other = "199002022014022002";

class OfficeDesk {
 public:
  OfficeDesk() : random_(1), dir_(folder_.file("kantor")) {
    office_ = agent::Office::create(dir_, "7.01", 420, clock_, random_).value();
    place_.emplace(
        agent::Workplace{*office_, [](const agent::SyncWish&) { return agent::Synced{}; }, [this] { ++writes_; }, false});
    store().set_hub_key(key_pair(hub_number).public_key());
    province("unit", R"({"code":"7.01","name":"Dinas Contoh","type":"Dinas","sector":"esensial","public_service":"ya"})");
    for (const auto& [nip, klass, post] : {std::tuple(kadis, "struktural", ""), std::tuple(kasub, "struktural", "kabid"),
                                           std::tuple(staf, "jfu", "kasub"), std::tuple(other, "jfu", "kasub")})
      scope("7.01", "employee",
            R"({"nip":")" + std::string(nip) + R"(","name":"Nama )" + nip + R"(","unit":"7.01","class":")" + klass +
                R"(","reports_to":")" + post + "\"}");
    for (const char* post : {R"({"code":"kadis","title":"Kepala Dinas","role":"kepala"})",
                             R"({"code":"kabid","title":"Kepala Bidang","superior":"kadis"})",
                             R"({"code":"kasub","title":"Kepala Subbagian","superior":"kabid"})"})
      scope("7.01", "post", post);
    scope("7.01", "holder",
          R"({"post":"kadis","from":"2020-01-01","person":")" + std::string(kadis) + R"(","standing":"definitif"})");
    scope("7.01", "holder",
          R"({"post":"kasub","from":"2020-01-01","person":")" + std::string(kasub) + R"(","standing":"definitif"})");
  }

  base::Result<value> ask(std::string_view operation, const std::string& request = "{}", const char* author = staf) {
    object asked = boost::json::parse(request).as_object();
    asked["author"] = author;
    return agent::perform(*place_, operation, asked);
  }
  value must(std::string_view operation, const std::string& request = "{}", const char* author = staf) {
    auto answer = ask(operation, request, author);
    if (!answer) FAIL(operation << ": " << base::describe(answer.error()));
    return *answer;
  }
  base::Error refusal(std::string_view operation, const std::string& request = "{}", const char* author = staf) {
    const std::string before = dump(store());
    const auto answer = ask(operation, request, author);
    if (answer) FAIL(operation << " was not refused: " << boost::json::serialize(*answer));
    CHECK(dump(store()) == before);  // nothing half-written
    return answer.error();
  }
  void province(std::string_view kind, const std::string& json) { scope("", kind, json); }
  void scope(const std::string& which, std::string_view kind, const std::string& json) {
    must_record(store(), authorship(key_pair(hub_number), which), change(kind, json));
  }
  store::ReplicaStore& store() { return office_->store(); }
  base::FakeClock& clock() { return clock_; }

 private:
  base::SeededRandom random_;
  base::FakeClock clock_;
  TemporaryFolder folder_;
  agent::DataDir dir_;
  std::unique_ptr<agent::Office> office_;
  std::optional<agent::Workplace> place_;
  int writes_ = 0;
};

inline std::string document(const std::string& clauses, const std::string& number = "1/SE/2026", const std::string& more = "") {
  const object request{{"document", R"({"issuer":"Gubernur","number":")" + number +
                                        R"(","title":"Sistem kerja","effective":"2026-03-02")" + more + R"(,"clauses":[)" +
                                        clauses + "]}"}};
  return boost::json::serialize(request);
}

inline void in_force(OfficeDesk& desk, const std::string& clauses, const std::string& number = "1/SE/2026") {
  std::string list;
  const value parsed = boost::json::parse("[" + clauses + "]");
  for (const value& clause : parsed.as_array())
    list += (list.empty() ? "" : ",") + boost::json::serialize(value(boost::json::serialize(clause)));
  desk.province("circular", R"({"issuer":"Gubernur","number":")" + number +
                                R"(","title":"Sistem kerja","state":"active","effective":"2026-03-01","clauses":[)" + list +
                                "]}");
}

inline value the_only(OfficeDesk& desk, const char* list, const char* author = staf) {
  const array rows = desk.must(list, "{}", author).at("rows").as_array();
  REQUIRE(rows.size() == 1);
  return rows[0];
}

}  // namespace hadir::test
