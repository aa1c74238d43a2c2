#include "common/base/person_id.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/civil.h"
#include "common/base/limits.h"
#include "common/base/text.h"

namespace hadir::base {
namespace {

constexpr std::size_t asn_digits = 18;
constexpr std::size_t nik_digits = 16;
constexpr std::string_view text_column_hint =
    "format kolom sebagai Teks di lembar kerja, isi ulang nomornya, lalu simpan kembali";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

Error bad(std::string what, std::string_view hint) { return {Fault::bad_input, std::move(what), std::string(hint)}; }

int number_at(std::string_view digits, std::size_t from, std::size_t count) {
  int value = 0;
  for (const char c : digits.substr(from, count)) value = value * 10 + (c - '0');
  return value;
}

// Outer white space, non-breaking spaces (pasted from a browser) and a spreadsheet's text mark taken off.
std::string tidied(std::string_view text) {
  static constexpr std::string_view non_breaking_space = "\xC2\xA0";
  std::string out(text);
  for (std::size_t at = 0; (at = out.find(non_breaking_space, at)) != std::string::npos;) out.replace(at, 2, " ");
  std::string_view rest = trim(out);
  if (rest.starts_with('\'')) rest = trim(rest.substr(1));
  return std::string(rest);
}

// 1.98609E+17, 1,98609E+17, 2E+17; but not a local id such as 12E5.
bool is_scientific_notation(std::string_view text) {
  std::size_t i = 0;
  const auto skip_digits = [&] {
    const auto from = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    return i > from;
  };
  if (!skip_digits()) return false;
  bool telling = false;
  if (i < text.size() && (text[i] == '.' || text[i] == ',')) {
    ++i;
    if (!skip_digits()) return false;
    telling = true;
  }
  if (i == text.size() || (text[i] != 'E' && text[i] != 'e')) return false;
  ++i;
  if (i < text.size() && text[i] == '+') {
    ++i;
    telling = true;
  }
  return skip_digits() && i == text.size() && telling;
}

// 198609262015051001.0 or ,00: a number once, so its last digits are already rounded.
bool has_decimal_tail(std::string_view text) {
  const auto point = text.find_first_of(".,");
  if (point == std::string_view::npos || point < nik_digits || !all_digits(text.substr(0, point))) return false;
  const auto tail = text.substr(point + 1);
  return !tail.empty() && tail.size() <= 2 && tail.find_first_not_of('0') == std::string_view::npos;
}

// Nothing if the 18 digits are a NIP or NI PPPK.
std::string asn_defect(std::string_view digits) {
  const int birth_year = number_at(digits, 0, 4);
  const int appointment_year = number_at(digits, 8, 4);
  if (birth_year > 2099 || !date_from(birth_year, unsigned(number_at(digits, 4, 2)), unsigned(number_at(digits, 6, 2)))) {
    return fmt::format("tanggal lahir {}-{}-{} (8 angka pertama) tidak ada di kalender", digits.substr(0, 4), digits.substr(4, 2),
                       digits.substr(6, 2));
  }
  if (appointment_year < 1945 || appointment_year > 2099 || appointment_year <= birth_year) {
    return fmt::format("tahun pengangkatan {} (angka ke-9 sampai ke-12) tidak mungkin", appointment_year);
  }
  if (digits[14] != '1' && digits[14] != '2') {
    return fmt::format("jenis kelamin (angka ke-15) harus 1 atau 2, bukan {}", digits[14]);
  }
  if (digits.substr(15) == "000") return "nomor urut (3 angka terakhir) 000 tidak ada";
  return {};
}

Result<std::string> parse_digits(std::string digits) {
  if (digits.size() == asn_digits) {
    auto defect = asn_defect(digits);
    if (defect.empty()) return digits;
    const bool rounded = digits.ends_with("000");
    return bad(fmt::format("NIP {} tidak sah: {}", digits, defect),
               rounded ? "biasanya karena dibulatkan lembar kerja: format kolom sebagai Teks lalu isi ulang nomornya"
                       : "cocokkan dengan SK atau kartu pegawai");
  }
  if (digits.size() == asn_digits - 1 || digits.size() > asn_digits) {
    return bad(fmt::format("nomor identitas berisi {} angka", digits.size()),
               "NIP/NI PPPK 18 angka, NIK 16 angka; periksa kembali");
  }
  return digits;
}

// Someone typed the letter O, I or l for a digit.
bool is_misspelt_number(std::string_view text) {
  if (text.size() != asn_digits && text.size() != nik_digits) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_digit(c) || c == 'O' || c == 'o' || c == 'I' || c == 'l'; });
}

Result<std::string> parse_local_id(std::string text) {
  const auto shown = printable(text, 40);
  if (text.size() > limits::person_id_bytes) {
    return bad(fmt::format("nomor identitas {} terlalu panjang: {} karakter", shown, text.size()),
               fmt::format("paling banyak {}", limits::person_id_bytes));
  }
  const auto allowed = [](char c) { return is_digit(c) || is_letter(c) || c == '.' || c == '_' || c == '-'; };
  if (!std::all_of(text.begin(), text.end(), allowed)) {
    return bad(fmt::format("nomor identitas \"{}\" memuat karakter yang tidak boleh", shown),
               "gunakan huruf A-Z, angka, titik, garis bawah, atau tanda hubung, tanpa spasi");
  }
  if (std::none_of(text.begin(), text.end(), is_letter)) {
    return bad(fmt::format("nomor identitas \"{}\" bukan NIP, NIK, atau nomor lokal", shown),
               "tulis angkanya saja, atau pakai sedikitnya satu huruf");
  }
  if (is_misspelt_number(text)) {
    return bad(fmt::format("nomor identitas {} memuat huruf O, I, atau l di antara angka", shown), "ganti dengan angka 0 atau 1");
  }
  return text;
}

}  // namespace

Result<std::string> parse_person_id(std::string_view text) {
  // Separators may double a NIP's length; beyond that nothing is worth copying.
  if (text.size() > 8 * limits::person_id_bytes) {
    return bad(fmt::format("nomor identitas terlalu panjang: {} karakter", text.size()), "periksa kolomnya");
  }
  std::string id = tidied(text);
  if (id.empty()) return bad("nomor identitas kosong", "isi NIP, NI PPPK, NIK, atau nomor lokal");
  if (is_scientific_notation(id) || has_decimal_tail(id)) {
    return bad(fmt::format("nomor identitas {} telah dirusak lembar kerja (angka dibulatkan)", id), text_column_hint);
  }
  const bool spaced_digits = std::all_of(id.begin(), id.end(), [](char c) { return is_digit(c) || c == ' ' || c == '.'; }) &&
                             std::any_of(id.begin(), id.end(), is_digit);
  if (!spaced_digits) return parse_local_id(std::move(id));
  std::erase_if(id, [](char c) { return !is_digit(c); });
  return parse_digits(std::move(id));
}

bool is_asn_number(std::string_view id) { return id.size() == asn_digits && all_digits(id) && asn_defect(id).empty(); }

bool is_pns_nip(std::string_view id) {
  if (!is_asn_number(id)) return false;
  const int month = number_at(id, 12, 2);
  return month >= 1 && month <= 12;
}

bool is_nik(std::string_view id) { return id.size() == nik_digits && all_digits(id); }

}  // namespace hadir::base
