#include "agent/incarnation.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace hadir::agent {

wire::Return return_of(Suspicion suspicion) {
  return suspicion == Suspicion::copied ? wire::Return::copied : wire::Return::restored;
}

std::string encode_mark(const Mark& mark) {
  boost::json::array held;
  for (const std::uint64_t seq : mark.held) held.emplace_back(seq);
  const boost::json::object object{{"origin", log::to_text(mark.origin)}, {"machine", mark.machine}, {"held", std::move(held)}};
  return boost::json::serialize(object) + "\n";
}

std::optional<Mark> decode_mark(std::string_view text) {
  boost::json::error_code ec;
  const boost::json::value value = boost::json::parse(text, ec);
  const auto* object = ec ? nullptr : value.if_object();
  const auto member = [&](const char* name) { return object == nullptr ? nullptr : object->if_contains(name); };
  const auto *origin = member("origin"), *machine = member("machine"), *held = member("held");
  if (origin == nullptr || !origin->is_string() || machine == nullptr || !machine->is_string() || held == nullptr ||
      !held->is_array() || held->get_array().size() != model::lane_count)
    return std::nullopt;
  const auto parsed = log::parse_origin(origin->get_string());
  if (!parsed) return std::nullopt;
  Mark mark{*parsed, std::string(machine->get_string()), {}};
  for (std::size_t lane = 0; lane < model::lane_count; ++lane) {
    mark.held[lane] = held->get_array()[lane].to_number<std::uint64_t>(ec);
    if (ec) return std::nullopt;
  }
  return mark;
}

Suspicion compare(const std::optional<Mark>& mark, const Known& known) {
  if (!known.marked) return Suspicion::none;  // a mark that stands here is that of a replica which was here before
  if (!mark) return Suspicion::copied;
  if (!mark->machine.empty() && !known.own.machine.empty() && mark->machine != known.own.machine) return Suspicion::copied;
  if (mark->origin != known.own.origin)
    return std::ranges::find(known.earlier, mark->origin) != known.earlier.end() ? Suspicion::none : Suspicion::restored;
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    if (known.own.held[lane] < mark->held[lane]) return Suspicion::restored;
  return Suspicion::none;
}

}  // namespace hadir::agent
