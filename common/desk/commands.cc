#include "common/desk/commands.h"

#include <boost/json/serialize.hpp>

#include "common/report/harmless.h"

namespace hadir::desk {
namespace {

constexpr Group groups[] = {
    {"circular", "surat edaran: yang berlaku, dan ketentuan unit sendiri"},
    {"roster", "jadwal kerja: menyusun, menjelaskan, menerbitkan, memeriksa"},
    {"rotation", "kelompok piket"},
    {"shift", "sif"},
    {"post", "jabatan dan pejabatnya"},
    {"calendar", "kalender kerja: jam kerja seminggu"},
    {"permit", "izin, cuti, dinas luar"},
    {"letter", "surat perintah tugas (SPT)"},
    {"report-daily", "laporan kinerja harian (LKH)"},
    {"attendance", "laporan kehadiran dari rumah"},
    {"correction", "koreksi presensi"},
    {"absence", "keputusan tentang tidak masuk tanpa keterangan"},
    {"recall", "panggilan ke kantor"},
    {"closure", "penutupan unit atau bagian"},
    {"meeting", "rapat"},
    {"assembly", "apel"},
    {"recap", "rekapitulasi dan daftar"},
    {"health", "pemeriksaan kesehatan berkala"},
    {"account", "akun halaman kantor: siapa boleh masuk, dan sebagai apa"},
};

constexpr std::size_t widest_cell = 60;

std::string cell_of(const boost::json::object& row, const char* name) {
  const boost::json::value* value = row.if_contains(name);
  if (value == nullptr || value->is_null()) return "-";
  std::string text;
  if (value->is_string()) {
    text = std::string(value->get_string());
  } else if (value->is_array()) {
    for (const boost::json::value& item : value->get_array())
      text += (text.empty() ? "" : "; ") + (item.is_string() ? std::string(item.get_string()) : boost::json::serialize(item));
  } else if (value->is_bool()) {
    text = value->get_bool() ? "ya" : "tidak";
  } else {
    text = boost::json::serialize(*value);
  }
  return text.empty() ? "-" : report::harmless_line(text);
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t own = report::display_width(text);
  return own < width ? text + std::string(width - own, ' ') : text;
}

std::string table_text(const std::vector<Shown>& columns, const boost::json::array& rows) {
  std::vector<std::vector<std::string>> cells{{}};
  for (const Shown& column : columns) cells.front().emplace_back(column.heading);
  for (const boost::json::value& row : rows) {
    cells.emplace_back();
    for (const Shown& column : columns) cells.back().push_back(cell_of(row.as_object(), column.name));
  }
  std::vector<std::size_t> widths(columns.size(), 0);
  for (const auto& line : cells)
    for (std::size_t at = 0; at < line.size(); ++at)
      widths[at] = std::max(widths[at], std::min(widest_cell, report::display_width(line[at])));
  std::string text;
  for (const auto& line : cells) {
    for (std::size_t at = 0; at < line.size(); ++at)
      text += at + 1 == line.size() ? line[at] : padded(line[at], widths[at]) + "  ";
    text += "\n";
  }
  return text;
}

}  // namespace

std::span<const Group> command_groups() { return groups; }

std::vector<const Command*> all_commands() {
  std::vector<const Command*> all;
  for (const auto table :
       {rule_commands(), setup_commands(), paper_commands(), gathering_commands(), recap_commands(), account_commands()})
    for (const Command& one : table) all.push_back(&one);
  return all;
}

std::string answer_text(const Command& command, const boost::json::object& answer) {
  std::string text;
  if (const auto* own = answer.if_contains("text"); own != nullptr && own->is_string()) {
    text = std::string(own->get_string());
  } else {
    if (const auto* rows = answer.if_contains("rows"); rows != nullptr && rows->is_array() && !command.columns.empty())
      text += rows->get_array().empty() ? std::string(command.empty) + "\n" : table_text(command.columns, rows->get_array());
    if (const auto* message = answer.if_contains("message"); message != nullptr && message->is_string())
      text += std::string(message->get_string()) + "\n";
  }
  if (const auto* notes = answer.if_contains("notes"); notes != nullptr && notes->is_array())
    for (const boost::json::value& note : notes->get_array())
      if (note.is_string()) text += "  " + std::string(note.get_string()) + "\n";
  return text;
}

}  // namespace hadir::desk
