// This process and who watches over it: the service manager, a terminal, the system's bounds. process_posix.cc knows the system.
#pragma once

namespace hadir::base {

// Tells the service manager how far we are ("READY=1", "STOPPING=1"); does nothing where there is none.
void notify_service_manager(const char* state);

// As many open files as the system lets this process have: a server needs one per connection.
void raise_open_files();

// Gives memory back to the system as soon as it is free, and shares what is kept between threads: what one large message took is
// not kept by every thread that ever made one. Before other threads run.
void prefer_little_memory();

// After work that may have taken much: gives back what lies free between what is still used, where that is worth it. Any thread.
void release_free_memory();

int process_id();

// Whether a person watches standard error.
bool is_terminal();

}  // namespace hadir::base
