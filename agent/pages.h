// The office's own pages, as they were built into this program (agent/web, common/web).
#pragma once

#include <span>

#include "common/web/embedded_files.h"

namespace hadir::agent {

std::span<const web::EmbeddedFile> pages();

}  // namespace hadir::agent
