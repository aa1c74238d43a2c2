// What rules find about something that is about to be recorded, as answers: JSON, and the refusal where it may not be.
#pragma once

#include "common/desk/request.h"
#include "common/rules/finding.h"

namespace hadir::desk {

inline constexpr std::size_t most_told = 5;  // findings in one refusal

array findings_json(const std::vector<rules::Finding>& findings);
// Their texts, one a line, violations first.
std::string findings_text(const std::vector<rules::Finding>& findings);
// Why it is to be done all the same: "despite" in the request; empty where it says nothing. Fault::bad_input where nobody could
// read a reason in it.
Result<std::string> despite_in(const object& request);
// Nothing where there is no violation, or a reason in spite of it.
std::optional<Error> refusal_of(const std::vector<rules::Finding>& findings, const std::string& despite);

// The record that this went ahead against what is cited. Fault::bad_input where nobody of the Book is named who answers for it.
Result<model::Change> deviation_of(const rules::Book& book, const Desk& desk, const std::string& subject, Span days,
                                   const std::string& reason, std::vector<std::string> citations);
std::vector<std::string> citations_of(const std::vector<rules::Finding>& findings);  // of violations, each once

// What "despite" came to, for "notes"; nothing where the request does not have it. `deviation`: its subject, where one is
// recorded.
std::optional<std::string> despite_note(const std::string& despite, bool violates, const std::string& deviation);
object deviation_json(const rules::Book& book, const rules::Deviation& deviation);
// {"violations", "warnings", "findings"}; attention where there are violations. `about` begins the last line for people.
Outcome verdict(const std::vector<rules::Finding>& findings, const std::string& about);

}  // namespace hadir::desk
