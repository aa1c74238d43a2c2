// Where each imported row belongs, and which rows contradict the catalogue. Inside the importer (catalogue.cc) only.
#pragma once

#include "hub/catalogue.h"

namespace hadir::hub {

struct PlacedChange {
  std::string scope;
  model::Change change;
};

struct PlacedRow {
  std::size_t line = 0;
  std::vector<PlacedChange> changes;  // the first is the row's own
};

// Units, what changes of them, holidays, regions, calendars. Refuses units whose chain of parents, with the rows that remain,
// would come back to them, on whatever day; changes of unknown units; calendars whose hours cannot be read.
std::vector<PlacedRow> place_in_province(store::ReplicaStore& store, const std::vector<CatalogueRow>& rows,
                                         std::vector<RefusedLine>& refused);

// Employees, sorted by unit. Refuses rows whose unit is missing or unknown, and one person in two units of one file.
std::vector<PlacedRow> place_employees(store::ReplicaStore& store, const std::vector<CatalogueRow>& rows,
                                       std::vector<RefusedLine>& refused);

// What belongs to a unit and does not name it: the row's unit, else `unit`, else the one on whose list its person stands. Refuses
// unknown units and people who are not on the unit's list.
std::vector<PlacedRow> place_in_units(store::ReplicaStore& store, const std::vector<CatalogueRow>& rows, const std::string& unit,
                                      std::vector<RefusedLine>& refused);

}  // namespace hadir::hub
