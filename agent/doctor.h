// `hadir doctor`: what is wrong with this PC's hadir and what to do about it. A list of checks, each of which answers findings;
// works with the service running or not, before init, and with a database that cannot be opened any more.
#pragma once

#include <functional>
#include <vector>

#include "agent/data_dir.h"
#include "agent/service_client.h"
#include "agent/uplink.h"
#include "common/store/health.h"

namespace hadir::agent {

struct Surroundings {
  const DataDir& dir;
  const base::Clock& clock;
  // The office as `hadir` reaches it.
  std::function<base::Result<std::unique_ptr<OfficeClient>>()> connect;
  // GET /healthz of the hub at (url, pin).
  std::function<base::Result<HttpReply>(const std::string& url, const std::string& pin)> ask_hub;
};

std::vector<store::Finding> examine(const Surroundings& surroundings);

// The judgement of what `status` answers: service, enrolment, clock, what waits, what wants a person. Pure.
std::vector<store::Finding> judge_status(const boost::json::object& status);
// Of what the hub answered, `before` and `after` being this PC's clock around it. Pure.
std::vector<store::Finding> judge_answer(const base::Result<HttpReply>& reply, base::WallTime before, base::WallTime after);

}  // namespace hadir::agent
