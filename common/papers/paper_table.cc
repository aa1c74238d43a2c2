#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "common/papers/paper_list.h"
#include "common/papers/parts.h"

namespace hadir::papers {
namespace {

constexpr std::string_view health_mark = "RAHASIA: DATA KESEHATAN";

// A new paper is a row here and a function in paper_list.h.
constexpr std::array table{
    Paper{"attendance-list", "Daftar hadir", {.days = Days::one, .session = true}, false, attendance_list},
    Paper{"entry-list", "Daftar hadir di kantor pada hari WFH", {.days = Days::one}, true, entry_list},
    Paper{"daily-report", "Laporan Kinerja Harian (LKH)", {.days = Days::span, .person = Ask::must}, false, daily_report},
    Paper{"monthly", "Rekapitulasi kehadiran bulanan", {.days = Days::month, .form = true}, false, monthly},
    Paper{"hours", "Rekapitulasi jam kerja", {.days = Days::month}, false, hours},
    Paper{"exceptions", "Daftar pengecualian", {.days = Days::span, .person = Ask::may}, false, exceptions},
    Paper{"tier-recap", "Rekapitulasi kehadiran dan LKH menurut tingkat", {.days = Days::one}, false, tier_recap},
    Paper{"travel", "Rekapitulasi perjalanan ke luar daerah", {.days = Days::month, .whole_month = true}, false, travel},
    Paper{"overdue",
          "Unit yang belum menyampaikan rekapitulasi",
          {.days = Days::month, .asisten = Ask::may, .recap = true, .whole_month = true},
          false,
          overdue},
    Paper{"tracing", "Daftar penelusuran kontak", {.days = Days::one, .person = Ask::must, .looks_back = true}, true, tracing},
    Paper{"compliance", "Laporan kepatuhan terhadap surat edaran", {.days = Days::span}, false, compliance},
    Paper{"roster", "Jadwal kerja", {.days = Days::month}, false, roster},
    Paper{"letter", "Surat perintah tugas (SPT)", {.days = Days::span, .letter = Ask::must}, false, letter},
    Paper{"discipline", "Pemantauan disiplin (PP 94/2021)", {.days = Days::month, .since_new_year = true}, false, discipline},
};

base::Error bad(std::string what, std::string hint) { return {base::Fault::bad_input, std::move(what), std::move(hint)}; }

base::Result<void> check(const Paper& paper, const rules::Book& book, const PaperRequest& request) {
  if (book.unit(request.unit) == nullptr) {
    return base::Error{base::Fault::not_found, fmt::format("Unit \"{}\" tidak dikenal.", request.unit),
                       "Sebutkan kode unit yang ada di PC ini; hadir unit list menampilkan semuanya."};
  }
  if (request.until < request.from) {
    return bad(fmt::format("Tanggal akhir {} mendahului tanggal awal {}.", report::short_date(request.until),
                           report::short_date(request.from)),
               "Tukar kedua tanggal itu.");
  }
  const std::string title(paper.title);
  if (paper.needs.days == Days::one && request.from != request.until) {
    return bad(fmt::format("{} dibuat untuk satu hari.", title), "Sebutkan satu tanggal saja.");
  }
  if (paper.needs.days == Days::month && request.until > last_of_month(request.from)) {
    return bad(fmt::format("{} dibuat untuk satu bulan atau sebagian darinya.", title),
               "Sebutkan tanggal-tanggal dari satu bulan.");
  }
  if (paper.needs.whole_month && !is_whole_month(request.from, request.until)) {
    return bad(fmt::format("{} dibuat untuk satu bulan penuh.", title), "Sebutkan bulannya, misalnya 2021-06.");
  }
  if (request.until.days - request.from.days >= 366) {
    return base::Error{base::Fault::too_large, fmt::format("{} paling banyak mencakup satu tahun.", title),
                       "Buatlah satu laporan per tahun."};
  }
  if (paper.needs.letter != Ask::must && (request.from < book.first || book.last < request.until)) {
    return bad(fmt::format("Data tanggal {} s.d. {} tidak termuat.", report::short_date(request.from),
                           report::short_date(request.until)),
               "Muat data untuk semua tanggal laporan.");
  }
  if (paper.needs.person == Ask::must && request.person.empty()) {
    return bad(fmt::format("{} dibuat untuk satu orang.", title), "Sebutkan NIP atau nomor identitasnya.");
  }
  if (paper.needs.person != Ask::no && !request.person.empty() && book.person(request.person) == nullptr) {
    return base::Error{base::Fault::not_found, fmt::format("Pegawai \"{}\" tidak dikenal.", request.person),
                       "Periksa NIP-nya; hadir employee list menampilkan semua pegawai."};
  }
  if (paper.needs.letter == Ask::must && request.letter.empty()) {
    return bad("Surat mana yang dicetak belum disebut.", "Sebutkan nomor surat; hadir letter list menampilkan semuanya.");
  }
  return {};
}

}  // namespace

std::span<const Paper> papers() { return table; }

const Paper* find_paper(std::string_view name) {
  const auto found = std::ranges::find(table, name, &Paper::name);
  return found == table.end() ? nullptr : &*found;
}

DaySpan days_told(const Paper& paper, const PaperRequest& request) {
  DaySpan span{request.from, request.until};
  if (paper.needs.since_new_year) span.first = *base::date_from(base::year_of(request.from), 1, 1);
  if (paper.needs.looks_back)
    span.first.days -= static_cast<std::int32_t>(std::clamp<std::int64_t>(request.look_back_days, 0, 366));
  return span;
}

DaySpan days_needed(const Paper& paper, const PaperRequest& request) {
  DaySpan span = days_told(paper, request);
  --span.first.days;  // shifts that end on the next day
  ++span.last.days;
  return span;
}

base::Result<report::Document> make_paper(const Paper& paper, const rules::Book& book, const PaperRequest& request) {
  if (auto checked = check(paper, book, request); !checked) return checked.error();
  auto made = paper.make(book, request);
  if (made && paper.health) made->watermark = health_mark;
  return made;
}

}  // namespace hadir::papers
