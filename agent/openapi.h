// The API as an OpenAPI 3.1 document, made from what the program itself goes by: the operations, the commands' arguments, the
// rights and the declarations of records. GET /api/v1/openapi.json, and `hadir api`.
#pragma once

#include <boost/json/object.hpp>

namespace hadir::agent {

boost::json::object openapi_document();

}  // namespace hadir::agent
