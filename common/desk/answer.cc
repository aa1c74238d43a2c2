#include "common/desk/answer.h"

#include "common/base/text.h"
#include "common/desk/request.h"
#include "common/report/render.h"

namespace hadir::desk {

Result<object> answer_of(Outcome outcome, std::string_view format) {
  object answer = std::move(outcome.answer);
  if (!outcome.text.empty()) answer["text"] = std::move(outcome.text);
  if (outcome.attention) answer["attention"] = true;
  if (!outcome.document) return answer;
  const auto known = report::format_named(format.empty() ? "text" : format);
  if (!known)
    return Error{Fault::bad_input, "format \"" + base::printable(format, 20) + "\" tidak dikenal",
                 "pilih text, csv, json, xlsx atau pdf"};
  const auto content = report::render(*outcome.document, *known);
  if (!content) return content.error();
  object document{{"name", report::file_name(*outcome.document, *known)}, {"format", format.empty() ? "text" : format}};
  if (*known == report::Format::xlsx || *known == report::Format::pdf)
    document["content"] = base::to_base64(*content);
  else
    document["text"] = base::text_of(*content);
  answer["document"] = std::move(document);
  return answer;
}

std::optional<Paper> paper_of(const object& answer) {
  const value* document = answer.if_contains("document");
  if (document == nullptr || !document->is_object()) return std::nullopt;
  const object& from = document->get_object();
  Paper paper{text_in(from, "name"), text_in(from, "format"), {}};
  if (const value* text = from.if_contains("text"); text != nullptr && text->is_string()) {
    const base::ByteView bytes = base::bytes_of(text->get_string());
    paper.content.assign(bytes.begin(), bytes.end());
  } else if (auto content = base::from_base64(text_in(from, "content"))) {
    paper.content = std::move(*content);
  }
  return paper;
}

std::string format_of(const object& request, bool json) {
  if (const std::string given = text_in(request, "format"); !given.empty()) return given;
  const std::string out = text_in(request, "out");
  if (const std::size_t dot = out.rfind('.'); dot != std::string::npos) {
    const std::string ending = out.substr(dot + 1);
    if (ending == "txt") return "text";
    if (report::format_named(ending)) return ending;
  }
  return json ? "json" : "text";
}

}  // namespace hadir::desk
