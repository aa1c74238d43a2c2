#include "common/desk/verdicts.h"

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/desk/lookup.h"

namespace hadir::desk {

using rules::Finding;

namespace {

constexpr std::size_t least_reason = 5;  // bytes

}  // namespace

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

Result<std::string> despite_in(const object& request) {
  std::string despite(base::trim(text_in(request, "despite")));
  if (!text_in(request, "despite").empty() && despite.size() < least_reason)
    return Error{Fault::bad_input, "alasan terlalu pendek", "tulis alasan yang dapat dibaca orang lain"};
  return despite;
}

std::optional<Error> refusal_of(const std::vector<Finding>& findings, const std::string& despite) {
  std::string all;
  std::size_t count = 0;
  for (const Finding& one : findings) {
    if (!one.violation) continue;
    if (++count <= most_told) all += (all.empty() ? "" : "; ") + one.text;
  }
  if (count == 0 || !despite.empty()) return std::nullopt;
  if (count > most_told) all += "; dan " + std::to_string(count - most_told) + " lagi";
  return Error{Fault::refused, all, "perbaiki, atau bila memang harus, ulangi dengan --despite \"alasannya\""};
}

Result<model::Change> deviation_of(const rules::Book& book, const Desk& desk, const std::string& subject, Span days,
                                   const std::string& reason, std::vector<std::string> citations) {
  const rules::Person* author = book.person(desk.author);
  if (author == nullptr)
    return Error{Fault::bad_input, "belum disebut siapa yang memutuskan penyimpangan ini", "ulangi dengan --as NIP"};
  if (const std::size_t most = base::limits::list_items; citations.size() > most) {
    const std::size_t left = citations.size() - most + 1;
    citations.resize(most);
    citations.back() = "dan " + std::to_string(left) + " lagi";
  }
  return change_of("deviation", {{"author", author->id},
                                 {"at", text_of(now_of(desk))},
                                 {"subject", subject},
                                 {"from", date_text(days.from)},
                                 {"until", date_text(days.until)},
                                 {"reason", reason},
                                 {"citations", array(citations.begin(), citations.end())}});
}

std::vector<std::string> citations_of(const std::vector<Finding>& findings) {
  std::vector<std::string> citations;
  for (const Finding& one : findings)
    if (one.violation && !one.citation.empty() && std::ranges::find(citations, one.citation) == citations.end())
      citations.push_back(one.citation);
  return citations;
}

std::optional<std::string> despite_note(const std::string& despite, bool violates, const std::string& deviation) {
  if (despite.empty()) return std::nullopt;
  if (!deviation.empty()) return "penyimpangan dicatat: " + deviation;
  return violates ? "tidak ada yang berubah: alasannya tidak dicatat lagi" : "tidak melanggar edaran: alasannya tidak dicatat";
}

object deviation_json(const rules::Book& book, const rules::Deviation& deviation) {
  return {{"at", text_of(deviation.at)},
          {"unit", deviation.unit},
          {"subject", deviation.subject},
          {"from", date_text(deviation.from)},
          {"until", date_text(deviation.until)},
          {"reason", deviation.reason},
          {"by", deviation.author},
          {"name", name_of(book, deviation.author)},
          {"citations", array(deviation.citations.begin(), deviation.citations.end())}};
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
