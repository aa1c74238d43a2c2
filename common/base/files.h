// What both programs ask of the file system beyond the standard library: private, durable files and a lock between processes.
// files_posix.cc is the one that knows the system. Error texts are for the person at the desk.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "common/base/error.h"

namespace hadir::base {

// From now on every file this process makes, SQLite's too, is readable by its owner alone; the mains call it first.
void keep_files_private();

// Mode 0700; parents are made with the usual mode. An existing directory is left as it is.
Result<void> make_private_directory(const std::filesystem::path& path);

// Writes the whole file, readable by its owner alone, durably, in place of what was there: after a power cut it holds the old or
// the new.
Result<void> write_private_file(const std::filesystem::path& path, std::string_view content);

// As write_private_file, but Fault::clash where the name is taken, and a file system that keeps no rights (a stick) is good
// enough. Where it fails, nothing is left, neither under the name nor beside it.
Result<void> write_new_file(const std::filesystem::path& path, std::string_view content);

// Fault::not_found, Fault::refused (rights), Fault::too_large beyond `most_bytes`.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t most_bytes);

// What lies in the file is on the disk when it returns.
Result<void> make_durable(const std::filesystem::path& file);
// Gives a file of the same directory another name, durably, in place of what had it: after a power cut the name means the old or
// the new.
Result<void> rename_durably(const std::filesystem::path& from, const std::filesystem::path& to);

// DATA-mark/mark beside a data directory: not in it, so that it is neither copied nor put back along with it.
std::filesystem::path mark_path(const std::filesystem::path& data_dir);

// Whether group and others have no rights on it, and it belongs to the user of this process.
bool is_private(const std::filesystem::path& path);
bool is_mine(const std::filesystem::path& path);

// A lock on a file, exclusive or shared, given back when the object or the process ends, however it ends.
class FileLock {
 public:
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  // Null where another process holds it.
  static Result<std::unique_ptr<FileLock>> try_acquire(const std::filesystem::path& path);
  // Together with others that share it; null where somebody holds it alone.
  static Result<std::unique_ptr<FileLock>> try_share(const std::filesystem::path& path);
  // Whether some process holds it. Takes nothing, makes nothing.
  static bool is_held(const std::filesystem::path& path);

 private:
  static Result<std::unique_ptr<FileLock>> take(const std::filesystem::path& path, short type);
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  const int descriptor_;
};

}  // namespace hadir::base
