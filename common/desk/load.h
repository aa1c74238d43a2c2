// From a store's records to a Book: what rules look at, for some units and some days. Agent and hub.
//
// Days cost what they hold, however much is stored beside them: records of a day are read by their day, those that last longer
// (letters, permits) by whether they reach into the span, decisions by the name of what they decide about. Catalogue, circulars,
// posts, groups, closures and recaps are read whole; an office has few.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "common/rules/book.h"
#include "common/store/sqlite.h"

namespace hadir::desk {

struct Wish {
  std::set<std::string> units;  // whose people and papers are wanted; the province's catalogue comes along
  base::Date from, until;
  // The hub: since when it has each report and decision is in its log. An office does not know it of others' commits, so that
  // there it stays empty, on all PCs alike.
  bool is_hub = false;
  // Health checks, where this replica can read them. Only who answers for it asks.
  bool with_health = false;
  // Without most of what happens every day (schedules, attendance reports, assemblies, health): for long spans of papers. The
  // Book then knows nothing of those. Punches are there, since corrections name them.
  bool papers_only = false;
  // The same for the days before this one.
  std::optional<base::Date> daily_from = {};
};

// As of one moment, inside the caller's transaction or one of its own. Throws base::Failure as the store does.
rules::Book load_book(store::Database& database, const Wish& wish);

// The unit and every unit that is or ever was below it; those that an Asisten oversees; all of the province.
std::set<std::string> units_under(store::Database& database, const std::string& unit);
std::set<std::string> units_of_asisten(const rules::Book& book, const std::string& asisten, base::Date day);
std::set<std::string> all_units(store::Database& database);

}  // namespace hadir::desk
