// What pages look like after somebody did something: dialogs, confirmations, errors. For screenshots, and for axe-core too.
import { settled } from "./browser.mjs";

const csv =
  "nip,name,class,position,section\n198609262015051001,Dewi Lestari,jfu,Pengadministrasi Umum,Sekretariat\n19860926,Bagus Pratomo,honorer,Pengelola,Sekretariat\n199002022014022002,Rina Kartasari,jft,Pranata Komputer,Bidang Statistik\n199503032019031003,,jfu,Pengelola,Sekretariat\n";
const button = (page, id, en) => page.getByRole("button", { name: new RegExp(`^(${id}|${en})$`) });

// `known`: a NIP of the office.
export const scenes = [
  {
    name: "presence_done",
    path: "/presensi",
    act: async (page, known) => {
      await page.keyboard.type(`${known}\n482913\n`);
      await page.locator(".kiosk-done").waitFor();
    },
  },
  {
    name: "presence_wrong",
    path: "/presensi",
    act: async (page, known) => {
      await page.keyboard.type(`${known}\n000000\n`);
      await page.locator("input[name=pin][aria-invalid]").waitFor();
    },
  },
  {
    name: "circulars_letter",
    path: "/surat-edaran",
    act: async (page) => {
      await page.locator(".row-button").first().click();
      await page.locator(".circular-clauses li").first().waitFor();
    },
  },
  {
    name: "accounts_add",
    path: "/akun",
    act: async (page) => {
      await button(page, "Tambah akun", "Add an account").click();
      await page.getByRole("combobox").fill("an");
      await page.getByRole("option").first().waitFor();
    },
  },
  {
    name: "accounts_edit",
    path: "/akun",
    act: async (page) => {
      await page.locator(".row-button").nth(3).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "accounts_cards",
    path: "/akun",
    act: async (page) => {
      await button(page, "Cetak kartu", "Print cards").click();
      await page.locator(".pass-preview .pass").first().waitFor();
    },
  },
  {
    name: "own_correction",
    path: "/presensi-saya",
    act: async (page) => {
      const before = page.getByRole("button", { name: /^(Bulan sebelumnya|Previous month)/ });
      if ((await page.locator(".own-punches .button").count()) === 0) await before.click(); // on the first days of a month
      await page.locator(".own-punches .button").first().click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "accounts_mine",
    path: "/akun",
    act: async (page) => {
      await page.getByRole("tab").nth(1).click();
      await button(page, "Ganti kata sandi", "Change password").click();
      await page.locator(".field.wrong").first().waitFor();
    },
  },
  {
    name: "settings_import",
    path: "/pengaturan?tab=people",
    act: async (page) => {
      await page.locator("input[type=file]").setInputFiles({ name: "pegawai.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
      await page.locator(".import-rows table").waitFor();
    },
  },
  {
    name: "settings_holder",
    path: "/pengaturan?tab=posts",
    act: async (page) => {
      await button(page, "Ganti pejabat", "Change holder").first().click();
      await page.getByRole("dialog").waitFor();
      await page.getByRole("button", { name: /kalender|calendar/ }).click();
      await page.locator(".calendar").waitFor();
    },
  },
  {
    name: "sync_done",
    path: "/sinkronisasi",
    act: async (page) => {
      await button(page, "Sinkronkan dan bandingkan", "Sync and compare").click();
      await page.locator(".sync-now .notice").waitFor();
    },
  },
  {
    name: "sync_budget",
    path: "/sinkronisasi",
    act: async (page) => {
      await button(page, "Ubah", "Change").first().click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("textbox").first().fill("lima");
      await dialog.getByRole("checkbox").check();
      await button(dialog, "Simpan", "Save").click();
      await dialog.locator(".field.wrong").first().waitFor();
    },
  },
  {
    name: "settings_lan",
    path: "/pengaturan?tab=pc",
    act: async (page) => {
      await page.getByRole("checkbox").first().check();
      await page.getByLabel(/^(Alamat atau nama PC ini|This PC's address or name)$/).fill("https://192.168.1.10");
      await button(page, "Simpan", "Save").first().click();
      await page.locator(".field.wrong").first().waitFor();
    },
  },
  {
    name: "me_menu",
    path: "/sinkronisasi",
    act: async (page) => {
      await page.locator(".me > button").click();
      await page.locator(".me-menu").waitFor();
    },
  },
];

export async function show(page, scene, known) {
  await page.goto(scene.path);
  await settled(page);
  await scene.act(page, known);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}
