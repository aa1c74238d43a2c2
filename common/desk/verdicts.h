// What rules find about something that is about to be recorded, as answers: JSON, and the refusal where it may not be.
#pragma once

#include "common/desk/request.h"
#include "common/rules/finding.h"

namespace hadir::desk {

inline constexpr std::size_t most_told = 5;  // findings in one refusal

array findings_json(const std::vector<rules::Finding>& findings);
// Their texts, one a line, violations first.
std::string findings_text(const std::vector<rules::Finding>& findings);
// Nothing where there is no violation, or where the request says "despite" why it is done all the same.
std::optional<Error> refusal_of(const std::vector<rules::Finding>& findings, const object& request);
// {"violations", "warnings", "findings"}; attention where there are violations. `about` begins the last line for people.
Outcome verdict(const std::vector<rules::Finding>& findings, const std::string& about);

}  // namespace hadir::desk
