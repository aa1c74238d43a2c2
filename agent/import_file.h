// Takes an import file apart: CSV with the public column names, JSON Lines {"kind": …, fields}, or attlog.dat of a fingerprint
// machine. Pure: text in, items out; the command sends items to whoever records them (agent/importer.h).
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "common/base/error.h"

namespace hadir::agent {

// One line of the file, understood or not. As JSON, because it crosses to the service and waits in quarantine:
//   {"line": 3, "raw": "…", "record": {"kind": "employee", …}}
//   {"line": 3, "raw": "…", "attlog": {"device": "1", "pin": "200", "local": "2026-03-02 07:29:11", "direction": "in"}}
//   {"line": 3, "raw": "…", "fault": "why it could not be read"}
using ImportItem = boost::json::object;

struct ImportOptions {
  std::string kind;    // of CSV rows; empty: by their header
  std::string device;  // of attlog; empty: from the file's name
};

// Hands every non-blank line to `sink`, in order. Fault::bad_input where the file as a whole cannot be an import file.
base::Result<void> read_import_file(std::string_view name, std::string_view content, const ImportOptions& options,
                                    const std::function<void(ImportItem)>& sink);

}  // namespace hadir::agent
