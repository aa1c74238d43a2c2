// Runs before the first paint, so that whoever chose a theme or a language sees no flash of another one. Stands alone: no imports.
{
  const root = document.documentElement;
  const theme = localStorage.getItem("hadir.theme");
  if (theme === "light" || theme === "dark") root.dataset["theme"] = theme;
  root.lang = localStorage.getItem("hadir.language") === "en" ? "en" : "id";
}
