// Records become a Book: histories, corrections, contradictions, and that the order in which records come never shows.
#include <algorithm>
#include <set>

#include "tests/property.h"
#include "tests/unit/rules_fixture.h"

using namespace hadir;
using namespace hadir::rules;
using hadir::test::add_record;
using hadir::test::contains;
using hadir::test::day;

namespace {

BookReader july(std::set<std::string> units = {"1.01"}) { return {day("2021-07-01"), day("2021-07-31"), std::move(units)}; }

std::string faults_of(const Book& book) {
  std::string text;
  for (const Fault& fault : book.faults) text += fault.unit + "|" + fault.record + ": " + fault.what + "\n";
  return text;
}

void add_office(BookReader& reader) {
  add_record(reader, "", "unit", R"({"code": "1", "name": "Sekretariat"})");
  add_record(reader, "", "unit",
             R"({"code": "1.01", "name": "Dinas Contoh", "parent": "1", "time_zone": "WITA", "type": "Dinas"})");
  add_record(reader, "1.01", "employee",
             R"({"nip": "p1", "name": "Pegawai Satu", "unit": "1.01", "class": "jfu", "section": "Umum"})");
}

}  // namespace

TEST_CASE("rules book: units and people as they were on any day; an empty field of a revision keeps what held") {
  BookReader reader = july();
  add_record(reader, "", "unit_revision", R"({"unit": "1.01", "from": "2021-07-10", "sector": "esensial"})");
  add_record(reader, "", "unit_revision",
             R"({"unit": "1.01", "from": "2021-07-05", "sector": "kritikal", "region": "Kota Contoh"})");
  add_record(reader, "1.01", "employee_revision", R"({"employee": "p1", "from": "2021-07-12", "class": "struktural"})");
  add_office(reader);
  const Book book = reader.finish();
  CHECK(faults_of(book) == "");
  const Unit& unit = *book.unit("1.01");
  CHECK(unit.offset_minutes == 480);
  CHECK(unit.states.at(day("1999-01-01")).sector == "");
  CHECK(unit.states.at(day("2021-07-04")).type == "Dinas");
  CHECK(unit.states.at(day("2021-07-05")).sector == "kritikal");
  CHECK(unit.states.at(day("2021-07-10")).sector == "esensial");
  CHECK(unit.states.at(day("2021-07-10")).region == "Kota Contoh");
  CHECK(unit.states.at(day("2021-07-10")).type == "Dinas");
  const Person& person = *book.person("p1");
  CHECK(person.states.at(day("2021-07-11")).klass == Class::jfu);
  CHECK(person.states.at(day("2021-07-12")).klass == Class::structural);
  CHECK(person.states.at(day("2021-07-12")).section == "Umum");
  CHECK(book.opd_of("1.01", day("2021-07-12")) == "1");
  CHECK(book.members("1", day("2021-07-12"), true).size() == 1);
  CHECK(book.members("1", day("2021-07-12"), false).empty());
}

TEST_CASE("rules book: a correction moves, turns round or strikes out a punch, and says who and why") {
  BookReader reader = july();
  add_office(reader);
  const auto punch = [&](const char* at, const char* direction) {
    add_record(reader, "1.01", "punch",
               std::string(R"({"employee": "p1", "source": "kiosk", "at": ")") + at + R"(", "direction": ")" + direction + "\"}");
  };
  punch("2021-07-12T07:31:00+08:00", "in");
  punch("2021-07-12T16:00:00+08:00", "in");
  punch("2021-07-13T07:30:00+08:00", "in");
  add_record(reader, "1.01", "correction",
             R"({"punch": "p1/2021-07-12T08:00:00Z/kiosk", "direction": "out", "reason": "salah tekan", "author": "k1"})");
  add_record(
      reader, "1.01", "correction",
      R"({"punch": "p1/2021-07-11T23:31:00Z/kiosk", "at": "2021-07-12T07:20:00+08:00", "reason": "jam PC", "author": "k1"})");
  add_record(reader, "1.01", "correction",
             R"({"punch": "p1/2021-07-12T23:30:00Z/kiosk", "void": true, "reason": "bukan dia", "author": "k2"})");
  add_record(reader, "1.01", "correction",
             R"({"punch": "p1/2021-07-14T23:30:00Z/kiosk", "void": true, "reason": "-", "author": "k2"})");
  const Book book = reader.finish();
  const auto& all = book.punches.at("p1");
  REQUIRE(all.size() == 3);
  CHECK(base::format_rfc3339(all[0].at) == "2021-07-12T07:20:00.000+08:00");
  CHECK(base::format_rfc3339(all[0].claimed) == "2021-07-12T07:31:00.000+08:00");
  CHECK(all[0].corrected);
  CHECK(all[0].correction_reason == "jam PC");
  CHECK(all[0].corrected_by == "k1");
  CHECK(all[0].subject == "correction/p1/2021-07-11T23:31:00.000Z/kiosk");
  CHECK(all[1].direction == Direction::out);
  CHECK(all[1].claimed_direction == Direction::in);
  CHECK_FALSE(all[1].struck);
  CHECK(all[2].struck);
  CHECK_THAT(faults_of(book), contains("correction/p1/2021-07-14T23:30:00.000Z/kiosk: presensi yang dikoreksi tidak ada"));
}

TEST_CASE("rules book: a punch under a clock that was years off is of the day that its correction says") {
  const auto read = [](bool correction_first) {
    BookReader reader = july();
    add_office(reader);
    const auto correct = [&](const char* source) {
      add_record(reader, "1.01", "correction",
                 std::string(R"({"punch": "p1/2015-01-01T00:03:00Z/)") + source +
                     R"(", "at": "2021-07-12T07:20:00+08:00", "reason": "baterai jam habis", "author": "k1"})");
    };
    if (correction_first) correct("kiosk");
    for (const char* source : {"kiosk", "manual"})
      add_record(reader, "1.01", "punch",
                 std::string(R"({"employee": "p1", "source": ")") + source +
                     R"(", "at": "2015-01-01T08:03:00+08:00", "direction": "in"})");
    if (!correction_first) correct("kiosk");
    return reader.finish();
  };
  for (const bool correction_first : {false, true}) {
    const Book book = read(correction_first);
    const auto& all = book.punches.at("p1");
    REQUIRE(all.size() == 1);
    CHECK(base::format_rfc3339(all[0].at) == "2021-07-12T07:20:00.000+08:00");
    CHECK(base::format_rfc3339(all[0].claimed) == "2015-01-01T08:03:00.000+08:00");
    CHECK(all[0].corrected_by == "k1");
    CHECK(book.faults.empty());
  }
}

TEST_CASE("rules book: cyclic units are told, and the smallest code of the circle is the top") {
  BookReader reader = july();
  add_record(reader, "", "unit", R"({"code": "b", "name": "B", "parent": "c"})");
  add_record(reader, "", "unit", R"({"code": "c", "name": "C", "parent": "b"})");
  add_record(reader, "", "unit", R"({"code": "d", "name": "D", "parent": "c"})");
  add_record(reader, "", "unit", R"({"code": "e", "name": "E", "parent": "nowhere"})");
  add_record(reader, "", "unit_revision", R"({"unit": "b", "from": "2021-07-10", "parent": "d"})");
  const Book book = reader.finish();
  for (const char* unit : {"b", "c", "d"}) {
    CHECK(book.opd_of(unit, day("2021-07-01")) == "b");
    CHECK(book.opd_of(unit, day("2021-07-20")) == "b");
  }
  CHECK_THAT(faults_of(book), contains("|unit/b: susunan unit berputar (b > c > b)"));
  CHECK_THAT(faults_of(book), contains("|unit/b: susunan unit berputar (b > d > c > b)"));
  CHECK_THAT(faults_of(book), contains("|unit/e: unit induk nowhere tidak dikenal"));
}

TEST_CASE("rules book: a person moves on to another unit; nobody is in two units on one day") {
  BookReader reader = july({"1.01", "1.02"});
  add_office(reader);
  add_record(reader, "", "unit", R"({"code": "1.02", "name": "UPTD Contoh", "parent": "1.01"})");
  const auto employ = [&](const char* unit, const char* nip, const char* more) {
    add_record(reader, unit, "employee",
               std::string(R"({"nip": ")") + nip + R"(", "name": "X", "class": "jfu", "unit": ")" + unit + "\"" + more + "}");
  };
  employ("1.01", "moved", R"(, "left": "2021-07-15")");
  employ("1.02", "moved", R"(, "joined": "2021-07-16")");
  employ("1.01", "twice", "");
  employ("1.02", "twice", R"(, "joined": "2021-07-16")");
  employ("1.01", "always", "");
  employ("1.02", "always", "");
  const Book book = reader.finish();
  for (const char* id : {"moved", "twice"}) {
    CHECK(book.person(id)->unit == "1.02");
    CHECK(book.person(id, day("2021-07-15"))->unit == "1.01");
    CHECK(book.person(id, day("2021-07-16"))->unit == "1.02");
  }
  CHECK(book.person("always", day("2021-07-15"))->unit == "1.01");
  const auto ids = [&](const char* unit, const char* date) {
    std::string all;
    for (const Person* person : book.members(unit, day(date), false)) all += person->id + " ";
    return all;
  };
  CHECK(ids("1.01", "2021-07-15") == "always moved p1 twice ");
  CHECK(ids("1.01", "2021-07-16") == "always p1 ");
  CHECK(ids("1.02", "2021-07-16") == "moved twice ");
  CHECK_THAT(faults_of(book), contains("employee/twice: terdaftar di dua unit pada waktu yang sama (1.01 dan 1.02)"));
  CHECK_THAT(faults_of(book), contains("employee/always: terdaftar di dua unit"));
  CHECK(faults_of(book).find("employee/moved") == std::string::npos);
}

TEST_CASE("rules book: what no rule can use is a fault and leaves the rest alone") {
  BookReader reader = july();
  add_office(reader);
  add_record(reader, "", "circular",
             R"j({"issuer": "Gubernur", "number": "045.2/103", "title": "WFH", "state": "active", "effective": "2021-07-12",
               "clauses": ["{\"id\": \"R1\", \"presence\": {\"place\": \"office\", \"max\": \"25%\"}}", "{broken", "[1]"]})j");
  add_record(reader, "", "circular",
             R"j({"issuer": "Gubernur", "number": "2", "title": "WFH", "state": "active", "binds": "units",
               "clauses": []})j");
  add_record(reader, "", "calendar", R"({"name": "umum", "from": "2021-01-01", "hours": ["senin 16:00-07:30"]})");
  add_record(reader, "1.01", "shift", R"({"code": "pagi", "from": "2021-01-01", "start": "07:30", "end": "7 malam"})");
  add_record(reader, "1.01", "shift", R"({"code": "malam", "from": "2021-01-01", "start": "22:00", "end": "06:00"})");
  add_record(
      reader, "1.01", "letter",
      R"({"author": "p1", "at": "2021-07-01T08:00:00+08:00", "duty": "wfh", "from": "2021-07-05", "until": "2021-07-02"})");
  add_record(reader, "1.01", "letter_person", R"({"author": "p1", "at": "2021-07-01T08:00:00+08:00", "employee": "p1"})");
  add_record(reader, "1.01", "letter_person", R"({"author": "p1", "at": "2021-07-02T08:00:00+08:00", "employee": "p1"})");
  add_record(reader, "1.01", "permit",
             R"({"employee": "p1", "type": "cuti", "from": "2021-07-05", "until": "2021-07-01", "reason": "x"})");
  add_record(reader, "1.01", "closure",
             R"({"section": "", "from": "2021-07-05", "days": 0, "counting": "calendar", "reason": "x"})");
  add_record(reader, "1.01", "schedule", R"({"employee": "stranger", "date": "2021-07-05", "mode": "WFO"})");
  const Book book = reader.finish();
  REQUIRE(book.circulars.size() == 2);
  CHECK(book.circulars[0].clauses.size() == 1);
  CHECK(book.circulars[0].state == Circular::State::active);
  CHECK(book.circulars[1].state == Circular::State::draft);  // nobody knows whom it binds
  CHECK(book.calendars.empty());
  CHECK(book.shifts.size() == 1);
  CHECK(book.letters.empty());
  CHECK(book.permits.empty());
  CHECK(book.closures.empty());
  CHECK(book.schedule.size() == 1);
  const std::string faults = faults_of(book);
  for (const char* part :
       {"|circular/Gubernur/045.2/103: ketentuan ke-2 tidak terbaca",
        "|circular/Gubernur/045.2/103: ketentuan ke-3 tidak terbaca", "|circular/Gubernur/2: unit yang diikat tidak terbaca",
        "|calendar/umum/2021-01-01: jam kerja", "1.01|shift/pagi/2021-01-01: jam",
        "1.01|letter/p1/2021-07-01T00:00:00.000Z: tanggal selesai 2021-07-02 lebih awal",
        "1.01|permit/p1/cuti/2021-07-05: tanggal", "1.01|closure//2021-07-05: lama penutupan 0 hari",
        "letter_person/p1/2021-07-02T00:00:00.000+00:00: suratnya tidak ada"})
    CHECK_THAT(faults, contains(part));
  CHECK(faults.find("letter_person/p1/2021-07-01") == std::string::npos);
}

TEST_CASE("rules book: what does not touch the Book's days is left out, whoever hands it in") {
  BookReader reader = july();
  add_office(reader);
  for (const char* date : {"2021-06-29", "2021-06-30", "2021-07-01", "2021-08-01", "2021-08-02"}) {
    add_record(reader, "1.01", "schedule", std::string(R"({"employee": "p1", "mode": "WFO", "date": ")") + date + "\"}");
    add_record(reader, "1.01", "approval",
               std::string(R"({"subject": "daily_report/p1/)") + date +
                   R"(", "round": 1, "by": "k1", "decision": "approved", "at": "2021-08-10T08:00:00+07:00"})");
  }
  add_record(reader, "1.01", "permit",
             R"({"employee": "p1", "type": "cuti", "from": "2021-06-05", "until": "2021-07-05", "reason": "x"})");
  add_record(reader, "1.01", "permit",
             R"({"employee": "p1", "type": "cuti", "from": "2021-06-01", "until": "2021-06-02", "reason": "x"})");
  const Book book = reader.finish();
  CHECK(book.schedule.size() == 3);
  CHECK(book.approvals.size() == 3);
  REQUIRE(book.permits.size() == 1);
  CHECK(book.permits[0].subject == "permit/p1/cuti/2021-06-05");
  std::set<std::string_view> kinds;
  for (const KindSpan& span : spans()) {
    kinds.insert(span.kind);
    CHECK(BookReader::wants(*model::find_kind(std::string_view(span.kind))));
  }
  CHECK(kinds.size() == 33);
  CHECK_FALSE(BookReader::wants(*model::find_kind(std::string_view("device_pin"))));
}

namespace {

// A record of any wanted kind that fits its types and nothing more: few names, so that records meet and contradict each other.
struct AnyRecord {
  std::string scope;
  const model::Kind* kind = nullptr;
  std::vector<model::FieldValue> key;
  std::vector<model::Value> values;
  Written written;
};

AnyRecord record_from(std::uint64_t seed) {
  const auto draw = [&](std::uint64_t count) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (seed >> 33) % count;
  };
  static const char* const units[] = {"u1", "u2", "u3", "u4"};
  static const char* const people[] = {"p1", "p2", "p3"};
  static const char* const texts[] = {
      "",
      "A",
      "B",
      "07:30",
      "16:00",
      "senin-jumat 07:30-16:00",
      "daily_report/p1/2021-07-02",
      "{\"id\": \"x\", \"presence\": {\"max\": \"25%\"}}",
      "{\"id\": \"y\", \"rotation\": {\"groups\": [\"A\", \"B\"], \"start\": \"2021-07-01\"}}",
      "{\"units\": [\"u1\"]}",
      "{\"units\":",
      "\xc3\xa9 /\"",
  };
  const std::int64_t some_day = day("2021-07-01").days;
  const auto value = [&](const model::Field& field) -> model::Value {
    switch (field.type) {
      case model::Type::date: return draw(12) == 0 ? std::int64_t(draw(90'000)) : some_day + std::int64_t(draw(5));
      case model::Type::instant: return some_day * 86'400'000 + std::int64_t(draw(4)) * 43'200'000;
      case model::Type::offset: return std::int64_t(draw(3)) * 60 + 420;
      case model::Type::choice: return std::int64_t(draw(field.choices.size() + 1));
      case model::Type::boolean: return std::int64_t(draw(2));
      case model::Type::integer: return draw(6) == 0 ? std::int64_t(-9'007'199'254'740'991) : std::int64_t(draw(4));
      case model::Type::person: return std::string(people[draw(3)]);
      case model::Type::unit: return std::string(units[draw(4)]);
      case model::Type::punch: return std::string(people[draw(3)]) + "/2021-07-01T12:00:00.000Z/" + texts[draw(3)];
      case model::Type::secret:
      case model::Type::text: return std::string(texts[draw(std::size(texts))]);
      case model::Type::text_list: {
        model::TextList list(draw(3));
        for (auto& item : list) item = texts[draw(std::size(texts))];
        return list;
      }
    }
    return {};
  };
  AnyRecord record;
  record.kind = model::find_kind(std::string_view(spans()[draw(spans().size())].kind));
  record.scope = record.kind->province_wide ? "" : units[draw(2)];
  for (const model::Field& field : record.kind->key)
    record.key.push_back({field.number, field.required || draw(2) == 0 ? value(field) : model::Value{}});
  for (const model::Field& field : record.kind->fields) record.values.push_back(draw(4) == 0 ? model::Value{} : value(field));
  record.written = {people[draw(3)], std::int64_t(draw(1000)), Trust::hub, std::nullopt};
  return record;
}

Book read(const std::vector<AnyRecord>& records) {
  BookReader reader(day("2021-07-01"), day("2021-07-04"), {"u1", "u2"});
  for (const AnyRecord& record : records) reader.add(record.scope, *record.kind, record.key, record.values, record.written);
  return reader.finish();
}

}  // namespace

TEST_CASE("rules book: any order of the same records gives the same Book, whatever they say") {
  rc::prop("any order", [](const std::vector<std::uint64_t>& seeds, const std::vector<std::uint8_t>& moves) {
    std::vector<AnyRecord> records;
    std::set<std::tuple<std::string, std::uint32_t, base::Bytes>> known;
    const auto put = [&](std::uint64_t seed) {
      AnyRecord record = record_from(seed);
      if (known.emplace(record.scope, record.kind->number, model::encode_key(record.key)).second)
        records.push_back(std::move(record));
    };
    for (const std::uint64_t seed : seeds)
      for (std::uint64_t copy = 0; copy < 4; ++copy) put(seed * 4 + copy);
    const std::string text = to_text(read(records));
    std::ranges::reverse(records);
    RC_ASSERT(to_text(read(records)) == text);
    for (std::size_t index = 0; index + 1 < records.size() && index < moves.size(); ++index)
      std::swap(records[index], records[index + moves[index] % (records.size() - index)]);
    RC_ASSERT(to_text(read(records)) == text);
  });
}
