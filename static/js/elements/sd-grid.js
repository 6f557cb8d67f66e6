// <sd-grid>: the columns and the text of a form as a grid to type in. Cells that are pasted from a spreadsheet fill it
// from where the cursor stands. What is in the grid is written back into the text before the form goes off.
const EMPTY = 8;
const MOST = 500;  // rows; more stay text

const quoted = (cell) => (/["\t\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

export function cellsOf(text) {
  const rows = [[""]];
  let inside = false;
  for (let at = 0; at < text.length; at += 1) {
    const [sign, row] = [text[at], rows.at(-1)];
    if (inside && sign === '"' && text[at + 1] === '"') { row[row.length - 1] += sign; at += 1; }
    else if (inside) { if (sign === '"') inside = false; else row[row.length - 1] += sign; }
    else if (sign === '"' && row.at(-1) === "" && closes(text, at)) inside = true;
    else if (sign === "\t") row.push("");
    else if (sign === "\n") rows.push([""]);
    else if (sign !== "\r") row[row.length - 1] += sign;
  }
  if (rows.length > 1 && rows.at(-1).join("") === "") rows.pop();
  return rows;
}

// A quote opens a cell only when another one ends it before a tab, a new line or the end.
function closes(text, from) {
  return /^"(?:[^"]|"")*"(?=[\t\r\n]|$)/.test(text.slice(from));
}

customElements.define("sd-grid", class extends HTMLElement {
  connectedCallback() {
    this.plain = this.querySelector("[data-plain]");
    this.grid = this.querySelector("[data-grid]");
    this.names = this.plain.querySelector("[name=columns]");
    this.text = this.plain.querySelector("[name=rows]");
    [this.head, this.body] = [this.grid.querySelector("thead tr"), this.grid.querySelector("tbody")];
    this.form = this.closest("form");
    this.form.addEventListener("submit", () => { this.write(); this.dirty = false; });
    this.addEventListener("input", (event) => this.typed(event));
    this.body.addEventListener("keydown", (event) => this.key(event));
    this.grid.addEventListener("paste", (event) => this.paste(event));
    this.querySelector("[data-add]").addEventListener("click", () => this.addColumn("").querySelector("input").focus());
    this.querySelector("[data-text]").addEventListener("click", () => { this.write(); this.show(false); this.text.focus(); });
    this.leaving = (event) => { if (this.dirty) event.preventDefault(); };
    addEventListener("beforeunload", this.leaving);
    this.read();
  }

  disconnectedCallback() { removeEventListener("beforeunload", this.leaving); }

  get width() { return this.head.children.length - 1; }

  read() {
    const text = this.text.value;
    const rows = text.includes("\t") || !text.includes(";") ? cellsOf(text) : text.split(/\r?\n/).map((line) => line.split(";").map((cell) => cell.trim()));
    if (rows.length > MOST) return;
    this.head.replaceChildren(document.createElement("td"));
    for (const name of this.names.value.split(";")) this.addColumn(name.trim());
    this.fill(rows, 0, 0);
    this.show(true);
    this.dirty = false;
  }

  show(grid) {
    this.plain.hidden = grid;
    this.grid.hidden = !grid;
    for (const field of [this.names, this.text]) field.required = !grid;  // what is hidden cannot be asked for by the browser
  }

  write() {
    if (this.grid.hidden) return;
    const values = (row) => [...row.querySelectorAll("input")].map((field) => field.value.trim());
    this.names.value = values(this.head).map((name, at) => name.replaceAll(";", " ") || `${this.getAttribute("new-word")} ${at + 1}`).join("; ");
    const rows = [...this.body.rows].map(values);
    while (rows.length && !rows.at(-1).join("")) rows.pop();
    this.text.value = rows.map((row) => row.map(quoted).join("\t")).join("\n");
  }

  addColumn(name) {
    const cell = document.createElement("th");
    cell.scope = "col";
    const field = cell.appendChild(document.createElement("input"));
    field.value = name;
    field.setAttribute("aria-label", `${this.getAttribute("column-word")} ${this.head.children.length}`);
    this.head.append(cell);
    for (const row of this.body.rows) this.addCell(row);
    this.label();
    return cell;
  }

  addRow() {
    const row = this.body.insertRow();
    const number = row.appendChild(document.createElement("th"));
    number.scope = "row";
    number.textContent = this.body.rows.length;
    for (let at = 0; at < this.width; at += 1) this.addCell(row);
    return row;
  }

  addCell(row) {
    const field = row.insertCell().appendChild(document.createElement("input"));
    field.autocomplete = "off";
    this.name(field);
  }

  name(field) {
    const cell = field.parentElement;
    const column = this.head.children[cell.cellIndex]?.querySelector("input").value;
    field.setAttribute("aria-label", `${column || `${this.getAttribute("new-word")} ${cell.cellIndex}`}, ${this.getAttribute("row-word")} ${cell.parentElement.rowIndex}`);
  }

  label() { this.body.querySelectorAll("input").forEach((field) => this.name(field)); }

  field(row, column) { return this.body.rows[row]?.cells[column + 1]?.querySelector("input"); }

  fill(rows, top, left) {
    const width = Math.max(...rows.map((row) => row.length));
    while (this.width < left + width) this.addColumn("");
    while (this.body.rows.length < Math.max(EMPTY, top + rows.length + 1)) this.addRow();
    rows.forEach((row, down) => row.forEach((cell, right) => { this.field(top + down, left + right).value = cell.replaceAll(/[\r\n]+/g, " "); }));
  }

  typed(event) {
    this.dirty = true;
    if (this.head.contains(event.target)) this.label();
    else if (event.target.closest("tbody tr") === this.body.lastElementChild) this.addRow();
  }

  key(event) {
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const cell = event.target.closest("td");
    const row = cell.parentElement.sectionRowIndex + step;
    if (row === this.body.rows.length) this.addRow();
    this.field(row, cell.cellIndex - 1)?.focus();
  }

  paste(event) {
    const text = event.clipboardData.getData("text/plain");
    const cell = event.target.closest("tbody td");
    if (!cell || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const rows = cellsOf(text);
    const [top, left] = [cell.parentElement.sectionRowIndex, cell.cellIndex - 1];
    this.dirty = true;
    if (top + rows.length > MOST) return this.pasteAsText(text);
    this.fill(rows, top, left);
    this.field(top + rows.length, left).focus();
  }

  // Too many for a grid: they go behind what is there, as text.
  pasteAsText(text) {
    this.write();
    this.text.value += (this.text.value ? "\n" : "") + text;
    this.show(false);
    this.text.focus();
  }
});
