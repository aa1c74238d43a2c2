// What `explain` says of one record: who, where, when, how surely, and what came of it.
#include "common/evidence/explain.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "common/log/clock_event.h"
#include "tests/catch.h"
#include "tests/unit/evidence_fixture.h"

using namespace hadir;
using boost::json::object;
using test::contains;
using test::RichOffice;

namespace {

base::Result<object> ask(RichOffice& office, const std::vector<std::string>& words) {
  const evidence::Standpoint standpoint{{"7.01", ""}, 420, base::date_of(test::noon_ms, 420), false, {}};
  return evidence::explain(office.store(), standpoint, words);
}

object told(RichOffice& office, const std::vector<std::string>& words) { return ask(office, words).value(); }

const object& commit(const object& explanation, std::size_t index) { return explanation.at("commits").at(index).as_object(); }

std::string text(const boost::json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value);
}
std::string text(const object& from, const char* name) { return text(from.at(name)); }

}  // namespace

TEST_CASE("explain: a record may be named in many ways") {
  RichOffice office;
  const std::string id = "punch/A1/2026-03-02T05:05:00.000Z/kiosk";
  CHECK(text(told(office, {id}).at("id")) == id);
  CHECK(text(told(office, {"punch/A1/2026-03-02T14:05:00+09:00/kiosk"}).at("id")) == id);
  CHECK(text(told(office, {"punch/A1/2026-03-02T12:05:00+07:00/kiosk/direction"}).at("id")) == id);
  CHECK(text(told(office, {"punch", "A1", "2026-03-02T05:05:00Z", "kiosk"}).at("id")) == id);
  CHECK(told(office, {"punch", "A1", "hari ini"}).at("candidates").as_array().size() == 30);
  CHECK(text(told(office, {"schedule", "A1", "besok"}).at("id")) == "schedule/A1/2026-03-03");
  CHECK(text(told(office, {"schedule", "A1"}).at("id")) == "schedule/A1/2026-03-03");
  CHECK(text(told(office, {"holiday/2026-03-19/"}).at("unit")) == "");
  CHECK(text(told(office, {"correction/A1/2026-03-02T12:03:00+07:00/kiosk"}).at("kind")) == "correction");
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {}, {"punch"}, {"mood/A1"}, {"punch", "A1", "2026-03-02T05:05:00Z", "kiosk", "in"}, {"punch/A1/soon/kiosk"}}) {
    INFO(words.size());
    CHECK(test::error_of(ask(office, words)).fault == base::Fault::bad_input);
  }
  CHECK(test::error_of(ask(office, {"punch/A1/2026-03-02T23:05:00+07:00/kiosk"})).fault == base::Fault::not_found);
  CHECK(test::error_of(ask(office, {"punch", "A1", "2024-01-01"})).fault == base::Fault::not_found);
}

TEST_CASE("explain: a punch between a beacon and a receipt, with its correction") {
  RichOffice office;
  const object punch = told(office, {"punch/A1/2026-03-02T12:03:00+07:00/kiosk"});
  CHECK(punch.at("commits").as_array().size() == 1);
  CHECK(text(commit(punch, 0), "stands") == R"(["direction"])");
  CHECK(text(commit(punch, 0), "writes") == R"({"direction":"in"})");
  // The fourth punch was made before the office held a beacon; the first receipt covers it.
  CHECK(commit(punch, 0).at("bracket").at("not_before").is_null());
  CHECK(text(commit(punch, 0).at("bracket").at("not_after")) == "2026-03-02T12:21:00.000+07:00");
  CHECK(text(punch.at("correction").at("reason")) == "jam mesin");
  CHECK(punch.at("corrections").as_array().size() == 1);

  const object later = told(office, {"punch/A1/2026-03-02T12:25:00+07:00/kiosk"});
  CHECK(text(commit(later, 0).at("bracket").at("not_before")) == "2026-03-02T12:19:59.000+07:00");
  CHECK(text(commit(later, 0).at("bracket").at("not_after")) == "2026-03-02T12:36:00.000+07:00");
  CHECK(later.at("correction").is_null());
  CHECK(commit(later, 0).at("contradictions").as_array().empty());
  const std::string words = evidence::explanation_text(later, "hadir");
  CHECK_THAT(words, contains("paling awal    2026-03-02T12:19:59.000+07:00"));
  CHECK_THAT(words, contains("tanda terima hub nomor 2"));
}

TEST_CASE("explain: evidence written twice, refused writes, commits without effect") {
  RichOffice office;
  const object twice = told(office, {"punch/A1/2026-03-02T12:05:00+07:00/kiosk"});
  CHECK(twice.at("commits").as_array().size() == 2);
  CHECK(text(twice, "open_conflicts") == R"(["punch/A1/2026-03-02T05:05:00.000Z/kiosk/direction"])");
  CHECK_THAT(evidence::explanation_text(twice, "hadir"), contains("direction = out oleh"));

  const object refused = told(office, {"punch/A1/2026-03-02T12:01:00+07:00/kiosk"});
  CHECK(refused.at("commits").as_array().size() == 2);
  CHECK(text(commit(refused, 0), "refused_fields") == R"(["direction"])");
  CHECK(text(refused.at("record").at("direction")) == "in");

  // It waits for what its author had seen: nothing shows, and yet it can be explained.
  const object waiting = told(office, {"schedule/B2/2026-03-03"});
  CHECK(waiting.at("exists").as_bool() == false);
  CHECK(text(commit(waiting, 0).at("effect")) == "waiting");
  CHECK_THAT(evidence::explanation_text(waiting, "hadir"), contains("menunggu commit PC lain"));
}

TEST_CASE("explain: a claimed time that contradicts the evidence is said to") {
  RichOffice office;
  const base::KeyPair key = test::key_pair(1);
  store::Authorship slow = test::authorship(key);
  slow.stamp = {test::noon_ms - 47 * 60'000, log::Quality::doubtful, 0};
  test::must_record(
      office.store(), slow,
      test::change("punch", R"({"employee":"A1","at":"2026-03-02T11:13:00+07:00","source":"kiosk","direction":"in"})"));
  const object told_slow = told(office, {"punch/A1/2026-03-02T11:13:00+07:00/kiosk"});
  CHECK(commit(told_slow, 0).at("contradictions").as_array().size() == 1);
  CHECK(commit(told_slow, 0).at("corrected").is_null());
  CHECK(test::verified(office.path()).intact());
  CHECK(test::verified(office.path()).claimed_too_early == 1);

  // Once the PC knows by how much its clock was wrong, both times stand side by side.
  log::ClockEvent event;
  event.pc = test::origin(1);
  event.moment = 1;
  event.from_commit = commit(told_slow, 0).at("commit").to_number<std::uint64_t>();
  event.to_commit = event.from_commit;
  event.what = log::ClockEvent::What::hub;
  event.at_ms = slow.stamp.ms;
  event.error_min_ms = -48 * 60'000;
  event.error_max_ms = -46 * 60'000;
  store::Authorship now = test::authorship(key, "7.01", test::stamp_at(test::noon_ms + 3'600'000));
  test::must_record(office.store(), now, log::change_of(event));
  const object corrected = told(office, {"punch/A1/2026-03-02T11:13:00+07:00/kiosk"});
  CHECK(text(commit(corrected, 0).at("claimed").at("at")) == "2026-03-02T11:13:00.000+07:00");
  CHECK(text(commit(corrected, 0).at("corrected").at("not_before")) == "2026-03-02T11:59:00.000+07:00");
  CHECK(text(commit(corrected, 0).at("corrected").at("not_after")) == "2026-03-02T12:01:00.000+07:00");
  CHECK_THAT(evidence::explanation_text(corrected, "hadir"), contains("antara 2026-03-02T11:59:00.000+07:00"));
}
