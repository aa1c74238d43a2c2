#include "common/web/problem.h"

#include <boost/json/serialize.hpp>

namespace hadir::web {

using base::Error;
using base::Fault;
using boost::json::object;

object problem_document(unsigned status, const Error& error, std::string_view field) {
  object document{{"type", "about:blank"}, {"title", http::reason_of(status)},   {"status", status}, {"detail", error.what},
                  {"hint", error.hint},    {"fault", base::name_of(error.fault)}};
  if (!field.empty()) document["field"] = field;
  return document;
}

http::Response problem_response(unsigned status, const Error& error, std::string_view field) {
  http::Response response =
      http::text(status, "application/problem+json", boost::json::serialize(problem_document(status, error, field)));
  response.fields.push_back({"Cache-Control", "no-store"});
  return response;
}

http::Response problem_response(const Error& error, std::string_view field) {
  return problem_response(http::status_of(error.fault), error, field);
}

Error error_of(unsigned status, const object& document) {
  const auto text = [&](const char* name) {
    const boost::json::value* member = document.if_contains(name);
    return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::string();
  };
  Error error{Fault::refused, text("detail"), text("hint")};
  if (error.what.empty()) error.what = "layanan menjawab " + std::to_string(status);
  for (const Fault fault : {Fault::bad_input, Fault::not_found, Fault::refused, Fault::clash, Fault::too_large,
                            Fault::unsupported, Fault::busy, Fault::unreachable, Fault::storage, Fault::corrupt})
    if (text("fault") == base::name_of(fault)) error.fault = fault;
  return error;
}

http::Response json_response(const boost::json::value& body, unsigned status) {
  http::Response response = http::text(status, "application/json", boost::json::serialize(body));
  response.fields.push_back({"Cache-Control", "no-store"});
  return response;
}

}  // namespace hadir::web
