#include "common/store/restore.h"

#include <algorithm>
#include <system_error>

#include "common/log/chain.h"
#include "common/store/rotation.h"
#include "common/store/salvage.h"

namespace hadir::store {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Fault;
using base::Result;

// What SQLite may keep beside a database; the database itself comes first, see finish().
constexpr std::string_view parts[] = {"", "-wal", "-journal"};

fs::path beside(const fs::path& database, std::string_view ending) { return database.string() + std::string(ending); }
fs::path lock_of(const fs::path& database) { return beside(database, ".lock"); }
fs::path staged(const fs::path& database) { return beside(database, ".restoring"); }

Error failed_to(const std::string& what, const std::error_code& why) {
  return {Fault::storage, what + ": " + why.message(), "periksa hak akses direktori dan isi disknya"};
}

// The copy, and what a migration of it kept.
void remove_staged(const fs::path& database) {
  const std::string prefix = staged(database).filename().string();
  std::vector<fs::path> ours;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(database.has_parent_path() ? database.parent_path() : ".", ignored))
    if (entry.path().filename().string().starts_with(prefix)) ours.push_back(entry.path());
  for (const fs::path& one : ours) fs::remove(one, ignored);
}

// The time in the name of a restore that was decided on; empty where there is none.
std::string decided(const fs::path& database) {
  const std::string prefix = database.filename().string() + ".restored-";
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(database.has_parent_path() ? database.parent_path() : ".", ignored))
    if (const std::string name = entry.path().filename().string(); name.starts_with(prefix)) return name.substr(prefix.size());
  return {};
}

// Brings a decided restore to its end; every step may be the last one before a crash. The old database goes first, so that it is
// never without its WAL under its own name; then nothing of the old one may stand beside the new one.
Result<fs::path> finish(const fs::path& database, const std::string& time) {
  const fs::path aside = beside(database, ".before-restore-" + time);
  std::error_code failed;
  for (const std::string_view part : parts) {
    if (!fs::exists(beside(database, part), failed)) continue;
    if (auto moved = base::rename_durably(beside(database, part), beside(aside, part)); !moved) return moved.error();
  }
  fs::remove(beside(database, "-shm"), failed);
  if (failed) return failed_to("berkas " + beside(database, "-shm").string() + " tidak dapat dihapus", failed);
  if (auto named = base::rename_durably(beside(database, ".restored-" + time), database); !named) return named.error();
  return fs::exists(aside, failed) ? aside : fs::path();
}

// Recomputes the chain of every stream and checks the newest signature in it. The copy alone decides; nothing of it is trusted.
void check_chains(Database& database, const Contents& contents,
                  const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  const std::uint64_t all = contents.commits();
  std::uint64_t done = 0;
  for (const StreamInfo& stream : contents.streams) {
    const auto broken = [&](std::uint64_t seq, const std::string& how) {
      return base::Failure({Fault::corrupt,
                            "cadangan rusak: commit " + std::to_string(seq) + " dari " + log::to_text(stream.stream) + " " + how,
                            "pakai cadangan lain yang lebih tua"});
    };
    if (log::origin_of(stream.key) != stream.stream.origin) throw broken(0, "ditulis dengan kunci yang bukan milik PC itu");
    log::ChainHead head = log::genesis(stream.stream);
    Statement rows = database.prepare(
        "SELECT seq, header, payload, payload_hash, hash, signature FROM commit_log WHERE stream = ? AND seq <= ? ORDER BY seq");
    rows.bind_all(stream.id, static_cast<std::int64_t>(stream.stored.seq));
    while (rows.step()) {
      const auto seq = static_cast<std::uint64_t>(rows.integer(0));
      if (seq != head.seq + 1) throw broken(head.seq + 1, "tidak ada");
      log::Commit commit;
      commit.header.assign(rows.blob(1).begin(), rows.blob(1).end());
      if (!rows.is_null(2))
        commit.payload_hash = base::hash_of(rows.blob(2));
      else if (rows.blob(3).size() == commit.payload_hash.size())
        std::ranges::copy(rows.blob(3), commit.payload_hash.begin());
      head = {seq, log::next_hash(head.hash, commit)};
      if (!std::ranges::equal(rows.blob(4), head.hash)) throw broken(seq, "tidak cocok dengan rantainya");
      if (base::Signature signature; seq == stream.stored.seq && rows.blob(5).size() == signature.size()) {
        std::ranges::copy(rows.blob(5), signature.begin());
        if (!base::verify(stream.key, log::head_message(stream.stream, head), signature))
          throw broken(seq, "bertanda tangan palsu");
      }
      if (progress && ++done % 1024 == 0) progress(done, all);
    }
    if (head != stream.stored) throw broken(stream.stored.seq, "tidak ada");
  }
}

base::Bytes hash_in(Database& database, std::int64_t stream, std::uint64_t seq) {
  Statement row = database.prepare("SELECT hash FROM commit_log WHERE stream = ? AND seq = ?");
  row.bind_all(stream, static_cast<std::int64_t>(seq));
  return row.step() ? base::Bytes(row.blob(0).begin(), row.blob(0).end()) : base::Bytes();
}

// The last commit, up to `most`, that two databases have in common. Each hash stands for all before it, so halving finds it.
std::uint64_t agreed(Database& one, std::int64_t stream, Database& other, std::int64_t other_stream, std::uint64_t most) {
  std::uint64_t same = 0, beyond = most + 1;
  while (beyond - same > 1) {
    const std::uint64_t middle = same + (beyond - same) / 2;
    (hash_in(one, stream, middle) == hash_in(other, other_stream, middle) ? same : beyond) = middle;
  }
  return same;
}

}  // namespace

Result<std::unique_ptr<base::FileLock>> use_database(const fs::path& database) {
  const Error restoring{Fault::busy, "basis data sedang dipulihkan dari cadangan", "ulangi sebentar lagi"};
  if (const std::string time = decided(database); !time.empty()) {
    auto alone = base::FileLock::try_acquire(lock_of(database));
    if (!alone) return alone.error();
    if (!*alone) return restoring;
    if (auto finished = finish(database, time); !finished) return finished.error();
  }
  auto shared = base::FileLock::try_share(lock_of(database));
  if (!shared) return Error{Fault::storage, shared.error().what, shared.error().hint};
  if (!*shared) return restoring;
  return shared;
}

Restore::~Restore() { remove_staged(database_); }

Result<std::unique_ptr<Restore>> Restore::prepare(const fs::path& file, const fs::path& database, base::WallTime now,
                                                  const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  auto lock = base::FileLock::try_acquire(lock_of(database));
  if (!lock) return lock.error();
  if (!*lock)
    return Error{Fault::busy, "basis data " + database.string() + " sedang dipakai",
                 "hentikan dahulu layanan dan perintah lain di direktori ini, lalu ulangi"};
  if (const std::string time = decided(database); !time.empty())
    if (auto finished = finish(database, time); !finished) return finished.error();
  std::unique_ptr<Restore> restore(new Restore(database, std::move(*lock)));

  std::error_code failed;
  if (!fs::is_regular_file(file, failed))
    return Error{Fault::not_found, "tidak ada berkas " + file.string(), "periksa nama dan tempat berkasnya"};
  const fs::path copy = staged(database);
  remove_staged(database);  // of an attempt that was cut short
  for (const std::string_view part : parts) {
    if (!fs::exists(beside(file, part), failed)) continue;
    if (!fs::copy_file(beside(file, part), beside(copy, part), failed))
      return failed_to(beside(file, part).string() + " tidak dapat disalin ke " + beside(copy, part).string(), failed);
    fs::permissions(beside(copy, part), fs::perms::owner_read | fs::perms::owner_write, failed);
  }
  auto contents = check_database(copy.string());
  if (!contents) return contents.error();
  restore->backup_ = std::move(*contents);
  const auto checked = guarded([&] {
    const auto opened = Database::open_alone(copy.string(), false);
    if (!opened) throw base::Failure(opened.error());
    check_chains(**opened, restore->backup_, progress);
  });
  if (!checked) return checked.error();
  if (auto taken = restore->take_over(now); !taken) return taken.error();
  if (auto kept = base::make_durable(copy); !kept) return kept.error();
  restore->compare();
  return restore;
}

Result<void> Restore::take_over(base::WallTime now) {
  std::error_code failed;
  if (!fs::exists(database_, failed)) return {};
  // Under the default VFS's own name: the copy is this object's alone, and needs no lock of others.
  auto store = ReplicaStore::open(staged(database_).string(), {Durability::normal, sqlite3_vfs_find(nullptr)->zName});
  if (!store) return store.error();
  const auto taken = guarded([&] { return salvage(database_, **store, now.ms); });
  if (!taken) return taken.error();
  salvaged_ = *taken;
  store->reset();
  // One file again, and checked as the backup was.
  auto contents = check_database(staged(database_).string());
  if (!contents) return contents.error();
  backup_ = std::move(*contents);
  return {};
}

void Restore::compare() {
  std::error_code failed;
  if (!fs::exists(database_, failed)) return;
  // Opened as its users do: what its WAL holds counts.
  auto read = guarded([&]() -> Contents {
    const auto opened = Database::open(database_.string(), Durability::full);
    if (!opened) throw base::Failure(opened.error());
    const auto copy = Database::open_alone(staged(database_).string(), false);
    if (!copy) throw base::Failure(copy.error());
    Contents contents = contents_of(**opened);
    for (const StreamInfo& stream : contents.streams) {
      Missing missing{stream.stream, 0, stream.stored.seq, stream.receipt_seq, false};
      const auto there = std::ranges::find(backup_.streams, stream.stream, &StreamInfo::stream);
      if (there != backup_.streams.end()) {
        const std::uint64_t common = std::min(there->stored.seq, stream.stored.seq);
        missing.after = agreed(**opened, stream.id, **copy, there->id, common);
        missing.other_past = missing.after < common;
      }
      if (missing.until > missing.after) missing_.push_back(std::move(missing));
    }
    return contents;
  });
  if (read)
    present_ = std::move(*read);
  else
    present_problem_ = read.error();
}

Result<fs::path> Restore::apply(base::WallTime now) {
  std::string time = name_of(now);
  std::error_code failed;
  while (fs::exists(beside(database_, ".before-restore-" + time), failed)) time += "-again";
  if (auto decided_on = base::rename_durably(staged(database_), beside(database_, ".restored-" + time)); !decided_on)
    return decided_on.error();
  return finish(database_, time);
}

}  // namespace hadir::store
