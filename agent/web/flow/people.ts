// The unit's people as every account may see them: number, name, section, post.
import { nip_text, useCall } from "@ui";

export interface UnitPerson {
  nip: string;
  name: string;
  section: string;
  post: string;
}

// `under`: those about whom whoever is signed in decides, and himself.
export const use_people = (under = false): UnitPerson[] =>
  useCall<{ rows: UnitPerson[] }>("people.list", under ? { under } : {}).data?.rows ?? [];

export const name_in = (people: UnitPerson[], nip: string | null | undefined): string =>
  nip ? people.find((one) => one.nip === nip)?.name || nip_text(nip) : "–";
