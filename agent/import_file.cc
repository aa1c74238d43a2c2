#include "agent/import_file.h"

#include <boost/json/parse.hpp>

#include "agent/devices/attlog.h"
#include "common/base/civil.h"
#include "common/base/csv.h"
#include "common/base/text.h"
#include "common/model/kinds.h"

namespace hadir::agent {
namespace {

using base::Error;
using base::Fault;
using Sink = std::function<void(ImportItem)>;

constexpr std::size_t sniffed_bytes = 4096;

ImportItem faulty(std::size_t line, std::string_view raw, std::string_view why) {
  return {{"line", line}, {"raw", base::printable(raw, base::limits::import_line_bytes)}, {"fault", why}};
}

// --- attlog.dat ---

// The machine is named by what the caller says, else by the number in each line (it stays the same when a file is renamed, so
// that no punch is taken twice), else by the file's name. A last line cut short belongs to the machine of the lines before.
void read_attlog(std::string_view content, const std::string& wanted, const std::string& from_name, const Sink& sink) {
  AttlogReader reader;
  std::string device = !wanted.empty() ? wanted : !from_name.empty() ? from_name : "usb";
  bool has_status = false, ended = true;
  const AttlogSink each = [&](AttlogItem item) {
    if (const auto* fault = std::get_if<AttlogFault>(&item)) return sink(faulty(fault->number, fault->raw, fault->reason));
    const auto& line = std::get<AttlogLine>(item);
    if (wanted.empty() && line.device != attlog_unknown) device = std::to_string(line.device);
    // Recorded without its direction it could never be completed, because a punch is evidence: it waits for the whole file.
    if (!ended && has_status && line.status == attlog_unknown)
      return sink(
          faulty(line.number, line.raw, "baris terpotong sebelum arah masuk atau keluar; ambil lagi berkasnya dari mesin"));
    has_status |= line.status != attlog_unknown;
    sink({{"line", line.number},
          {"raw", base::printable(line.raw, base::limits::import_line_bytes)},
          {"attlog",
           {{"device", device},
            {"pin", line.pin},
            {"local", base::format_local(line.local_ms)},
            {"direction", direction_of(line.status)}}}});
  };
  reader.feed(content, each);
  ended = false;
  reader.finish(each);
}

// --- JSON Lines ---

void read_json_line(std::string_view line, std::size_t number, const Sink& sink) {
  if (line.size() > base::limits::import_line_bytes) return sink(faulty(number, line.substr(0, 200), "baris terlalu panjang"));
  boost::json::error_code ec;
  const boost::json::value value = boost::json::parse(line, ec);
  const auto* object = ec ? nullptr : value.if_object();
  if (object == nullptr) return sink(faulty(number, line, "bukan objek JSON; tulis satu objek {\"kind\": …} per baris"));
  sink({{"line", number}, {"raw", base::printable(line, base::limits::import_line_bytes)}, {"record", *object}});
}

void read_json_lines(std::string_view content, const Sink& sink) {
  if (content.starts_with("\xef\xbb\xbf")) content.remove_prefix(3);
  for (std::size_t number = 1; !content.empty(); ++number) {
    const std::size_t end = std::min(content.find('\n'), content.size());
    const std::string_view line = base::trim(content.substr(0, end));
    content.remove_prefix(std::min(end + 1, content.size()));
    if (!line.empty()) read_json_line(line, number, sink);
  }
}

// --- CSV ---

bool fits(const model::Kind& kind, const std::vector<std::string>& header) {
  for (const std::string& name : header)
    if (model::find_named(kind, name) == nullptr) return false;
  for (const model::Field& key : kind.key)
    if (key.required && std::ranges::find(header, key.name) == header.end()) return false;
  return true;
}

base::Result<const model::Kind*> kind_of_header(const std::vector<std::string>& header, const std::string& wanted) {
  if (!wanted.empty()) {
    const model::Kind* kind = model::find_kind(wanted);
    if (kind == nullptr)
      return Error{Fault::bad_input, "jenis catatan \"" + base::printable(wanted, 40) + "\" tidak dikenal",
                   "lihat hadir records --help"};
    return kind;
  }
  for (const model::Kind& kind : model::kinds())
    if (fits(kind, header)) return &kind;
  return Error{
      Fault::bad_input, "judul kolom CSV tidak cocok dengan jenis catatan mana pun",
      "baris pertama harus berisi nama kolom, mis. nip,name,unit,class,position,supervisor; atau sebut jenisnya dengan --kind"};
}

base::Result<void> read_csv(std::string_view content, const ImportOptions& options, const Sink& sink) {
  base::CsvReader reader(content);
  auto first = reader.next();
  if (!first) return first.error();
  if (!*first) return Error{Fault::bad_input, "berkas ini kosong", ""};
  std::vector<std::string> header;
  for (const std::string& cell : (*first)->cells) {
    std::string name(base::trim(cell));
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    header.push_back(std::move(name));
  }
  while (!header.empty() && header.back().empty()) header.pop_back();
  const auto kind = kind_of_header(header, options.kind);
  if (!kind) return kind.error();

  for (;;) {
    auto row = reader.next();
    if (!row) {
      sink(faulty(0, "", base::describe(row.error())));
      continue;
    }
    if (!*row) return {};
    const std::string raw = base::csv_row((*row)->cells);
    std::vector<std::string>& cells = (*row)->cells;
    while (cells.size() > header.size() && base::trim(cells.back()).empty()) cells.pop_back();
    if (cells.size() != header.size()) {
      sink(faulty((*row)->line, base::trim(raw),
                  "ada " + std::to_string(cells.size()) + " sel, judul punya " + std::to_string(header.size()) + " kolom"));
      continue;
    }
    boost::json::object record{{"kind", (*kind)->name}};
    for (std::size_t index = 0; index < header.size(); ++index) record[header[index]] = cells[index];
    sink({{"line", (*row)->line}, {"raw", base::trim(raw)}, {"record", std::move(record)}});
  }
}

}  // namespace

base::Result<void> read_import_file(std::string_view name, std::string_view content, const ImportOptions& options,
                                    const std::function<void(ImportItem)>& sink) {
  const std::string_view head = content.substr(0, sniffed_bytes);
  if (looks_like_attlog(head) || name.ends_with("attlog.dat")) {
    read_attlog(content, options.device, device_from_file_name(name), sink);
    return {};
  }
  std::string_view begin = head.starts_with("\xef\xbb\xbf") ? head.substr(3) : head;
  if (base::trim(begin).starts_with('{')) {
    read_json_lines(content, sink);
    return {};
  }
  return read_csv(content, options, sink);
}

}  // namespace hadir::agent
