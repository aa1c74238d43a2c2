#include "hub/catalogue.h"

#include <set>

#include "common/model/forms.h"
#include "hub/placement.h"

namespace hadir::hub {
namespace {

// A transaction of this many rows takes some tens of milliseconds: nobody who waits behind it notices.
constexpr std::size_t rows_per_transaction = 1000;

struct Batch {
  std::string scope;
  std::vector<model::Change> changes;
  std::vector<std::size_t> rows;  // of which placed row each change is
};

std::vector<Batch> batches_of(const std::vector<PlacedRow>& rows, std::size_t first, std::size_t end) {
  std::vector<Batch> batches;
  for (std::size_t at = first; at < end; ++at) {
    for (const PlacedChange& placed : rows[at].changes) {
      auto batch = std::ranges::find(batches, placed.scope, &Batch::scope);
      if (batch == batches.end()) batch = batches.insert(batch, {placed.scope, {}, {}});
      batch->changes.push_back(placed.change);
      batch->rows.push_back(at);
    }
  }
  return batches;
}

void record_rows(store::ReplicaStore& store, const std::vector<PlacedRow>& rows, std::size_t first, std::size_t end,
                 const ImportOptions& options, ImportReport& report) {
  const std::int64_t now_ms = options.clock.wall().ms;
  std::set<std::size_t> news, refused;
  std::vector<RefusedLine> reasons;
  store::Transaction transaction(store.database());
  const DataDir::Writer writer = options.writer();
  for (const Batch& batch : batches_of(rows, first, end)) {
    const store::Authorship authorship{writer.key,   true,   batch.scope,        options.author, {now_ms, log::Quality::hub, 0},
                                       std::nullopt, now_ms, writer.introduction};
    const std::vector<store::Outcome> outcomes = store.record(authorship, batch.changes);
    for (std::size_t at = 0; at < outcomes.size(); ++at) {
      if (outcomes[at].kind == store::Outcome::Kind::recorded) news.insert(batch.rows[at]);
      if (outcomes[at].kind != store::Outcome::Kind::refused || !refused.insert(batch.rows[at]).second) continue;
      reasons.push_back({rows[batch.rows[at]].line, outcomes[at].error.what, outcomes[at].error.hint});
    }
  }
  DataDir::count_step(store);
  transaction.commit();
  report.refused.insert(report.refused.end(), reasons.begin(), reasons.end());
  for (std::size_t at = first; at < end; ++at)
    if (!refused.contains(at)) ++(news.contains(at) ? report.recorded : report.unchanged);
}

}  // namespace

ImportReport import_catalogue(store::ReplicaStore& store, std::vector<CatalogueRow> rows, const ImportOptions& options) {
  ImportReport report;
  // Units first: an employee may belong to one of the same file.
  std::ranges::stable_partition(rows, [](const CatalogueRow& row) { return row.kind->province_wide; });
  const auto people = std::ranges::find_if(rows, [](const CatalogueRow& row) { return !row.kind->province_wide; });
  const std::vector<CatalogueRow> province(std::make_move_iterator(rows.begin()), std::make_move_iterator(people));
  const auto others = std::stable_partition(
      people, rows.end(), [](const CatalogueRow& row) { return std::string_view(row.kind->name) == "employee"; });
  const std::vector<CatalogueRow> employees(std::make_move_iterator(people), std::make_move_iterator(others));
  const std::vector<CatalogueRow> of_units(std::make_move_iterator(others), std::make_move_iterator(rows.end()));

  bool first_transaction = true;
  const auto record_all = [&](const std::vector<PlacedRow>& placed) {
    for (std::size_t first = 0; first < placed.size(); first += rows_per_transaction) {
      if (!std::exchange(first_transaction, false) && options.between_transactions) options.between_transactions();
      record_rows(store, placed, first, std::min(placed.size(), first + rows_per_transaction), options, report);
    }
  };
  record_all(place_in_province(store, province, report.refused));
  record_all(place_employees(store, employees, report.refused));
  record_all(place_in_units(store, of_units, options.unit, report.refused));
  std::ranges::stable_sort(report.refused, {}, &RefusedLine::line);
  return report;
}

}  // namespace hadir::hub
