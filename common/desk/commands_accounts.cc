// Accounts of the office's page.
#include "common/desk/commands.h"

namespace hadir::desk {
namespace {

using enum Argument::Form;

const Command commands[] = {
    {"account add",
     "account.set",
     "buat akun; sandi sementaranya ditampilkan sekali",
     {{"nip", word, "NIP", true},
      {"add", options, "tugas: clerk (petugas presensi), head, secretary, personnel, health; boleh beberapa"}},
     {},
     "hadir account add 198609262015051001 --add clerk\n"},
    {"account list",
     "account.list",
     "tampilkan akun",
     {},
     {{"nip", "NIP"},
      {"name", "NAMA"},
      {"roles", "TUGAS"},
      {"has_secret", "SANDI"},
      {"has_pin", "PIN"},
      {"must_change", "HARUS DIGANTI"},
      {"disabled", "DITUTUP"}},
     "hadir account list\n"},
    {"account roles",
     "account.set",
     "tambah atau cabut tugas, tutup atau buka akun",
     {{"nip", word, "NIP", true},
      {"add", options, "tugas yang ditambah; boleh beberapa"},
      {"remove", options, "tugas yang dicabut; boleh beberapa"},
      {"disabled", option, "ya: akun ditutup; tidak: dibuka kembali"}},
     {},
     "hadir account roles 198609262015051001 --add personnel --remove clerk\n"
     "hadir account roles 198609262015051001 --disabled ya\n"},
    {"account reset",
     "account.secret",
     "beri sandi sementara, atau PIN mesin presensi yang baru",
     {{"nip", word, "NIP", true}, {"pin", option, "PIN baru, 6 sampai 12 angka"}},
     {},
     "hadir account reset 198609262015051001\nhadir account reset 198609262015051001 --pin 482913\n"},
};

}  // namespace

std::span<const Command> account_commands() { return commands; }

}  // namespace hadir::desk
