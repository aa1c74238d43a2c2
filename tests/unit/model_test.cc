// The declarations of all record kinds. What is wrong here is wrong in every database, on the wire and in the API at once.
#include <set>

#include "common/base/limits.h"
#include "common/model/day.h"
#include "common/model/forms.h"
#include "common/model/kinds.h"
#include "tests/catch.h"
#include "tests/unit/fixtures.h"

using namespace hadir;
using model::Field;
using model::Kind;
using model::Type;
using model::Value;

namespace {

bool is_plain_name(std::string_view name) {
  return !name.empty() && name[0] >= 'a' && name[0] <= 'z' &&
         std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

std::vector<Field> all_fields(const Kind& kind) {
  std::vector<Field> all(kind.key.begin(), kind.key.end());
  all.insert(all.end(), kind.fields.begin(), kind.fields.end());
  return all;
}

}  // namespace

TEST_CASE("model: kinds have ascending numbers and names of their own") {
  std::uint32_t previous = 0;
  std::set<std::string> names;
  for (const Kind& kind : model::kinds()) {
    CAPTURE(kind.name);
    CHECK(kind.number > previous);
    previous = kind.number;
    CHECK(is_plain_name(kind.name));
    CHECK(names.insert(kind.name).second);
    CHECK(std::string_view(kind.help).size() > 2);
    CHECK(static_cast<std::size_t>(kind.lane) < model::lane_count);
    CHECK_FALSE(kind.key.empty());
    CHECK(kind.key.size() <= base::limits::key_fields);
    CHECK(kind.fields.size() <= base::limits::change_fields);
    CHECK(model::find_kind(kind.number) == &kind);
    CHECK(model::find_kind(kind.name) == &kind);
    // The tables of the log itself.
    for (const char* table : {"meta", "stream", "commit_log", "parked", "deferred", "conflict", "refused_write", "receipt"})
      CHECK(std::string_view(kind.name) != table);
  }
  CHECK(model::find_kind(0) == nullptr);
  CHECK(model::find_kind(9999) == nullptr);
  CHECK(model::find_kind("nothing") == nullptr);
}

TEST_CASE("model: fields have ascending numbers behind their keys', and names that SQL and JSON can bear") {
  for (const Kind& kind : model::kinds()) {
    std::uint32_t previous = 0;
    std::set<std::string> names;
    for (const Field& field : all_fields(kind)) {
      CAPTURE(kind.name, field.name);
      CHECK(field.number > previous);  // 0 is the deletion mark
      previous = field.number;
      CHECK(is_plain_name(field.name));
      CHECK(names.insert(field.name).second);
      for (const char* reserved : {"scope", "day", "key", "deleted", "version", "kind"})
        CHECK(std::string_view(field.name) != reserved);
      CHECK(std::string_view(field.help).size() > 2);
      CHECK((field.type == Type::choice) == !field.choices.empty());
      CHECK(field.choices.size() <= 256);
    }
  }
}

TEST_CASE("model: merge rules fit their types") {
  for (const Kind& kind : model::kinds()) {
    for (const Field& field : kind.key) {
      CAPTURE(kind.name, field.name);
      CHECK(field.merge == model::Merge::fixed);
      CHECK((field.type == Type::text_list) == false);
    }
    for (const Field& field : kind.fields) {
      CAPTURE(kind.name, field.name);
      if (field.merge == model::Merge::ranked) CHECK(field.type == Type::choice);
      if (field.merge == model::Merge::union_of) CHECK(field.type == Type::text_list);
    }
  }
}

TEST_CASE("model: every instant has its offset, and every offset its instant") {
  for (const Kind& kind : model::kinds()) {
    for (const Field& field : all_fields(kind)) {
      CAPTURE(kind.name, field.name);
      if (field.type == Type::instant) {
        const Field* companion = model::offset_companion(kind, field);
        REQUIRE(companion != nullptr);
        CHECK(companion->type == Type::offset);
      } else {
        CHECK(model::offset_companion(kind, field) == nullptr);
      }
      if (field.type == Type::offset) {
        const std::string_view name = field.name;
        REQUIRE(name.ends_with("_offset"));
        const Field* instant = model::find_named(kind, name.substr(0, name.size() - 7));
        REQUIRE(instant != nullptr);
        CHECK(instant->type == Type::instant);
      }
    }
  }
}

TEST_CASE("model: choices are told apart without case") {
  for (const Kind& kind : model::kinds())
    for (const Field& field : all_fields(kind)) {
      std::set<std::string> seen;
      for (std::string choice : field.choices) {
        CAPTURE(kind.name, field.name, choice);
        CHECK_FALSE(choice.empty());
        CHECK(choice[0] != '?');
        std::ranges::transform(choice, choice.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        CHECK(seen.insert(choice).second);
      }
    }
}

TEST_CASE("model: the kinds' numbers stay as they were shipped") {
  // Prevents old databases from being read with new meanings. Append; never renumber, never reuse.
  const std::vector<std::pair<std::uint32_t, std::string>> shipped = {
      {1, "unit"}, {2, "employee"}, {3, "schedule"}, {4, "punch"}, {5, "correction"}, {6, "daily_report"}, {7, "holiday"}};
  for (const auto& [number, name] : shipped) {
    REQUIRE(model::find_kind(number) != nullptr);
    CHECK(model::find_kind(number)->name == name);
  }
  const auto field_is = [](const char* kind, std::uint32_t number, const char* name) {
    const Field* field = model::find_named(*model::find_kind(kind), name);
    return field != nullptr && field->number == number;
  };
  CHECK(field_is("schedule", 1, "employee"));
  CHECK(field_is("schedule", 2, "date"));
  CHECK(field_is("schedule", 3, "mode"));
  CHECK(field_is("schedule", 4, "shift"));
  CHECK(field_is("punch", 1, "employee"));
  CHECK(field_is("punch", 2, "at"));
  CHECK(field_is("punch", 3, "source"));
  CHECK(field_is("punch", 4, "direction"));
  CHECK(field_is("punch", 5, "at_offset"));
  CHECK(field_is("daily_report", 3, "activities"));
  CHECK(field_is("daily_report", 4, "status"));
  const Field& mode = *model::find_named(*model::find_kind("schedule"), "mode");
  CHECK(std::string(mode.choices[0]) == "WFO");
  CHECK(std::string(mode.choices[1]) == "WFH");
  const Field& direction = *model::find_named(*model::find_kind("punch"), "direction");
  CHECK(std::string(direction.choices[0]) == "in");
  CHECK(std::string(direction.choices[1]) == "out");
}

TEST_CASE("model: key fields are not among the others") {
  const Kind& schedule = *model::find_kind("schedule");
  CHECK(model::find_field(schedule, 1) == nullptr);
  CHECK(model::find_field(schedule, model::deleted_field) == nullptr);
  CHECK(model::find_field(schedule, 3) == model::find_named(schedule, "mode"));
  CHECK(model::find_named(schedule, "nothing") == nullptr);
}

TEST_CASE("model: a record's day is what its key says, in UTC") {
  const auto day_of = [](const char* kind, const char* json) {
    return model::day_of(*model::find_kind(kind), test::change(kind, json).key);
  };
  CHECK(day_of("schedule", R"({"employee":"x","date":"2026-03-02","mode":"WFO"})") == 20'514);
  CHECK(day_of("holiday", R"({"date":"1970-01-01","name":"x"})") == 0);
  CHECK(day_of("punch", R"({"employee":"x","at":"2026-03-02T06:59:59+07:00","source":"kiosk"})") == 20'513);
  CHECK(day_of("punch", R"({"employee":"x","at":"2026-03-02T07:00:00+07:00","source":"kiosk"})") == 20'514);
  CHECK(day_of("correction", R"({"punch":"1/2026-03-02T06:59:59+07:00/kiosk"})") == 20'513);
  CHECK(day_of("employee", R"({"nip":"x"})") == model::undated);
  CHECK(day_of("clock_event", R"({"pc":"a","moment":1,"from_commit":1})") == model::undated);  // `at` is not part of its key
  const Kind& correction = *model::find_kind("correction");
  for (const char* odd : {"", "1", "1/2", "1/2026-03-02/x", "1/2026-03-02T06:59:59/x", "1/1970-01-01T00:00:00+07:00/x"})
    CHECK(model::day_of(correction, {{1, std::string(odd)}}) == model::undated);  // what others wrote need not be a punch
  CHECK(model::day_of(*model::find_kind("schedule"), {}) == model::undated);
}

TEST_CASE("model: unit codes name scopes, folders and URLs") {
  for (const char* good : {"7.01", "A", "uptd-2_b", "01234567890123456789012345678901"}) CHECK(model::is_unit_code(good));
  for (const char* bad : {"", "7 01", "7/01", "é", "a;b", "012345678901234567890123456789012", "7\n"})
    CHECK_FALSE(model::is_unit_code(bad));
}

TEST_CASE("model: a change that does not fit its declaration is told apart from one that does") {
  const Kind& schedule = *model::find_kind("schedule");
  const model::Change good = test::change("schedule", R"({"employee":"x","date":"2026-03-02","mode":"WFO"})");
  const auto fits = [&](auto edit) {
    model::Change change = good;
    edit(change);
    return model::misfit(schedule, change) == nullptr;
  };
  CHECK(fits([](auto&) {}));
  CHECK(fits([](auto& c) { c.fields.push_back({99, std::string("later")}); }));
  CHECK(fits([](auto& c) { c.fields[0].value = std::monostate{}; }));
  CHECK(fits([](auto& c) { c.fields[0].value = std::int64_t{255}; }));  // a choice of a later version
  CHECK_FALSE(fits([](auto& c) { c.fields[0].value = std::int64_t{256}; }));
  CHECK_FALSE(fits([](auto& c) { c.fields[0].value = std::int64_t{-1}; }));
  CHECK_FALSE(fits([](auto& c) { c.fields[0].value = model::TextList{}; }));
  CHECK_FALSE(fits([](auto& c) { c.key.pop_back(); }));
  CHECK_FALSE(fits([](auto& c) { c.key[1].field = 3; }));
  CHECK_FALSE(fits([](auto& c) { c.key.push_back({3, std::int64_t{0}}); }));
  CHECK_FALSE(fits([](auto& c) { c.key[0].value = std::monostate{}; }));
  CHECK_FALSE(fits([](auto& c) { c.key[0].value = std::int64_t{1}; }));
  CHECK_FALSE(fits([](auto& c) { c.key[1].value = std::int64_t{-1}; }));
  CHECK_FALSE(fits([](auto& c) { c.key[1].value = std::int64_t{84'371}; }));
}
