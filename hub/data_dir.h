// Where a hub keeps its things. One directory, readable by its owner alone:
//
//   hub.db          the replica store and the hub's own tables     hub.json      public address, paths of a given certificate
//   hub.key         the seed of the hub's key pair, in hex         tls.key, tls.crt   the self-signed TLS identity
//   serve.lock      held by the running `serve`                    serve.json    where it listens
//   backups/        the scheduled backups, rotated
//   hub.writer      the seed of the key it writes with, once that is another than hub.key
//
// Beside it, in DATA-mark, stands how far the database had come, so that one put back from a backup is noticed.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "common/base/clock.h"
#include "common/base/files.h"
#include "common/http/tls.h"
#include "common/store/backup_keeper.h"
#include "common/store/replica_store.h"
#include "common/sync/hub_exchange.h"

namespace hadir::hub {

inline constexpr const char* default_data_dir = "/var/lib/hadir-hub";

// What an operator may change: hub.json.
struct Settings {
  std::string url;               // the public address, "https://HOST[:PORT][/PATH]"; empty where none was given
  std::string certificate, key;  // paths of a given certificate; empty: the self-signed one
  bool operator==(const Settings&) const = default;
};

// "https://HOST[:PORT][/PATH]" without a closing slash, or bad_input. Port 0 stands for whatever port `serve` has.
base::Result<std::string> parse_public_url(std::string_view text);

class DataDir {
 public:
  struct Asked {
    std::optional<std::string> url;
    std::optional<std::string> certificate, key;  // both or none; empty strings go back to the self-signed one
  };
  struct Made;
  // Makes what is missing and never replaces a key or a database; `asked` replaces settings. Refuses a directory that holds
  // something else, and a certificate that cannot serve.
  static base::Result<Made> initialise(const std::filesystem::path& root, const Asked& asked, const base::Clock& clock,
                                       base::Random& random);
  // Fault::not_found with what to do where there was no init.
  static base::Result<DataDir> open(const std::filesystem::path& root);

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path database() const { return root_ / "hub.db"; }
  std::filesystem::path key_file() const { return root_ / "hub.key"; }
  // The scheduled backups: in `backups`, which may be a link to another disk.
  store::BackupPlan backups() const;
  const Settings& settings() const { return settings_; }
  const base::KeyPair& key() const { return key_; }
  bool is_self_signed() const { return settings_.certificate.empty(); }

  // The certificate and key that `serve` shows, read anew.
  base::Result<http::Identity> tls() const;

  // The store with the hub's own tables, migrated. Fault::corrupt where it belongs to another hub key.
  base::Result<std::unique_ptr<store::ReplicaStore>> open_store() const;

  // --- the running service ---

  struct Serving {
    std::string url;  // where it really listens
    int process = 0;
  };
  // Null where another process serves this directory. `serving()` answers nothing until announce().
  base::Result<std::unique_ptr<base::FileLock>> lock_service() const;
  bool is_served() const;
  base::Result<void> announce(const std::string& url) const;
  void withdraw() const;
  std::optional<Serving> serving() const;

  // --- a database that went back in time ---

  // Compares the database with the mark, and brings both a step further. Before serving, and before the hub writes. True: the
  // database was put back from a backup; the store has a new hub epoch now, and notes what it holds at this moment
  // (hub/healing.h).
  base::Result<bool> notice_restore(store::ReplicaStore& store, base::Random& random, std::int64_t now_ms) const;
  // A backup was put in the database's place: whoever starts next must notice, whenever that backup was made.
  base::Result<void> note_restored() const;
  // A step further: in the Transaction of something that must not be forgotten unnoticed, and once that is committed.
  static void count_step(store::ReplicaStore& store);
  base::Result<void> mark_step(store::ReplicaStore& store) const;

  // Who writes for the hub: the hub's own key, or one that it certifies, after the database went back in time. Inside a
  // Transaction.
  struct Writer {
    base::KeyPair key;
    std::vector<log::Extension> introduction;  // for store::Authorship
  };
  Writer writer(store::ReplicaStore& store, base::Random& random) const;

 private:
  std::int64_t marked_step() const;
  DataDir(std::filesystem::path root, base::KeyPair key, Settings settings)
      : root_(std::move(root)), key_(std::move(key)), settings_(std::move(settings)) {}

  std::filesystem::path mark_file() const;

  std::filesystem::path root_;
  base::KeyPair key_;
  Settings settings_;
};

struct DataDir::Made {
  DataDir dir;
  bool created = false;  // false: it was there before
};

// Facts of the store that the hub's programs share.
inline constexpr std::string_view epoch_key = "hub_epoch";

}  // namespace hadir::hub
