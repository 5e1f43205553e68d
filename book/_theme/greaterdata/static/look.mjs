// The one control every page has: light or dark colours. Until it is used, the system decides.

const KEY = "greaterdata:v1:look";
const root = document.documentElement;
const button = document.getElementById("look");
const system = matchMedia("(prefers-color-scheme: dark)");

const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
const offer = () => {
  button.textContent = isDark() ? "Light colours" : "Dark colours";
};

button.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  try {
    localStorage.setItem(KEY, root.dataset.theme);
  } catch {
    // Storage may be switched off: the choice then lasts for this page.
  }
  offer();
});
system.addEventListener("change", offer);
offer();
button.hidden = false;
