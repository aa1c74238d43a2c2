// Settings of this PC (agent/settings.h), as pages read and change them.
import { call, may, useCall, type Loaded } from "@ui";

export type SettingName = "max-bytes-per-day" | "bulk-hours" | "backup-at" | "web-lan" | "web-name" | "web-lan-kiosk";
interface Setting {
  name: SettingName;
  value: string;
  default: string;
  fixed: boolean; // the service's command line decides
}
export interface Settings {
  settings: Setting[];
  web_lan: { urls: string[]; fingerprint: string; problem: string | null } | null;
  addresses: string[];
  machine: string;
}

export const useSettings = (): Loaded<Settings> => useCall<Settings>("setting.list", {}, { skip: !may("setting.list") });
export const setting = (of: Settings, name: SettingName): Setting =>
  of.settings.find((one) => one.name === name) ?? { name, value: "", default: "", fixed: true };
export const set_settings = (values: Partial<Record<SettingName, string>>) => call<Settings>("setting.set", values);
