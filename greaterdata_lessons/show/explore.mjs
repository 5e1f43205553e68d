// A switch between views that are all in the page already. Without this script they stand one
// under the other, and nothing is lost.

let switches = 0;

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/** Put a group of radio buttons above the views in `root` and show one view at a time. */
export function mount(root) {
  if (root.dataset.mounted) return;
  root.dataset.mounted = "true";
  const views = [...root.querySelectorAll(":scope > .gd-view")];
  const group = `gd-explore-${(switches += 1)}`;
  const status = make("p", { className: "gd-explore-status" });
  status.setAttribute("role", "status");
  const show = (chosen) => {
    for (const view of views) view.hidden = view !== chosen;
  };
  const options = views.map((view, position) => {
    const input = make("input", { type: "radio", name: group, id: `${group}-${position}` });
    input.checked = position === 0;
    input.setAttribute("data-lm-suppress-shortcuts", "true"); // Lab takes arrow keys otherwise
    input.addEventListener("change", () => {
      show(view);
      status.textContent = `Showing: ${view.dataset.view}.`;
    });
    const label = make("label", { htmlFor: input.id, textContent: view.dataset.view });
    return make("span", { className: "gd-explore-option" }, input, label);
  });
  const legend = make("legend", { textContent: root.dataset.label });
  root.prepend(make("fieldset", { className: "gd-explore-switch" }, legend, ...options), status);
  for (const view of views) view.querySelector(".gd-view-name")?.remove();
  show(views[0]);
}

/** Mount every switch of a page. */
export function mountAll(page = document) {
  page.querySelectorAll(".gd-explore").forEach(mount);
}

/** anywidget's way in: the views come from the kernel as HTML made by the library. */
function render({ model, el }) {
  el.innerHTML = model.get("html");
  mount(el.firstElementChild);
}

export default { render };
