// Every limit that bounds what a peer, a file or a person may hand us: unit in the name, reason above.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hadir::base::limits {

// A unit code names the scope of a stream and travels in every slice.
inline constexpr std::size_t scope_bytes = 32;
// NIP has 18 digits, NIK 16, local numbers are shorter (DOMAIN.md 4.1).
inline constexpr std::size_t person_id_bytes = 32;
inline constexpr std::size_t author_bytes = 64;
// One text field: an activity line or a reason, several paragraphs at most.
inline constexpr std::size_t text_bytes = 4096;
inline constexpr std::size_t list_items = 64;

// One change names few fields; unknown future kinds get room.
inline constexpr std::size_t key_fields = 8;
inline constexpr std::size_t change_fields = 64;
// What one action of one person writes; an import is cut into commits of at most this many changes.
inline constexpr std::size_t commit_changes = 1024;
inline constexpr std::size_t payload_bytes = 256 * 1024;
inline constexpr std::size_t header_bytes = 16 * 1024;
// Replicas that ever wrote in one scope: a dozen PCs, replaced every few years.
inline constexpr std::size_t context_origins = 512;
inline constexpr std::size_t header_extensions = 16;
inline constexpr std::size_t extension_bytes = 1024;

// Commits and slices in one frame. A slice is stored and passed on whole, because only its end is signed: one that filled a frame
// could not be passed on together with anything else.
inline constexpr std::size_t slice_commits = 4096;
inline constexpr std::size_t slice_bytes = 1024 * 1024;  // headers and payloads
inline constexpr std::size_t frame_slices = 2048;
inline constexpr std::size_t frame_receipts = 2048;
inline constexpr std::size_t frame_refusals = 256;
// A frame on the wire and after decompression; the second bounds what a small hostile frame can make us allocate.
inline constexpr std::size_t frame_bytes = 4 * 1024 * 1024;
inline constexpr std::size_t frame_raw_bytes = 16 * 1024 * 1024;

// A bundle's file, so that whoever carries one can post it to the hub as one request; and how many files one export may become.
inline constexpr std::size_t bundle_bytes = 4 * 1024 * 1024;
inline constexpr std::size_t bundle_parts = 9999;

// One line of an import file; longer ones go to quarantine cut to this.
inline constexpr std::size_t import_line_bytes = 64 * 1024;

static_assert(payload_bytes + header_bytes < slice_bytes, "one commit must always fit into a slice");
static_assert(4 * slice_bytes <= frame_bytes, "a slice must fit into a frame beside others, whether it compresses or not");
static_assert(text_bytes * list_items <= payload_bytes, "the largest field must fit into a payload");
static_assert(frame_bytes <= frame_raw_bytes);
static_assert(bundle_bytes <= frame_bytes, "a bundle must pass as the body of a request, and as the body of an answer");

}  // namespace hadir::base::limits
