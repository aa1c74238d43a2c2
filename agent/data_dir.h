// Where an agent keeps its things. One directory, readable by its owner alone:
//   hadir.db        the replica store        replica.key     the seed of this replica's key pair
//   service.lock    held by the running service               service.json    where it listens and the token for its API
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "common/base/crypto.h"
#include "common/base/error.h"
#include "common/base/random.h"

namespace hadir::agent {

class DataDir {
 public:
  explicit DataDir(std::filesystem::path root) : root_(std::move(root)) {}

  const std::filesystem::path& root() const { return root_; }
  std::string database() const { return (root_ / "hadir.db").string(); }
  bool is_initialised() const;

  // Makes the directory (owner only) and a new key; keeps an existing key.
  base::Result<base::KeyPair> create(base::Random& random) const;
  // Fault::not_found with what to do where there was no init.
  base::Result<base::KeyPair> load_key() const;

  struct Service {
    std::uint16_t port = 0;
    std::string token;
  };
  base::Result<void> announce(const Service& service) const;
  void withdraw() const;
  // What the running service announced, or one that died left behind.
  std::optional<Service> service() const;
  std::string lock_file() const { return (root_ / "service.lock").string(); }

 private:
  std::filesystem::path root_;
};

// --- what differs between systems: platform_posix.cc, platform_windows.cc ---

// /var/lib/hadir, or ProgramData\hadir.
std::filesystem::path default_data_dir();
// Writes the whole file, readable by its owner alone, durably, in place of what was there.
base::Result<void> write_private_file(const std::filesystem::path& path, std::string_view content);
base::Result<void> make_private_directory(const std::filesystem::path& path);
// From now on every file this process makes is readable by its owner alone; the mains call it first.
void keep_files_private();
// Who is at the keyboard, as the system knows them; "petugas" where it does not.
std::string user_name();
// The machine's own name, which labels it at the hub.
std::string machine_name();
// Whether a person watches standard error.
bool is_terminal();
// Names this boot of the machine; empty where the system cannot tell.
std::string boot_id();

// An exclusive lock on a file, released when the process ends, however it ends.
class FileLock {
 public:
  virtual ~FileLock() = default;
  // Fault::busy where another process holds it.
  static base::Result<std::unique_ptr<FileLock>> acquire(const std::string& path);
  // Asks without taking it.
  static bool is_held(const std::string& path);
};

// A service that runs for months on a small PC gives memory back at once rather than keep it for the next sync. Call it before
// the first thread.
void prefer_little_memory();

// Tells the service manager how far we are ("READY=1", "STOPPING=1"); does nothing where there is none.
void notify_service_manager(const char* state);

}  // namespace hadir::agent
