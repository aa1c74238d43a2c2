// Surat perintah tugas (DOMAIN.md 5.5): who orders whom to do what, on which ground, from when to when. More than one person: an
// annex lists them.

#include <algorithm>

#include <fmt/format.h>

#include "common/base/person_id.h"
#include "common/papers/paper_list.h"
#include "common/papers/parts.h"
#include "common/rules/letters.h"

namespace hadir::papers {
namespace {

using report::Fact;
using rules::Letter;

const Letter* find_letter(Sources& sources, std::string_view name) {
  if (const Letter* found = sources.lookup.letter(name)) return found;
  for (const Letter& one : sources.book.letters) {
    if (!one.number.empty() && one.number == name) return &one;
  }
  return nullptr;
}

std::string days_text(Date from, Date until) {
  if (from == until) return "hari " + report::day_and_date(from);
  return fmt::format("tanggal {} s.d. {}", report::long_date(from), report::long_date(until));
}

std::string circular_text(const rules::Circular& circular) {
  std::string text = fmt::format("Surat Edaran {} Nomor {}", circular.issuer, circular.number);
  if (circular.dated) text += " tanggal " + report::long_date(*circular.dated);
  if (!circular.title.empty()) text += " tentang " + circular.title;
  return text;
}

// What the letter itself names; else the circular that asks for it.
std::vector<std::string> basis_of(Sources& sources, const Letter& letter) {
  std::vector<std::string> basis = letter.basis;
  if (!basis.empty() || letter.duty != Letter::Duty::wfh) return basis;
  for (const Letter::Named& named : letter.people) {
    const Person* person = sources.book.person(named.person, named.from);
    if (person == nullptr) continue;
    const rules::ClauseRef clause = sources.lookup.rule<rules::HomeDay>(*person, named.from);
    if (!clause) continue;
    const std::string text = circular_text(*clause.circular);
    if (std::ranges::find(basis, text) == basis.end()) basis.push_back(text);
  }
  return basis;
}

std::vector<std::string> considering(const Letter& letter) {
  if (letter.duty == Letter::Duty::task) {
    return {
        "bahwa untuk kelancaran pelaksanaan tugas kedinasan perlu menugaskan pegawai yang namanya tercantum dalam surat ini."};
  }
  return {
      "bahwa dalam rangka penyesuaian sistem kerja pegawai perlu diatur pelaksanaan tugas kedinasan dari rumah;",
      "bahwa pegawai yang namanya tercantum dalam surat ini ditugaskan bekerja dari rumah sesuai jadwal kerja yang ditetapkan."};
}

std::vector<std::string> tasks_of(const Letter& letter) {
  const std::string days = days_text(letter.from, letter.until);
  if (!letter.tasks.empty()) {
    std::vector<std::string> tasks = letter.tasks;
    const std::string begins = report::long_date(letter.from);
    const bool says_when =
        std::ranges::any_of(tasks, [&](const std::string& one) { return one.find(begins) != std::string::npos; });
    if (!says_when) {
      tasks.push_back(fmt::format("tugas dilaksanakan{} pada {}.", letter.place.empty() ? "" : " di " + letter.place, days));
    }
    return tasks;
  }
  if (letter.duty == Letter::Duty::task) {
    return {fmt::format("melaksanakan tugas kedinasan{} pada {};", letter.place.empty() ? "" : " di " + letter.place, days),
            "melaporkan hasil pelaksanaan tugas kepada atasan langsung."};
  }
  return {"melaksanakan tugas kedinasan dari rumah pada " + days + ";", "berada di rumah dan siap dipanggil sewaktu-waktu;",
          "membuat laporan kehadiran dan Laporan Kinerja Harian (LKH) setiap hari;",
          letter.place.empty() ? "dapat dihubungi pada alamat dan nomor telepon yang dilaporkan kepada atasan langsung."
                               : "alamat/nomor yang dapat dihubungi: " + letter.place + "."};
}

struct Ordered {
  const Letter::Named* named;
  Member member;  // without person where the Book does not know him
};

std::vector<Ordered> people_of(Sources& sources, const Letter& letter) {
  std::vector<Member> known;
  std::vector<Ordered> ordered;
  for (const Letter::Named& named : letter.people) {
    if (const Person* person = sources.book.person(named.person, named.from)) known.push_back({named.person, person, named.from});
  }
  in_office_order(sources.book, known);
  for (const Member& member : known) {
    ordered.push_back({&*std::ranges::find(letter.people, member.id, &Letter::Named::person), member});
  }
  for (const Letter::Named& named : letter.people) {
    if (sources.book.person(named.person, named.from) == nullptr)
      ordered.push_back({&named, {named.person, nullptr, named.from}});
  }
  return ordered;
}

report::Facts addressed_to(Sources& sources, const Letter& letter, const std::vector<Ordered>& people) {
  report::Facts facts{"Kepada", {}};
  if (people.size() > 1) {
    facts.lines = {{"Nama", fmt::format("{} orang pegawai sebagaimana tercantum dalam lampiran surat ini", people.size())}};
    return facts;
  }
  const Member& member = people.front().member;
  if (member.person == nullptr) {
    facts.lines = {{"Nama", dots}, {"NIP/No. Identitas", report::spaced_nip(member.id)}};
    return facts;
  }
  const std::string rank = member.state().rank;
  facts.lines.push_back({"Nama", member.person->name});
  facts.lines.push_back({base::is_asn_number(member.id) ? "NIP" : "No. Identitas", report::spaced_nip(member.id)});
  if (!rank.empty()) facts.lines.push_back({"Pangkat/Gol.", rank});
  facts.lines.push_back({"Jabatan", position_of(sources, member.id, member.day)});
  facts.lines.push_back({"Unit Kerja", unit_name(sources.book, member.person->unit)});
  const Letter::Named& named = *people.front().named;
  if (named.from != letter.from || named.until != letter.until)
    facts.lines.push_back({"Waktu", days_text(named.from, named.until)});
  if (!named.note.empty()) facts.lines.push_back({"Keterangan", named.note});
  return facts;
}

report::Table annex(Sources& sources, const Letter& letter, const std::vector<Ordered>& people) {
  report::Table table;
  table.key = "lampiran";
  table.columns = {{.key = "no", .title = "Nomor urut", .align = report::Align::centre, .millimetres = 14},
                   {.key = "nama", .title = "Nama"},
                   {.key = "pangkat", .title = "Pangkat"},
                   {.key = "nip", .title = "NIP"},
                   {.key = "jabatan", .title = "Jabatan"},
                   {.key = "instansi", .title = "Instansi"},
                   {.key = "satuan_kerja", .title = "Satuan kerja"},
                   {.key = "keterangan", .title = "Keterangan"}};
  int number = 0;
  for (const auto& [named, member] : people) {
    std::string note = named->note;
    if (named->from != letter.from || named->until != letter.until) {
      const std::string days = named->from == named->until
                                   ? report::short_date(named->from)
                                   : report::short_date(named->from) + " s.d. " + report::short_date(named->until);
      note = note.empty() ? days : days + "; " + note;
    }
    if (member.person == nullptr) {
      table.rows.push_back({{++number, "", "", report::Identifier{member.id}, "", "", "", note}, ""});
      continue;
    }
    const std::string& unit = member.person->unit;
    table.rows.push_back({{++number, member.person->name, member.state().rank, report::Identifier{member.id},
                           position_of(sources, member.id, member.day),
                           unit_name(sources.book, sources.book.opd_of(unit, member.day)), unit_name(sources.book, unit), note},
                          ""});
  }
  return table;
}

}  // namespace

Made letter(const Book& book, const PaperRequest& request) {
  Sources sources(book, request);
  const Letter* letter = find_letter(sources, request.letter);
  if (letter == nullptr) {
    return base::Error{base::Fault::not_found, fmt::format("Surat \"{}\" tidak ditemukan.", request.letter),
                       "Sebutkan nomor surat atau namanya (letter/NIP/SAAT); hadir letter list menampilkan semuanya."};
  }
  if (letter->people.empty()) {
    return base::Error{base::Fault::bad_input, fmt::format("Surat \"{}\" belum menyebut seorang pegawai pun.", request.letter),
                       "Tambahkan pegawai yang ditugaskan, lalu cetak lagi."};
  }
  const auto people = people_of(sources, *letter);
  const rules::Outcome* outcome = rules::outcome_of(sources.lookup, letter->subject);
  const bool approved = outcome != nullptr && outcome->is_approved();
  const Date made = request.dated.value_or(base::date_of(
      approved && outcome->decisive != nullptr ? outcome->decisive->at.ms : letter->at.ms, book.offset_of(request.unit)));

  report::Document out = new_paper(sources, "spt", "");
  out.name = fmt::format("spt-{}-{}", base::format_date(letter->from), letter->author);
  out.date = made;
  const std::string number = letter->number.empty() ? std::string(dots) : letter->number;
  out.footer = fmt::format("Surat perintah tugas {}", letter->number.empty() ? "tanpa nomor" : "Nomor " + letter->number);
  if (!approved) out.footer += outcome == nullptr ? " (konsep)" : " (konsep: " + outcome->text + ")";
  out.titles = {"SURAT PERINTAH TUGAS", "Nomor: " + number};
  out.sections.push_back(report::Points{"Menimbang", considering(*letter), report::Numbering::letters});
  const auto basis = basis_of(sources, *letter);
  if (!basis.empty()) out.sections.push_back(report::Points{"Dasar", basis, report::Numbering::numbers});
  out.sections.push_back(report::Paragraph{"MEMERINTAHKAN", report::Align::centre, true});
  out.sections.push_back(addressed_to(sources, *letter, people));
  out.sections.push_back(report::Points{"Untuk", tasks_of(*letter), report::Numbering::numbers});
  out.sections.push_back(
      report::Paragraph{"Demikian surat perintah tugas ini dibuat untuk dilaksanakan dengan penuh tanggung jawab."});
  const report::Signatures signatures{{signatory(sources, {letter->signer, made, "", "", ""})}};
  report::Signatures first = signatures;
  first.people.front().above.insert(first.people.front().above.begin(),
                                    {"Ditetapkan di " + place_of(request), "pada tanggal " + report::long_date(made)});
  out.sections.push_back(first);
  if (people.size() > 1) {
    out.sections.push_back(report::PageBreak{"Lampiran", report::Orientation::landscape});
    out.sections.push_back(
        report::Paragraph{fmt::format("Lampiran Surat Perintah Tugas\nNomor {}\ntanggal {}", number, report::long_date(made))});
    out.sections.push_back(annex(sources, *letter, people));
    out.sections.push_back(signatures);
  }
  return out;
}

}  // namespace hadir::papers
