// The office's pages: loads the session, then draws the shell with the page that the address names.
import { render } from "preact";

import { language, load_session } from "@ui";
import { App } from "./app";

document.documentElement.lang = language.value;
void load_session()
  .catch(() => {})
  .finally(() => render(<App />, document.getElementById("app")!));
