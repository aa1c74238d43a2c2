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
// A circular: what its record takes when written without spaces, and the file that a person wrote it in.
inline constexpr std::size_t circular_bytes = 224 * 1024;
inline constexpr std::size_t circular_file_bytes = 512 * 1024;

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

// One printed paper (common/report). A district office has up to 500 people, a regency 10,000. A PDF's cell costs some 350 bytes
// while it is laid out, so that the most cells take about 70 MiB and a second or two in the dearest format.
inline constexpr std::size_t report_rows = 20'000;
inline constexpr std::size_t report_columns = 64;  // 31 days and some 20 figures beside a name
inline constexpr std::size_t report_cells = 200'000;
inline constexpr std::size_t report_text_bytes = 2 * text_bytes;  // one cell or paragraph; a spreadsheet's cell holds 32,767
inline constexpr std::size_t report_bytes = 16 * 1024 * 1024;     // all texts: 80 bytes in each of the most cells
inline constexpr std::size_t report_sections = 256;
inline constexpr std::size_t report_signatories = 8;
inline constexpr std::size_t report_signatory_lines = 16;  // so that a signature always fits on one page
inline constexpr std::size_t report_items = 1'000;         // of one list of points, facts or legend entries
inline constexpr std::size_t report_pieces = 1'000'000;    // lines of text in a PDF's cells, 100 bytes each while it is laid out
inline constexpr std::size_t report_pages = 5'000;         // of one PDF: ten reams
inline constexpr std::size_t report_name_bytes = 100;      // a file's stem; most file systems take 255 bytes with the ending

static_assert(payload_bytes + header_bytes < slice_bytes, "one commit must always fit into a slice");
static_assert(4 * slice_bytes <= frame_bytes, "a slice must fit into a frame beside others, whether it compresses or not");
static_assert(text_bytes * list_items <= payload_bytes, "the largest field must fit into a payload");
static_assert(circular_bytes < payload_bytes && circular_bytes < circular_file_bytes, "a circular must fit into one change");
static_assert(frame_bytes <= frame_raw_bytes);
static_assert(bundle_bytes <= frame_bytes, "a bundle must pass as the body of a request, and as the body of an answer");

}  // namespace hadir::base::limits
