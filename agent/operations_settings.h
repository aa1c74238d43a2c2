// The operations of agent/settings.h.
#pragma once

#include "agent/operations.h"

namespace hadir::agent {

// What holds now; the office's own thread.
Settings settings_of(Workplace& workplace);

// {"settings": [{"name", "value", "default", "fixed", "help"}], "web_lan": {"urls", "fingerprint", "problem"}, "addresses",
// "machine"}: "fixed" where the service's command line decides. "web_lan" is null where no service runs.
base::Result<boost::json::value> setting_list(Workplace& workplace, const boost::json::object& request);
// {NAME: text, …}: those named change, all or none; "" is as nothing set. Answers as setting_list().
base::Result<boost::json::value> setting_set(Workplace& workplace, const boost::json::object& request);

}  // namespace hadir::agent
