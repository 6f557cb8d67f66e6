// Light or dark, before the first paint. A classic script on purpose: a module would run too late.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const wish = () => { try { return localStorage.getItem("sd-theme") || "auto"; } catch { return "auto"; } };
  const paint = () => {
    const theme = wish() === "auto" ? (dark.matches ? "dark" : "light") : wish();
    document.documentElement.setAttribute("data-bs-theme", theme);
  };
  dark.addEventListener("change", paint);
  addEventListener("storage", paint);
  addEventListener("sd:theme", paint);
  paint();
})();
