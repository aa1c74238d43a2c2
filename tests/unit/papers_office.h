// An office with something on every paper, for the tests of common/papers: a Dinas of a district in WITA with an UPTD below it,
// July 2021, under one made-up circular. Everything in it is invented.
//
//   PapersOffice office;                       // or office(60): as many staff
//   office.make.permit(office.staff[3], …);
//   const Document recap = office.made("monthly");
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "common/papers/paper.h"
#include "common/report/render.h"
#include "common/report/words.h"
#include "tests/unit/rules_fixture.h"

namespace hadir::test {

inline std::string made_up_nip(int number, bool pppk = false) {
  return fmt::format("19{:02}{:02}{:02}20{:02}{:02}{}{:03}", 65 + number % 32, 1 + number % 12, 1 + number % 28, 5 + number % 15,
                     pppk ? 21 : 1 + number % 12, 1 + number % 2, 1 + number % 999);
}

struct PapersOffice {
  BookMaker make;
  std::string head, deputy, section_head;  // Kepala Dinas, Sekretaris, Kasubbag Umum dan Kepegawaian
  std::vector<std::string> staff;
  papers::PaperRequest request;  // of July 2021, the whole office

  explicit PapersOffice(int count = 8, std::string_view first = "2021-07-01", std::string_view last = "2021-07-31")
      : make(first, last) {
    using rules::Class, rules::Person, rules::PersonState;
    make.unit("2.01", "Dinas Komunikasi dan Informatika").offset_minutes = base::wita_offset_minutes;
    make.unit_state("2.01").asisten = "Asisten I";
    make.unit("2.01.1", "UPTD Layanan Data", "2.01").offset_minutes = base::wita_offset_minutes;
    make.holiday("2021-07-20", "Iduladha 1442 H");
    make.circular(R"({"issuer": "Bupati", "number": "B-7/CONTOH/2021", "title": "Penyesuaian sistem kerja", "state": "active",
      "effective": "2020-01-01", "dated": "2021-06-24", "clauses": [
        {"id": "1", "presence": {"place": "office", "max": "50%", "of": "staff"}},
        {"id": "2", "home_day": {"letter": true, "attendance_report": true, "daily_report": true}},
        {"id": "3", "office_entry": {"permit": true}},
        {"id": "4", "travel": {"home_regions": ["Kutai"], "permit": true}},
        {"id": "5", "recap": {"subject": "perjalanan", "to": "Sekda", "through": "Asisten"}}]})");
    make.post("kadis", "Kepala Dinas Komunikasi dan Informatika", "", "kepala", "2.01");
    make.post("sekdin", "Sekretaris Dinas", "kadis", "sekretaris", "2.01");
    make.post("kasubbag", "Kepala Subbagian Umum dan Kepegawaian", "sekdin", "kepegawaian", "2.01");
    head = official(1, "Drs. Arman Wijaya, M.Si.", "Pembina Utama Muda (IV/c)", "kadis");
    deputy = official(2, "Ir. Ratna Kusuma", "Pembina (IV/a)", "sekdin");
    section_head = official(3, "Yusuf Hakim, S.Sos.", "Penata Tk. I (III/d)", "kasubbag");
    static const char* first_names[] = {"Siti", "Budi", "Ni Wayan", "Agus", "Dewi", "Muhammad Rizki", "Sri", "Ahmad"};
    static const char* last_names[] = {"Nurjanah", "Santosa", "Kusumawardhani", "Pratama", "Lestari", "Hidayatullah", "Wibawa"};
    static const char* ranks[] = {"Penata Muda (III/a)", "Pengatur (II/c)", "Penata (III/c)", "IX"};
    for (int at = 0; at < count; ++at) {
      const bool non_asn = at % 8 == 7, pppk = at % 8 == 3;
      const std::string id = non_asn ? fmt::format("thl{:03}", at) : made_up_nip(10 + at, pppk);
      const std::string unit = at % 8 == 6 ? "2.01.1" : "2.01";
      Person& person = make.person(id, unit,
                                   non_asn       ? Class::non_asn
                                   : at % 8 == 4 ? Class::jft
                                                 : Class::jfu,
                                   "", fmt::format("{} {}", first_names[at % 8], last_names[at % 7]));
      PersonState& state = BookMaker::state(person);
      state.position = non_asn ? "Tenaga Administrasi" : at % 8 == 4 ? "Pranata Komputer Ahli Muda" : "Pengelola Data";
      if (!non_asn) state.rank = pppk ? ranks[3] : ranks[at % 3];
      state.reports_to = "kasubbag";
      state.room = fmt::format("Ruang {}", 1 + at % 3);
      staff.push_back(id);
    }
    request.unit = "2.01";
    request.from = day("2021-07-01");
    request.until = day("2021-07-31");
    request.place = "Tenggarong";
    request.letterhead = {"PEMERINTAH KABUPATEN CONTOH", "DINAS KOMUNIKASI DAN INFORMATIKA", "Jalan Merdeka Nomor 1"};
  }

  // A day at the office from 07:25 (or as told) to 16:35, local time.
  void at_office(const std::string& person, base::Date date, const char* in = "07:25", const char* out = "16:35") {
    make.schedule(person, date, rules::Mode::wfo);
    make.punch(person, base::format_date(date) + "T" + in + ":00+08:00", rules::Direction::in);
    make.punch(person, base::format_date(date) + "T" + out + ":00+08:00", rules::Direction::out);
  }
  // A day at home with both reports, the daily one approved by the direct superior.
  void at_home(const std::string& person, base::Date date, bool complete = true) {
    const std::string text = base::format_date(date);
    make.schedule(person, date, rules::Mode::wfh);
    make.attendance_report(person, text + "T07:20:00+08:00");
    if (!complete) return;
    auto& report = make.daily_report(person, text, rules::ReportState::submitted,
                                     {"07:30-09:00 Menyusun konsep surat edaran = 2 dokumen",
                                      "09.15 – 12.00 Rapat virtual koordinasi mingguan", "Menjawab surel masyarakat = 12 surel"});
    report.submitted = instant(text + "T16:00:00+08:00");
    report.written = {person, report.submitted->ms, rules::Trust::hub, std::nullopt};
  }
  static bool works(base::Date date) { return base::iso_weekday_of(date) <= 5 && date != day("2021-07-20"); }

  // A letter that covers July for those who are named, approved in June by the head.
  void letter_for(const std::vector<std::string>& people) {
    auto& letter = make.letter(section_head, "2021-06-28T09:00:00+08:00", "2021-07-01", "2021-07-31", people, head);
    letter.number = "800/17/VI/2021";
    make.approve(letter.subject, head, "2021-06-29T10:00:00+08:00");
  }

  // July: the staff alternates by working day, everybody else is at the office; some days are something else.
  void fill_july() {
    letter_for(staff);
    int working_day = 0;
    for (base::Date date = day("2021-07-01"); date <= day("2021-07-31"); ++date.days) {
      if (!works(date)) continue;
      ++working_day;
      for (const auto& one : {head, deputy, section_head}) at_office(one, date);
      for (std::size_t at = 0; at < staff.size(); ++at) {
        if ((working_day + static_cast<int>(at)) % 2 == 0) {
          at_office(staff[at], date, at == 0 && working_day == 6 ? "07:52" : "07:25",
                    at == 2 && working_day == 6 ? "15:30" : "16:35");
        } else {
          at_home(staff[at], date, !(at == 1 && working_day == 3));
        }
      }
    }
  }

  papers::PaperRequest of_day(std::string_view date) const {
    papers::PaperRequest asked = request;
    asked.from = asked.until = day(date);
    return asked;
  }
  report::Document made(std::string_view name, const papers::PaperRequest& asked) {
    const papers::Paper* paper = papers::find_paper(name);
    if (paper == nullptr) throw std::runtime_error("no such paper: " + std::string(name));
    return papers::make_paper(*paper, make.done(), asked).value();
  }
  report::Document made(std::string_view name) { return made(name, request); }

 private:
  std::string official(int number, const char* name, const char* rank, const char* post) {
    const std::string id = made_up_nip(number);
    rules::Person& person = make.person(id, "2.01", rules::Class::structural, "", name);
    BookMaker::state(person).rank = rank;
    make.holder(post, id, "2000-01-01", rules::Standing::definitive, "2.01");
    return id;
  }
};

// The first table of a paper (or the one with that key); the text of a cell as papers print it.
inline const report::Table& table_of(const report::Document& document, std::string_view key = "") {
  for (const auto& section : document.sections) {
    if (const auto* table = std::get_if<report::Table>(&section); table != nullptr && (key.empty() || table->key == key))
      return *table;
  }
  throw std::runtime_error("no such table");
}

}  // namespace hadir::test
