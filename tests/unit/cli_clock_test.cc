// What people read about a PC's clock. Prevents: a sign turned round, a length of time in the wrong unit, an interval that claims
// more than is known.
#include "agent/cli_clock.h"

#include <boost/json/parse.hpp>

#include "tests/catch.h"

namespace hadir::test {
namespace {

boost::json::object json(const char* text) { return boost::json::parse(text).as_object(); }

}  // namespace

TEST_CASE("clock in words: lengths of time have their two largest units") {
  CHECK(agent::duration_text(0) == "0 milidetik");
  CHECK(agent::duration_text(999) == "999 milidetik");
  CHECK(agent::duration_text(2'820'000) == "47 menit");
  CHECK(agent::duration_text(2'821'500) == "47 menit 1 detik");
  CHECK(agent::duration_text(3'600'000) == "1 jam");
  CHECK(agent::duration_text(3'601'000) == "1 jam");
  CHECK(agent::duration_text(730LL * 86'400'000 + 3 * 86'400'000) == "2 tahun 3 hari");
}

TEST_CASE("clock in words: how wrong it is") {
  CHECK(agent::error_text(json(R"({"error_min_ms":-2820100,"error_max_ms":-2819900})")) == "terlambat 47 menit");
  CHECK(agent::error_text(json(R"({"error_min_ms":2819900,"error_max_ms":2820100})")) == "terlalu cepat 47 menit");
  CHECK(agent::error_text(json(R"({"error_min_ms":3600000,"error_max_ms":null})")) == "terlalu cepat sekurangnya 1 jam");
  CHECK(agent::error_text(json(R"({"error_min_ms":null,"error_max_ms":-3600000})")) == "terlambat sekurangnya 1 jam");
  for (const char* right : {R"({"error_min_ms":-1500,"error_max_ms":1500})", R"({"error_min_ms":-3600000,"error_max_ms":60000})",
                            R"({"error_min_ms":null,"error_max_ms":null})", "{}"})
    CHECK(agent::error_text(json(right)).empty());
}

TEST_CASE("clock in words: events and corrected times") {
  CHECK(agent::event_text(json(
            R"({"at":"T","what":"step","by_ms":-2820000,"agrees":false,"error_min_ms":-2820100,"error_max_ms":-2819900})")) ==
        "T  jam dimundurkan 47 menit; jam terlambat 47 menit");
  CHECK(agent::event_text(
            json(R"({"at":"T","what":"step","by_ms":2820000,"agrees":true,"error_min_ms":-100,"error_max_ms":100})")) ==
        "T  jam dimajukan 47 menit; jam cocok dengan hub");
  CHECK(agent::event_text(json(R"({"at":"T","what":"restart","by_ms":-60000,"agrees":false})")) ==
        "T  PC dinyalakan dan jamnya mundur 1 menit");
  CHECK(agent::event_text(json(R"({"at":"T","what":"baru","by_ms":null,"agrees":false})")) == "T  hub menunjukkan waktu");
  CHECK(agent::correction_text(json(R"({"not_before":"A","not_after":"B"})")) == "waktu sebenarnya antara A dan B");
  CHECK_THAT(agent::correction_text(json(R"({"not_before":null,"not_after":"B"})")), contains("sebelum B"));
  CHECK_THAT(agent::correction_text(json(R"({"not_before":"A","not_after":null})")), contains("sesudah A"));
  CHECK_THAT(agent::correction_text(json(R"({"not_before":null,"not_after":null})")), contains("belum diketahui"));
}

}  // namespace hadir::test
