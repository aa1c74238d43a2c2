// How the `hadir` command reaches an office: the running service's API, or the office itself when none runs.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <string_view>

#include "agent/data_dir.h"
#include "common/base/clock.h"
#include "common/base/error.h"

namespace hadir::agent {

// One operation (agent/operations.h) at a time; blocking.
class OfficeClient {
 public:
  virtual ~OfficeClient() = default;
  virtual base::Result<boost::json::value> call(std::string_view operation, const boost::json::object& request) = 0;

  // The service where one answers, else the database. A service that died leaves nothing that stands in the way.
  static base::Result<std::unique_ptr<OfficeClient>> connect(const DataDir& dir, const base::Clock& clock);
};

}  // namespace hadir::agent
