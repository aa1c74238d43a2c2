#include "tests/support/report_papers.h"

#include <fmt/format.h>

#include "common/report/words.h"

namespace hadir::test {

using namespace report;

namespace {

base::Date day(int year, unsigned month, unsigned day) { return *base::date_from(year, month, day); }

const std::vector<std::string> letterhead = {"PEMERINTAH KABUPATEN TULANG BAWANG BARAT", "DINAS KOMUNIKASI DAN INFORMATIKA",
                                             "Komplek Perkantoran Pemda, Jl. Raya Panaragan Jaya, Kode Pos 34693",
                                             "Telepon (0724) 355555, surel diskominfo@tubabakab.go.id"};

Signatory head(base::Date date) {
  return official("MENGETAHUI", "Panaragan", date, "KEPALA DINAS KOMUNIKASI DAN INFORMATIKA", "Drs. H. Eri Budi Santoso, M.Si.",
                  "Pembina Utama Muda", "196903151990031005");
}

// Weekends and Idul Adha (20 July 2021).
Shade shade_of(base::Date date) {
  if (date == day(2021, 7, 20)) return Shade::holiday;
  return base::iso_weekday_of(date) >= 6 ? Shade::weekend : Shade::none;
}

}  // namespace

std::vector<Person> people(int count) {
  static const char* first[] = {"Siti", "Budi", "Ni Wayan", "Agus", "Dewi", "Muhammad Rizki", "Sri", "Ahmad", "Rina", "I Gede"};
  static const char* last[] = {"Nurhaliza", "Santoso", "Kusumawardhani", "Pratama", "Lestari", "Hidayatullah", "Wibowo"};
  static const char* titles[] = {"", ", S.Kom.", ", S.Sos., M.M.", ", A.Md."};
  static const char* posts[] = {"Pranata Komputer Ahli Muda", "Pengelola Data", "Kepala Subbagian Umum dan Kepegawaian",
                                "Analis Data"};
  static const char* grades[] = {"III/c", "II/d", "III/d", "IV/a"};
  std::vector<Person> out;
  for (int at = 0; at < count; ++at) {
    out.push_back({fmt::format("{} {}{}", first[at % 10], last[at % 7], titles[at % 4]),
                   fmt::format("19{:02}{:02}{:02}20{:02}{:02}{}{:03}", 65 + at % 32, 1 + at % 12, 1 + at % 28, 5 + at % 15,
                               1 + at % 12, 1 + at % 2, 1 + at % 999),
                   grades[at % 4], posts[at % 4]});
  }
  return out;
}

Document monthly_recap(int count) {
  Document out;
  out.name = "rekap-kehadiran-2021-07-7.01";
  out.date = day(2021, 7, 31);
  out.paper = PaperSize::f4;
  out.orientation = Orientation::landscape;
  out.letterhead = letterhead;
  out.titles = {"REKAPITULASI KEHADIRAN PEGAWAI", "Bulan " + month_and_year(out.date)};

  Table table;
  table.key = "rekap";
  table.columns = {{.key = "no", .title = "NO"}, {.key = "nama", .title = "NAMA"}, {.key = "nip", .title = "NIP"}};
  for (unsigned number = 1; number <= 31; ++number) {
    table.columns.push_back({.key = fmt::format("d{:02}", number),
                             .title = std::to_string(number),
                             .group = "TANGGAL",
                             .align = Align::centre,
                             .shade = shade_of(day(2021, 7, number))});
  }
  const std::vector<std::string> codes = {"H", "WFH", "HT", "I", "S", "C", "DL", "TK"};
  std::vector<std::string> keys;
  for (const auto& code : codes) {
    keys.push_back("n_" + std::string(code));
    for (auto& c : keys.back()) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    table.columns.push_back({.key = keys.back(), .title = code, .group = "JUMLAH", .total = Total::sum});
  }
  table.columns.push_back({.key = "hari_kerja", .title = "HK", .group = "JUMLAH", .total = Total::sum, .sum_of = keys});
  table.columns.push_back({.key = "jam_kerja", .title = "JAM KERJA", .total = Total::sum});
  table.columns.push_back(
      {.key = "persen", .title = "%", .align = Align::right, .total = Total::percent, .part = "n_h", .whole = "hari_kerja"});

  int number = 0;
  for (const auto& person : people(count)) {
    Row row{{++number, person.name, Identifier{person.nip}}, ""};
    std::vector<int> counts(codes.size());
    for (unsigned date = 1; date <= 31; ++date) {
      if (shade_of(day(2021, 7, date)) != Shade::none) {
        row.cells.emplace_back();
        continue;
      }
      const int which = (number * 7 + static_cast<int>(date) * 3) % 11;
      const std::size_t code = which < 5   ? 0
                               : which < 9 ? 1
                                           : static_cast<std::size_t>(number + static_cast<int>(date)) % codes.size();
      ++counts[code];
      row.cells.emplace_back(codes[code], code == 7 ? Shade::attention : Shade::none);
    }
    for (const int times : counts) row.cells.emplace_back(times);
    row.cells.emplace_back();  // hari_kerja: the library adds it up
    row.cells.emplace_back(Minutes{(counts[0] + counts[1]) * 450 + number % 60});
    row.cells.emplace_back(percent(counts[0], 21));
    table.rows.push_back(std::move(row));
  }
  out.sections.push_back(std::move(table));
  out.sections.push_back(Legend{"Keterangan",
                                {{"H", "hadir di kantor"},
                                 {"WFH", "bekerja dari rumah"},
                                 {"HT", "hadir terlambat"},
                                 {"I", "izin"},
                                 {"S", "sakit"},
                                 {"C", "cuti"},
                                 {"DL", "dinas luar"},
                                 {"TK", "tanpa keterangan"},
                                 {"HK", "hari kerja"},
                                 {"", "akhir pekan", Shade::weekend},
                                 {"", "hari libur", Shade::holiday}}});
  out.sections.push_back(Signatures{{head(out.date)}});
  out.footer = "Rekapitulasi kehadiran 7.01, " + month_and_year(out.date);
  return out;
}

Document sign_in_sheet(int count) {
  Document out;
  out.name = "daftar-hadir-2021-07-26-7.01";
  out.date = day(2021, 7, 26);
  out.paper = PaperSize::f4;
  out.letterhead = letterhead;
  out.titles = {"DAFTAR HADIR PNS, CPNS DAN PPPK"};
  out.sections.push_back(Facts{"", {{"HARI/TANGGAL", day_and_date(out.date)}, {"APEL", "PAGI"}}});
  Table table;
  table.key = "daftar_hadir";
  table.columns = {{.key = "no", .title = "No", .align = Align::centre},
                   {.key = "nama", .title = "Nama Pegawai"},
                   {.key = "nip", .title = "NIP", .beneath = true},
                   {.key = "golongan", .title = "Gol", .align = Align::centre},
                   {.key = "jabatan", .title = "Jabatan"},
                   {.key = "tanda_tangan", .title = "Tanda Tangan / Keterangan"}};
  table.row_millimetres = 10;
  int number = 0;
  for (const auto& person : people(count)) {
    ++number;
    Cell signature = number % 9 == 0 ? Cell("CUTI") : Cell(Signature{number});
    table.rows.push_back({{number, person.name, Identifier{person.nip}, person.grade, person.post, signature}, ""});
  }
  out.sections.push_back(std::move(table));
  out.sections.push_back(
      Points{"CATATAN",
             {"Hadir: ........", "Izin: ........", "Sakit: ........", "Cuti: ........", "Tanpa keterangan: ........"},
             Numbering::numbers});
  out.sections.push_back(Signatures{{head(out.date)}});
  return out;
}

Document daily_report(int activities) {
  Document out;
  out.name = "lkh-2021-07-26-198307272009022008";
  out.date = day(2021, 7, 26);
  out.letterhead = letterhead;
  out.titles = {"LAPORAN KINERJA HARIAN", "Pelaksanaan tugas kedinasan dari rumah (WFH)"};
  out.sections.push_back(Facts{"",
                               {{"Nama", "Siti Nurhaliza, S.Kom."},
                                {"NIP", spaced_nip("198307272009022008")},
                                {"Jabatan", "Pranata Komputer Ahli Muda"},
                                {"Unit Kerja", "Bidang Layanan E-Government"},
                                {"Hari/Tanggal", day_and_date(out.date)},
                                {"Lokasi", "Rumah"}}});
  Table table;
  table.key = "kegiatan";
  table.columns = {{.key = "no", .title = "No", .align = Align::centre},
                   {.key = "mulai", .title = "Mulai", .group = "Waktu"},
                   {.key = "selesai", .title = "Selesai", .group = "Waktu"},
                   {.key = "uraian", .title = "Uraian Tugas/Kegiatan"},
                   {.key = "volume", .title = "Volume"},
                   {.key = "satuan", .title = "Satuan"},
                   {.key = "lama", .title = "Lama", .total = Total::sum},
                   {.key = "bukti", .title = "Bukti Dukung"}};
  for (int at = 0; at < activities; ++at) {
    table.rows.push_back(
        {{at + 1, TimeOfDay{450 + at * 45}, TimeOfDay{480 + at * 45},
          "Menyusun konsep surat edaran tentang penyesuaian sistem kerja dan mengirimkannya kepada atasan langsung", at % 3 + 1,
          "dokumen", Minutes{30}, "https://drive.tubabakab.go.id/" + std::to_string(7'000'000 + at)},
         ""});
  }
  out.sections.push_back(std::move(table));
  out.sections.push_back(Facts{"", {{"Catatan atasan", "Lanjutkan; lampirkan konsep yang sudah diparaf."}}});
  Signatory superior =
      official("Mengetahui,", "", out.date, "Atasan Langsung", "Agus Pratama, S.Sos., M.M.", "Pembina", "197508172000031002");
  out.sections.push_back(Signatures{
      {superior, official("", "Panaragan", out.date, "Pegawai", "Siti Nurhaliza, S.Kom.", "Penata", "198307272009022008")}});
  return out;
}

Document travel_recap(int journeys) {
  Document out;
  out.name = "rekap-perjalanan-2021-06-7.01";
  out.date = day(2021, 6, 30);
  out.paper = PaperSize::f4;
  out.orientation = Orientation::landscape;
  out.letterhead = letterhead;
  out.titles = {"REKAPITULASI PERJALANAN KE LUAR DAERAH", "Bulan " + month_and_year(out.date)};
  out.sections.push_back(Paragraph{"Kepada Yth. Sekretaris Daerah melalui Asisten Pemerintahan dan Kesejahteraan Rakyat"});
  Table table;
  table.key = "perjalanan";
  table.group_key = "kelompok";
  table.columns = {{.key = "no", .title = "No"},
                   {.key = "nama", .title = "Nama"},
                   {.key = "nip", .title = "NIP/No. Identitas"},
                   {.key = "jabatan", .title = "Jabatan"},
                   {.key = "jenis", .title = "Jenis"},
                   {.key = "tujuan", .title = "Tujuan"},
                   {.key = "berangkat", .title = "Berangkat", .group = "Tanggal"},
                   {.key = "kembali", .title = "Kembali", .group = "Tanggal"},
                   {.key = "hari", .title = "Hari", .total = Total::sum},
                   {.key = "biaya", .title = "Biaya (juta Rp)", .total = Total::sum},
                   {.key = "alasan", .title = "Alasan"},
                   {.key = "izin", .title = "Izin atasan"}};
  static const char* groups[] = {"Pejabat Struktural", "JFU", "JFT", "Non ASN"};
  static const char* kinds[] = {"Dinas", "Keluarga", "Pribadi"};
  const auto staff = people(journeys);
  for (int at = 0; at < journeys; ++at) {
    const auto& person = staff[static_cast<std::size_t>(at)];
    const base::Date from = day(2021, 6, static_cast<unsigned>(1 + at % 25));
    table.rows.push_back({{at + 1, person.name, Identifier{person.nip}, person.post, kinds[at % 3], "Bandar Lampung", from,
                           base::Date{from.days + at % 4}, at % 4 + 1, Decimal{125 + at * 5, 2}, "Koordinasi penyusunan anggaran",
                           "Kepala Dinas, " + short_date(from)},
                          groups[at * 4 / journeys]});
  }
  out.sections.push_back(std::move(table));
  out.sections.push_back(Signatures{{head(out.date)}});
  return out;
}

Document assignment_letter(int count) {
  Document out;
  out.name = "spt-800-123-2021";
  out.date = day(2021, 4, 26);
  out.letterhead = letterhead;
  out.titles = {"SURAT PERINTAH TUGAS", "Nomor: 800/123/IV/2021"};
  out.sections = {
      Points{"Menimbang",
             {"bahwa dalam rangka pencegahan penyebaran COVID-19 perlu diatur pelaksanaan tugas kedinasan dari rumah;",
              "bahwa pegawai yang namanya tercantum dalam lampiran dipandang cakap dan mampu melaksanakan tugas dimaksud."},
             Numbering::letters},
      Points{"Dasar",
             {"Surat Edaran Bupati Nomor 045.2/148/I.09/TULANGBAWANG BARAT/2021 tanggal 29 Juni 2021."},
             Numbering::numbers},
      Paragraph{"MEMERINTAHKAN", Align::centre, true},
      Facts{"Kepada",
            {{"Nama", "Siti Nurhaliza, S.Kom."},
             {"NIP", spaced_nip("198307272009022008")},
             {"Jabatan", "Pranata Komputer"},
             {"Keterangan", fmt::format("dan {} pegawai lain sebagaimana tercantum dalam lampiran", count)}}},
      Points{"Untuk",
             {"melaksanakan tugas kedinasan dari rumah pada hari " + day_and_date(base::Date{out.date.days + 1}) + ";",
              "berada di rumah dan siap dipanggil sewaktu-waktu;", "membuat laporan kehadiran dan laporan kinerja harian;",
              "dapat dihubungi pada alamat dan nomor yang dilaporkan kepada atasan langsung."},
             Numbering::numbers},
      Paragraph{"Demikian surat perintah tugas ini dibuat untuk dilaksanakan dengan penuh tanggung jawab."},
      Signatures{{official("Ditetapkan di Panaragan", "", out.date, "KEPALA DINAS", "Drs. H. Eri Budi Santoso, M.Si.",
                           "Pembina Utama Muda", "196903151990031005")}},
      PageBreak{"Lampiran", Orientation::landscape},
      Paragraph{"Lampiran Surat Perintah Tugas\nNomor 800/123/IV/2021\ntanggal " + long_date(out.date)},
  };
  Table table;
  table.key = "lampiran";
  table.columns = {{.key = "no", .title = "Nomor urut", .align = Align::centre},
                   {.key = "nama", .title = "Nama"},
                   {.key = "pangkat", .title = "Pangkat"},
                   {.key = "nip", .title = "NIP"},
                   {.key = "jabatan", .title = "Jabatan"},
                   {.key = "instansi", .title = "Instansi"},
                   {.key = "keterangan", .title = "Keterangan"}};
  int number = 0;
  for (const auto& person : people(count)) {
    table.rows.push_back(
        {{++number, person.name, person.grade, Identifier{person.nip}, person.post, "Dinas Komunikasi dan Informatika", Cell()},
         ""});
  }
  out.sections.push_back(std::move(table));
  out.sections.push_back(Signatures{{head(out.date)}});
  return out;
}

Document health_list(int count) {
  Document out;
  out.name = "kesehatan-2021-07-26";
  out.date = day(2021, 7, 26);
  out.titles = {"PEMANTAUAN KESEHATAN PEGAWAI"};
  out.watermark = "RAHASIA: DATA KESEHATAN";
  Table table;
  table.columns = {{.key = "nip", .title = "NIP"}, {.key = "suhu", .title = "Suhu"}, {.key = "keluhan", .title = "Keluhan"}};
  int number = 0;
  for (const auto& person : people(count)) {
    ++number;
    table.rows.push_back({{Identifier{person.nip}, Decimal{360 + number % 25, 1}, number % 5 == 0 ? Cell("batuk") : Cell()}, ""});
  }
  out.sections.push_back(std::move(table));
  return out;
}

}  // namespace hadir::test
