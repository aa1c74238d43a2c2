#include "common/rules/circular.h"

#include <boost/json/serialize.hpp>

#include "common/base/limits.h"
#include "tests/catch.h"
#include "tests/property.h"

using namespace hadir;
using namespace hadir::rules;
using test::contains;
using test::error_of;

namespace {

std::string with_clauses(const std::string& clauses) {
  return R"({"issuer": "Sekda", "number": "1/SE/2021", "title": "Uji", "clauses": [)" + clauses + "]}";
}
std::string with_rule(const std::string& rule) { return with_clauses(R"({"id": "R1", )" + rule + "}"); }
std::string refusal(const std::string& text) { return base::describe(error_of(circular_from_text(text))); }
std::string text_of(const Circular& circular) { return boost::json::serialize(to_json(circular)); }

}  // namespace

TEST_CASE("circular: a document is read, and written so that it reads the same") {
  const auto circular =
      circular_from_text(R"({"$schema": "x", "issuer": "Bupati", "number": " 045.2103/VII/POSKO/2021 ", "title": "t",
    "signer": "Sekda", "dated": "2021-07-09", "effective": "2021-07-12", "state": "active", "supersedes": ["1", "2"],
    "binds": {"regions": "Kota", "except": {"units": ["9.01"]}}, "clauses": [
      {"id": "a", "text": "dua\nbaris", "applies": {"levels": [3, 4], "classes": ["jfu", "jft"], "public_service": false},
       "presence": {"exact": "12.5%", "of": "available", "round": "up", "at": "day", "per": "section", "needs": "urgency"}},
      {"id": "b", "over": "a", "presence": {"place": "home", "min": 3}},
      {"id": "c", "rotation": {"groups": ["A", "B"], "count": "weekdays", "weekdays": {"A": ["senin", 3], "B": "jumat"}}},
      {"id": "d", "shifts": [{"code": "malam", "start": "21:00", "end": "07:00", "break_minutes": 30}]},
      {"id": "e", "home_day": {"daily_report": true, "verify_due": "12:30+2"}},
      {"id": "f", "discipline": {"granularity": "second", "late": [{"code": "TL1", "from_seconds": 1, "percent": "0.5%"},
        {"code": "TL2", "from_minutes": 31, "percent": "1,25%"}], "no_in_code": "TL2"}}]})")
          .value();
  CHECK(circular.number == "045.2103/VII/POSKO/2021");  // a misprint is kept as printed
  const auto& exact = std::get<Presence>(circular.clauses[0].rule);
  CHECK(exact.max == Amount{1250, true});
  CHECK(exact.min == exact.max);
  CHECK(exact.round == Presence::Round::up);
  CHECK(std::get<Presence>(circular.clauses[1].rule).min == Amount{3, false});
  CHECK(std::get<Rotation>(circular.clauses[2].rule).weekdays.at("A") == std::vector<unsigned>{1, 3});
  CHECK(std::get<Shifts>(circular.clauses[3].rule).shifts[0].end_minutes == 7 * 60);
  CHECK(std::get<HomeDay>(circular.clauses[4].rule).verify_due_minutes == 2 * 24 * 60 + 12 * 60 + 30);
  CHECK(std::get<Discipline>(circular.clauses[5].rule).late[1].from == 31 * 60);
  CHECK(std::get<Discipline>(circular.clauses[5].rule).late[1].hundredths == 125);
  CHECK(circular_from_text(text_of(circular)).value() == circular);
  CHECK(citation(circular, circular.clauses[0]) == "SE 045.2103/VII/POSKO/2021 a");
  for (const Clause& clause : circular.clauses)
    CHECK(clause_from_text(boost::json::serialize(to_json(clause))).value() == clause);
  CHECK(selector_from_text(boost::json::serialize(to_json(circular.binds))).value() == circular.binds);
  CHECK(selector_from_text("").value().is_empty());
}

TEST_CASE("A30: a day at home has its report due at 24:00 and verified by the end of the next day, as data") {
  const auto rule = std::get<HomeDay>(clause_from_text(R"({"id": "x", "home_day": {"daily_report": true, "evidence": true,
    "report_due": "24:00", "verify_due": "24:00+1"}})")
                                          .value()
                                          .rule);
  CHECK(rule.report_due_minutes == 24 * 60);
  CHECK(rule.verify_due_minutes == 48 * 60);
  CHECK(rule.evidence);
  CHECK(HomeDay() == std::get<HomeDay>(clause_from_text(R"({"id": "x", "home_day": {}})").value().rule));
  CHECK_THAT(refusal(with_rule(R"("home_day": {"report_due": "24:00", "verify_due": "16:00"})")),
             contains("lebih awal daripada report_due"));
}

TEST_CASE("circular: what is wrong is refused with clause, member, and what would be right") {
  const auto refuses = [](const std::string& rule, const std::string& place, const std::string& what, const std::string& right) {
    CAPTURE(rule);
    const auto error = error_of(circular_from_text(with_rule(rule)));
    CHECK(error.fault == base::Fault::bad_input);
    CHECK_THAT(error.what, test::starts_with("Ketentuan R1") && contains(place) && contains(what));
    CHECK_THAT(error.hint, contains(right));
  };
  refuses(R"("presence": {"maks": "25%"})", "presence.maks", "tidak dikenal", "\"max\"");
  refuses(R"("presense": {"max": "25%"})", "presense", "tidak dikenal", "\"presence\"");
  refuses(R"("applies": {"sector": "esensial"}, "presence": {"max": 1})", "applies.sector", "tidak dikenal", "\"sectors\"");
  refuses(R"("presence": {"max": "125%"})", "presence.max", "di luar 0% sampai 100%", "100%");
  refuses(R"("presence": {"max": "-5%"})", "presence.max", "tidak dapat dipakai", "persen");
  refuses(R"("presence": {"max": -5})", "presence.max", "tidak dapat dipakai", "jumlah orang");
  refuses(R"("presence": {"max": 25.5})", "presence.max", "tidak dapat dipakai", "jumlah orang");
  refuses(R"("presence": {"max": "25"})", "presence.max", "tidak dapat dipakai", "persen");
  refuses(R"("presence": {"max": "12.345%"})", "presence.max", "tidak dapat dipakai", "persen");
  refuses(R"("presence": {"max": true})", "presence.max", "true", "persen");
  refuses(R"("presence": {"max": "20%", "min": "30%"})", "presence.min", "min lebih besar daripada max", "exact");
  refuses(R"("presence": {})", "presence.max", "tidak ada batasnya", "exact, balance");
  refuses(R"("presence": {"exact": "20%", "min": 1})", "presence.max", "tidak dapat dipakai bersama", "salah satu");
  refuses(R"("presence": {"balance": 3})", "presence.balance", "harus persen", "50%");
  refuses(R"("presence": {"balance": "50%", "round": "up"})", "presence.balance", "kedua pembulatan", "exact");
  refuses(R"("presence": {"max": "20%", "of": "stap"})", "presence.of", "tidak dikenal", "\"staff\"");
  refuses(R"("presence": {"place": "home", "max": "20%", "of": "room"})", "presence.of", "kapasitas ruang", "available");
  refuses(R"("presence": {"min": "20%", "min_one": true})", "presence.min_one", "tidak ada max", "max");
  refuses(R"("presence": "25%")", "presence", "tidak dapat dipakai", "kurung kurawal");
  refuses(R"("applies": {"sectors": []}, "presence": {"max": 1})", "applies.sectors", "tidak ada yang dipilih", "hapus");
  refuses(R"("applies": {"sectors": ["a", "a"]}, "presence": {"max": 1})", "applies.sectors", "dua kali", "Hapus");
  refuses(R"("applies": {"sectors": " "}, "presence": {"max": 1})", "applies.sectors", "kosong", "Isi");
  refuses(R"("applies": {"except": {}}, "presence": {"max": 1})", "applies.except", "semuanya dikecualikan", "hapus");
  refuses(R"("applies": {"except": {"except": {"units": "1"}}}, "presence": {"max": 1})", "applies.except",
          "di dalam pengecualian", "Pisahkan");
  refuses(R"("applies": {"classes": "struktral"}, "presence": {"max": 1})", "applies.classes", "tidak dikenal", "\"struktural\"");
  refuses(R"("applies": {"levels": "4"}, "presence": {"max": 1})", "applies.levels", "tidak dapat dipakai", "tanpa tanda petik");
  refuses(R"("applies": {"people": 198609262015051001}, "presence": {"max": 1})", "applies.people", "tidak dapat dipakai",
          "tanda petik");
  refuses(R"("attend": {"unless": ["sakit", "malas"]})", "attend.unless", "\"malas\"", "cuti");
  refuses(R"("rotation": {"groups": ["A", "B"]})", "rotation.start", "belum diisi", "2021-07-12");
  refuses(R"("rotation": {"groups": ["A", "B"], "start": "2021-02-30"})", "rotation.start", "bukan tanggal", "tahun-bulan-hari");
  refuses(R"("rotation": {"groups": ["A"], "start": "2021-02-20"})", "rotation.groups", "dua kelompok", "[\"A\", \"B\"]");
  refuses(R"("rotation": {"groups": ["A", "B", "C"], "count": "dates"})", "rotation.groups", "tepat dua", "ganjil");
  refuses(R"("rotation": {"groups": ["A", "B"], "count": "weekdays", "weekdays": {"A": "senin"}})", "rotation.weekdays",
          "kelompok B", "setiap");
  refuses(R"("rotation": {"groups": ["A", "B"], "count": "weekdays", "weekdays": {"A": "monday", "B": 2}})", "weekdays.A",
          "monday", "senin");
  refuses(R"("shifts": [])", "shifts", "tidak dapat dipakai", "daftar");
  refuses(R"("shifts": [{"code": "pagi", "start": "7:30", "end": "12:00"}])", "shifts[1].start", "7:30", "00:00");
  refuses(R"("shifts": [{"code": "pagi", "start": "07:30", "end": "24:01"}])", "shifts[1].end", "24:01", "24:00");
  refuses(R"("shifts": [{"code": "pagi", "start": "07:30", "end": "07:30"}])", "shifts", "jam kerja", "start");
  refuses(R"("shifts": [{"code": "p", "start": "07:30", "end": "08:30"}, {"code": "p", "start": "08:30", "end": "09:30"}])",
          "shifts", "dua sif", "kode");
  refuses(R"("recap": {"subject": "lhk", "to": "Sekda"})", "recap.subject", "tidak dikenal", "\"lkh\"");
  refuses(R"("recap": {"to": "Sekda"})", "recap.subject", "belum diisi", "perjalanan");
  refuses(R"("meeting": {"of": "room"})", "meeting.max", "belum diisi", "25%");
  refuses(R"("closure": {"days": 0})", "closure.days", "0", "1 sampai 366");
  refuses(R"("travel": {"escalate_to": "sekda"})", "travel.escalate_to", "tidak ada tujuan", "closed_for");
  refuses(R"("discipline": {"late": [{"code": "TL1", "percent": "1%"}]})", "late[1].from_minutes", "tepat satu", "from_minutes");
  refuses(
      R"("discipline": {"late": [{"code": "TL2", "from_minutes": 31, "percent": "1%"}, {"code": "TL1", "from_minutes": 1, "percent": "1%"}]})",
      "discipline.late", "tidak mulai sesudah", "ringan");
  refuses(R"("discipline": {"no_in_code": "TL4"})", "discipline", "TL4 tidak ada di late", "late");
  refuses(R"("text": "tanpa aturan")", "", "tidak memuat aturan", "tepat satu");
  refuses(R"("health": {}, "tiers": {})", "", "dua aturan: health dan tiers", "tepat satu");
}

TEST_CASE("circular: what people usually mean is named, as they wrote it") {
  const auto says = [](const std::string& rule, const std::string& what, const std::string& meant) {
    CAPTURE(rule);
    const auto error = error_of(circular_from_text(with_rule(rule)));
    CHECK_THAT(error.what, contains(what));
    CHECK_THAT(error.hint, contains(meant));
  };
  says(R"("presence": {"max": 0.8})", "0.8 tidak dapat", "\"80%\"");
  says(R"("presence": {"max": 25.5})", "25.5 tidak dapat", "\"25.5%\"");
  says(R"("presence": {"max": 25.0})", "25.0 tidak dapat", "\"25%\"");
  says(R"("presence": {"max": "80"})", "\"80\"", "Barangkali maksudnya \"80%\"");
  says(R"("presence": {"max": "33.333%"})", "33.333%", "Paling banyak dua angka di belakang koma: \"33.33%\"");
  says(R"("presence": {"max": "12,345 %"})", "12,345 %", "dua angka di belakang koma: \"12.34%\"");
  says(R"("discipline": {"absent": 5})", "5", "\"0.5%\"");
  says(R"("shifts": [{"code": "p", "start": "06.30", "end": "14:00"}])", "06.30", "\"06:30\"");
  says(R"("shifts": [{"code": "p", "start": "7:30", "end": "14:00"}])", "7:30", "titik dua");
  says(R"("home_day": {"verify_due": "12.00"})", "12.00", "\"12:00\"");
  says(R"("assembly": {"starts": "pagi"})", "pagi", "titik dua");
  says(R"("rotation": {"groups": ["A", "B"], "start": "29-07-2022"})", "bukan tahun-bulan-hari", "\"2022-07-29\"");
  says(R"("rotation": {"groups": ["A", "B"], "start": "2022/7/9"})", "bukan tahun-bulan-hari", "\"2022-07-09\"");
  says(R"("rotation": {"groups": ["A", "B"], "start": "31-06-2022"})", "bukan tanggal yang ada", "tahun-bulan-hari");
}

TEST_CASE("circular: weekdays are read in any case, jumat with an apostrophe too") {
  const auto days = [](const std::string& written) {
    return std::get<AssemblyRule>(clause_from_text(R"({"id": "x", "assembly": {"weekdays": )" + written + "}}").value().rule)
        .weekdays;
  };
  CHECK(days(R"("Senin")") == std::vector<unsigned>{1});
  CHECK(days(R"(["SELASA", "Jum'at", "minggu"])") == std::vector<unsigned>{2, 5, 7});
  CHECK(days("\"jum\u2019at\"") == std::vector<unsigned>{5});
  CHECK_THAT(refusal(with_rule(R"("assembly": {"weekdays": ["Jumat", "jum'at"]})")), contains("dua kali"));
}

TEST_CASE("circular: where text stops being JSON, what is missing is looked for before that place") {
  const auto says = [](const std::string& text, const std::string& line, const std::string& slip) {
    CAPTURE(text);
    CHECK_THAT(refusal(text), contains(line + ": bukan JSON yang benar") && contains(slip));
  };
  says("{\"issuer\": \"S\",\n \"title\": \"t\"\n\n \"number\": \"1\"}", "Baris 4", "koma kurang di akhir baris 2");
  says("{\"a\": 10\n \"b\": 1}", "Baris 2", "koma kurang di akhir baris 1");
  says("{\"clauses\": [{\"id\": \"a\"}\n{\"id\": \"b\"}]}", "Baris 2", "koma kurang di akhir baris 1");
  says("{\"clauses\": [{\"id\": \"a\"},\n]}", "Baris 2", "koma di akhir baris 1 berlebih");
  says("{\"clauses\": [{\"id\": \"a\", \"health\": {},\n{\"id\": \"b\"}]}", "Baris 2", "} kurang di akhir baris 1");
  says("{\"a\": \"b,\n \"c\": 1}", "Baris 1", "petik penutup kurang di baris 1");
  says("{\"a\": 80%}", "Baris 1", "\"80%\"");
  says("{\"a\": \u201Cb\u201D}", "Baris 1", "petik tegak");
  says("{\"a\": ya}", "Baris 1", "tanda petik");
  says("{\"a\": 1, // catatan\n}", "Baris 1", "komentar");
  says("{\"a\": {", "Baris 1", "berakhir sebelum selesai");
}

TEST_CASE("circular: what is wrong between clauses and with the document") {
  CHECK_THAT(refusal(R"({"number": "1", "title": "t", "clauses": [{"id": "a", "health": {}}]})"),
             contains("Surat edaran, isian issuer: belum diisi"));
  CHECK_THAT(refusal(with_clauses("")), contains("clauses") && contains("paling sedikit satu"));
  CHECK_THAT(refusal(with_clauses(R"({"health": {}})")), contains("Ketentuan ke-1, isian id: belum diisi"));
  CHECK_THAT(refusal(with_clauses(R"({"id": "a", "health": {}}, 7)")), contains("Ketentuan ke-2: bukan isian"));
  CHECK_THAT(refusal(with_clauses(R"({"id": "a", "health": {}}, {"id": "a", "tiers": {}})")),
             contains("dua ketentuan bernama a"));
  CHECK_THAT(refusal(with_clauses(R"({"id": "a", "over": "b", "health": {}})")),
             contains("Ketentuan a, isian over") && contains("bernama b"));
  CHECK_THAT(refusal(with_clauses(R"({"id": "a", "over": "b", "health": {}}, {"id": "b", "over": "a", "health": {}})")),
             contains("didahulukan dari dirinya sendiri"));
  const std::string clause = R"("clauses": [{"id": "a", "health": {}}]})";
  const std::string head = R"({"issuer": "S", "number": "1", "title": "t", )";
  CHECK_THAT(refusal(head + R"("effective": "2021-07-12", "until": "2021-07-11", )" + clause), contains("sebelum mulai berlaku"));
  CHECK_THAT(refusal(head + R"("state": "active", )" + clause), contains("isian effective") && contains("sejak kapan"));
  CHECK_THAT(refusal(head + R"("supersedes": "1", )" + clause), contains("menggantikan dirinya sendiri"));
  CHECK_THAT(refusal(head + R"("until": null, )" + clause), contains("isian until: null"));
}

TEST_CASE("circular: text that is no such document") {
  CHECK_THAT(refusal(""), contains("bukan JSON yang benar"));
  CHECK_THAT(refusal("{\"issuer\": \"S\",\n \"number\": \"1\",\n}"), contains("Baris 3: bukan JSON yang benar"));
  CHECK_THAT(refusal("{\"issuer\": \"S\", // komentar\n}"), contains("Baris 1"));
  CHECK_THAT(refusal("{\"issuer\": \"S\",\n \"issuer\": \"T\"}"), contains("Baris 2: isian \"issuer\" tertulis dua kali"));
  CHECK_THAT(refusal("[]"), contains("kurung kurawal"));
  CHECK_THAT(refusal("{} {}"), contains("bukan JSON yang benar"));
  CHECK_THAT(refusal("{\"issuer\": \"\xff\"}"), contains("bukan JSON yang benar"));
  CHECK(circular_from_text("\xEF\xBB\xBF" + with_rule(R"("health": {})")).has_value());  // as Notepad saves it
}

TEST_CASE("circular: nothing grows without a bound") {
  const auto fault = [](const std::string& text) { return error_of(circular_from_text(text)).fault; };
  CHECK(fault(std::string(100'000, '[')) == base::Fault::too_large);
  CHECK(fault(std::string(base::limits::circular_file_bytes + 1, ' ')) == base::Fault::too_large);
  std::string many;
  for (std::size_t at = 0; at <= base::limits::list_items; ++at)
    many += (at == 0 ? "" : ",") + std::string(R"({"id": "c)") + std::to_string(at) + R"(", "health": {}})";
  CHECK_THAT(refusal(with_clauses(many)), contains("65 ketentuan, terlalu banyak"));
  CHECK(circular_from_text(with_clauses(many.substr(0, many.rfind(",{")))).has_value());
  CHECK_THAT(refusal(with_rule(R"("health": {}, "text": ")" + std::string(5000, 'x') + "\"")),
             contains("isian text") && contains("terlalu panjang"));
  CHECK(fault(with_rule(R"("health": {}, "text": ")" + std::string(4090, 'x') + "\"")) == base::Fault::too_large);
  CHECK_THAT(refusal(with_clauses(R"({"id": ")" + std::string(65, 'x') + R"(", "health": {}})")),
             contains("isian id: terlalu panjang"));

  // Nested by somebody who parsed it himself.
  boost::json::object object;
  object["units"] = "1";
  for (int depth = 0; depth < 1000; ++depth) {
    boost::json::object outer;
    outer["except"] = std::move(object);
    object = std::move(outer);
  }
  CHECK_THAT(base::describe(error_of(selector_from_json(object))), contains("pengecualian di dalam pengecualian"));
}

TEST_CASE("circular: whatever is read reads the same when written") {
  rc::prop("presence rules and selectors of any kind", [] {
    Clause clause;
    clause.id = "R" + std::to_string(*rc::gen::inRange(1, 99));
    Presence rule;
    rule.place = *rc::gen::element(Place::office, Place::home);
    const auto amount = [] { return Amount{*rc::gen::inRange<std::int64_t>(0, 10'001), *rc::gen::arbitrary<bool>()}; };
    switch (*rc::gen::inRange(0, 4)) {
      case 0: rule.max = amount(); break;
      case 1: rule.min = amount(); break;
      case 2: rule.max = rule.min = amount(); break;
      default: rule.max = Amount{amount().value, true}; rule.balance = true;
    }
    rule.of = *rc::gen::element(Presence::Of::all, Presence::Of::staff, Presence::Of::available);
    if (!rule.balance) {
      rule.round = *rc::gen::element<std::optional<Presence::Round>>(std::nullopt, Presence::Round::down, Presence::Round::up,
                                                                     Presence::Round::nearest);
      rule.min_one = rule.max && *rc::gen::arbitrary<bool>();
    }
    rule.at = *rc::gen::element(Presence::At::moment, Presence::At::day);
    rule.per = *rc::gen::element(Presence::Per::opd, Presence::Per::unit, Presence::Per::section);
    rule.needs = *rc::gen::element(Presence::Needs::nothing, Presence::Needs::justification, Presence::Needs::urgency);
    clause.rule = rule;
    const auto some = [] {
      std::set<std::string> words;
      for (int count = *rc::gen::inRange(0, 3); count > 0; --count) words.insert("k" + std::to_string(*rc::gen::inRange(0, 9)));
      return std::vector<std::string>(words.begin(), words.end());
    };
    clause.applies.units = some();
    clause.applies.sectors = some();
    clause.applies.zones = some();
    clause.applies.posts = some();
    if (*rc::gen::arbitrary<bool>()) clause.applies.public_service = *rc::gen::arbitrary<bool>();
    if (Selector except{.units = {}, .types = some(), .people = some()}; !except.is_empty()) clause.applies.except = {except};
    const auto again = clause_from_text(boost::json::serialize(to_json(clause)));
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == clause);
  });
}
