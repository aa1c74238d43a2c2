// `hadir bundle …`: reads and writes the files here, since the service may not look at sticks, and hands their bytes over.
#include <boost/json.hpp>
#include <cstdio>

#include "agent/cli_commands.h"
#include "common/base/files.h"
#include "common/sync/bundle.h"

namespace hadir::agent {
namespace {

using base::Error;
using base::Fault;
using base::Result;
using boost::json::array;
using boost::json::object;
using boost::json::value;
using std::filesystem::path;

std::string text(const object& from, const char* name) { return cell_text(from.if_contains(name)); }

bool is_folder(const path& name) {
  std::error_code ignored;
  return std::filesystem::is_directory(name, ignored);
}

bool is_taken(const path& name) {
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::symlink_status(name, ignored));
}

// "kiriman.hadir" of three parts: kiriman-1dari3.hadir …
path part_name(const path& name, std::size_t part, std::size_t parts) {
  if (parts == 1) return name;
  return name.parent_path() /
         (name.stem().string() + "-" + std::to_string(part) + "dari" + std::to_string(parts) + name.extension().string());
}

path free_name(const path& directory, const std::string& name) {
  path candidate = directory / name;
  for (int number = 2; is_taken(candidate); ++number)
    candidate = directory / (path(name).stem().string() + "-" + std::to_string(number) + std::string(sync::bundle_extension));
  return candidate;
}

Result<void> write_content(const path& name, const object& file) {
  const auto content = base::from_base64(text(file, "content"));
  if (!content) return Error{Fault::busy, "jawaban layanan tidak dapat dibaca", "periksa apakah versi hadir dan layanannya sama"};
  return base::write_new_file(name, base::text_of(*content));
}

// --- import ---

struct Candidate {
  path name;
  std::optional<sync::BundleHeader> header;
};

std::optional<sync::BundleHeader> header_of(const path& name) {
  const auto content = base::read_file(name, base::limits::bundle_bytes);
  if (!content) return std::nullopt;
  const auto header = sync::read_bundle_header(base::bytes_of(*content));
  return header ? std::optional(*header) : std::nullopt;
}

// Of a directory only what is for this PC: whoever goes round with one stick does not have all of it kept everywhere.
std::vector<Candidate> candidates_of(const std::vector<std::string>& paths, const std::string& origin, std::size_t& passed_over) {
  std::vector<Candidate> all;
  for (const path name : paths) {
    if (!is_folder(name)) {
      all.push_back({name, header_of(name)});
      continue;
    }
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(name, failed)) {
      if (!entry.is_regular_file(failed) || entry.path().extension() != sync::bundle_extension) continue;
      auto header = header_of(entry.path());
      const bool ours = !header || (header->kind == sync::BundleKind::to_office &&
                                    base::to_hex(base::ByteView(header->receiver).first(8)) == origin);
      if (ours)
        all.push_back({entry.path(), std::move(header)});
      else
        ++passed_over;
    }
  }
  std::ranges::stable_sort(all, [](const Candidate& left, const Candidate& right) {
    const auto rank = [](const Candidate& one) {
      const sync::BundleHeader header = one.header.value_or(sync::BundleHeader{});
      return std::tuple(header.sender, header.id, header.part);
    };
    return rank(left) < rank(right);
  });
  return all;
}

Result<object> import_file(OfficeClient& client, const path& name) {
  const auto content = base::read_file(name, base::limits::bundle_bytes);
  if (!content) return content.error();
  // What is no bundle need not travel to the service.
  if (const auto header = sync::read_bundle_header(base::bytes_of(*content)); !header) return header.error();
  const auto answer = client.call("bundle.import", {{"content", base::to_base64(base::bytes_of(*content))}});
  if (!answer) return answer.error();
  return answer->as_object();
}

bool is_whole(const object& one) {
  const std::string result = text(one, "result");
  return result == "taken" || result == "carried" || result == "already_carried" || result == "own";
}

void print_imported(const object& one) {
  const std::string result = text(one, "result");
  std::printf("%s\n", text(one, "file").c_str());
  if (const value* error = one.if_contains("error")) {
    std::printf("  ditolak: %s\n", text(error->as_object(), "what").c_str());
    if (text(error->as_object(), "hint") != "") std::printf("    %s\n", text(error->as_object(), "hint").c_str());
    return;
  }
  if (result == "own") std::printf("  kiriman PC ini sendiri; bawa kepada sekretariat\n");
  if (result == "carried" || result == "already_carried") {
    const std::string whose = text(one, "kind") == "to_office" ? "untuk PC " + text(one, "for") : "dari PC " + text(one, "from");
    std::printf("  milik kantor lain (%s): %s dititipkan di sini, tanpa dapat dibaca\n", whose.c_str(),
                result == "carried" ? "kini" : "sudah");
    if (text(one, "kind") != "to_office") std::printf("    diserahkan ke hub begitu ada jaringan\n");
  }
  if (!one.contains("messages")) return;
  if (one.at("enrolled").as_bool()) std::printf("  PC ini kini terdaftar pada hub\n    kirim catatannya: hadir bundle export\n");
  if (one.at("continued").as_bool())
    std::printf(
        "  database PC ini pernah dipulihkan atau disalin; PC ini melanjutkan dengan nama replika baru\n    kirim lagi: hadir "
        "bundle export\n");
  std::printf("  diterima: %s kelompok perubahan; belum ada tanda terimanya: %s\n", text(one, "commits").c_str(),
              text(one, "pending").c_str());
  if (one.at("cut").as_bool())
    std::printf("  terpotong setelah kelompok pesan ke-%s; yang utuh sudah diambil\n    salin ulang berkasnya dan impor lagi\n",
                text(one, "messages").c_str());
  if (text(one, "damaged") != "0")
    std::printf("  %s tempat rusak; yang utuh sudah diambil\n    salin ulang berkasnya dan impor lagi\n",
                text(one, "damaged").c_str());
  for (const value& refused : one.at("refused").as_array()) {
    std::printf("  tidak diambil: %s\n", text(refused.as_object(), "reason").c_str());
    if (text(refused.as_object(), "hint") != "") std::printf("    %s\n", text(refused.as_object(), "hint").c_str());
  }
}

}  // namespace

int run_bundle_export(const CommandLine& line, const BundleExportOptions& options) {
  const auto part_bytes = sync::parse_part_bytes(options.split);
  if (!part_bytes) return line.output.fail(part_bytes.error()), exit_usage;
  auto client = OfficeClient::connect(line.dir, line.clock);
  if (!client) return line.output.fail(client.error());
  const auto answer = (*client)->call("bundle.export", {{"part_bytes", *part_bytes}});
  if (!answer) return line.output.fail(answer.error());
  const array& parts = answer->at("parts").as_array();
  array files;
  std::size_t part = 0;
  for (const value& one : parts) {
    const path name = is_folder(options.path) ? free_name(options.path, text(one.as_object(), "name"))
                                              : part_name(options.path, ++part, parts.size());
    if (auto written = write_content(name, one.as_object()); !written) return line.output.fail(written.error());
    files.push_back(object{{"file", name.string()}, {"bytes", one.at("bytes")}});
  }
  if (line.output.json) {
    line.output.print(object{{"kind", answer->at("kind")}, {"commits", answer->at("commits")}, {"files", std::move(files)}});
    return exit_done;
  }
  for (const value& one : files)
    std::printf("%s (%s bita)\n", text(one.as_object(), "file").c_str(), text(one.as_object(), "bytes").c_str());
  if (text(answer->as_object(), "kind") == "enrolment")
    std::printf("Permintaan pendaftaran PC ini. Bawa kepada sekretariat; catatan menyusul setelah jawabannya diimpor.\n");
  else if (text(answer->as_object(), "commits") == "0")
    std::printf("Tidak ada yang menunggu; berkas ini meminta yang baru dari hub. Bawa kepada sekretariat.\n");
  else
    std::printf("Berisi %s kelompok perubahan, hanya dapat dibaca oleh hub. Bawa kepada sekretariat.\n",
                text(answer->as_object(), "commits").c_str());
  return exit_done;
}

int run_bundle_import(const CommandLine& line, const std::vector<std::string>& paths) {
  auto client = OfficeClient::connect(line.dir, line.clock);
  if (!client) return line.output.fail(client.error());
  const auto status = (*client)->call("status", {});
  if (!status) return line.output.fail(status.error());
  std::size_t passed_over = 0;
  const auto candidates = candidates_of(paths, text(status->as_object(), "origin"), passed_over);
  array all;
  bool whole = true;
  Progress progress("impor", candidates.size(), !line.output.quiet_progress && !line.output.json);
  for (const Candidate& candidate : candidates) {
    const auto imported = import_file(**client, candidate.name);
    object one = imported ? *imported : object{{"result", "refused"}};
    if (!imported) {
      const Error& error = imported.error();
      one["error"] = object{{"fault", base::name_of(error.fault)}, {"what", error.what}, {"hint", error.hint}};
    }
    one["file"] = candidate.name.string();
    whole &= is_whole(one);
    all.push_back(std::move(one));
    progress.at(all.size());
  }
  if (line.output.json) {
    line.output.print(object{{"files", std::move(all)}, {"passed_over", passed_over}});
  } else {
    for (const value& one : all) print_imported(one.as_object());
    if (all.empty()) std::printf("Tidak ada jawaban untuk PC ini.\n");
    if (passed_over > 0) std::printf("%zu berkas lain dilewati; sebut namanya untuk ikut membawanya.\n", passed_over);
  }
  return whole ? exit_done : exit_refused;
}

int run_carried_list(const CommandLine& line) {
  auto client = OfficeClient::connect(line.dir, line.clock);
  if (!client) return line.output.fail(client.error());
  const auto answer = (*client)->call("bundle.carried.list", {});
  if (!answer) return line.output.fail(answer.error());
  if (line.output.json)
    line.output.print(*answer);
  else if (answer->as_array().empty())
    std::printf("Tidak ada titipan.\n");
  else
    print_table(
        answer->as_array(),
        {{"name", "NAMA"}, {"from", "DARI"}, {"for", "UNTUK"}, {"bytes", "BITA"}, {"since", "SEJAK"}, {"note", "DITOLAK HUB"}});
  return exit_done;
}

int run_carried_export(const CommandLine& line, const std::string& directory) {
  if (!is_folder(directory))
    return line.output.fail({Fault::not_found, directory + " bukan direktori", "periksa nama direktorinya"});
  auto client = OfficeClient::connect(line.dir, line.clock);
  if (!client) return line.output.fail(client.error());
  const auto carried = (*client)->call("bundle.carried.list", {});
  if (!carried) return line.output.fail(carried.error());
  array files;
  for (const value& one : carried->as_array()) {
    const auto content = (*client)->call("bundle.carried.content", {{"name", one.at("name")}});
    if (!content) return line.output.fail(content.error());
    const path name = free_name(directory, text(one.as_object(), "name"));
    if (auto written = write_content(name, content->as_object()); !written) return line.output.fail(written.error());
    files.push_back(object{{"file", name.string()}, {"kind", one.at("kind")}, {"from", one.at("from")}, {"for", one.at("for")}});
  }
  if (line.output.json) {
    line.output.print(object{{"files", std::move(files)}});
    return exit_done;
  }
  for (const value& one : files)
    std::printf(
        "%s  %s\n", text(one.as_object(), "file").c_str(),
        text(one.as_object(), "kind") == "to_office" ? ("untuk PC " + text(one.as_object(), "for")).c_str() : "untuk hub");
  std::printf("%zu berkas. Titipan tetap ada di sini sampai dihapus.\n", files.size());
  return exit_done;
}

int run_carried_remove(const CommandLine& line, const std::string& name) {
  auto client = OfficeClient::connect(line.dir, line.clock);
  if (!client) return line.output.fail(client.error());
  const auto answer = (*client)->call("bundle.carried.remove", {{"name", name}});
  if (!answer) return line.output.fail(answer.error());
  if (line.output.json)
    line.output.print(*answer);
  else
    std::printf("Dihapus: %s\n", name.c_str());
  return exit_done;
}

}  // namespace hadir::agent
