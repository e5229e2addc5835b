// The statutory form with its values. All text goes in as text nodes: nothing of a document is ever taken as HTML.
const make = (tag, name, text) => {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
};

function fill(button, cell) {
  if (cell.old) button.append(make("span", "old", cell.old));
  if (cell.kind === "blank") button.append(make("span", "blank"));
  else button.append(make("span", cell.kind === "absent" ? "absent" : "", cell.text));
  if (cell.note) button.append(make("div", "quote", cell.note));
}

// What is typed is unsaved until Enter. Esc and choosing another cell give it up; going elsewhere on the page, or to
// another window, does not.
function editor(button, cell, send, typed) {
  const input = make("input", "edit");
  input.value = typed === undefined ? cell.edit : typed;
  input.dataset.pointer = cell.p;
  input.dataset.name = cell.name;
  input.setAttribute("aria-label", cell.title);
  let open = true;
  const close = (keep) => {
    if (!open) return;
    open = false;
    const root = input.closest(".sheet");
    input.replaceWith(button);
    button.focus();
    if (keep && input.value !== cell.edit) send(input.value);
    if (root.waiting) draw(root.waiting);
  };
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter" && !event.isComposing) close(true);
    if (event.key === "Escape") close(false);
  });
  input.addEventListener("blur", (event) => {
    const root = input.closest(".sheet");
    if (!open || !root) return;
    if (root.contains(event.relatedTarget)) {
      open = false;
      input.replaceWith(button); // and no more: a sheet drawn anew would take the chosen cell from under the pointer
    } else if (root.waiting) draw(root.waiting);
  });
  button.replaceWith(input);
  if (typed !== undefined) return;
  input.focus();
  input.select();
}

// News from the server waits while a cell is being typed in: it would take the field from under the reviewer's hands.
export default function (component) {
  const root = component.parentElement.querySelector(".sheet");
  if (root && root.querySelector("input.edit:focus")) root.waiting = component;
  else draw(component);
}

// ``plain``: a table of numbers that lead somewhere, without the marks' legend; choosing one is told every time.
function draw({ data, parentElement, setStateValue, setTriggerValue }) {
  let root = parentElement.querySelector(".sheet");
  const scroll = root ? root.scrollTop : 0;
  const before = root ? root.dataset.selected : null;
  const focused = root ? root.contains(root.getRootNode().activeElement) : false;
  const unsaved = root ? root.querySelector("input.edit") : null;
  if (root) root.remove();
  root = make("div", data.plain ? "sheet plain" : "sheet");
  const buttons = new Map(), editors = [];

  const cellOf = (cell) => {
    const button = make("button", `cell ${cell.mark}`);
    button.type = "button";
    button.title = cell.title;
    button.dataset.pointer = cell.p;
    fill(button, cell);
    button.setAttribute("aria-label", `${cell.title}: ${cell.text} ${data.marks[cell.mark] || ""}`);
    button.disabled = !cell.p;
    button.addEventListener("click", () => {
      if (data.plain) return void setTriggerValue("chosen", cell.p);
      buttons.forEach((other) => other.classList.remove("selected"));
      button.classList.add("selected");
      setStateValue("selected", cell.name);
    });
    const edit = (typed) => !data.locked && editor(button, cell, (text) => setTriggerValue("edited", { name: cell.name, text }), typed);
    button.addEventListener("dblclick", () => edit());
    if (unsaved && cell.name === unsaved.dataset.name && cell.p === data.selected) editors.push(() => edit(unsaved.value));
    button.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !data.locked) { event.preventDefault(); event.stopPropagation(); edit(); }
    });
    if (cell.p) buttons.set(cell.p, button);
    return button;
  };

  for (const section of data.sections) {
    if (section.title) root.append(make("h3", "", section.title));
    for (const table of section.tables) {
      if (table.title) root.append(make("h4", "", table.title));
      const grid = make("table", table.text ? "text" : table.labels ? "wide" : "");
      for (const header of table.headers) {
        const line = make("tr");
        for (const [text, span] of header) {
          const head = make("th", "", text);
          head.colSpan = span;
          line.append(head);
        }
        grid.append(line);
      }
      if (table.widths) {
        const widths = make("colgroup");
        for (const width of table.widths) { const one = make("col"); one.style.width = width; widths.append(one); }
        grid.prepend(widths);
      }
      for (const row of table.rows) {
        const line = make("tr");
        if (row.group) {
          const head = make("td", "group", row.group);
          head.colSpan = table.columns;
          line.append(head);
        } else {
          if (row.label !== null) line.append(make("td", "label", row.label));
          for (const cell of row.cells) { const box = make("td"); box.append(cellOf(cell)); line.append(box); }
        }
        grid.append(line);
      }
      root.append(grid);
    }
  }
  const legend = make("div", "legend");
  for (const [mark, word] of Object.entries(data.marks)) {
    const item = make("span");
    item.append(make("button", `cell ${mark}`), document.createTextNode(word));
    legend.append(item);
  }
  const item = make("span");
  item.append(make("span", "blank"), document.createTextNode(` ${data.blank}`));
  legend.append(item);
  if (!data.plain) root.append(legend);
  root.dataset.selected = data.selected || "";
  parentElement.append(root);
  root.scrollTop = scroll;
  const chosen = buttons.get(data.selected);
  editors.forEach((open) => open());
  if (chosen && !editors.length) {
    chosen.classList.add("selected");
    if (before !== data.selected) {
      const place = chosen.getBoundingClientRect(), frame = root.getBoundingClientRect();
      if (place.top < frame.top + 40 || place.bottom > frame.bottom - 8)
        root.scrollTop += place.top - frame.top - frame.height / 2;
    }
    if (focused || before !== data.selected) chosen.focus({ preventScroll: true });
  }
}
