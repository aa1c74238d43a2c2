#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/surge/hub_process.h"

extern char** environ;

namespace hadir::test {
namespace {

constexpr std::string_view listening = "listening on ";

std::string proc_file(int process, const char* name) {
  std::ifstream in("/proc/" + std::to_string(process) + "/" + name);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

HubProcess::HubProcess(const std::string& program, const std::filesystem::path& data) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe[1], 1);
  posix_spawn_file_actions_adddup2(&actions, pipe[1], 2);
  std::string words[] = {program, "serve", "--listen", "127.0.0.1:0", "--data", data.string()};
  std::array<char*, 7> arguments{};
  for (std::size_t at = 0; at < std::size(words); ++at) arguments[at] = words[at].data();
  const int failed = ::posix_spawn(&process_, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(pipe[1]);
  output_ = pipe[0];
  if (failed != 0) throw std::runtime_error(program + " does not start");
  std::string said;
  for (std::array<char, 4096> part{};;) {
    const ssize_t size = ::read(output_, part.data(), part.size());
    if (size <= 0) throw std::runtime_error(program + " ended: " + said);
    said.append(part.data(), static_cast<std::size_t>(size));
    const auto at = said.find(listening);
    const auto end = at == std::string::npos ? at : said.find_first_of(" \r\n", at + listening.size());
    if (end == std::string::npos) continue;
    url_ = said.substr(at + listening.size(), end - at - listening.size());
    return;
  }
}

HubProcess::~HubProcess() {
  ::kill(process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
  ::close(output_);
}

double HubProcess::peak_memory_mib() const {
  const std::string status = proc_file(process_, "status");
  const auto at = status.find("VmHWM:");
  return at == std::string::npos ? 0 : std::stod(status.substr(at + 6)) / 1024;
}

double HubProcess::processor_seconds() const {
  const std::string stat = proc_file(process_, "stat");
  std::istringstream fields(stat.substr(stat.rfind(')') + 2));
  std::string ignored;
  for (int field = 3; field < 14; ++field) fields >> ignored;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace hadir::test
