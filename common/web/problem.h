// Errors over HTTP: RFC 9457 problem documents with what this project's Error says, for the page and for the command alike.
#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "common/base/error.h"
#include "common/http/message.h"

namespace hadir::web {

// {"type", "title", "status", "detail": what happened, "hint": what to do next, "fault", "field"?}. `field`: the member of the
// request that is at fault, where known.
boost::json::object problem_document(unsigned status, const base::Error& error, std::string_view field = {});
http::Response problem_response(unsigned status, const base::Error& error, std::string_view field = {});
// The status by the fault.
http::Response problem_response(const base::Error& error, std::string_view field = {});
// The error that a problem document tells; Fault::refused with the status where it is none.
base::Error error_of(unsigned status, const boost::json::object& document);

http::Response json_response(const boost::json::value& body, unsigned status = 200);

}  // namespace hadir::web
