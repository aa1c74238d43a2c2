// An outcome as the JSON that goes over an API, and back to what a command prints or writes.
#pragma once

#include "common/base/bytes.h"
#include "common/desk/desk.h"

namespace hadir::desk {

// The answer with "text", "attention" and "document" (agent/operations_desk.h). `format`: of the paper; empty: text.
Result<object> answer_of(Outcome outcome, std::string_view format);

// A paper out of an answer.
struct Paper {
  std::string name, format;
  base::Bytes content;
};
std::optional<Paper> paper_of(const object& answer);

// The format that a request means: "format", else the ending of "out", else json for programs and text for people.
std::string format_of(const object& request, bool json);

}  // namespace hadir::desk
