#include "common/desk/health.h"

#include "common/rules/lookup.h"

namespace hadir::desk {
namespace {

constexpr const char* way_in =
    "di halaman kantor: Kesehatan, bagian Kunci. Dengan perintah: di PC ini hadir seal ask dan hadir sync; di PC yang membacanya "
    "hadir seal admit, lalu hadir sync; di PC ini hadir seal accept. Bila tidak ada PC lain yang membacanya: hadir seal sheet di "
    "PC ini";

}  // namespace

std::optional<Error> refusal_of_health(const rules::Book& book, const Desk& desk, const std::string& what) {
  const rules::Lookup lookup(book);
  if (desk.answers_for_health || lookup.has_role(desk.author, "kepala", desk.today) ||
      lookup.has_role(desk.author, "kesehatan", desk.today))
    return std::nullopt;
  return Error{Fault::refused, what + " memuat data kesehatan",
               "hanya kepala unit dan petugas kesehatan yang melihatnya, menurut jabatan (Pengaturan, bagian Jabatan; hadir post "
               "list) atau "
               "peran akunnya (Akun; hadir account list); dengan perintah: --as NIP"};
}

std::optional<Error> refusal_of_record(const Desk& desk, const std::string& what) {
  if (desk.is_hub)
    return Error{Fault::refused, what + " hanya dibuat di PC unitnya, yang mencatat tersegel siapa yang melihatnya", ""};
  if (!desk.shut_out) return std::nullopt;
  return Error{Fault::refused,
               what + " tidak dibuat: siapa yang melihatnya harus dicatat tersegel, dan PC ini belum memegang kunci segel unit",
               way_in};
}

Outcome sealed_rows(const Desk& desk, array rows) {
  Outcome outcome;
  if (desk.shut_out) rows.clear();
  if (desk.unread > 0) {
    outcome.answer["unread"] = desk.unread;
    const std::string told = std::to_string(desk.unread) + " catatan tersegel unit ini tidak dapat dibaca di PC ini";
    if (desk.shut_out)
      outcome.text = told + "; daftar ini tidak ditampilkan\n  " + way_in + "\n";
    else
      outcome.answer["notes"] = array{value(told + "; daftar ini dibuat tanpa itu")};
  }
  outcome.answer["rows"] = std::move(rows);
  return outcome;
}

}  // namespace hadir::desk
