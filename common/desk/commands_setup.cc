// Groups, shifts, posts: what an office says about itself.
#include "common/desk/commands.h"

namespace hadir::desk {
namespace {

using enum Argument::Form;

const Command commands[] = {
    {"rotation set",
     "rotation.set",
     "masukkan pegawai ke kelompok piket",
     {{"group", word, "kelompok, mis. A", true}, {"people", words, "NIP", true}, {"from", option, "sejak; tanpa ini: hari ini"}},
     {},
     "hadir rotation set A 198609262015051001 199002022014022002 --from 2021-07-12\n"},
    {"rotation show",
     "rotation.show",
     "tampilkan kelompok setiap pegawai",
     {{"date", option, "tanggal; tanpa ini: hari ini"}},
     {{"employee", "NIP"}, {"name", "NAMA"}, {"section", "BAGIAN"}, {"group", "KELOMPOK"}},
     "hadir rotation show\n"},
    {"shift set",
     "shift.set",
     "tetapkan sif",
     {{"code", word, "kode, mis. pagi", true},
      {"start", word, "mulai, mis. 07:30", true},
      {"end", word, "selesai, mis. 14:00; lebih awal dari mulai: keesokan harinya", true},
      {"break", option, "istirahat, menit"},
      {"name", option, "nama"},
      {"from", option, "sejak; tanpa ini: hari ini"}},
     {},
     "hadir shift set pagi 07:30 12:00 --from 2021-06-28\nhadir shift set malam 21:00 07:00\n"},
    {"shift list",
     "shift.list",
     "tampilkan sif",
     {},
     {{"code", "SIF"},
      {"start", "MULAI"},
      {"end", "SELESAI"},
      {"break_minutes", "ISTIRAHAT"},
      {"from", "SEJAK"},
      {"name", "NAMA"}},
     "hadir shift list\n"},
    {"post set",
     "post.set",
     "catat jabatan: kode, nama, jabatan di atasnya",
     {{"code", word, "kode, mis. kadis", true},
      {"title", option, "nama jabatan"},
      {"superior", option, "kode jabatan di atasnya"},
      {"role", option, "kepala, sekretaris, kepegawaian atau kesehatan"},
      {"section", option, "bagian yang dipimpin"},
      {"level", option, "eselon atau tingkat"}},
     {},
     "hadir post set kadis --title \"Kepala Dinas\" --role kepala\n"
     "hadir post set kasubbag-umum --title \"Kepala Subbagian Umum\" --superior sekdis --role kepegawaian\n"},
    {"post holder",
     "post.holder",
     "catat siapa yang memegang jabatan",
     {{"post", word, "kode jabatan", true},
      {"person", word, "NIP"},
      {"from", option, "sejak; tanpa ini: hari ini"},
      {"until", option, "sampai dengan"},
      {"standing", option, "definitif, plt, plh atau pj"},
      {"vacant", flag, "jabatan itu lowong"}},
     {},
     "hadir post holder kadis 196801011993031001 --from 2020-01-01\nhadir post holder sekdis --vacant --from 2021-07-01\n"},
    {"post list",
     "post.list",
     "tampilkan jabatan dan pejabatnya",
     {{"date", option, "tanggal; tanpa ini: hari ini"}},
     {{"code", "KODE"},
      {"title", "JABATAN"},
      {"superior", "ATASAN"},
      {"role", "TUGAS"},
      {"name", "PEJABAT"},
      {"holder", "NIP"},
      {"standing", "SIFAT"}},
     "hadir post list\n"},
};

}  // namespace

std::span<const Command> setup_commands() { return commands; }

}  // namespace hadir::desk
