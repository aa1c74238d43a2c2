// The built hub as a process of its own, for the surge to run against.
#pragma once

#include <filesystem>
#include <string>

namespace hadir::test {

class HubProcess {
 public:
  // Starts `program serve` on a directory that was set up, and waits until it listens. Throws std::runtime_error where it does
  // not.
  HubProcess(const std::string& program, const std::filesystem::path& data);
  ~HubProcess();  // asks it to stop and waits
  HubProcess(const HubProcess&) = delete;
  HubProcess& operator=(const HubProcess&) = delete;

  const std::string& url() const { return url_; }
  // Since it began.
  double peak_memory_mib() const;
  double processor_seconds() const;

 private:
  int process_ = -1, output_ = -1;
  std::string url_;
};

}  // namespace hadir::test
