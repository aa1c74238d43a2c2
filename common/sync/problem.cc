#include "common/sync/problem.h"

#include <boost/json/parse.hpp>

#include "common/base/text.h"

namespace hadir::sync {

Problem read_problem(base::ByteView body) {
  Problem problem;
  boost::json::error_code ec;
  const boost::json::value value = boost::json::parse(base::text_of(body), ec);
  if (ec || !value.is_object()) return problem;
  const auto text = [&](const char* name) {
    const boost::json::value* member = value.get_object().if_contains(name);
    return member != nullptr && member->is_string() ? base::printable(member->get_string(), 500) : std::string();
  };
  problem = {text("code"), text("detail"), text("hint"), std::nullopt};
  if (const boost::json::value* counter = value.get_object().if_contains("counter"); counter != nullptr && counter->is_number())
    problem.counter = counter->to_number<std::uint64_t>(ec);
  if (ec) problem.counter.reset();
  return problem;
}

base::Error error_of(unsigned status, const Problem& problem) {
  const bool later = status == 408 || status == 429 || status >= 500;
  return {later ? base::Fault::busy : base::Fault::refused,
          problem.detail.empty() ? "hub menjawab dengan kode " + std::to_string(status) : problem.detail, problem.hint};
}

}  // namespace hadir::sync
