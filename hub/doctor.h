// `hadir-hub doctor`: what is wrong with this hub and what to do about it. Works beside `serve` or without it, before init, and
// with a database that cannot be opened any more.
#pragma once

#include <functional>
#include <vector>

#include "common/base/clock.h"
#include "common/store/health.h"
#include "hub/data_dir.h"

namespace hadir::hub {

std::vector<store::Finding> examine(const std::filesystem::path& root, const base::Clock& clock);

// The judgement of what `status` answers: PCs that are not heard of any more, conflicts, commits without effect. Pure.
std::vector<store::Finding> judge_status(const boost::json::object& status, base::WallTime now);

}  // namespace hadir::hub
