// A roster as a grid of people by days, small enough to be sent whole: what a cell says is a number into a list of marks. For
// roster.board, roster.wall, roster.draft, roster.try and roster.save (operations_board.cc).
//
//   marks   [{"mode": "WFO", "shift": "pagi"}, …]
//   a cell  its mark's number; -1: nothing is scheduled; -2: not of the unit on that day
//   asked   {"from": date, "marks": […], "rows": [{"employee": NIP, "cells": [number or null, …]}]}; null: stays as it is,
//           -1: what is published is taken away
#pragma once

#include "common/desk/request.h"
#include "common/rules/compliance.h"

namespace hadir::desk {

inline constexpr int cell_empty = -1, cell_elsewhere = -2;

class Marks {
 public:
  int number_of(rules::Mode mode, const std::string& shift);
  array json() const;

 private:
  std::map<std::pair<rules::Mode, std::string>, int> numbers_;
};

// A day of somebody as it is asked for; no mode: taken away.
struct AskedCell {
  std::string person;
  Date date;
  std::optional<rules::Mode> mode;
  std::string shift;
};
struct AskedCells {
  std::vector<AskedCell> cells;  // by person, date; each once
  Date first, last;              // of days that are touched; last < first: none
  std::vector<rules::PlannedCell> planned() const;
};
// Days that "rows" names, before anything is looked up.
Result<Span> days_asked(const object& request, const Desk& desk);
// Errors name the person, the day, and what would be right.
Result<AskedCells> cells_asked(const rules::Book& book, const object& request, const Desk& desk);

// Those violations of `after` that were not there before, or are worse now.
std::vector<rules::Finding> worse(const std::vector<rules::Finding>& before, const std::vector<rules::Finding>& after);

}  // namespace hadir::desk
