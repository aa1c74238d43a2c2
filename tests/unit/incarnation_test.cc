// The mark outside the data directory. Prevents: a copied or restored database that goes unnoticed, and a crash between database
// and mark that looks like one.
#include "agent/incarnation.h"

#include "tests/catch.h"
#include "tests/unit/fixtures.h"

using namespace hadir;
using agent::Known;
using agent::Mark;
using agent::Suspicion;

namespace {

const Mark mark{test::origin(1), "00112233", {5, 2, 0}};

Mark with_held(std::uint64_t urgent) {
  Mark changed = mark;
  changed.held[0] = urgent;
  return changed;
}

}  // namespace

TEST_CASE("incarnation: a mark tells restored and copied databases from the one that was here") {
  CHECK(agent::compare(mark, Known{mark, true, {}}) == Suspicion::none);
  CHECK(agent::compare(mark, Known{with_held(6), true, {}}) == Suspicion::none);  // a crash before the mark was written
  CHECK(agent::compare(mark, Known{with_held(4), true, {}}) == Suspicion::restored);
  CHECK(agent::compare(std::nullopt, Known{mark, true, {}}) == Suspicion::copied);
  CHECK(agent::compare(std::nullopt, Known{mark, false, {}}) == Suspicion::none);  // the first start
  CHECK(agent::compare(mark, Known{with_held(0), false, {}}) == Suspicion::none);  // made anew where another was before
  Mark elsewhere = mark;
  elsewhere.machine = "44556677";
  CHECK(agent::compare(mark, Known{elsewhere, true, {}}) == Suspicion::copied);
  elsewhere.machine = "";  // a system without a name suspects nobody
  CHECK(agent::compare(mark, Known{elsewhere, true, {}}) == Suspicion::none);
  Mark renamed = mark;
  renamed.origin = test::origin(2);
  CHECK(agent::compare(mark, Known{renamed, true, {}}) == Suspicion::restored);
  CHECK(agent::compare(mark, Known{renamed, true, {test::origin(1)}}) == Suspicion::none);  // went on, mark not yet written
}

TEST_CASE("incarnation: a mark reads as it was written, and anything else is no mark") {
  CHECK(agent::decode_mark(agent::encode_mark(mark)) == mark);
  for (const char* text : {"", "{}", "[]", R"({"origin":"c5e21ab1c9f6022d","machine":"","held":[1,2]})",
                           R"({"origin":"c5e2","machine":"","held":[1,2,3]})", R"({"origin":1,"machine":"","held":[1,2,3]})",
                           R"({"origin":"c5e21ab1c9f6022d","machine":"","held":[1,2,-3]})",
                           R"({"origin":"c5e21ab1c9f6022d","machine":"","held":[1,2,"3"]})"})
    CHECK_FALSE(agent::decode_mark(text).has_value());
}

TEST_CASE("incarnation: the mark stands beside the data directory") {
  CHECK(base::mark_path("/srv/data/hadir") == "/srv/data/hadir-mark/mark");
  CHECK(base::mark_path("/srv/data/hadir/") == "/srv/data/hadir-mark/mark");
}
