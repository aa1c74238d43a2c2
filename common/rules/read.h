// Reads records into a Book. What is read comes from any replica and may say anything that fits its types; what no rule can use
// becomes a fault with the record's name, and is left out.
//
// Records may be added in any order; of the same record only one counts. The same records give the same Book, however much more a
// loader hands in than `spans()` asks for: what does not touch the Book's days is dropped here.
#pragma once

#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/model/change.h"
#include "common/model/kinds.h"
#include "common/rules/book.h"

namespace hadir::rules {

// Which records of a kind a Book needs, so that a loader need not read three years of punches for one month.
struct KindSpan {
  const char* kind;
  // The field that says on which day (date) or when (instant, UTC) it begins; nullptr: all records of the kind.
  const char* from = nullptr;
  // The date field of its last day, where it has one; an empty one is as `from`.
  const char* until = nullptr;
  // A record belongs to that of another kind, whose key begins its own: where those are left out, so may these be.
  const char* with = nullptr;
  // For texts that name another record, such as daily_report/NIP/2026-03-02: needed where that record is.
  const char* subject = nullptr;
};
// By number of the kind. A record matters where its days touch those of the Book and the day before and after them: a shift goes
// on after midnight, and a moment's day depends on the offset. For instants take a margin of a day more on both sides. A punch of
// another day matters, too, where a correction's `at` moves it into these.
std::span<const KindSpan> spans();
inline constexpr int margin_days = 1;

class BookReader {
 public:
  // `held_units`: the units whose records are added. Their scopes are their codes; the province's is "".
  BookReader(Date first, Date last, std::set<std::string> held_units);
  ~BookReader();
  BookReader(BookReader&&) noexcept;
  BookReader& operator=(BookReader&&) noexcept;

  // Whether a Book looks at records of the kind at all.
  static bool wants(const model::Kind& kind);

  // One record. `key` as in a change; `values`: one for each of kind.fields, monostate where there is none. Deleted records are
  // not added. Kinds that are not wanted are ignored.
  void add(std::string_view scope, const model::Kind& kind, const std::vector<model::FieldValue>& key,
           const std::vector<model::Value>& values, const Written& written);

  // The Book, sorted, with histories, corrections applied, and faults. The reader is empty afterwards.
  Book finish();

  struct Stage;  // read_stage.h

 private:
  std::unique_ptr<Stage> stage_;
};

// The whole Book as text, one line per thing, in its order: equal Books have equal texts. For tests and for looking at one.
std::string to_text(const Book& book);

}  // namespace hadir::rules
