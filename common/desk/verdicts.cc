#include "common/desk/verdicts.h"

#include "common/base/text.h"

namespace hadir::desk {

using rules::Finding;

array findings_json(const std::vector<Finding>& findings) {
  array all;
  for (const Finding& one : findings) {
    array people;
    for (const std::string& person : one.people) people.emplace_back(person);
    all.push_back(object{{"date", date_text(one.date)},
                         {"unit", one.unit},
                         {"code", one.code},
                         {"violation", one.violation},
                         {"citation", one.citation},
                         {"people", std::move(people)},
                         {"actual", one.actual},
                         {"limit", one.limit},
                         {"text", one.text}});
  }
  return all;
}

std::string findings_text(const std::vector<Finding>& findings) {
  std::string text;
  for (const bool violations : {true, false})
    for (const Finding& one : findings)
      if (one.violation == violations)
        text += std::string(violations ? "PELANGGARAN " : "perhatian   ") + date_text(one.date) + "  " + one.text + "\n";
  return text;
}

std::optional<Error> refusal_of(const std::vector<Finding>& findings, const object& request) {
  std::string all;
  std::size_t count = 0;
  for (const Finding& one : findings) {
    if (!one.violation) continue;
    if (++count <= most_told) all += (all.empty() ? "" : "; ") + one.text;
  }
  if (count == 0 || !text_in(request, "despite").empty()) return std::nullopt;
  if (count > most_told) all += "; dan " + std::to_string(count - most_told) + " lagi";
  return Error{Fault::refused, all, "perbaiki, atau bila memang harus, ulangi dengan --despite \"alasannya\""};
}

Outcome verdict(const std::vector<Finding>& findings, const std::string& about) {
  const auto violations = std::ranges::count(findings, true, &Finding::violation);
  Outcome outcome;
  outcome.attention = violations > 0;
  outcome.answer = {{"violations", violations},
                    {"warnings", static_cast<std::int64_t>(findings.size()) - violations},
                    {"findings", findings_json(findings)}};
  outcome.text = findings_text(findings) + about + ": " +
                 (findings.empty() ? "sesuai edaran yang berlaku"
                                   : std::to_string(violations) + " pelanggaran, " +
                                         std::to_string(static_cast<std::int64_t>(findings.size()) - violations) + " perhatian") +
                 "\n";
  return outcome;
}

}  // namespace hadir::desk
