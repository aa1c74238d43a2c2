// What the hub asks of the file system beyond the standard library: private, durable files, a lock, and the service manager.
// files_posix.cc is the one that knows the system. Used by data_dir.cc and the commands.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "common/base/error.h"

namespace hadir::hub {

// Everything this process creates from now on, SQLite's files too, is for its owner alone.
void make_new_files_private();

// Mode 0700; parents are made with the usual mode. An existing directory is left as it is.
base::Result<void> make_private_directory(const std::filesystem::path& path);

// Writes the whole file with mode 0600, durably, in place of what was there: after a power cut it holds the old or the new.
base::Result<void> write_private_file(const std::filesystem::path& path, std::string_view content);

// Fault::not_found, Fault::refused (rights), Fault::too_large beyond `most_bytes`.
base::Result<std::string> read_file(const std::filesystem::path& path, std::size_t most_bytes);

// An exclusive lock on a file, given back when the object or the process ends, however it ends.
class FileLock {
 public:
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  // Null where another process holds it.
  static base::Result<std::unique_ptr<FileLock>> try_acquire(const std::filesystem::path& path);
  // Whether some process holds it. Takes nothing, makes nothing.
  static bool is_held(const std::filesystem::path& path);

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  const int descriptor_;
};

// As many open files as the system lets this process have: one per connection.
void raise_open_files();

// "READY=1", "STOPPING=1" to the service manager; nothing where there is none.
void tell_service_manager(const char* state);

int process_id();

}  // namespace hadir::hub
