// Values as people read and write them: CSV cells, SQL columns, JSON. What is refused is answered in Indonesian, with what to do.
#include "common/model/forms.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "common/base/civil.h"
#include "common/base/limits.h"
#include "tests/property.h"
#include "tests/unit/fixtures.h"

using namespace hadir;
using base::Fault;
using model::Field;
using model::Kind;
using model::TextList;
using model::Type;
using model::Value;
using test::contains;
using test::error_of;

namespace {

const Field& field(const char* kind, const char* name) { return *model::find_named(*model::find_kind(kind), name); }
constexpr Field plain_text{9, "catatan", Type::text, model::Merge::latest, false, false, "catatan"};

Value parsed(const Field& declaration, std::string_view text) { return model::parse_text(declaration, text).value(); }
std::string refusal(const Field& declaration, std::string_view text) {
  const auto error = error_of(model::parse_text(declaration, text));
  CHECK(error.fault == Fault::bad_input);
  return base::describe(error);
}
base::Result<model::Change> from_json(const char* kind, std::string_view json) {
  return model::change_from_json(*model::find_kind(kind), boost::json::parse(json).as_object());
}
std::string json_refusal(const char* kind, std::string_view json) {
  const auto error = error_of(from_json(kind, json));
  CHECK(error.fault == Fault::bad_input);
  return base::describe(error);
}

}  // namespace

TEST_CASE("forms: empty text is no value, whatever the type") {
  for (const Kind& kind : model::kinds())
    for (const auto fields : {kind.key, kind.fields})
      for (const Field& one : fields) {
        CHECK(parsed(one, "") == Value{});
        if (one.type != Type::text) CHECK(parsed(one, " \t ") == Value{});
        CHECK(model::format_text(one, {}).empty());
        CHECK(model::to_json(one, {}).is_null());
      }
}

TEST_CASE("forms: text is taken as it is, or refused") {
  CHECK(parsed(plain_text, " sakit; \"ya\"\n\ttidak ") == Value{std::string(" sakit; \"ya\"\n\ttidak ")});
  CHECK(parsed(plain_text, std::string(base::limits::text_bytes, 'a')) == Value{std::string(base::limits::text_bytes, 'a')});
  CHECK_THAT(refusal(plain_text, std::string(base::limits::text_bytes + 1, 'a')), contains("paling panjang 4096"));
  CHECK_THAT(refusal(plain_text, "caf\xe9"), contains("UTF-8"));
  CHECK_THAT(refusal(plain_text, "a\x01"), contains("karakter kendali"));
}

TEST_CASE("forms: choices are read without case and under the names that other programs use") {
  CHECK(parsed(field("schedule", "mode"), " wfh ") == Value{std::int64_t{1}});
  CHECK(model::format_text(field("schedule", "mode"), std::int64_t{1}) == "WFH");
  CHECK(parsed(field("unit", "time_zone"), "Asia/Makassar") == Value{std::int64_t{1}});
  CHECK(parsed(field("unit", "time_zone"), "+09:00") == Value{std::int64_t{2}});
  CHECK_THAT(refusal(field("schedule", "mode"), "WFC"), contains("mode: \"WFC\" tidak dapat dibaca"));
  CHECK_THAT(refusal(field("schedule", "mode"), "WFC"), contains("WFO WFH OFF LEAVE DL"));
  CHECK(model::format_text(field("schedule", "mode"), std::int64_t{200}) == "?200");
  refusal(field("schedule", "mode"), "?200");
}

TEST_CASE("forms: booleans") {
  const Field& declaration = field("correction", "void");
  for (const char* yes : {"true", "TRUE", "1", "ya", "Ya"}) CHECK(parsed(declaration, yes) == Value{std::int64_t{1}});
  for (const char* no : {"false", "0", "tidak"}) CHECK(parsed(declaration, no) == Value{std::int64_t{0}});
  CHECK_THAT(refusal(declaration, "mungkin"), contains("ya atau tidak"));
  CHECK(model::format_text(declaration, std::int64_t{1}) == "true");
  CHECK(model::to_json(declaration, std::int64_t{0}) == boost::json::value(false));
}

TEST_CASE("forms: dates") {
  const Field& declaration = field("schedule", "date");
  CHECK(parsed(declaration, "2026-03-02") == Value{std::int64_t{20514}});
  CHECK(model::format_text(declaration, std::int64_t{20514}) == "2026-03-02");
  for (const char* bad : {"2026-02-30", "02-03-2026", "2026-3-2", "kemarin", "20260302"})
    CHECK_THAT(refusal(declaration, bad), contains("TTTT-BB-HH"));
}

TEST_CASE("forms: instants keep the offset they were written with") {
  const Field& declaration = field("punch", "at");
  std::int64_t offset = 0;
  CHECK(model::parse_text(declaration, "2026-03-02T08:24:11.5+08:00", &offset).value() == Value{std::int64_t{1'772'411'051'500}});
  CHECK(offset == 480);
  CHECK(model::format_text(declaration, std::int64_t{1'772'411'051'500}, 480) == "2026-03-02T08:24:11.500+08:00");
  CHECK(model::format_text(declaration, std::int64_t{1'772'411'051'500}, 0) == "2026-03-02T00:24:11.500+00:00");
  for (const char* bad : {"2026-03-02T08:24:11", "2026-03-02", "08:24", "2026-03-02T24:00:00+07:00", "2026-03-02T08:24:11+19:00"})
    CHECK_THAT(refusal(declaration, bad), contains("selisih zona"));
}

TEST_CASE("forms: people and units") {
  CHECK(parsed(field("schedule", "employee"), " 19860926 201505 1 001 ") == Value{std::string("198609262015051001")});
  CHECK_THAT(refusal(field("schedule", "employee"), "1.98609E+17"), contains("employee"));
  CHECK_THAT(refusal(field("schedule", "employee"), "a b"), contains("employee"));
  CHECK(parsed(field("employee", "unit"), " 7.01 ") == Value{std::string("7.01")});
  CHECK_THAT(refusal(field("employee", "unit"), "Dinas Kominfo"), contains("kode unit"));
}

TEST_CASE("forms: lists are written as JSON or parted by semicolons") {
  const Field& declaration = field("daily_report", "activities");
  CHECK(parsed(declaration, " rapat ;; kunjungan;") == Value{TextList{"rapat", "kunjungan"}});
  CHECK(parsed(declaration, R"(["a;b",""," c "])") == Value{TextList{"a;b", "", " c "}});
  CHECK(parsed(declaration, "[]") == Value{TextList{}});
  CHECK(model::format_text(declaration, TextList{"a;b", "\"", "["}) == R"(["a;b","\"","["])");
  CHECK_THAT(refusal(declaration, "[1]"), contains("teks"));
  CHECK_THAT(refusal(declaration, "[\"a\""), contains("larik JSON"));
  CHECK_THAT(refusal(declaration, "a;b\x01"), contains("kendali"));
  std::string many;
  for (std::size_t at = 0; at <= base::limits::list_items; ++at) many += "x;";
  CHECK_THAT(refusal(declaration, many), contains("paling banyak 64"));
  CHECK(model::to_json(declaration, TextList{"a"}) == boost::json::value(boost::json::array{"a"}));
}

TEST_CASE("forms: a punch is named by who, when in UTC, and where from") {
  const Field& declaration = field("correction", "punch");
  CHECK(parsed(declaration, "19860926 201505 1 001/2026-03-02T07:24:11+07:00/device:A/1") ==
        Value{std::string("198609262015051001/2026-03-02T00:24:11.000Z/device:A/1")});
  // The name that a list of punches shows is the one a correction takes.
  const auto punch =
      test::change("punch", R"({"employee":"x","at":"2026-03-02T07:24:11+07:00","source":"kiosk","direction":"in"})");
  const std::string name = model::format_key(*model::find_kind("punch"), punch.key);
  CHECK(name == "x/2026-03-02T00:24:11.000Z/kiosk");
  CHECK(parsed(declaration, name) == Value{name});
  CHECK_THAT(refusal(declaration, "x"), contains("NIP/WAKTU/ASAL"));
  CHECK_THAT(refusal(declaration, "x/2026-03-02T07:24:11/kiosk"), contains("RFC 3339"));
  CHECK_THAT(refusal(declaration, "x/2026-03-02T07:24:11Z/"), contains("asal"));
  CHECK_THAT(refusal(declaration, "x/2026-03-02T07:24:11Z/\xff"), contains("UTF-8"));
  refusal(declaration, "a b/2026-03-02T07:24:11Z/kiosk");
}

TEST_CASE("forms: what is printed reads back as it was") {
  const auto holds = [](const Field& declaration, const Value& value, std::int64_t offset = 0) {
    std::int64_t back_offset = 0;
    RC_ASSERT(model::parse_text(declaration, model::format_text(declaration, value, offset), &back_offset).value() == value);
    if (declaration.type == Type::instant) RC_ASSERT(back_offset == offset);
  };
  rc::prop("dates", [&] { holds(field("schedule", "date"), std::int64_t{*rc::gen::inRange(0, 84'371)}); });
  rc::prop("instants with any offset", [&] {
    const auto ms = *rc::gen::inRange<std::int64_t>(64'800'000, std::int64_t{84'370} * 86'400'000);
    holds(field("punch", "at"), ms, *rc::gen::inRange<std::int64_t>(-1080, 1081));
  });
  rc::prop("lists", [&] {
    TextList list;
    for (int left = *rc::gen::inRange(0, 5); left > 0; --left)
      list.push_back(*rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab;[]\"\\ ,\n\t/{}"))));
    holds(field("daily_report", "activities"), list);
  });
  rc::prop("lists are the JSON that a JSON writer writes", [&] {
    const auto items = *rc::gen::container<std::vector<std::string>>(
        rc::gen::container<std::string>(rc::gen::element('a', ' ', '"', '\\', '/', '\n', '\x1f', '\x7f', ',', '\'')));
    boost::json::array array;
    for (const std::string& item : items) array.emplace_back(item);
    RC_ASSERT(model::format_text(field("daily_report", "activities"), model::TextList(items)) == boost::json::serialize(array));
  });
  rc::prop("texts", [&] {
    const auto text = *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab;\"' \n"))));
    holds(plain_text, text);
  });
  for (const Kind& kind : model::kinds())
    for (const Field& one : kind.fields)
      for (std::size_t choice = 0; choice < one.choices.size(); ++choice)
        CHECK(parsed(one, model::format_text(one, static_cast<std::int64_t>(choice))) ==
              Value{static_cast<std::int64_t>(choice)});
}

TEST_CASE("forms: a JSON object becomes a change in declared order") {
  const auto change =
      from_json("punch", R"({"direction":"in","source":"kiosk","at":"2026-03-02T08:24:11+08:00","kind":"punch","employee":"x"})")
          .value();
  CHECK(change.kind == 4);
  CHECK_FALSE(change.deletes);
  CHECK(change.key ==
        std::vector<model::FieldValue>{{1, std::string("x")}, {2, std::int64_t{1'772'411'051'000}}, {3, std::string("kiosk")}});
  CHECK(change.fields == std::vector<model::FieldValue>{{4, std::int64_t{0}}, {5, std::int64_t{480}}});
  CHECK(model::misfit(*model::find_kind("punch"), change) == nullptr);
  CHECK(model::decode_payload(model::encode_payload({change})).has_value());
}

TEST_CASE("forms: null and empty clear a field, absence leaves it alone") {
  const auto fields = [](std::string_view json) { return from_json("schedule", json).value().fields; };
  CHECK(fields(R"({"employee":"x","date":"2026-03-02"})").empty());
  CHECK(fields(R"({"employee":"x","date":"2026-03-02","shift":null})") == std::vector<model::FieldValue>{{4, std::monostate{}}});
  CHECK(fields(R"({"employee":"x","date":"2026-03-02","shift":""})") == std::vector<model::FieldValue>{{4, std::monostate{}}});
  // An instant that is cleared takes its offset with it.
  CHECK(from_json("correction", R"({"punch":"x/2026-03-02T07:24:11Z/k","at":null})").value().fields ==
        std::vector<model::FieldValue>{{2, std::monostate{}}, {3, std::monostate{}}});
}

TEST_CASE("forms: numbers and booleans in JSON count as their text") {
  CHECK(from_json("schedule", R"({"employee":198609262015051001,"date":"2026-03-02"})").value().key[0].value ==
        Value{std::string("198609262015051001")});
  CHECK(from_json("correction", R"({"punch":"x/2026-03-02T07:24:11Z/k","void":true})").value().fields[0].value ==
        Value{std::int64_t{1}});
  CHECK_THAT(json_refusal("schedule", R"({"employee":"x","date":"2026-03-02","mode":{}})"), contains("mode"));
  CHECK_THAT(json_refusal("schedule", R"({"employee":"x","date":"2026-03-02","mode":["WFO"]})"), contains("mode"));
  CHECK_THAT(json_refusal("schedule", R"({"employee":1.5,"date":"2026-03-02"})"), contains("employee"));
}

TEST_CASE("forms: a deletion names its record and nothing else") {
  const auto gone = from_json("schedule", R"({"employee":"x","date":"2026-03-02","mode":"WFO","deleted":true})").value();
  CHECK(gone.deletes);
  CHECK(gone.fields.empty());
  CHECK_FALSE(from_json("schedule", R"({"employee":"x","date":"2026-03-02","deleted":false})").value().deletes);
  json_refusal("schedule", R"({"employee":"x","date":"2026-03-02","deleted":"ya"})");
}

TEST_CASE("forms: unknown columns and missing keys are refused by name") {
  CHECK_THAT(json_refusal("schedule", R"({"employee":"x","tanggal":"2026-03-02"})"),
             contains("schedule tidak punya kolom \"tanggal\""));
  CHECK_THAT(json_refusal("schedule", R"({"employee":"x","tanggal":"2026-03-02"})"),
             contains("kolom yang dikenal: employee date mode shift"));
  CHECK_THAT(json_refusal("schedule", R"({"employee":"x"})"), contains("kolom date harus diisi"));
  CHECK_THAT(json_refusal("schedule", R"({"employee":null,"date":"2026-03-02"})"), contains("kolom employee harus diisi"));
  CHECK_THAT(json_refusal("punch", R"({"employee":"x","at_offset":480})"), contains("at_offset"));
  for (const char* internal : {"scope", "version", "key"})
    json_refusal("schedule", std::string(R"({"employee":"x","date":"2026-03-02",")") + internal + R"(":"1"})");
  // A key field that may be empty need not be given.
  CHECK(from_json("holiday", R"({"date":"2026-03-19","name":"Nyepi"})").value().key ==
        std::vector<model::FieldValue>{{1, std::int64_t{20531}}, {2, std::monostate{}}});
  CHECK(from_json("holiday", R"({"date":"2026-03-19","name":"Nyepi","region":""})").value().key[1].value == Value{});
}

TEST_CASE("forms: a record prints as the JSON it was written with") {
  const Kind& punch = *model::find_kind("punch");
  const auto change =
      from_json("punch", R"({"employee":"x","at":"2026-03-02T08:24:11+08:00","source":"kiosk","direction":"in"})").value();
  const auto object = model::record_to_json(punch, change.key, [&](std::uint32_t number) -> Value {
    for (const auto& one : change.fields)
      if (one.field == number) return one.value;
    return {};
  });
  CHECK(boost::json::serialize(object) ==
        R"({"employee":"x","at":"2026-03-02T08:24:11.000+08:00","source":"kiosk","direction":"in"})");
  CHECK(model::change_from_json(punch, object).value() == change);
}
