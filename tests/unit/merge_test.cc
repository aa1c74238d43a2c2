// Merging, case by case: what an office can do to another office's record without knowing of it.
#include "common/merge/record.h"
#include "tests/catch.h"
#include "tests/unit/fixtures.h"

using namespace hadir;
using log::Quality;
using merge::RecordState;
using model::TextList;
using model::Value;
using test::noon_ms;
using test::stamp_at;
using test::vector_of;

namespace {

const model::Kind& schedule = *model::find_kind("schedule");
const model::Kind& punch = *model::find_kind("punch");
const model::Kind& report = *model::find_kind("daily_report");
constexpr std::uint32_t mode = 3, shift = 4, direction = 4, status = 4;
constexpr std::int64_t wfo = 0, wfh = 1, leave = 3;

const log::Origin office = test::origin(1), kiosk = test::origin(2), secretariat = test::origin(3);

// Applies one write of some fields.
merge::Applied write(RecordState& state, const model::Kind& kind, const log::Origin& origin, std::uint64_t seq,
                     const log::VersionVector& context, std::vector<model::FieldValue> fields,
                     log::Stamp stamp = stamp_at(noon_ms), bool deletes = false) {
  return merge::apply(state, kind, {kind.number, {}, std::move(fields), deletes}, {origin, seq, stamp, "somebody"}, context);
}

merge::Applied remove(RecordState& state, const model::Kind& kind, const log::Origin& origin, std::uint64_t seq,
                      const log::VersionVector& context) {
  return write(state, kind, origin, seq, context, {}, stamp_at(noon_ms), true);
}

Value shown(const RecordState& state, const model::Kind& kind, std::uint32_t field) {
  return merge::shown(state, *model::find_field(kind, field));
}

bool conflict(const RecordState& state, const model::Kind& kind, std::uint32_t field) {
  return merge::in_conflict(*state.find(field), *model::find_field(kind, field));
}

}  // namespace

TEST_CASE("merge: a write replaces what its author had seen, and nothing else") {
  RecordState state;
  write(state, schedule, office, 1, {}, {{mode, wfo}});
  SECTION("seen: replaced, though the clock says it is older") {
    write(state, schedule, kiosk, 1, vector_of({{office, 1}}), {{mode, wfh}}, stamp_at(0, Quality::doubtful));
    CHECK(shown(state, schedule, mode) == Value{wfh});
    CHECK_FALSE(conflict(state, schedule, mode));
    CHECK(state.find(mode)->heads.size() == 1);
  }
  SECTION("not seen: both stay") {
    write(state, schedule, kiosk, 1, {}, {{mode, wfh}}, stamp_at(noon_ms + 1));
    CHECK(shown(state, schedule, mode) == Value{wfh});
    CHECK(conflict(state, schedule, mode));
    SECTION("and one who saw only one of them leaves the other") {
      write(state, schedule, secretariat, 1, vector_of({{office, 1}}), {{mode, leave}}, stamp_at(noon_ms + 2));
      CHECK(shown(state, schedule, mode) == Value{leave});
      CHECK(conflict(state, schedule, mode));
      CHECK(state.find(mode)->heads.size() == 2);
    }
    SECTION("and one who saw both settles") {
      write(state, schedule, secretariat, 1, vector_of({{office, 1}, {kiosk, 1}}), {{mode, wfo}}, stamp_at(0, Quality::doubtful));
      CHECK(shown(state, schedule, mode) == Value{wfo});
      CHECK_FALSE(conflict(state, schedule, mode));
    }
  }
  SECTION("an own earlier write is always seen") {
    write(state, schedule, office, 2, vector_of({{office, 1}}), {{mode, wfh}});
    CHECK(state.find(mode)->heads.size() == 1);
    CHECK(shown(state, schedule, mode) == Value{wfh});
  }
  SECTION("another field is another matter") {
    write(state, schedule, kiosk, 1, {}, {{shift, std::string("P1")}});
    CHECK_FALSE(conflict(state, schedule, mode));
    CHECK_FALSE(conflict(state, schedule, shift));
    CHECK(shown(state, schedule, mode) == Value{wfo});
  }
}

TEST_CASE("merge: two offices that wrote the same value do not disagree") {
  // Prevents a list of conflicts that nobody needs to read.
  RecordState state;
  write(state, schedule, office, 1, {}, {{mode, wfo}});
  write(state, schedule, kiosk, 1, {}, {{mode, wfo}});
  CHECK(state.find(mode)->heads.size() == 2);
  CHECK_FALSE(conflict(state, schedule, mode));
}

TEST_CASE("merge: a PC whose clock runs two years ahead does not win") {
  // Prevents one dead battery from deciding every disagreement of a province.
  const log::Stamp wild = stamp_at(noon_ms + 63'072'000'000, Quality::doubtful);
  const log::Stamp honest = stamp_at(noon_ms, Quality::hub);
  for (const bool wild_first : {true, false}) {
    RecordState state;
    write(state, schedule, wild_first ? office : kiosk, 1, {}, {{mode, wild_first ? wfo : wfh}}, wild_first ? wild : honest);
    write(state, schedule, wild_first ? kiosk : office, 1, {}, {{mode, wild_first ? wfh : wfo}}, wild_first ? honest : wild);
    CHECK(shown(state, schedule, mode) == Value{wfh});
    CHECK(conflict(state, schedule, mode));
  }
}

TEST_CASE("merge: better quality, then the later stamp, then the origin decides what shows") {
  const auto shown_of = [](log::Stamp first, log::Stamp second) {
    RecordState state;
    write(state, schedule, office, 1, {}, {{mode, wfo}}, first);
    write(state, schedule, kiosk, 1, {}, {{mode, wfh}}, second);
    return std::get<std::int64_t>(shown(state, schedule, mode));
  };
  CHECK(shown_of(stamp_at(10, Quality::carried), stamp_at(20, Quality::unanchored)) == wfo);
  CHECK(shown_of(stamp_at(10, Quality::unanchored), stamp_at(20, Quality::doubtful)) == wfo);
  CHECK(shown_of(stamp_at(10, Quality::carried), stamp_at(5, Quality::hub)) == wfh);
  CHECK(shown_of(stamp_at(10), stamp_at(11)) == wfh);
  CHECK(shown_of(stamp_at(11), stamp_at(10)) == wfo);
  CHECK(shown_of(stamp_at(10), stamp_at(10)) == (office > kiosk ? wfo : wfh));
}

TEST_CASE("merge: evidence keeps its first value, on every replica") {
  RecordState state;
  write(state, punch, office, 1, {}, {{direction, std::int64_t{0}}});
  SECTION("whoever knew it cannot change it") {
    const auto applied = write(state, punch, kiosk, 1, vector_of({{office, 1}}), {{direction, std::int64_t{1}}});
    CHECK_FALSE(applied.changed);
    CHECK(applied.refused == std::vector<std::uint32_t>{direction});
    CHECK(shown(state, punch, direction) == Value{std::int64_t{0}});
    SECTION("not even after the attempt was seen") {
      const auto again =
          write(state, punch, secretariat, 1, vector_of({{office, 1}, {kiosk, 1}}), {{direction, std::int64_t{1}}});
      CHECK(again.refused == std::vector<std::uint32_t>{direction});
    }
  }
  SECTION("its own author neither") {
    CHECK(write(state, punch, office, 2, vector_of({{office, 1}}), {{direction, std::monostate{}}}).refused.size() == 1);
  }
  SECTION("saying the same again is no attempt") {
    const auto applied = write(state, punch, kiosk, 1, vector_of({{office, 1}}), {{direction, std::int64_t{0}}});
    CHECK_FALSE(applied.changed);
    CHECK(applied.refused.empty());
  }
  SECTION("it cannot be deleted") {
    const auto applied = remove(state, punch, office, 2, vector_of({{office, 1}}));
    CHECK_FALSE(applied.changed);
    CHECK(applied.refused == std::vector<std::uint32_t>{model::deleted_field});
    CHECK_FALSE(merge::is_deleted(state));
    CHECK(state.find(model::deleted_field) == nullptr);
  }
}

TEST_CASE("merge: evidence that two offices recorded apart is settled among what they recorded") {
  RecordState state;
  write(state, punch, office, 1, {}, {{direction, std::int64_t{0}}}, stamp_at(noon_ms + 5));
  write(state, punch, kiosk, 1, {}, {{direction, std::int64_t{1}}}, stamp_at(noon_ms));
  const auto both = vector_of({{office, 1}, {kiosk, 1}});
  CHECK(shown(state, punch, direction) == Value{std::int64_t{1}});  // the earlier one
  CHECK(conflict(state, punch, direction));

  SECTION("a third value is refused") {
    CHECK(write(state, punch, secretariat, 1, both, {{direction, std::int64_t{2}}}).refused.size() == 1);
    CHECK(conflict(state, punch, direction));
  }
  SECTION("who saw only one of them cannot choose the other") {
    CHECK(write(state, punch, secretariat, 1, vector_of({{office, 1}}), {{direction, std::int64_t{1}}}).refused.size() == 1);
  }
  SECTION("one of the two settles, and may be settled anew") {
    CHECK(write(state, punch, secretariat, 1, both, {{direction, std::int64_t{0}}}).changed);
    CHECK_FALSE(conflict(state, punch, direction));
    CHECK(shown(state, punch, direction) == Value{std::int64_t{0}});
    CHECK(state.find(direction)->firsts.size() == 2);
    const auto all = vector_of({{office, 1}, {kiosk, 1}, {secretariat, 1}});
    CHECK(write(state, punch, office, 2, all, {{direction, std::int64_t{1}}}).changed);
    CHECK(shown(state, punch, direction) == Value{std::int64_t{1}});
    CHECK_FALSE(conflict(state, punch, direction));
    CHECK(write(state, punch, kiosk, 2, all, {{direction, std::int64_t{2}}}).refused.size() == 1);
  }
  SECTION("two who settle apart disagree again, over the same two values") {
    write(state, punch, office, 2, both, {{direction, std::int64_t{0}}}, stamp_at(noon_ms + 60));
    write(state, punch, secretariat, 1, both, {{direction, std::int64_t{1}}}, stamp_at(noon_ms + 70));
    CHECK(conflict(state, punch, direction));
    CHECK(state.find(direction)->heads.size() == 2);
    CHECK(state.find(direction)->firsts.size() == 2);
  }
  SECTION("a third recording that comes in after the settlement opens it again") {
    write(state, punch, office, 2, both, {{direction, std::int64_t{0}}});
    write(state, punch, secretariat, 1, {}, {{direction, std::int64_t{2}}});
    CHECK(conflict(state, punch, direction));
    CHECK(state.find(direction)->firsts.size() == 3);
    CHECK(state.find(direction)->heads.size() == 2);
  }
}

TEST_CASE("merge: an edit that did not know of a deletion keeps the record, and a person is asked") {
  RecordState state;
  write(state, schedule, office, 1, {}, {{mode, wfo}});
  const auto seen = vector_of({{office, 1}});
  const auto mark_conflict = [&] { return merge::in_conflict(*state.find(model::deleted_field), model::deletion_mark); };
  for (const bool delete_first : {true, false}) {
    RecordState one = state;
    std::swap(one, state);
    if (delete_first) remove(state, schedule, kiosk, 1, seen);
    write(state, schedule, secretariat, 1, seen, {{mode, wfh}});
    if (!delete_first) remove(state, schedule, kiosk, 1, seen);
    CHECK_FALSE(merge::is_deleted(state));
    CHECK(mark_conflict());
    CHECK(shown(state, schedule, mode) == Value{wfh});
    SECTION(delete_first ? "deletion confirmed" : "deletion confirmed, the other order") {
      remove(state, schedule, office, 2, vector_of({{office, 1}, {kiosk, 1}, {secretariat, 1}}));
      CHECK(merge::is_deleted(state));
      CHECK_FALSE(mark_conflict());
    }
    SECTION(delete_first ? "record kept" : "record kept, the other order") {
      write(state, schedule, office, 2, vector_of({{office, 1}, {kiosk, 1}, {secretariat, 1}}), {});
      CHECK_FALSE(merge::is_deleted(state));
      CHECK_FALSE(mark_conflict());
    }
    std::swap(one, state);
  }
}

TEST_CASE("merge: an edit that knew of the deletion revives the record") {
  RecordState state;
  write(state, schedule, office, 1, {}, {{mode, wfo}});
  remove(state, schedule, kiosk, 1, vector_of({{office, 1}}));
  CHECK(merge::is_deleted(state));
  write(state, schedule, secretariat, 1, vector_of({{office, 1}, {kiosk, 1}}), {{mode, wfh}});
  CHECK_FALSE(merge::is_deleted(state));
  CHECK_FALSE(merge::in_conflict(*state.find(model::deleted_field), model::deletion_mark));
}

TEST_CASE("merge: a ranked field shows the highest value, and the rest still waits for a person") {
  RecordState state;
  write(state, report, office, 1, {}, {{status, std::int64_t{4}}}, stamp_at(noon_ms, Quality::doubtful));
  write(state, report, kiosk, 1, {}, {{status, std::int64_t{3}}}, stamp_at(noon_ms + 1000));
  CHECK(shown(state, report, status) == Value{std::int64_t{4}});
  CHECK(conflict(state, report, status));
  // Seen, it may also go down again: rank only decides between writes that did not know each other.
  write(state, report, secretariat, 1, vector_of({{office, 1}, {kiosk, 1}}), {{status, std::int64_t{0}}});
  CHECK(shown(state, report, status) == Value{std::int64_t{0}});
  CHECK_FALSE(conflict(state, report, status));
}

TEST_CASE("merge: union, min and max join what was written apart") {
  constexpr model::Field fields[] = {{2, "all", model::Type::text_list, model::Merge::union_of, true, false, ""},
                                     {3, "least", model::Type::date, model::Merge::min, true, false, ""},
                                     {4, "most", model::Type::date, model::Merge::max, true, false, ""},
                                     {5, "earliest", model::Type::date, model::Merge::earliest, true, false, ""}};
  const model::Kind kind{900, "joined", model::Lane::daily, model::Writer::unit, false, false, {}, fields, ""};
  RecordState state;
  write(state, kind, office, 1, {},
        {{2, TextList{"b", "a", "b"}}, {3, std::int64_t{-5}}, {4, std::int64_t{-5}}, {5, std::int64_t{1}}}, stamp_at(noon_ms));
  write(state, kind, kiosk, 1, {}, {{2, TextList{"c", "b"}}, {3, std::int64_t{7}}, {4, std::int64_t{7}}, {5, std::int64_t{2}}},
        stamp_at(noon_ms + 1));
  CHECK(shown(state, kind, 2) == Value{TextList{"c", "b", "a"}});  // the newer list first, then what it lacks
  CHECK(shown(state, kind, 3) == Value{std::int64_t{-5}});
  CHECK(shown(state, kind, 4) == Value{std::int64_t{7}});
  CHECK(shown(state, kind, 5) == Value{std::int64_t{1}});
  for (const std::uint32_t joined : {2u, 3u, 4u}) CHECK_FALSE(conflict(state, kind, joined));
  CHECK(conflict(state, kind, 5));  // the later value shows nowhere
  // A list that knew both may take items out.
  write(state, kind, secretariat, 1, vector_of({{office, 1}, {kiosk, 1}}), {{2, TextList{"a"}}});
  CHECK(shown(state, kind, 2) == Value{TextList{"a"}});
}

TEST_CASE("merge: of two changes of one record in one commit the first stands") {
  RecordState state;
  write(state, schedule, office, 1, {}, {{mode, wfo}});
  CHECK_FALSE(write(state, schedule, office, 1, {}, {{mode, wfh}}).changed);
  CHECK(shown(state, schedule, mode) == Value{wfo});
}

TEST_CASE("merge: a field of a newer version is named, not lost and not applied") {
  RecordState state;
  const auto applied = write(state, schedule, office, 1, {}, {{mode, wfo}, {77, std::string("x")}});
  CHECK(applied.unknown == std::vector<std::uint32_t>{77});
  CHECK(state.find(77) == nullptr);
  CHECK(shown(state, schedule, mode) == Value{wfo});
}

TEST_CASE("merge: writers that no head names are forgotten") {
  // Prevents version blobs that grow with every edit.
  RecordState state;
  for (std::uint64_t seq = 1; seq <= 100; ++seq)
    write(state, schedule, office, seq, vector_of({{office, seq - 1}}),
          {{mode, std::int64_t(seq % 5)}, {shift, std::monostate{}}});
  CHECK(state.writers.size() == 1);
  CHECK(state.fields.size() == 3);
}
