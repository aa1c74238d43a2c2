// Which network this PC is in, as far as its route to the rest of the world tells: what a link is like is remembered under it.
#pragma once

#include <string>
#include <string_view>

namespace hadir::agent {

// The MAC address of the router that the default route leads to, or, where there is none (a modem), the interface's name. Empty
// where there is no default route, or the system does not say. Cheap; never asks the network.
std::string network_identity();

// Of Linux' /proc/net/route and /proc/net/arp. Pure.
std::string identify_network(std::string_view routes, std::string_view neighbours);

}  // namespace hadir::agent
