// SPT, LKH and the published schedule (DOMAIN.md 5.2, 5.5, A19, A20), and lines of activities as people write them.
#include <algorithm>

#include "common/papers/activity.h"
#include "common/papers/parts.h"
#include "tests/catch.h"
#include "tests/property.h"
#include "tests/unit/papers_office.h"

using namespace hadir;
using namespace hadir::test;
using papers::activity_of;
using report::printed;

namespace {

std::string all_of(const report::Document& document) { return report::to_text(document).value(); }
const report::Points& points_of(const report::Document& document, std::string_view label) {
  for (const auto& section : document.sections) {
    if (const auto* points = std::get_if<report::Points>(&section); points != nullptr && points->label == label) return *points;
  }
  throw std::runtime_error("no such points");
}

}  // namespace

TEST_CASE("activity: times in front and a volume behind, as tolerantly as people write") {
  const auto full = activity_of("07:30-09:00 menyusun konsep surat = 2 dokumen");
  CHECK(full.start == 450);
  CHECK(full.end == 540);
  CHECK(full.minutes() == 90);
  CHECK(full.text == "menyusun konsep surat");
  CHECK(full.volume == report::Decimal{2, 0});
  CHECK(full.unit == "dokumen");
  for (const char* line : {"7.30 - 9.00: rapat", "pukul 07:30 s.d. 09:00 WITA rapat", "07:30 sampai 09:00, rapat",
                           "  07.30–09.00 rapat ", "Jam 7:30 s/d 9:00 rapat"}) {
    CAPTURE(line);
    CHECK(activity_of(line).start == 450);
    CHECK(activity_of(line).end == 540);
    CHECK(activity_of(line).text == "rapat");
  }
  CHECK(activity_of("22:00-02:00 jaga malam").minutes() == 240);
  CHECK(activity_of("18:00-24:00 jaga").minutes() == 360);
  CHECK(activity_of("survei = 1,5 km").volume == report::Decimal{15, 1});
  CHECK(activity_of("data = 1.250 baris").volume == report::Decimal{1250, 0});
  CHECK(activity_of("rapat = 1").volume == report::Decimal{1, 0});
}

TEST_CASE("activity: what looks like neither stays text") {
  for (const char* line : {"Menjawab surel masyarakat", "2 dokumen disusun", "07:30 rapat", "07:30-09:00", "25:00-26:00 rapat",
                           "07:30-07:30 rapat", "x = y", "= 2 dokumen", "12-13 Juli menyiapkan acara", "07:30-09:75 rapat"}) {
    CAPTURE(line);
    const auto one = activity_of(line);
    CHECK_FALSE(one.start.has_value());
    CHECK_FALSE(one.volume.has_value());
    CHECK(one.text == line);
  }
  rc::prop("no line is refused, and times come in pairs", [](const std::string& line) {
    const auto one = activity_of(line);
    RC_ASSERT(one.start.has_value() == one.end.has_value());
    RC_ASSERT(one.minutes().value_or(1) > 0);
    if (!one.start && !one.volume) RC_ASSERT(line.find(one.text) != std::string::npos);
  });
}

TEST_CASE("rank: title and group, as offices write them") {
  using papers::rank_of;
  CHECK(rank_of("Penata Muda Tk. I (III/b)").title == "Penata Muda Tk. I");
  CHECK(rank_of("Penata Muda Tk. I (III/b)").group == "III/b");
  CHECK(rank_of("Pembina, IV/a").title == "Pembina");
  CHECK(rank_of("III.c").group == "III/c");
  CHECK(rank_of("IX").group == "IX");
  CHECK(rank_of("Golongan VII").group == "VII");
  CHECK(rank_of("Penata Tk. I").group.empty());
  CHECK(rank_of("").order == 0);
  CHECK(rank_of("IV/a").order > rank_of("III/d").order);
  CHECK(rank_of("II/a").order > rank_of("XVII").order);
}

TEST_CASE("SPT: one letter for several people has an annex, cites the circular, and is signed by its signer (A20)") {
  PapersOffice office(4);
  office.letter_for({office.staff[0], office.staff[1], office.staff[3]});
  office.make.book.letters.back().people[1].until = day("2021-07-15");
  auto asked = office.request;
  asked.letter = "800/17/VI/2021";
  const auto letter = office.made("letter", asked);
  CHECK(letter.titles == std::vector<std::string>{"SURAT PERINTAH TUGAS", "Nomor: 800/17/VI/2021"});
  CHECK(letter.date == day("2021-06-29"));  // approved
  CHECK(points_of(letter, "Dasar").items ==
        std::vector<std::string>{
            "Surat Edaran Bupati Nomor B-7/CONTOH/2021 tanggal 24 Juni 2021 tentang Penyesuaian sistem kerja"});
  CHECK_THAT(points_of(letter, "Untuk").items.front(), contains("1 Juli 2021 s.d. 31 Juli 2021"));
  CHECK_THAT(all_of(letter), contains("MEMERINTAHKAN"));
  CHECK_THAT(all_of(letter), contains("3 orang pegawai"));
  CHECK_THAT(all_of(letter), contains("Drs. Arman Wijaya, M.Si."));
  CHECK(letter.footer.find("konsep") == std::string::npos);
  const report::Table& annex = table_of(letter, "lampiran");
  REQUIRE(annex.rows.size() == 3);
  CHECK(annex.columns.size() == 8);
  CHECK(std::ranges::count_if(annex.rows,
                              [](const auto& row) { return printed(row.cells[7].value).ends_with("s.d. 15-07-2021"); }) == 1);

  // By its full name too; a letter of one person has no annex; what is not approved says so.
  office.make.book.approvals.clear();
  office.make.book.letters.back().people.resize(1);
  asked.letter = office.make.book.letters.back().subject;
  const auto alone = office.made("letter", asked);
  CHECK_THAT(alone.footer, contains("konsep"));
  CHECK(std::ranges::none_of(alone.sections,
                             [](const auto& section) { return std::holds_alternative<report::PageBreak>(section); }));
}

TEST_CASE("LKH: a day at home with times, volumes, state, notes and both signatures (DOMAIN.md 5.2)") {
  PapersOffice office;
  office.fill_july();
  auto asked = office.of_day("2021-07-09");  // the seventh working day: at home
  asked.person = office.staff[0];
  auto& note = office.make.approve("daily_report/" + office.staff[0] + "/2021-07-09", office.section_head,
                                   "2021-07-09T17:00:00+08:00", rules::Decision::forwarded);
  note.note = "Lanjutkan.";
  const auto report = office.made("daily-report", asked);
  const report::Table& table = table_of(report);
  REQUIRE(table.rows.size() == 3);
  CHECK(printed(table.rows[0].cells[1].value) == "07:30");
  CHECK(printed(table.rows[0].cells[6].value) == "1:30");
  CHECK(printed(table.rows[1].cells[6].value) == "2:45");
  CHECK(printed(table.rows[2].cells[1].value).empty());
  CHECK(printed(table.rows[2].cells[4].value) == "12");
  const std::string text = all_of(report);
  CHECK_THAT(text, contains("Rumah"));
  CHECK_THAT(text, contains("Diteruskan (tingkat 1)"));
  CHECK_THAT(text, contains("Lanjutkan."));
  CHECK_THAT(text, contains("Mengetahui,"));
  CHECK_THAT(text, contains("Yusuf Hakim, S.Sos."));
  CHECK_THAT(text, contains("4:15"));

  auto month = office.request;
  month.person = office.staff[1];
  office.make.book.daily_reports.erase({office.staff[1], day("2021-07-05")});
  office.make.book.daily_reports.erase({office.staff[1], day("2021-07-06")});
  const auto list = office.made("daily-report", month);
  CHECK_THAT(all_of(list), contains("LKH belum ada"));
  CHECK_THAT(all_of(list), contains("hari WFH"));
}

TEST_CASE("roster: codes by day, shifts explained, counts per day, and how evenly office days are spread (A19)") {
  PapersOffice office;
  office.fill_july();
  office.make.shift("pagi", 7 * 60 + 30, 12 * 60, 0, "2000-01-01", "2.01");
  office.make.shift("petang", 13 * 60, 17 * 60 + 30, 0, "2000-01-01", "2.01");
  office.make.schedule(office.staff[0], "2021-07-08", rules::Mode::wfo, "pagi");
  office.make.schedule(office.staff[2], "2021-07-08", rules::Mode::wfo, "petang");
  const auto roster = office.made("roster");
  const std::string text = all_of(roster);
  CHECK_THAT(text, contains("sif pagi 07:30-12:00"));
  CHECK_THAT(text, contains("sif petang 13:00-17:30"));
  CHECK_THAT(text, contains("Selisih"));
  CHECK_THAT(text, contains("1 hari, merata"));
  const report::Table& table = table_of(roster, "jadwal");
  const auto row = std::ranges::find_if(
      table.rows, [&](const auto& one) { return printed(one.cells[2].value) == printed(report::Identifier{office.staff[0]}); });
  REQUIRE(row != table.rows.end());
  CHECK(printed(row->cells[3 + 7].value) == "P");
  CHECK(printed(row->cells[3 + 8].value) == "WFH");
  const report::Table& days = table_of(roster, "per_hari");
  CHECK(printed(days.rows[0].cells[8].value) == "7");  // 4 of 8 staff and 3 officials
  CHECK(printed(days.rows[1].cells[8].value) == "4");
}
