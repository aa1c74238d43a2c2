// Daftar hadir, recaps of a day and a month, journeys, overdue units, tracing, warnings (DOMAIN.md 5.1, 5.4; A21 to A23, A31,
// A34).
#include <algorithm>

#include "tests/catch.h"
#include "tests/unit/papers_office.h"

using namespace hadir;
using namespace hadir::test;
using report::printed;
using rules::Mode;
using rules::PermitType;

namespace {

// A row's cells as printed.
std::vector<std::string> row_text(const report::Table& table, std::size_t row) {
  std::vector<std::string> cells;
  for (const auto& cell : table.rows.at(row).cells) cells.push_back(printed(cell.value));
  return cells;
}
const std::vector<std::string>& notes_of(const report::Document& document) {
  for (const auto& section : document.sections) {
    if (const auto* points = std::get_if<report::Points>(&section)) return points->items;
  }
  throw std::runtime_error("no points");
}
std::string all_of(const report::Document& document) { return report::to_text(document).value(); }

}  // namespace

TEST_CASE("attendance list: who signs, who is away, and counts that come to the number of people (DOMAIN.md 5.1)") {
  PapersOffice office;
  office.fill_july();
  auto& leave = office.make.permit(office.staff[0], PermitType::leave, "2021-07-08");
  leave.subtype = "CT";
  for (const auto& one : {office.section_head, office.deputy, office.head}) {
    office.make.approve("permit/" + office.staff[0] + "/cuti/2021-07-08", one, "2021-07-01T10:00:00+08:00");
  }
  const auto list = office.made("attendance-list", office.of_day("2021-07-08"));
  CHECK(list.titles.front() == "DAFTAR HADIR PNS, CPNS, PPPK DAN NON ASN");
  const auto& facts = std::get<report::Facts>(list.sections.front());
  CHECK(facts.lines[0].value == "Kamis, 8 Juli 2021");
  CHECK(facts.lines[1].value == "PAGI");
  const report::Table& table = table_of(list);
  REQUIRE(table.rows.size() == 11);
  CHECK(table.columns[2].beneath);
  CHECK(std::get<report::Signature>(table.rows[0].cells[5].value).number == 1);
  const auto on_leave = std::ranges::find_if(
      table.rows, [&](const auto& row) { return printed(row.cells[2].value) == printed(report::Identifier{office.staff[0]}); });
  REQUIRE(on_leave != table.rows.end());
  CHECK(printed(on_leave->cells[5].value) == "CUTI (CT)");
  CHECK(printed(on_leave->cells[3].value) == "III/a");
  // On the sixth working day staff 0, 2, 4, 6 are at the office, of whom one is on leave; 3 officials.
  const std::vector<std::string> expected = {"Hadir: 6 orang",
                                             "Ijin: 0 orang",
                                             "Sakit: 0 orang",
                                             "Cuti: 1 orang",
                                             "Tanpa Keterangan: 0 orang",
                                             "Tugas Luar: 0 orang",
                                             "Hadir P3K: 0 orang",
                                             "Cuti P3K: 0 orang",
                                             "Bekerja dari rumah (WFH): 4 orang",
                                             "Jumlah: 11 orang"};
  CHECK(notes_of(list) == expected);

  auto blank = office.of_day("2021-07-08");
  blank.blank = true;
  CHECK(notes_of(office.made("attendance-list", blank)).front() == "Hadir: ........");
}

TEST_CASE("attendance list: with an apel, who was there counts; present at the office and absent from it is said (A38)") {
  PapersOffice office(4);
  office.fill_july();
  const auto date = day("2021-07-08");
  office.make.book.assemblies[{"2.01", date, rules::Session::morning}] = {true, "07:30", office.head};
  for (const auto& one : {office.head, office.deputy, office.staff[0], office.staff[1]}) {
    office.make.book.assembly_people[{one, date, rules::Session::morning}] = true;
  }
  const auto list = office.made("attendance-list", office.of_day("2021-07-08"));
  const auto& notes = notes_of(list);
  CHECK(notes[0] == "Hadir: 4 orang");
  CHECK(std::ranges::find(notes, "Tidak ikut apel: 3 orang") != notes.end());
  CHECK(notes.back() == "Jumlah: 7 orang");
  CHECK_THAT(all_of(list), contains("TIDAK IKUT APEL"));
}

TEST_CASE(
    "A21: the list of a day has entries with and without permission, with times, room and approver, and marks health data") {
  PapersOffice office(4);
  office.letter_for(office.staff);
  for (const std::size_t who : {0U, 1U}) {
    office.make.schedule(office.staff[who], "2021-07-12", Mode::wfh);
    office.make.punch(office.staff[who], "2021-07-12T09:05:00+08:00", rules::Direction::in);
    office.make.punch(office.staff[who], "2021-07-12T11:40:00+08:00", rules::Direction::out);
  }
  office.at_office(office.staff[2], day("2021-07-12"));  // as planned: not on this list
  auto& permit = office.make.permit(office.staff[0], PermitType::office, "2021-07-12", "", "mengambil berkas");
  permit.room = "Ruang Arsip";
  permit.condition = "36,4";
  for (const auto& one : {office.section_head, office.deputy, office.head}) {
    office.make.approve("permit/" + office.staff[0] + "/kantor/2021-07-12", one, "2021-07-12T08:30:00+08:00");
  }
  const auto list = office.made("entry-list", office.of_day("2021-07-12"));
  CHECK(list.watermark == "RAHASIA: DATA KESEHATAN");
  const report::Table& table = table_of(list);
  REQUIRE(table.rows.size() == 2);
  const bool first = row_text(table, 0)[5] == "Ruang Arsip";
  const auto with = row_text(table, first ? 0 : 1), without = row_text(table, first ? 1 : 0);
  CHECK(with[3] == "09:05");
  CHECK(with[4] == "11:40");
  CHECK(with[5] == "Ruang Arsip");
  CHECK(with[6] == "mengambil berkas");
  CHECK(with[7] == "36,4");
  CHECK_THAT(without[8], contains("anpa izin"));
  CHECK_THAT(all_of(list), contains("2 orang, 1 di antaranya tanpa izin"));
  CHECK_THAT(all_of(list), contains("Mengetahui,"));
  CHECK_THAT(all_of(list), contains("Atasan Langsung"));
  CHECK_THAT(all_of(list), contains("Yusuf Hakim, S.Sos."));
}

TEST_CASE("A22: the recap for June has journeys that touch 1 to 30 June, by group and kind") {
  PapersOffice office(8, "2021-06-01", "2021-06-30");
  office.request.from = day("2021-06-01");
  office.request.until = day("2021-06-30");
  const auto journey = [&](std::size_t who, const char* from, const char* until, const char* kind) {
    auto& permit = office.make.permit(office.staff[who], PermitType::travel, from, until, "keperluan " + std::string(kind));
    permit.subtype = kind;
    permit.destination = permit.region = "Banjarmasin";
  };
  journey(4, "2021-05-30", "2021-06-02", "dinas");
  journey(0, "2021-06-10", "2021-06-12", "keluarga");
  journey(1, "2021-06-29", "2021-07-03", "pribadi");
  journey(7, "2021-06-05", "2021-06-05", "pribadi");
  const auto recap = office.made("travel");
  const report::Table& table = table_of(recap, "perjalanan");
  REQUIRE(table.rows.size() == 4);
  CHECK(table.rows[0].group == "JFU");
  CHECK(table.rows[2].group == "JFT");
  CHECK(table.rows[3].group == "Non ASN");
  CHECK(row_text(table, 2)[8] == "2");  // 1 and 2 June
  const report::Table& sums = table_of(recap, "jumlah");
  REQUIRE(sums.rows.size() == 4);
  CHECK(row_text(sums, 1)[2] == "1");
  CHECK(row_text(sums, 1)[3] == "1");
  CHECK_THAT(all_of(recap), contains("Yth. Sekretaris Daerah"));
  CHECK_THAT(all_of(recap), contains("melalui Asisten I"));
}

TEST_CASE("A23: a month without journeys is NIHIL, and what is overdue on 1 July is listed to its Asisten") {
  PapersOffice office(3, "2021-06-01", "2021-07-31");
  office.request.from = day("2021-06-01");
  office.request.until = day("2021-06-30");
  CHECK_THAT(all_of(office.made("travel")), contains("NIHIL"));

  office.make.unit("3.01", "Dinas Sosial");
  office.make.unit_state("3.01").asisten = "Asisten II";
  office.make.unit("3.02", "Dinas Pertanian");
  office.make.unit_state("3.02").asisten = "Asisten II";
  office.make.book.recaps[{"3.02", "perjalanan", day("2021-06-01")}] = {
      instant("2021-06-30T15:00:00+08:00"), "x", "1", "", true, 0};
  auto asked = office.request;
  asked.as_of_ms = instant("2021-06-30T20:00:00+08:00").ms;
  CHECK(table_of(office.made("overdue", asked)).rows.empty());
  asked.as_of_ms = instant("2021-07-01T08:00:00+08:00").ms;
  const auto list = office.made("overdue", asked);
  const report::Table& table = table_of(list);
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0].group == "Asisten I");
  CHECK(table.rows[1].group == "Asisten II");
  CHECK(row_text(table, 1)[1] == "Dinas Sosial");
  CHECK(row_text(table, 1)[3] == "30-06-2021");
  CHECK(row_text(table, 1)[4] == "1");
  const report::Table& sums = table_of(list, "jumlah");
  CHECK(row_text(sums, 1)[1] == "1");
  CHECK(row_text(sums, 1)[6] == "1");  // NIHIL
  asked.asisten = "Asisten II";
  CHECK(table_of(office.made("overdue", asked)).rows.size() == 1);
}

TEST_CASE("A31: the day's recap has every active person once, and its sums are their number") {
  PapersOffice office;
  office.fill_july();
  const auto recap = office.made("tier-recap", office.of_day("2021-07-08"));
  const report::Table& table = table_of(recap, "rekap");
  CHECK(table.rows.size() == 11);
  const report::Table& sums = table_of(recap, "jumlah");
  std::int64_t places = 0;
  for (const auto& row : sums.rows) {
    for (std::size_t at = 1; at <= 6; ++at) places += std::get<std::int64_t>(row.cells[at].value);
  }
  CHECK(places == 11);
  CHECK_THAT(all_of(recap), contains("Diajukan"));
}

TEST_CASE("A34: the tracing list covers 14 days, names neither the case nor his number, and marks who has no way out") {
  PapersOffice office(4, "2021-04-10", "2021-04-30");
  const std::string& ill = office.staff[0];
  for (const char* date : {"2021-04-12", "2021-04-26"}) {
    for (const std::size_t who : {0U, 1U}) office.at_office(office.staff[who], day(date), "07:25", who == 0 ? "12:00" : "16:00");
  }
  office.make.punch(office.staff[2], "2021-04-26T07:30:00+08:00", rules::Direction::in);  // no way out
  auto asked = office.of_day("2021-04-26");
  asked.person = ill;
  const auto list = office.made("tracing", asked);
  CHECK(list.watermark == "RAHASIA: DATA KESEHATAN");
  CHECK(list.name.find(ill) == std::string::npos);
  const std::string text = all_of(list);
  CHECK(text.find(report::spaced_nip(ill)) == std::string::npos);
  CHECK_THAT(text, contains("12 April 2021 s.d. 26 April 2021"));
  const report::Table& sums = table_of(list, "orang");
  REQUIRE(sums.rows.size() == 2);
  const report::Table& contacts = table_of(list, "kontak");
  CHECK(std::ranges::any_of(contacts.rows, [](const auto& row) { return printed(row.cells[8].value) == "275"; }));
  CHECK_THAT(text, contains("keluar tidak diketahui"));
}

TEST_CASE("discipline: decided absence warns at its threshold, undecided days stand apart and count nothing (A41)") {
  PapersOffice office(3);
  for (base::Date date = day("2021-07-01"); date <= day("2021-07-31"); ++date.days) {
    if (!PapersOffice::works(date)) continue;
    for (const auto& one : {office.head, office.deputy, office.section_head, office.staff[1], office.staff[2]})
      office.at_office(one, date);
    if (date < day("2021-07-08"))
      office.make.approve("absence/" + office.staff[0] + "/" + base::format_date(date), office.section_head,
                          base::format_date(date) + "T18:00:00+08:00");
    if (date >= day("2021-07-08")) office.at_office(office.staff[0], date);
  }
  office.make.book.punches[office.staff[1]].clear();
  const auto list = office.made("discipline");
  CHECK_THAT(all_of(list), contains("peringatan, bukan keputusan"));
  const report::Table& warned = table_of(list, "peringatan");
  REQUIRE(warned.rows.size() == 1);
  CHECK(row_text(warned, 0)[4] == "5");
  CHECK_THAT(row_text(warned, 0)[6], contains("teguran tertulis"));
  const report::Table& open = table_of(list, "calon");
  REQUIRE(open.rows.size() == 1);
  CHECK(row_text(open, 0)[4] == "21");
}

TEST_CASE("exceptions and compliance: who, by how much, circular and clause") {
  PapersOffice office(4);
  office.at_home(office.staff[0], day("2021-07-08"));  // no letter
  for (const std::size_t who : {1U, 2U, 3U}) office.at_office(office.staff[who], day("2021-07-08"));
  const auto list = office.made("exceptions", office.of_day("2021-07-08"));
  CHECK_THAT(all_of(list), contains("WFH tanpa SPT"));
  CHECK_THAT(all_of(list), contains("B-7/CONTOH/2021"));
  const auto compliance = office.made("compliance", office.of_day("2021-07-08"));
  const report::Table& table = table_of(compliance, "temuan");
  REQUIRE_FALSE(table.rows.empty());
  const auto over =
      std::ranges::find_if(table.rows, [](const auto& row) { return printed(row.cells[3].value) == "Melebihi batas"; });
  REQUIRE(over != table.rows.end());
  CHECK(printed(over->cells[5].value) == "3");
  CHECK(printed(over->cells[6].value) == "2");
  CHECK(printed(over->cells[7].value) == "1");
  CHECK_THAT(printed(over->cells[4].value), contains("B-7/CONTOH/2021"));
  CHECK_FALSE(table_of(compliance, "hitungan").rows.empty());
  CHECK(table_of(compliance, "penyimpangan").rows.empty());

  // What somebody answered for stands beside the findings, of days that touch the paper's, and not before it was decided.
  const auto answered = [&](const char* at, const char* from, const char* until) {
    office.make.book.deviations.push_back({office.head,
                                           "roster/2021-07",
                                           "vaksinasi",
                                           instant(at),
                                           day(from),
                                           day(until),
                                           {"B-7/CONTOH/2021 1", "SE lain 2"},
                                           "2.01"});
  };
  answered("2021-07-07T23:30:00+08:00", "2021-07-01", "2021-07-31");
  answered("2021-07-09T09:00:00+08:00", "2021-07-09", "2021-07-31");
  answered("2021-07-10T09:00:00+08:00", "2021-07-01", "2021-07-31");
  auto asked = office.of_day("2021-07-08");
  asked.as_of_ms = instant("2021-07-10T08:00:00+08:00").ms;
  const auto despite = office.made("compliance", asked);
  CHECK(table_of(despite, "temuan").rows.size() == table.rows.size());
  const report::Table& stated = table_of(despite, "penyimpangan");
  REQUIRE(stated.rows.size() == 1);
  CHECK(stated.title == "Penyimpangan yang dicatat");
  CHECK(row_text(stated, 0)[1] == "07-07-2021");
  CHECK(row_text(stated, 0)[3] == "roster/2021-07");
  CHECK(row_text(stated, 0)[6] == "vaksinasi");
  CHECK(row_text(stated, 0)[7] == "Drs. Arman Wijaya, M.Si.");
  CHECK(row_text(stated, 0)[8] == "B-7/CONTOH/2021 1; SE lain 2");
}
