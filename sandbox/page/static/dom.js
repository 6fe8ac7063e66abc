// Builds elements. Strings only ever become text nodes: no markup is parsed anywhere on the page.

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...flat(children));
  return element;
}

export function flat(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

export function fill(element, ...children) {
  element.replaceChildren(...flat(children));
}

export function icon(name, extra = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon ${extra}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/page/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

export function iconButton(name, label, onclick, extra = "") {
  return h(
    "button",
    { type: "button", class: `icon-button ${extra}`, "aria-label": label, title: label, onclick },
    icon(name),
  );
}

export function option(value, label, selected = false) {
  return h("option", { value, selected }, label);
}

export const picker = (label, onchange, options) =>
  h("label", { class: "field" }, h("span", {}, label), h("select", { onchange }, options));

// Up and down walk over the focusable things that match; Home and End jump.
export function arrowKeys(container, selector) {
  container.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step && event.key !== "Home" && event.key !== "End") return;
    const items = [...container.querySelectorAll(selector)];
    const here = items.indexOf(document.activeElement);
    if (!items.length || (here < 0 && document.activeElement !== container)) return;
    const next = { Home: 0, End: items.length - 1 }[event.key] ?? (here < 0 ? items.length - 1 : here + step);
    if (!items[next]) return;
    event.preventDefault();
    items[next].focus();
  });
}
