// `hadir import FILE`: reads the file here, hands it over in batches, each of which is durable when the next one begins. Broken
// off anywhere, the same command again takes up what is missing and doubles nothing.
#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "agent/cli_commands.h"
#include "agent/import_file.h"
#include "common/base/text.h"

namespace hadir::agent {
namespace {

using base::Error;
using base::Fault;
using boost::json::array;
using boost::json::object;

constexpr std::size_t batch_items = 1000;
constexpr std::size_t batch_bytes = 1024 * 1024;
constexpr std::uintmax_t file_bytes = 256 * 1024 * 1024;
constexpr std::size_t shown_quarantined = 20;

base::Result<std::string> read_whole(const std::filesystem::path& path) {
  std::error_code ec;
  const std::uintmax_t size = std::filesystem::file_size(path, ec);
  if (ec)
    return Error{Fault::not_found, "berkas " + path.string() + " tidak dapat dibaca: " + ec.message(),
                 "periksa nama dan hak aksesnya"};
  if (size > file_bytes)
    return Error{Fault::too_large, "berkas " + path.string() + " lebih dari 256 MiB", "pecah menjadi beberapa berkas"};
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  if (!file) return Error{Fault::not_found, "berkas " + path.string() + " tidak dapat dibaca", "periksa nama dan hak aksesnya"};
  return content.str();
}

// Hands items over in batches and adds the answers up.
class Handover {
 public:
  Handover(OfficeClient& client, std::string source, std::string author)
      : client_(client), source_(std::move(source)), author_(std::move(author)) {}

  base::Result<void> add(ImportItem item) {
    const auto* raw = item.if_contains("raw");
    bytes_ += raw != nullptr && raw->is_string() ? raw->get_string().size() * 2 + 100 : 100;
    batch_.emplace_back(std::move(item));
    return batch_.size() >= batch_items || bytes_ >= batch_bytes ? flush() : base::Result<void>();
  }

  base::Result<void> flush() {
    if (batch_.empty()) return {};
    taken_ += batch_.size();
    bytes_ = 0;
    const auto answer = client_.call("import", {{"source", source_}, {"author", author_}, {"items", std::exchange(batch_, {})}});
    if (!answer) return answer.error();
    recorded_ += answer->at("recorded").to_number<std::size_t>();
    unchanged_ += answer->at("unchanged").to_number<std::size_t>();
    for (const auto& line : answer->at("quarantined").as_array()) quarantined_.push_back(line);
    return {};
  }

  std::size_t taken() const { return taken_; }
  std::size_t recorded() const { return recorded_; }
  std::size_t unchanged() const { return unchanged_; }
  const array& quarantined() const { return quarantined_; }

 private:
  OfficeClient& client_;
  std::string source_, author_;
  array batch_;
  std::size_t bytes_ = 0, taken_ = 0, recorded_ = 0, unchanged_ = 0;
  array quarantined_;
};

}  // namespace

int run_import(const CommandLine& line, const ImportCommandOptions& options) {
  const std::filesystem::path path = options.file;
  const auto content = read_whole(path);
  if (!content) return line.output.fail(content.error());
  auto client = OfficeClient::connect(line.dir, line.clock);
  if (!client) return line.output.fail(client.error());

  const std::size_t lines = static_cast<std::size_t>(std::ranges::count(*content, '\n')) + 1;
  Handover handover(**client, path.filename().string(), line.author);
  std::optional<Error> broken_off;
  {
    Progress progress("impor " + path.filename().string(), lines, !line.output.json && !line.output.quiet_progress);
    const auto read = read_import_file(path.filename().string(), *content, {options.kind, options.device}, [&](ImportItem item) {
      if (broken_off) return;
      if (auto added = handover.add(std::move(item)); !added) broken_off = added.error();
      progress.at(std::min(handover.taken(), lines));
    });
    if (!read) return line.output.fail(read.error());
    if (!broken_off)
      if (auto flushed = handover.flush(); !flushed) broken_off = flushed.error();
  }
  if (broken_off) return line.output.fail(*broken_off);

  // New people or PINs may explain lines that were put aside earlier.
  std::size_t released = 0;
  if (handover.recorded() > 0) {
    const auto retried = (*client)->call("quarantine.retry", {{"author", line.author}});
    if (!retried) return line.output.fail(retried.error());
    released = retried->at("recorded").to_number<std::size_t>();
  }
  if (line.output.json) {
    line.output.print(object{{"recorded", handover.recorded()},
                             {"unchanged", handover.unchanged()},
                             {"quarantined", handover.quarantined()},
                             {"released", released}});
  } else {
    std::printf("%s: %zu catatan baru, %zu sudah ada, %zu baris dikarantina\n", path.filename().c_str(), handover.recorded(),
                handover.unchanged(), handover.quarantined().size());
    std::size_t shown = 0;
    for (const auto& one : handover.quarantined()) {
      if (shown++ == shown_quarantined) {
        std::printf("  … selebihnya: hadir quarantine list\n");
        break;
      }
      std::printf("  baris %s: %s\n", cell_text(one.as_object().if_contains("line")).c_str(),
                  cell_text(one.as_object().if_contains("reason")).c_str());
    }
    if (released > 0) std::printf("  %zu baris dari karantina kini dapat dicatat\n", released);
  }
  return handover.quarantined().empty() ? exit_done : exit_refused;
}

}  // namespace hadir::agent
