// Operations that explain what is recorded; rows of the table in operations.cc.
#pragma once

#include "agent/operations.h"

namespace hadir::agent {

// {"record": [words]} as evidence::explain() takes them; answers what it answers.
base::Result<boost::json::value> explain_operation(Workplace& workplace, const boost::json::object& request);

// {"total", "displaced": the first ones, as evidence::displaced_commits() has them}.
base::Result<boost::json::value> displaced_operation(Workplace& workplace, const boost::json::object& request);

}  // namespace hadir::agent
