// Where an agent keeps its things. One directory, readable by its owner alone:
//   hadir.db        the replica store        replica.key     the seed of this replica's key pair; below it those of before
//   former.key      the seeds of key pairs it went by before, kept to open what was sealed to them
//   backups/        the scheduled backups, rotated
//   tls_session     of the latest connection to the hub (tls_session.h)
//   web.pem         certificate and key of the page for the office's other PCs, where that is switched on
//   service.lock    held by the running service               service.json    where it listens and the token for its API
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/crypto.h"
#include "common/base/error.h"
#include "common/base/files.h"
#include "common/base/random.h"
#include "common/store/backup_keeper.h"

namespace hadir::agent {

class DataDir {
 public:
  explicit DataDir(std::filesystem::path root) : root_(std::move(root)) {}

  const std::filesystem::path& root() const { return root_; }
  std::string database() const { return (root_ / "hadir.db").string(); }
  bool is_initialised() const;
  std::filesystem::path key_file() const { return root_ / "replica.key"; }
  // The scheduled backups: in `backups`, which may be a link to another disk.
  store::BackupPlan backups() const;

  std::filesystem::path tls_session() const { return root_ / "tls_session"; }
  std::filesystem::path web_identity() const { return root_ / "web.pem"; }

  // The first key is this replica's. Behind it stand those it went by before, latest first, as long as the hub may know it by
  // them.
  using Keys = std::vector<base::KeyPair>;
  // Makes the directory (owner only) and a new key; keeps existing ones.
  base::Result<Keys> create(base::Random& random) const;
  // Fault::not_found with what to do where there was no init.
  base::Result<Keys> load_keys() const;
  base::Result<void> save_keys(const Keys& keys) const;
  // Key pairs that the hub knows no more; none where there were none, or they cannot be read.
  Keys load_former_keys() const;
  // Beside those that are there.
  base::Result<void> keep_former_keys(const Keys& keys) const;

  // What stands outside the directory about it (agent/incarnation.h).
  std::optional<std::string> read_mark() const;
  base::Result<void> write_mark(const std::string& text) const;

  struct Service {
    std::uint16_t port = 0;
    std::string token;
  };
  base::Result<void> announce(const Service& service) const;
  void withdraw() const;
  // What the running service announced, or one that died left behind.
  std::optional<Service> service() const;
  // Held while the service runs. Fault::busy where another process holds it.
  base::Result<std::unique_ptr<base::FileLock>> lock_service() const;
  bool is_service_running() const;

 private:
  std::filesystem::path root_;
};

// --- what differs between systems: platform_posix.cc, platform_windows.cc ---

// /var/lib/hadir, or ProgramData\hadir.
std::filesystem::path default_data_dir();
// Who is at the keyboard, as the system knows them; "petugas" where it does not.
std::string user_name();
// The machine's own name, which labels it at the hub.
std::string machine_name();
// Its IPv4 addresses in the networks it is in now, the loopback's left out.
std::vector<std::string> machine_addresses();
// Names this installation of the system, without telling anything about it; empty where it has no name.
std::string machine_id();
// Names this boot of the machine; empty where the system cannot tell.
std::string boot_id();

}  // namespace hadir::agent
