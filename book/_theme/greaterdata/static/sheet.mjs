// A host prints one sheet of a page that holds several, or a checklist without the page around it.

const root = document.documentElement;

for (const sheet of document.querySelectorAll("section.gd-sheet")) {
  const title = sheet.querySelector("h2");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "gd-button gd-screen";
  button.textContent = "Print this sheet";
  // A page has several of these buttons: each says which sheet it means.
  button.setAttribute("aria-label", `Print this sheet: ${title.textContent}`);
  button.addEventListener("click", () => {
    root.classList.add("gd-one-sheet");
    sheet.classList.add("gd-this-sheet");
    print();
  });
  title.after(button);
}

addEventListener("afterprint", () => {
  root.classList.remove("gd-one-sheet");
  document.querySelector(".gd-this-sheet")?.classList.remove("gd-this-sheet");
});
