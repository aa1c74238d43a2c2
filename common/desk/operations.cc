#include "common/desk/tables.h"

namespace hadir::desk {

std::vector<const Operation*> all_operations() {
  std::vector<const Operation*> all;
  for (const auto table : {permit_operations(), letter_operations(), report_operations(), presence_operations(),
                           gathering_operations(), setup_operations(), decision_operations(), circular_operations(),
                           roster_operations(), board_operations(), view_operations(), recap_operations(), figure_operations(),
                           matter_operations(), attention_operations(), health_operations(), duty_operations()})
    for (const Operation& one : table) all.push_back(&one);
  return all;
}

const Operation* find_operation(std::string_view name) {
  for (const Operation* one : all_operations())
    if (name == one->name) return one;
  return nullptr;
}

}  // namespace hadir::desk
