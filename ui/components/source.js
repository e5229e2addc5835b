// The source as text with its read places marked. Text nodes only: a document's markup is shown, never obeyed.
const length = (text) => Array.from(text).length; // offsets are code points, as in Python

// What lies between two points of a page in reading order, taking a word's letters as equally wide (as Document.place does).
function letterAt(words, x, y) {
  const away = (low, size, at) => Math.max(low - at, 0, at - low - size);
  let best = null, least = Infinity;
  for (const word of words) {
    const [start, end, left, top, width, height] = word;
    const distance = away(left, width, x) + 10 * away(top, height, y); // rather a far word of the same line
    if (distance >= least) continue;
    least = distance;
    const share = Math.min(Math.max((x - left) / width, 0), 0.999);
    best = start + Math.floor(share * (end - start));
  }
  return best;
}

function paint(sheet, words, picked) {
  sheet.querySelectorAll(".picked").forEach((node) => node.remove());
  for (const [start, end, left, top, width, height] of picked ? words : []) {
    const from = Math.max(start, picked[0]), to = Math.min(end, picked[1]), letter = width / (end - start);
    if (from >= to) continue;
    const node = document.createElement("div");
    node.className = "picked";
    const place = { left: left + letter * (from - start), top, width: letter * (to - from), height };
    for (const [name, share] of Object.entries(place)) node.style[name] = `${share * 100}%`;
    sheet.append(node);
  }
}

// A press that moves is a selection, one that does not is a click on the box below it.
function letPick(sheet, data, send) {
  let from = null, picked = null;
  const at = (event) => {
    const frame = sheet.getBoundingClientRect();
    return letterAt(data.words, (event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height);
  };
  const over = () => { from = picked = null; };
  sheet.onpointerdown = (event) => {
    if (event.button === 0) from = { letter: at(event), x: event.clientX, y: event.clientY };
  };
  sheet.onpointermove = (event) => {
    if (!from || from.letter === null) return;
    if (!picked && Math.hypot(event.clientX - from.x, event.clientY - from.y) < 5) return;
    if (!picked) sheet.setPointerCapture(event.pointerId);
    const to = at(event);
    picked = [Math.min(from.letter, to), Math.max(from.letter, to) + 1];
    paint(sheet, data.words, picked);
  };
  sheet.onpointerup = () => {
    if (picked) send(picked);
    over();
  };
  sheet.onpointercancel = () => { over(); paint(sheet, data.words, data.picked); };
}

function drawPage({ data, parentElement, setStateValue, setTriggerValue }) {
  let root = parentElement.querySelector(".document");
  const same = root && root.dataset.key === data.key;
  const scroll = same ? root.scrollTop : 0, before = same ? root.dataset.selected : null;
  if (root) root.remove();
  root = document.createElement("div");
  root.className = "document pages";
  root.tabIndex = 0;
  root.dataset.key = data.key;
  root.dataset.selected = data.selected || "";
  const bar = document.createElement("div");
  bar.className = "bar";
  const turn = (label, page) => {
    const button = document.createElement("button");
    button.textContent = label;
    button.disabled = page < 0 || page >= data.pages;
    button.onclick = () => setTriggerValue("turned", page);
    return button;
  };
  const number = document.createElement("span");
  number.textContent = `${data.page + 1} / ${data.pages}`;
  bar.append(turn("‹", data.page - 1), number, turn("›", data.page + 1));
  const sheet = document.createElement("div");
  sheet.className = "sheet-of-paper";
  const image = document.createElement("img");
  image.src = data.image;
  image.alt = number.textContent;
  image.draggable = false;
  sheet.append(image);
  let chosen = null;
  for (const [pointer, left, top, width, height] of data.boxes) {
    const box = document.createElement("button");
    box.className = `box ${data.marks[pointer] || ""}${pointer === data.selected ? " selected" : ""}`;
    box.dataset.pointer = pointer;
    box.setAttribute("aria-label", pointer);
    for (const [name, share] of Object.entries({ left, top, width, height })) box.style[name] = `${share * 100}%`;
    box.onclick = () => setStateValue("selected", pointer);
    if (pointer === data.selected) chosen = box;
    sheet.append(box);
  }
  paint(sheet, data.words, data.picked);
  letPick(sheet, data, (picked) => setTriggerValue("picked", picked));
  root.append(bar, sheet);
  parentElement.append(root);
  root.scrollTop = scroll;
  const show = () => {
    if (!chosen || before === data.selected) return;
    const place = chosen.getBoundingClientRect(), frame = root.getBoundingClientRect();
    if (place.top < frame.top + 50 || place.bottom > frame.bottom - 20)
      root.scrollTop += place.top - frame.top - frame.height / 3;
  };
  if (image.complete) show(); else image.onload = show;
}

export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component;
  if (data.image) return void drawPage(component);
  let root = parentElement.querySelector(".document");
  if (!root || root.dataset.key !== data.key) {
    if (root) root.remove();
    root = document.createElement("div");
    root.className = "document";
    root.tabIndex = 0;
    root.dataset.key = data.key;
    for (const [start, text, pointer] of data.pieces) {
      const node = document.createElement(pointer ? "mark" : "span");
      node.textContent = text;
      node.dataset.start = start;
      if (pointer) node.dataset.pointer = pointer;
      root.append(node);
    }
    parentElement.append(root);
  }
  const pieces = Array.from(root.children);
  for (const node of pieces) {
    const pointer = node.dataset.pointer, start = Number(node.dataset.start);
    const chosen = data.selected && start >= data.selected[0] && start < data.selected[1];
    node.className = `${pointer ? data.marks[pointer] || "" : ""}${chosen ? " selected" : ""}`;
    node.onclick = pointer ? () => window.getSelection().isCollapsed && setStateValue("selected", pointer) : null;
  }
  const wanted = JSON.stringify(data.selected);
  if (data.selected && root.dataset.selected !== wanted) {
    const first = pieces.find((node) => node.classList.contains("selected"));
    if (first) {
      const place = first.getBoundingClientRect(), frame = root.getBoundingClientRect();
      if (place.top < frame.top + 20 || place.bottom > frame.bottom - 20)
        root.scrollTo({ top: root.scrollTop + place.top - frame.top - frame.height / 3, behavior: "instant" });
    }
  }
  root.dataset.selected = wanted;
  root.onmouseup = () => {
    const shadow = root.getRootNode();
    const picked = shadow.getSelection ? shadow.getSelection() : document.getSelection();
    if (!picked || picked.isCollapsed || !picked.rangeCount) return;
    const offset = (node, inner) => Number(node.parentElement.dataset.start) + length(node.textContent.slice(0, inner));
    const { anchorNode, anchorOffset, focusNode, focusOffset } = picked;
    if (!root.contains(anchorNode) || !root.contains(focusNode)) return;
    if (anchorNode.nodeType !== 3 || focusNode.nodeType !== 3) return;
    const ends = [offset(anchorNode, anchorOffset), offset(focusNode, focusOffset)].sort((a, b) => a - b);
    setTriggerValue("picked", ends);
  };
}
