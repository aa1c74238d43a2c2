#include "hub/snapshot_shelf.h"

#include "common/base/files.h"

namespace hadir::hub {
namespace {

constexpr std::int64_t longest_ms = std::int64_t{14} * 24 * 3600 * 1000;
constexpr std::size_t most_kept = 3;
constexpr std::size_t most_file_bytes = std::size_t{1} << 30;
constexpr std::size_t most_chunk_count = wire::most_chunks;

// file = zigzag made_ms, varint erasures, snapshot, for each chunk of its manifest: sized chunk
std::string encode(const sync::KeptSnapshot& kept) {
  base::ByteWriter out;
  out.zigzag(kept.made_ms);
  out.varint(kept.erasures);
  out.sized(kept.snapshot.body);
  out.raw(kept.snapshot.signature);
  out.varint(kept.chunks.size());
  for (const base::Bytes& chunk : kept.chunks) out.sized(chunk);
  return std::string(base::text_of(out.bytes()));
}

std::optional<sync::KeptSnapshot> decode(std::string_view content) {
  base::ByteReader in(base::bytes_of(content));
  sync::KeptSnapshot kept;
  kept.made_ms = in.zigzag();
  kept.erasures = in.varint();
  const base::ByteView body = in.sized(wire::most_manifest_bytes, "manifest too long");
  kept.snapshot.body.assign(body.begin(), body.end());
  kept.snapshot.signature = in.array<64>();
  for (std::uint64_t left = in.bounded(most_chunk_count, "too many chunks"); left > 0 && in.ok(); --left) {
    const base::ByteView chunk = in.sized(wire::most_chunk_bytes, "chunk too long");
    kept.chunks.emplace_back(chunk.begin(), chunk.end());
  }
  if (!in.finished()) return std::nullopt;
  return kept;
}

}  // namespace

// The latest last.
std::vector<std::filesystem::path> SnapshotShelf::files_of(const std::string& scope) const {
  const std::string begin = base::to_hex(base::bytes_of(scope)) + "-";
  std::vector<std::pair<std::filesystem::file_time_type, std::filesystem::path>> found;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(directory_, failed))
    if (entry.path().filename().string().starts_with(begin)) found.emplace_back(entry.last_write_time(failed), entry.path());
  std::ranges::sort(found);
  std::vector<std::filesystem::path> files;
  for (auto& [time, path] : found) files.push_back(std::move(path));
  return files;
}

std::optional<sync::KeptSnapshot> SnapshotShelf::read(const std::filesystem::path& file) const {
  const auto content = base::read_file(file, most_file_bytes);
  return content ? decode(*content) : std::nullopt;
}

std::optional<sync::KeptSnapshot> SnapshotShelf::latest(const std::string& scope) {
  const std::lock_guard lock(mutex_);
  const auto files = files_of(scope);
  return files.empty() ? std::nullopt : read(files.back());
}

std::optional<sync::KeptSnapshot> SnapshotShelf::find(const std::string& scope, const base::Hash& name) {
  const std::lock_guard lock(mutex_);
  auto kept = read(directory_ / (base::to_hex(base::bytes_of(scope)) + "-" + base::to_hex(name)));
  if (kept && kept->snapshot.name() != name) return std::nullopt;
  return kept;
}

void SnapshotShelf::keep(const std::string& scope, const sync::KeptSnapshot& snapshot, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  if (!base::make_private_directory(directory_)) return;
  const std::string name = base::to_hex(base::bytes_of(scope)) + "-" + base::to_hex(snapshot.snapshot.name());
  static_cast<void>(base::write_private_file(directory_ / name, encode(snapshot)));
  std::vector<std::filesystem::path> files = files_of(scope);
  std::error_code failed;
  for (; files.size() > most_kept; files.erase(files.begin())) std::filesystem::remove(files.front(), failed);
  for (const auto& file : files)
    if (const auto kept = read(file); !kept || now_ms - kept->made_ms > longest_ms) std::filesystem::remove(file, failed);
}

}  // namespace hadir::hub
