// A short notation for JSON Schema, in which answers are described (openapi_answers.cc):
//
//   shape   = one { "|" one }                                      any of them
//   one     = "[" shape "]"                                        a list
//           | "{" [ member { "," member } ] "}"                    an object; a member with "?" may be missing
//           | "{" "*" ":" shape "}"                                an object of any names
//           | "'" word "'"                                         this text; several of them are an enum
//           | str | int | num | bool | null | any | date | time    text, whole number, number, …, text of a date, of RFC 3339
//           | "@" kind                                             a record of this kind
//           | Name                                                 a shape of components/schemas
//   member  = name [ "?" ] ":" shape
#pragma once

#include <boost/json/object.hpp>
#include <string_view>

namespace hadir::agent {

// Throws std::logic_error where the shape cannot be read: shapes are ours, and a unit test reads them all.
boost::json::object schema_of_shape(std::string_view shape);

}  // namespace hadir::agent
