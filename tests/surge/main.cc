// The morning: so many office PCs bring a day's work to one hub within so many seconds, each with a new TLS connection, through
// the agent's own uplink and session, to the built program. Prints when they were through, and what it cost the hub. As on any
// morning the hub and each PC have met before: the day is recorded after a first sync.
//
//   build/release/tests/surge --hub build/release/bin/hadir-hub --agents 1000                 all at the same moment
//   build/release/tests/surge --hub build/release/bin/hadir-hub --agents 1000 --within 60     within a minute
//
// Exit code 1 where not all are done, where the slowest took more than --most-spread times the median, or the hub more than
// --most-memory MiB. Who is put off comes back when the hub said, as the agent's schedule has it. All run on this machine, so
// that the offices' own work takes processor time from the hub; what an office does before its first byte is done beforehand.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <iostream>
#include <random>
#include <thread>

#include "agent/sync_schedule.h"
#include "agent/uplink.h"
#include "common/base/process.h"
#include "hub/data_dir.h"
#include "hub/registry.h"
#include "tests/support/office_data.h"
#include "tests/support/office_work.h"
#include "tests/surge/hub_process.h"

namespace {

using namespace hadir;
using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

struct Asked {
  std::string hub;
  std::size_t agents = 1000, people = 160, per_unit = 1;
  double within_seconds = 0, most_spread = 0, most_memory_mib = 0;
  bool json = false;
};

// An alarm clock of threads.
class Moments {
 public:
  void await(Clock::time_point moment) {
    std::unique_lock lock(mutex_);
    never_.wait_until(lock, moment, [] { return false; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable never_;
};

struct Agent {
  std::unique_ptr<test::OfficeReplica> office;
  std::optional<sync::AgentSession> session;
  sync::AgentSession::Action first;

  double begins = 0, took = 0;  // seconds
  int put_off = 0, broken = 0;
  bool complete = false;
  std::string error;
};

// Calls `work` with each number below `count`, on as many threads as there are cores.
void each(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> threads;
  for (unsigned n = 0; n < std::max(1u, std::thread::hardware_concurrency()); ++n)
    threads.emplace_back([&] {
      for (std::size_t number = next++; number < count; number = next++) work(number);
    });
}

// Units of `per_unit` PCs that have recorded nothing yet.
std::vector<Agent> offices(const Asked& asked, const hub::DataDir& dir) {
  std::vector<Agent> agents(asked.agents);
  each(agents.size(), [&](std::size_t number) {
    const std::string unit = "7." + std::to_string(number / asked.per_unit + 1);
    agents[number].office = std::make_unique<test::OfficeReplica>(
        test::OfficePc{static_cast<std::uint32_t>(1000 + number), unit, "198107142006041003", number}, dir.key());
  });
  auto store = dir.open_store().value();
  hub::SqliteRegistry registry(*store);
  store::Transaction transaction(store->database());
  for (const Agent& agent : agents) {
    const sync::AgentIdentity& who = agent.office->identity();
    registry.admit({log::origin_of(who.key.public_key()), who.key.public_key(), who.unit, "PC"}, 1);
  }
  transaction.commit();
  return agents;
}

// Each PC has a day of an office of its own people.
void record_day(const Asked& asked, std::vector<Agent>& agents) {
  each(agents.size(), [&](std::size_t number) {
    test::OfficeReplica& office = *agents[number].office;
    const auto day = test::office_data({100'000 + number, office.identity().unit, asked.people, 1, 20'514, false, false, 5});
    office.work(std::span(day).subspan(asked.people), test::Entry::one_by_one);
  });
}

void begin(Agent& agent) {
  agent.complete = false;
  agent.session.emplace(agent.office->session());
  agent.first = agent.session->start();
}

void run(Agent& agent, const agent::CurlLibrary& library, const agent::UplinkOptions& options, Clock::time_point start) {
  Moments moments;
  const auto begins = start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(agent.begins));
  moments.await(begins);
  agent::CurlUplink uplink(library, base::system_clock(), options);
  agent::SyncSchedule schedule(base::system_clock().boot(), {}, base::system_random());
  for (;;) {
    std::optional<std::chrono::seconds> retry_after;
    auto action = std::move(agent.first);
    while (const auto* post = std::get_if<sync::AgentSession::Post>(&action)) {
      const auto reply = uplink.post(post->path, post->body, {});
      if (reply) retry_after = reply->retry_after;
      action = reply ? agent.session->on_reply(reply->status, reply->body, base::system_clock().wall().ms)
                     : agent.session->on_unreachable(reply.error());
      if (reply && (reply->status == 503 || reply->status == 429)) ++agent.put_off;
      if (!reply) ++agent.broken;
    }
    const sync::SyncReport& report = agent.session->report();
    agent.complete = report.result == sync::SyncResult::complete;
    if (report.error) agent.error = base::describe(*report.error);
    if (report.result != sync::SyncResult::unreachable || agent.put_off + agent.broken > 20) break;
    const base::BootTime now = base::system_clock().boot();
    schedule.on_failure(now, retry_after ? std::optional<std::int64_t>(retry_after->count() * 1000) : std::nullopt);
    moments.await(Clock::now() + std::chrono::milliseconds(schedule.due().ms - now.ms));
    begin(agent);
  }
  agent.took = std::chrono::duration<double>(Clock::now() - begins).count();
}

int surge(const Asked& asked) {
  base::initialise_crypto();
  base::raise_open_files();
  const fs::path folder = fs::temp_directory_path() / ("hadir-surge-" + std::to_string(base::system_random().next()));
  fs::create_directories(folder);
  const auto dir = hub::DataDir::initialise(folder / "hub", {}, base::system_clock(), base::system_random()).value().dir;
  std::vector<Agent> agents = offices(asked, dir);
  std::uint64_t commits = 0;
  int failures = 0;
  {
    const agent::CurlLibrary library;
    const test::HubProcess hub(asked.hub, dir.root());
    agent::UplinkOptions options;
    options.url = hub.url();
    options.pin = http::spki_pin(dir.tls().value().certificate_pem).value();
    each(agents.size(), [&](std::size_t number) {
      begin(agents[number]);
      run(agents[number], library, options, Clock::now());
    });
    record_day(asked, agents);
    std::mt19937_64 random(7);
    for (Agent& agent : agents) {
      for (const std::uint64_t seq : agent.office->held()) commits += seq;
      agent.begins = std::uniform_real_distribution<double>(0, asked.within_seconds)(random);
      agent.put_off = agent.broken = 0;
      begin(agent);
    }
    const double processor_before = hub.processor_seconds();
    const auto start = Clock::now() + std::chrono::milliseconds(500);
    {
      std::vector<std::jthread> threads;
      for (Agent& agent : agents) threads.emplace_back([&] { run(agent, library, options, start); });
    }
    const double all = std::chrono::duration<double>(Clock::now() - start).count();
    std::vector<double> took;
    for (const Agent& agent : agents) took.push_back(agent.took);
    std::ranges::sort(took);
    const double median = took[took.size() / 2], slowest = took.back();
    const auto done = static_cast<std::size_t>(std::ranges::count(agents, true, &Agent::complete));
    int put_off = 0, broken = 0;
    for (const Agent& agent : agents) put_off += agent.put_off, broken += agent.broken;
    const std::pair<const char*, double> figures[] = {{"agents", static_cast<double>(asked.agents)},
                                                      {"commits", static_cast<double>(commits)},
                                                      {"within_seconds", asked.within_seconds},
                                                      {"done", static_cast<double>(done)},
                                                      {"all_seconds", all},
                                                      {"median_seconds", median},
                                                      {"slowest_seconds", slowest},
                                                      {"spread", slowest / median},
                                                      {"put_off", put_off},
                                                      {"broken", broken},
                                                      {"hub_mib", hub.peak_memory_mib()},
                                                      {"hub_processor_seconds", hub.processor_seconds() - processor_before}};
    boost::json::object line;
    for (const auto& [name, value] : figures) {
      line[name] = value;
      if (!asked.json) std::cout << fmt::format("{:22} {:.2f}\n", name, value);
    }
    if (asked.json) std::cout << boost::json::serialize(line) << "\n";
    for (const Agent& agent : agents)
      if (!agent.complete && ++failures <= 3) std::cerr << "not done: " << agent.error << "\n";
    if (asked.most_spread > 0 && slowest > asked.most_spread * median) ++failures, std::cerr << "the slowest waited too long\n";
    if (asked.most_memory_mib > 0 && hub.peak_memory_mib() > asked.most_memory_mib) ++failures, std::cerr << "too much memory\n";
  }
  agents.clear();
  fs::remove_all(folder);
  return failures == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  CLI::App app("So many office PCs bring a day's work to one hub at once");
  Asked asked;
  app.add_option("--hub", asked.hub, "the built hadir-hub")->required()->check(CLI::ExistingFile);
  app.add_option("--agents", asked.agents, "PCs")->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--people", asked.people, "of each PC, whose day it brings")->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--per-unit", asked.per_unit, "PCs of one unit")->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--within", asked.within_seconds, "seconds in which they begin")->capture_default_str();
  app.add_option("--most-spread", asked.most_spread, "times the median that the slowest may take; 0: any");
  app.add_option("--most-memory", asked.most_memory_mib, "MiB that the hub may take; 0: any");
  app.add_flag("--json", asked.json, "one line of JSON");
  CLI11_PARSE(app, count, words);
  return surge(asked);
}
