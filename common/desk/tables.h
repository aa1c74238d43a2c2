// The operations of each file, joined by operations.cc.
#pragma once

#include "common/desk/desk.h"

namespace hadir::desk {

std::span<const Operation> permit_operations();
std::span<const Operation> letter_operations();
std::span<const Operation> report_operations();
std::span<const Operation> presence_operations();
std::span<const Operation> gathering_operations();
std::span<const Operation> setup_operations();
std::span<const Operation> decision_operations();
std::span<const Operation> circular_operations();
std::span<const Operation> roster_operations();
std::span<const Operation> board_operations();
std::span<const Operation> view_operations();
std::span<const Operation> recap_operations();
std::span<const Operation> figure_operations();
std::span<const Operation> matter_operations();
std::span<const Operation> attention_operations();
std::span<const Operation> health_operations();
std::span<const Operation> duty_operations();

}  // namespace hadir::desk
