// The monthly recap in both forms and the hours (DOMAIN.md 5.3, A40, A42): rows add up to the working days, whatever is in the
// Book.
#include <boost/json/parse.hpp>

#include <algorithm>
#include <random>

#include "tests/catch.h"
#include "tests/property.h"
#include "tests/unit/papers_office.h"

using namespace hadir;
using namespace hadir::test;
using rules::Mode;
using rules::PermitType;

namespace {

std::size_t column_of(const report::Table& table, std::string_view key) {
  const auto found = std::ranges::find(table.columns, key, &report::Column::key);
  if (found == table.columns.end()) FAIL("no such column: " << key);
  return static_cast<std::size_t>(found - table.columns.begin());
}
std::string cell(const report::Table& table, std::size_t row, std::string_view key) {
  return report::printed(table.rows.at(row).cells.at(column_of(table, key)).value);
}
std::int64_t number(const report::Table& table, std::size_t row, std::string_view key) {
  return std::get<std::int64_t>(table.rows.at(row).cells.at(column_of(table, key)).value);
}
std::size_t row_of(const report::Table& table, const std::string& id) {
  for (std::size_t at = 0; at < table.rows.size(); ++at) {
    const auto* one = std::get_if<report::Identifier>(&table.rows[at].cells[2].value);
    if (one != nullptr && one->text == id) return at;
  }
  FAIL("nobody has the number " << id);
  return 0;
}
boost::json::object as_json(const report::Document& document, std::string_view table) {
  const auto text = report::to_json(document).value();
  const auto json = boost::json::parse(text).as_object();
  for (const auto& one : json.at("tables").as_array()) {
    if (one.at("key").as_string() == table) return one.as_object();
  }
  FAIL("no such table");
  return {};
}

}  // namespace

TEST_CASE("monthly: of 21 working days each is in one column, and the totals are those of the rows") {
  PapersOffice office;
  office.fill_july();
  const auto recap = office.made("monthly");
  CHECK(recap.paper == report::PaperSize::f4);
  CHECK(recap.orientation == report::Orientation::landscape);
  CHECK(recap.titles == std::vector<std::string>{"REKAPITULASI KEHADIRAN PEGAWAI", "Bulan Juli 2021"});
  const report::Table& table = table_of(recap, "rekap");
  REQUIRE(table.rows.size() == 11);
  // The head first, then officials by rank, staff by rank and name, who is no ASN last.
  CHECK(cell(table, 0, "nama") == "Drs. Arman Wijaya, M.Si.");
  CHECK(cell(table, 1, "nama") == "Ir. Ratna Kusuma");
  CHECK(table.rows.back().group == "Non ASN");
  CHECK(table.rows.front().group == "ASN");

  const auto json = as_json(recap, "rekap");
  for (const auto& row : json.at("rows").as_array()) CHECK(row.at("hari_kerja").as_int64() == 21);
  const auto& totals = json.at("totals").as_array().at(0).as_object();
  CHECK(totals.at("hari_kerja").as_int64() == 11 * 21);
  // Three officials at the office all the month; of 8 staff half are at the office each day.
  CHECK(totals.at("wfo").as_int64() == 3 * 21 + 4 * 21);
  CHECK(totals.at("n_wfh").as_int64() == 4 * 21);
  CHECK(totals.at("lkh_wajib").as_int64() == 4 * 21);
  CHECK(totals.at("lkh").as_int64() == 4 * 21);

  const std::size_t late = row_of(table, office.staff[0]);
  CHECK(cell(table, late, "d08") == "HT");  // the sixth working day: Thursday the 8th
  CHECK(number(table, late, "n_ht") == 1);
  CHECK(number(table, late, "menit_terlambat") == 22);
  const std::size_t early = row_of(table, office.staff[2]);
  CHECK(cell(table, early, "d08") == "HP");
  CHECK(number(table, early, "menit_pulang") == 30);
}

TEST_CASE("monthly: a day at home without its LKH is missing from what is required; at the office nobody asks") {
  PapersOffice office;
  office.fill_july();
  office.make.book.daily_reports.erase({office.staff[1], day("2021-07-06")});
  office.make.book.daily_reports.erase({office.staff[1], day("2021-07-05")});  // at the office
  const auto json = as_json(office.made("monthly"), "rekap");
  const auto& totals = json.at("totals").as_array().at(0).as_object();
  CHECK(totals.at("lkh_wajib").as_int64() - totals.at("lkh").as_int64() == 1);
}

TEST_CASE("monthly: leave, illness, duty and undecided absence have their columns; free days are shaded and blank") {
  PapersOffice office;
  office.fill_july();
  auto& book = office.make.book;
  const auto away = [&](std::size_t who, PermitType type, const char* date) {
    auto& permit = office.make.permit(office.staff[who], type, date);
    const std::string subject = permit.subject;
    for (const auto& superior : {office.section_head, office.deputy, office.head}) {
      office.make.approve(subject, superior, "2021-06-30T10:00:00+08:00");
    }
    std::erase_if(book.punches[office.staff[who]],
                  [&](const rules::Punch& punch) { return base::date_of(punch.at.ms, base::wita_offset_minutes) == day(date); });
    book.attendance_reports.erase({office.staff[who], day(date)});
    book.daily_reports.erase({office.staff[who], day(date)});
  };
  away(0, PermitType::leave, "2021-07-13");
  away(0, PermitType::sick, "2021-07-14");
  away(0, PermitType::dl, "2021-07-15");
  const report::Document recap = [&] {
    std::erase_if(book.punches[office.staff[2]],
                  [](const rules::Punch& p) { return base::date_of(p.at.ms, 480) == day("2021-07-08"); });
    return office.made("monthly");
  }();
  const report::Table& table = table_of(recap, "rekap");
  const std::size_t row = row_of(table, office.staff[0]);
  CHECK(cell(table, row, "d13") == "C");
  CHECK(cell(table, row, "d14") == "S");
  CHECK(cell(table, row, "d15") == "DL");
  const std::size_t missing = row_of(table, office.staff[2]);
  CHECK(cell(table, missing, "d08") == "TK?");
  CHECK(number(table, missing, "n_calon") == 1);
  CHECK(number(table, missing, "n_a") == 0);  // A41: nobody has decided
  CHECK(table.columns[column_of(table, "d20")].shade == report::Shade::holiday);
  CHECK(table.columns[column_of(table, "d18")].shade == report::Shade::weekend);
  CHECK(cell(table, row, "d20").empty());
  const auto json = as_json(recap, "rekap");
  for (const auto& one : json.at("rows").as_array()) CHECK(one.at("hari_kerja").as_int64() == 21);
}

TEST_CASE("monthly: months of 28, 29 and 30 days leave the last columns blank") {
  const auto [first, last, length] =
      GENERATE(std::tuple{"2021-02-01", "2021-02-28", 28}, std::tuple{"2020-02-01", "2020-02-29", 29},
               std::tuple{"2021-06-01", "2021-06-30", 30});
  PapersOffice office(2, first, last);
  office.request.from = day(first);
  office.request.until = day(last);
  for (base::Date date = office.request.from; date <= office.request.until; ++date.days) {
    if (base::iso_weekday_of(date) <= 5) office.at_office(office.staff[0], date);
  }
  const auto recap = office.made("monthly");
  const report::Table& table = table_of(recap, "rekap");
  CHECK(std::ranges::count(table.columns, std::string("TANGGAL"), &report::Column::group) == 31);
  const std::size_t row = row_of(table, office.staff[0]);
  for (int date = 1; date <= 31; ++date) {
    const auto key = fmt::format("d{:02}", date);
    if (date > length) {
      CHECK(cell(table, row, key).empty());
      CHECK(table.columns[column_of(table, key)].shade == report::Shade::none);
    }
  }
  CHECK(report::to_pdf(recap).has_value());
}

TEST_CASE("monthly: the Merauke form: present is on time and late, the effective days are the sum of what they came to") {
  PapersOffice office;
  office.fill_july();
  office.request.form = "merauke";
  const auto recap = office.made("monthly");
  CHECK(recap.paper == report::PaperSize::a4);
  const auto json = as_json(recap, "rekap");
  for (const auto& row : json.at("rows").as_array()) {
    CHECK(row.at("hari_efektif").as_int64() == 21);
    CHECK(row.at("hadir").as_int64() == row.at("tepat").as_int64() + row.at("telat").as_int64());
  }
  CHECK(json.at("totals").as_array().at(0).at("telat").as_int64() == 1);
  CHECK(json.at("totals").as_array().at(0).at("hadir").as_int64() == 11 * 21);
  CHECK(json.at("totals").as_array().at(0).at("persen").to_number<double>() == 100.0);
  office.request.form = "lain";
  const auto refused = papers::make_paper(*papers::find_paper("monthly"), office.make.done(), office.request);
  REQUIRE_FALSE(refused.has_value());
  CHECK_THAT(refused.error().hint, contains("berau"));
}

TEST_CASE("A40: 10 days at the office and 11 at home with complete reports are 157:30 hours, nothing is missing") {
  PapersOffice office(3);
  office.fill_july();
  const auto paper = office.made("hours");
  const report::Table& table = table_of(paper);
  for (const std::size_t who : {0U, 1U}) {
    const std::size_t row = row_of(table, office.staff[who]);
    CHECK(number(table, row, "hari_kerja") == 21);
    CHECK(number(table, row, "wfo") + number(table, row, "wfh") == 21);
    CHECK(cell(table, row, "wfh_lengkap") == cell(table, row, "wfh"));
    CHECK(cell(table, row, "wajib") == "157:30");
    CHECK(cell(table, row, "kurang") == "0:00");  // whoever came 22 minutes late stayed 35 minutes longer
  }
  CHECK(number(table, row_of(table, office.staff[1]), "wfo") == 11);
  CHECK(number(table, row_of(table, office.staff[0]), "wfo") == 10);
  CHECK(cell(table, row_of(table, office.staff[2]), "kurang") == "0:30");  // left at 15:30 once
  CHECK(cell(table, row_of(table, office.head), "nyata") == "157:30");
}

TEST_CASE("A42: who is no ASN is in a group of his own with a subtotal of its own") {
  PapersOffice office;
  office.fill_july();
  const auto json = as_json(office.made("monthly"), "rekap");
  const auto& subtotals = json.at("subtotals").as_array();
  REQUIRE(subtotals.size() == 2);
  CHECK(subtotals[0].at("hari_kerja").as_int64() == 10 * 21);
  CHECK(subtotals[1].at("hari_kerja").as_int64() == 21);
  PapersOffice without(4);
  without.fill_july();
  CHECK(table_of(without.made("monthly"), "rekap").rows.front().group.empty());
}

TEST_CASE("papers: the same records in any order give the same bytes, and each row of the month adds up") {
  rc::prop("shuffled", [] {
    const auto seed = *rc::gen::inRange<unsigned>(0, 1U << 30);
    std::mt19937 random(seed);
    struct Event {
      int what, who, date;
    };
    std::vector<Event> events(40);
    for (Event& one : events)
      one = {static_cast<int>(random() % 7), static_cast<int>(random() % 4), static_cast<int>(random() % 31)};
    const auto book_of = [&](const std::vector<Event>& order) {
      PapersOffice office(4);
      for (const Event& one : order) {
        const base::Date date{day("2021-07-01").days + one.date};
        const std::string& who = office.staff[static_cast<std::size_t>(one.who)];
        const std::string text = base::format_date(date);
        switch (one.what) {
          case 0: office.make.schedule(who, date, Mode::wfh); break;
          case 1: office.make.punch(who, text + "T07:40:00+08:00", rules::Direction::in); break;
          case 2: office.make.punch(who, text + "T15:40:00+08:00", rules::Direction::out); break;
          case 3: office.make.attendance_report(who, text + "T07:10:00+08:00"); break;
          case 5:
            office.make.book.deviations.push_back({who,
                                                   "roster/" + text,
                                                   "vaksinasi",
                                                   instant(text + "T09:00:00+08:00"),
                                                   date,
                                                   day("2021-07-31"),
                                                   {},
                                                   one.who == 0 ? "2.01.1" : "2.01"});
            break;
          case 4: office.make.daily_report(who, text, rules::ReportState::submitted); break;
          default: office.make.approve("absence/" + who + "/" + text, office.section_head, text + "T18:00:00+08:00"); break;
        }
      }
      return office;
    };
    auto shuffled = events;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    PapersOffice one = book_of(events), other = book_of(shuffled);
    for (const char* name : {"monthly", "hours", "exceptions", "roster", "compliance"}) {
      RC_ASSERT(report::to_json(one.made(name)).value() == report::to_json(other.made(name)).value());
    }
    const auto json = as_json(one.made("monthly"), "rekap");
    for (const auto& row : json.at("rows").as_array()) {
      RC_ASSERT(row.at("hari_kerja").as_int64() + row.at("libur").as_int64() ==
                31);  // who is scheduled on a free day works on it
    }
  });
}
