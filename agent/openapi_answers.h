// What each operation answers, for the description of the API.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string_view>

namespace hadir::agent {

// JSON Schema of the operation's answer; nothing where nobody described it.
std::optional<boost::json::object> answer_schema(std::string_view operation);

// Shapes that several answers share, by their names in components/schemas.
boost::json::object shared_shapes();

}  // namespace hadir::agent
