// Brings a record's form to life, in a page and in Lab: one part at a time, what is still open,
// save to a file and open it again, print as Word, web page and Markdown. The form is plain HTML
// made by the library and complete without this. Nothing is stored and nothing is sent.
// governance/rules.py and record_blocks.py follow the same steps; a test holds them together.

const MARK = "greaterdata record";
const BLANK = "Not filled in yet";
const LEVELS = ["now", "red", "cannot", "missing", "if", "note"];
const WORDS = { now: "Act now", red: "Red line", cannot: "Cannot stand", missing: "Missing",
  if: "On condition", note: "Worth knowing" };
const NOBODY = "whoever answers for this record";
const NOT_ADVICE = "This record helps to ask and to write down. It is not legal advice, and it does "
  + "not say whether anything is allowed: people named in it decide, and say why.";
const ROWS_SEEN = 200; // rows a form shows; a longer log belongs in a spreadsheet or a notebook

// ---- what is open: the same as governance/rules.py

const isBlank = (value) => value === undefined || value === null
  || (typeof value === "string" ? !value.trim() : Array.isArray(value) && !value.length);

const fieldsOf = (kind) => kind.sections.flatMap((section) => section.fields);

function valueOf(answers, name) {
  const [field, column] = name.split(".");
  if (!column) return answers[field];
  return (answers[field] ?? []).map((row) => row[column]).filter((each) => !isBlank(each));
}

function meets(answers, name, wanted) {
  const value = valueOf(answers, name);
  if (isBlank(value)) return wanted.includes("(blank)");
  if (wanted.includes("(filled)")) return true;
  return [value].flat().some((each) => wanted.includes(String(each)));
}

const contains = (answers, name, pattern) =>
  new RegExp(pattern, "i").test([answers[name] ?? ""].flat().join(" "));

const relevant = (field, answers) =>
  Object.entries(field.only).every(([name, wanted]) => meets(answers, name, wanted));

const applies = (rule, answers) =>
  Object.entries(rule.when).every(([name, wanted]) => meets(answers, name, wanted))
  && Object.entries(rule.like).every(([name, pattern]) => contains(answers, name, pattern))
  && !Object.entries(rule.unless).some(([name, wanted]) => meets(answers, name, wanted))
  && !Object.entries(rule.unlike).some(([name, pattern]) => contains(answers, name, pattern));

export function longDate(iso) {
  const day = new Date(`${iso}T00:00:00Z`);
  const month = day.toLocaleDateString("en-GB", { month: "long", timeZone: "UTC" });
  return `${day.getUTCDate()} ${month} ${iso.slice(0, 4)}`;
}

function past(field, value, today) {
  if (!field.future || isBlank(value) || value >= today) return "";
  return `"${field.label}" has passed (${longDate(value)}). Look again, and set a new date.`;
}

const missing = (field, name, says) => ({ level: "missing", field: name, ask: field.ask || NOBODY,
  says: says + (field.because ? ` ${field.because}` : ""), law: field.law });

function ofRow(field, number, row, today) {
  const where = `Row ${number} of "${field.label}"`;
  return field.columns.flatMap((column) => {
    const value = row[column.name];
    const gone = past(column, value, today);
    if (column.required && isBlank(value)) {
      return [missing(column, field.name, `${where}: "${column.label}" is not filled in.`)];
    }
    return gone ? [missing(column, field.name, `${where}: ${gone}`)] : [];
  });
}

function ofField(field, answers, today) {
  const value = answers[field.name];
  if (!relevant(field, answers)) return [];
  if (isBlank(value)) {
    return field.required ? [missing(field, field.name, `"${field.label}" is not filled in.`)] : [];
  }
  if (field.kind === "rows") return value.flatMap((row, at) => ofRow(field, at + 1, row, today));
  const gone = past(field, value, today);
  return gone ? [missing(field, field.name, gone)] : [];
}

function ofRule(kind, rule, answers) {
  const found = (says) => ({ level: rule.level, field: rule.field || rule.each, says,
    ask: rule.ask || NOBODY, law: rule.law });
  if (!rule.each) return applies(rule, answers) ? [found(rule.says)] : [];
  const { label } = fieldsOf(kind).find((field) => field.name === rule.each);
  return (answers[rule.each] ?? []).flatMap((row, at) =>
    (applies(rule, row) ? [found(`Row ${at + 1} of "${label}": ${rule.says}`)] : []));
}

function ahead(kind, answers, found) {
  const { field, values, says, ask } = kind.ahead;
  const levels = new Set(found.map((each) => each.level));
  const weighty = ["red", "cannot", "missing"].some((level) => levels.has(level));
  if (!field || !values.includes(answers[field]) || levels.has("now") || !weighty) return [];
  return [{ level: "cannot", field, says, ask, law: [] }];
}

/** What is open in a record's answers, and what that points to. */
export function findOpen(kind, answers, today) {
  const found = [...fieldsOf(kind).flatMap((field) => ofField(field, answers, today)),
    ...kind.rules.flatMap((rule) => ofRule(kind, rule, answers))];
  found.push(...ahead(kind, answers, found));
  found.sort((one, other) => LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level));
  const level = Object.keys(kind.outcomes).find((each) => found.some((one) => one.level === each));
  return { found, outcome: kind.outcomes[level ?? "none"] ?? "" };
}

// ---- the record as blocks: the same as governance/record_blocks.py

const fold = (text) => String(text).split(/\s+/).filter(Boolean).join(" ");

function shown(field, value) {
  if (isBlank(value)) return BLANK;
  if (field.kind === "date") return longDate(value);
  const texts = Object.fromEntries(field.options.map((option) => [option.value, option.text]));
  if (Array.isArray(value)) return value.map((each) => texts[each] ?? each).join("; ");
  return texts[value] ?? (Number.isInteger(value) ? value.toLocaleString("en-GB") : String(value));
}

const table = (text, columns, rows) => ({ kind: "table", text, columns, rows });

const provisions = (law) => law.map((each) => each.provision).join("; ") || "Good practice";

function restsOn(field, value) {
  const chosen = [value].flat();
  const law = field.options.filter((each) => chosen.includes(each.value)).flatMap((each) => each.law);
  return law.length ? law : field.law;
}

function lawBlocks(kind, answers, found) {
  const fields = fieldsOf(kind).filter((field) => relevant(field, answers));
  const named = [...fields.flatMap((field) => restsOn(field, answers[field.name])),
    ...found.flatMap((each) => each.law)];
  const once = new Map(named.map((each) => [each.provision, [each.provision, each.says, each.asAt]]));
  if (!once.size) return [];
  return [{ kind: "h2", text: "The law named here" },
    table("Each provision, in short", ["Provision", "In short", "As at"], [...once.values()])];
}

function askedTable(section, fields, answers) {
  const sourced = fields.some((field) => field.law.length);
  const rows = fields.map((field) => [field.label, shown(field, answers[field.name]),
    ...(sourced ? [provisions(restsOn(field, answers[field.name]))] : [])]);
  const caption = `${section.title}: answers`.replace("?:", ":");
  return table(caption, ["What is asked", "Answer", ...(sourced ? ["Rests on"] : [])], rows);
}

const ABREAST = 6; // columns that can be read side by side on a sheet

function rowsBlocks(field, rows) {
  if (!rows?.length) return [{ kind: "p", text: `${field.label}: ${BLANK}` }];
  const heads = field.columns.map((column) => column.label);
  const body = rows.map((row) => field.columns.map((column) => shown(column, row[column.name])));
  if (heads.length <= ABREAST) return [table(field.label, heads, body)];
  return body.map((cells, at) => table(`${field.label}, ${at + 1} of ${body.length}`,
    ["What is asked", "Answer"], cells.map((cell, place) => [heads[place], cell])));
}

function sectionBlocks(section, answers) {
  const fields = section.fields.filter((field) => relevant(field, answers));
  const plain = fields.filter((field) => field.kind !== "rows");
  return [{ kind: "h2", text: section.title },
    ...(plain.length ? [askedTable(section, plain, answers)] : []),
    ...fields.filter((field) => field.kind === "rows")
      .flatMap((field) => rowsBlocks(field, answers[field.name]))];
}

function asideText(value) {
  if (isBlank(value)) return BLANK;
  if (typeof value === "object" && !Array.isArray(value)) {
    return Object.entries(value).filter(([key, each]) => key !== "id" && !isBlank(each))
      .map(([key, each]) => `${key}: ${each}`).join("; ");
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

function asideBlocks(kind, aside) {
  if (!aside.length) return [];
  const labels = Object.fromEntries(fieldsOf(kind).map((field) => [field.name, field.label]));
  const rows = aside.map((each) => [labels[each.field] ?? each.field, asideText(each.answer), each.why]);
  return [{ kind: "h2", text: "Set aside" },
    { kind: "p", text: "Nothing here is lost: choose which answer stands, and put it above." },
    table("Answers set aside", ["What is asked", "Set aside", "Why"], rows)];
}

function openBlocks(found) {
  if (!found.length) return [];
  const rows = found.map((each) => [WORDS[each.level], each.says,
    provisions(each.law), each.ask]);
  return [{ kind: "h2", text: "What is still open" },
    table("Open points, the weightiest first", ["What it is", "What it says", "Rests on",
      "Who to ask"], rows)];
}

/** The record as headings, paragraphs and tables. */
export function blocks(kind, record, today) {
  const { found, outcome } = findOpen(kind, record.answers, today);
  const made = [{ kind: "h1", text: kind.title }, { kind: "p", text: kind.about },
    { kind: "p", text: `Printed on ${longDate(today)}. Points still open: ${found.length}.` },
    ...(outcome ? [{ kind: "p", text: `What the answers point to: ${outcome}.` }] : []),
    ...openBlocks(found),
    ...kind.sections.flatMap((section) => sectionBlocks(section, record.answers)),
    ...asideBlocks(kind, record.set_aside ?? []), ...lawBlocks(kind, record.answers, found),
    { kind: "h2", text: "About this record" }, { kind: "p", text: kind.closing },
    { kind: "p", text: NOT_ADVICE }];
  return made.map((block) => ({ ...block, text: fold(block.text),
    rows: block.rows?.map((row) => row.map(fold)) }));
}

// ---- prints: the same as documents.py

const plain = (text) => text.replace(/([\\`*_{}[\]<>#|~&!])/g, "\\$1")
  .replace(/^([-+=:]|[0-9]+(?=[.)](?: |$)))/, (start) =>
    (/\d/.test(start) ? `${start}\\` : `\\${start}`));

function markdownBlock(block) {
  const start = { h1: "# ", h2: "## ", h3: "### ", p: "" }[block.kind];
  if (block.kind !== "table") return start + plain(block.text);
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [`**${plain(block.text)}**`, "", line(block.columns.map(plain)),
    line(block.columns.map(() => "---")), ...block.rows.map((row) => line(row.map(plain)))].join("\n");
}

export const asMarkdown = (made) => `${made.map(markdownBlock).join("\n\n")}\n`;

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
  .replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#x27;");

function htmlBlock(block) {
  const text = escaped(block.text);
  if (block.kind !== "table") return `<${block.kind}>${text}</${block.kind}>\n`;
  const heads = block.columns.map((name) => `<th scope="col">${escaped(name)}</th>`).join("");
  const row = ([first, ...rest]) => `<tr><th scope="row">${escaped(first)}</th>`
    + `${rest.map((cell) => `<td>${escaped(cell)}</td>`).join("")}</tr>\n`;
  return `<div class="wide" tabindex="0" role="region" aria-label="${text}">\n`
    + `<table><caption>${text}</caption>\n<thead><tr>${heads}</tr></thead>\n`
    + `<tbody>\n${block.rows.map(row).join("")}</tbody></table>\n</div>\n`;
}

export const asHtml = (kind, made) => kind.page[0] + made.map(htmlBlock).join("") + kind.page[1];

// A Word file is a zip of a few XML parts; these store them as they are, without packing.
const CRCS = Uint32Array.from({ length: 256 }, (_, at) => {
  let crc = at;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});
const crc32 = (bytes) =>
  (bytes.reduce((crc, byte) => CRCS[(crc ^ byte) & 255] ^ (crc >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;

function header(signature, fields) {
  const view = new DataView(new ArrayBuffer(4 + fields.reduce((sum, [size]) => sum + size, 0)));
  view.setUint32(0, signature, true);
  let at = 4;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true); else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

function zip(files) {
  const encoder = new TextEncoder();
  const parts = [], index = [];
  let at = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = encoder.encode(path), data = encoder.encode(text);
    // version, flags (names in UTF-8), stored, time and day (1 January 1980), check, two sizes
    const about = [[2, 20], [2, 0x800], [2, 0], [2, 0], [2, 33], [4, crc32(data)],
      [4, data.length], [4, data.length], [2, name.length], [2, 0]];
    parts.push(header(0x04034b50, about), name, data);
    index.push(header(0x02014b50, [[2, 20], ...about, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]]), name);
    at += 30 + name.length + data.length;
  }
  const count = Object.keys(files).length;
  const size = index.reduce((sum, part) => sum + part.length, 0);
  const end = header(0x06054b50, [[2, 0], [2, 0], [2, count], [2, count], [4, size], [4, at], [2, 0]]);
  return new Blob([...parts, ...index, end],
    { type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document" });
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const RELATED = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STYLES = { h1: "Heading1", h2: "Heading2", h3: "Heading3", table: "Caption" };
const run = (text, bold) => `<w:r>${bold ? "<w:rPr><w:b/></w:rPr>" : ""}`
  + `<w:t xml:space="preserve">${escaped(text)}</w:t></w:r>`;

/** How much of a table's width each column gets: more where there is more to read. */
function columnShares({ columns, rows }) {
  const weights = columns.map((_, at) => Math.min(60,
    Math.max(12, ...[columns, ...rows].map((row) => row[at].length))));
  const sum = weights.reduce((one, other) => one + other);
  return weights.map((weight) => weight / sum);
}

function wordBlock(block) {
  const style = STYLES[block.kind];
  const next = block.kind === "table" ? "<w:keepNext/>" : "";
  const words = `<w:p>${style ? `<w:pPr><w:pStyle w:val="${style}"/>${next}</w:pPr>` : ""}`
    + `${run(block.text)}</w:p>`;
  if (block.kind !== "table") return words;
  const edge = ["top", "left", "bottom", "right", "insideH", "insideV"]
    .map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>`).join("");
  const wide = columnShares(block).map((share) => Math.floor(share * 9638));
  const grid = wide.map((each) => `<w:gridCol w:w="${each}"/>`).join("");
  const row = (cells, head) => `<w:tr><w:trPr><w:cantSplit/>${head ? "<w:tblHeader/>" : ""}</w:trPr>`
    + cells.map((text, at) => `<w:tc><w:tcPr><w:tcW w:w="${wide[at]}" w:type="dxa"/></w:tcPr>`
      + `<w:p>${run(text, head)}</w:p></w:tc>`).join("") + "</w:tr>";
  return `${words}<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>${edge}`
    + '</w:tblBorders><w:tblLook w:firstRow="1"/>'
    + `<w:tblCaption w:val="${escaped(block.text)}"/></w:tblPr><w:tblGrid>${grid}</w:tblGrid>`
    + `${row(block.columns, true)}${block.rows.map((cells) => row(cells, false)).join("")}</w:tbl><w:p/>`;
}

function styles() {
  const heading = (level, size) => `<w:style w:type="paragraph" w:styleId="Heading${level}">`
    + `<w:name w:val="heading ${level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/>`
    + `<w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="${level - 1}"/>`
    + `</w:pPr><w:rPr><w:b/><w:sz w:val="${size}"/></w:rPr></w:style>`;
  return `${XML}<w:styles ${W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" `
    + 'w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="22"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault>'
    + '<w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault></w:docDefaults>'
    + '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    + `${heading(1, 36)}${heading(2, 28)}${heading(3, 24)}`
    + '<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/>'
    + '<w:basedOn w:val="Normal"/><w:pPr><w:keepNext/></w:pPr><w:rPr><w:b/></w:rPr></w:style></w:styles>';
}

/** The rows of a register as CSV that Excel reads, in which no cell can start a formula. */
export function asCsv(kind, answers) {
  const [field] = fieldsOf(kind);
  const cell = (value) => {
    const text = isBlank(value) ? "" : String(value);
    const safe = /^[ \u00a0\ufeff]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = [field.columns.map((column) => cell(column.label)),
    ...(answers[field.name] ?? []).map((row) => field.columns.map((column) => cell(row[column.name])))];
  return `\ufeff${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}

/** The record as a Word file, with real headings, captions and header rows. */
export function asWord(kind, made) {
  const type = "application/vnd.openxmlformats-officedocument.wordprocessingml";
  return zip({
    "[Content_Types].xml": `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/`
      + 'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
      + 'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
      + `<Override PartName="/word/document.xml" ContentType="${type}.document.main+xml"/>`
      + `<Override PartName="/word/styles.xml" ContentType="${type}.styles+xml"/>`
      + '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-'
      + 'package.core-properties+xml"/></Types>',
    "_rels/.rels": `${XML}<Relationships xmlns="${RELATED}"><Relationship Id="rId1" `
      + `Type="${OFFICE}/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" `
      + `Type="${RELATED}/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
    "docProps/core.xml": `${XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/`
      + 'package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
      + `<dc:title>${escaped(kind.title)}</dc:title><dc:language>en-GB</dc:language>`
      + "</cp:coreProperties>",
    "word/_rels/document.xml.rels": `${XML}<Relationships xmlns="${RELATED}"><Relationship `
      + `Id="rId1" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    "word/styles.xml": styles(),
    "word/document.xml": `${XML}<w:document ${W}><w:body>${made.map(wordBlock).join("")}`
      + '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" '
      + 'w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
      + "</w:body></w:document>",
  });
}

// ---- the form

const hex = (bytes) => [...crypto.getRandomValues(new Uint8Array(bytes))]
  .map((byte) => byte.toString(16).padStart(2, "0")).join("");

const today = () => {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
};

function typed(field, text) {
  if (field.kind === "lines") return text.split("\n").map((line) => line.trim()).filter(Boolean);
  const value = field.kind === "text" ? text.trim() : fold(text);
  return field.kind === "number" && value !== "" ? Number(value) : value;
}

function rowAnswers(field, row) {
  const found = { id: row.dataset.id };
  for (const column of field.columns) {
    const value = typed(column, row.querySelector(`[name="${field.name}/${column.name}"]`).value);
    if (!isBlank(value)) found[column.name] = value;
  }
  return Object.keys(found).length > 1 ? [found] : [];
}

function answerOf(form, field) {
  if (field.kind === "rows") {
    return [...form.querySelectorAll(`[data-field="${field.name}"] .gd-record-row`)]
      .flatMap((row) => rowAnswers(field, row));
  }
  const controls = [...form.querySelectorAll(`[name="${field.name}"]`)];
  if (field.kind === "several") return controls.filter((each) => each.checked).map((each) => each.value);
  if (field.kind === "choice") return controls.find((each) => each.checked)?.value ?? "";
  return typed(field, controls[0].value);
}

/** What is filled in, by field name. */
export function answersOf(form, kind) {
  const told = fieldsOf(kind).map((field) => [field.name, answerOf(form, field)]);
  return Object.fromEntries(told.filter(([, value]) => !isBlank(value)));
}

function addRow(box, told = {}) {
  const rows = box.querySelectorAll(".gd-record-row");
  const row = rows[0].cloneNode(true);
  row.dataset.id = told.id ?? hex(4);
  for (const control of row.querySelectorAll("[name]")) {
    control.value = told[control.name.split("/")[1]] ?? "";
  }
  rows[rows.length - 1].after(row);
  numberRows(box);
  return row;
}

function numberRows(box) {
  const rows = box.querySelectorAll(".gd-record-row");
  rows.forEach((row, at) => {
    row.setAttribute("aria-label", `Row ${at + 1}`);
    const drop = row.querySelector("[data-act=drop]");
    drop.hidden = rows.length < 2;
    drop.setAttribute("aria-label", `Take row ${at + 1} out`);
  });
}

function putRows(box, rows) {
  box.querySelectorAll(".gd-record-row").forEach((row, at) => { if (at) row.remove(); });
  const [first] = box.querySelectorAll(".gd-record-row");
  rows.slice(0, ROWS_SEEN).forEach((row) => addRow(box, row));
  if (rows.length) first.remove();
  else for (const control of first.querySelectorAll("[name]")) control.value = "";
  numberRows(box);
}

function putAnswers(form, kind, answers) {
  for (const field of fieldsOf(kind)) {
    const value = answers[field.name];
    const controls = [...form.querySelectorAll(`[name="${field.name}"]`)];
    if (field.kind === "rows") putRows(form.querySelector(`[data-field="${field.name}"]`), value ?? []);
    else if (field.kind === "several") controls.forEach((each) => { each.checked = (value ?? []).includes(each.value); });
    else if (field.kind === "choice") controls.forEach((each) => { each.checked = each.value === (value ?? ""); });
    else controls[0].value = Array.isArray(value) ? value.join("\n") : value ?? "";
  }
}

/** Read a saved file; throws with a sentence when it cannot be opened here. */
export function readRecord(text, name, kind) {
  let told = null;
  try { told = JSON.parse(text.replace(/^\ufeff/, "")); } catch { /* said below */ }
  if (told === null) throw new Error(`${name} is cut short or damaged, so it cannot be opened. It was left as it is.`);
  if (!told[MARK] || !told.answers || typeof told.answers !== "object") throw new Error(`${name} is no record of this course.`);
  if (told[MARK] !== kind.name) throw new Error(`${name} is another record: ${told[MARK]}. Open it on its own page.`);
  if (told.version > kind.version) {
    throw new Error(`${name} was made by a newer version of the course. It was left as it is.`);
  }
  const known = new Set(fieldsOf(kind).map((field) => field.name));
  const long = fieldsOf(kind).find((field) => field.kind === "rows" && (told.answers[field.name] ?? []).length > ROWS_SEEN);
  if (long) throw new Error(`"${long.label}" has more than ${ROWS_SEEN} rows, too many for a page. Open it in a notebook: gd.open_record.`);
  const strange = Object.keys(told.answers).filter((field) => !known.has(field))
    .map((field) => ({ field, answer: told.answers[field], why: "this version of the record does not ask for it." }));
  const aside = [told.set_aside ?? []].flat()
    .map((each) => (each?.field === undefined ? { field: "", answer: each, why: "it cannot be read." } : each));
  return { id: told.id || hex(8), answers: told.answers, set_aside: [...aside, ...strange] };
}

/** A name that tells one record from another: its kind, and what it is called. */
function fileName(kind, answers) {
  const called = answers[fieldsOf(kind).find((field) => field.kind === "line")?.name] ?? "";
  const words = called.normalize("NFKD").toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return [kind.name, ...words.slice(0, 6)].join("-").slice(0, 80);
}

function download(name, content, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

class Sheet {
  constructor(form, { changed = () => {}, page = true } = {}) {
    this.form = form;
    this.kind = JSON.parse(form.querySelector(".gd-kind").textContent);
    this.parts = [...form.querySelectorAll(".gd-record-part")];
    this.status = form.querySelector(".gd-form-said");
    this.record = { id: hex(8), answers: {}, set_aside: [] };
    this.changed = changed;
    this.page = page;
    this.unsaved = false;
    this.at = 0;
    this.wire();
    this.show();
  }

  wire() {
    const { form } = this;
    for (const row of form.querySelectorAll(".gd-record-row")) row.dataset.id = hex(4);
    for (const node of form.querySelectorAll(".gd-record-open, .gd-record-steps, .gd-record-result, .gd-record-acts, [data-act=add]")) node.hidden = false;
    if (!this.page) form.querySelectorAll(".gd-record-open > label:first-child, .gd-record-acts").forEach((node) => node.remove());
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", (event) => { if (event.target.type !== "file" && !event.target.dataset.act) this.take(); });
    form.addEventListener("change", (event) => this.change(event.target));
    form.addEventListener("click", (event) => { const button = event.target.closest("button[data-act]"); if (button) this.act(button); });
    if (this.page) window.addEventListener("beforeunload", (event) => { if (this.unsaved) event.preventDefault(); });
  }

  change(target) {
    if (target.type === "file" && target.files.length) this.open(target.files[0]);
    else if (target.dataset.act === "all") this.show();
  }

  take() {
    this.record.answers = answersOf(this.form, this.kind);
    this.unsaved = true;
    this.status.textContent = "";
    this.changed(this.record.answers);
    this.show();
  }

  put(record) {
    this.record = record;
    putAnswers(this.form, this.kind, record.answers);
    this.show();
  }

  async open(file) {
    try {
      this.put(readRecord(await file.text(), file.name, this.kind));
      this.unsaved = false;
      this.status.textContent = `Opened: ${file.name}.`;
    } catch (error) {
      this.status.textContent = error.message;
    }
    this.form.querySelector("input[type=file]").value = "";
  }

  act(button) {
    const { act } = button.dataset;
    if (act === "add") addRow(button.closest("[data-field]")).querySelector("[name]").focus();
    else if (act === "drop") this.drop(button);
    else if (act === "back" || act === "next") this.step(act === "next" ? 1 : -1);
    else if (act === "clear") this.clear();
    else this.give(act);
  }

  drop(button) {
    const box = button.closest("[data-field]");
    button.closest(".gd-record-row").remove();
    numberRows(box);
    box.querySelector("[data-act=add]").focus();
    this.take();
  }

  step(by) {
    this.at = Math.min(Math.max(this.at + by, 0), this.parts.length - 1);
    this.show();
    this.parts[this.at].querySelector("[tabindex]").focus();
  }

  clear() {
    this.at = 0;
    this.put({ id: hex(8), answers: {}, set_aside: [] });
    this.unsaved = false;
    this.changed({});
    this.status.textContent = "Cleared.";
  }

  give(act) {
    const { kind, record } = this;
    const made = blocks(kind, record, today());
    const files = {
      save: () => [".json", `${JSON.stringify({ [MARK]: kind.name, version: kind.version, id: record.id,
        saved_on: today(), answers: record.answers, set_aside: record.set_aside }, null, 1)}\n`, "application/json"],
      word: () => [".docx", asWord(kind, made)],
      html: () => [".html", asHtml(kind, made), "text/html"],
      md: () => [".md", asMarkdown(made), "text/markdown"],
      csv: () => [".csv", asCsv(kind, record.answers), "text/csv"],
    };
    const [ending, content, type] = files[act]();
    const name = fileName(kind, record.answers) + ending;
    download(name, content, type);
    if (act === "save") this.unsaved = false;
    this.status.textContent = act === "save"
      ? `Saved as ${name}. Open it again on this page. The file is yours; it went nowhere else.`
      : `Saved as ${name}. To change it later, save the record as well: "Save to go on later".`;
  }

  show() {
    const { form, record, parts, at } = this;
    const all = form.querySelector("[data-act=all]").checked;
    parts.forEach((part, number) => { part.hidden = !all && number !== at; });
    form.querySelector(".gd-record-steps").hidden = all || parts.length < 2;
    form.querySelector("[data-act=back]").disabled = at === 0;
    form.querySelector("[data-act=next]").disabled = at === parts.length - 1;
    for (const field of fieldsOf(this.kind)) {
      form.querySelector(`[data-field="${field.name}"]`).hidden = !relevant(field, record.answers);
    }
    const last = all || at === parts.length - 1; // the end of the way: tell all that is left
    this.showOpen(last ? null : this.kind.sections[at].fields);
  }

  /** Say what all answers point to, and the open points of these fields; of all, blanks too. */
  showOpen(fields) {
    const { found, outcome } = findOpen(this.kind, this.record.answers, today());
    const here = new Set((fields ?? []).map((field) => field.name));
    const started = Object.keys(this.record.answers).length > 0;
    const points = !started ? [] : found.filter((each) => !fields || (here.has(each.field)
      && (each.level !== "missing" || !each.says.includes("is not filled in"))));
    const left = `Points still open in all parts: ${found.length}.`;
    const place = this.form.querySelector(".gd-record-outcome");
    const says = outcome ? `What the answers point to: ${outcome}. ${left}` : left;
    if (place.textContent !== says) place.textContent = says; // said aloud only when it changes
    this.form.querySelector(".gd-record-points").replaceChildren(...points.map((each) => {
      const item = document.createElement("li");
      const law = each.law.length ? ` (${each.law.map((law) => `${law.provision}, as at ${law.asAt}`).join("; ")})` : "";
      item.dataset.level = each.level;
      item.textContent = `${WORDS[each.level]}: ${each.says}${law} Ask ${each.ask}.`;
      return item;
    }));
  }
}

/** anywidget's way in: the form comes from the kernel; what is typed goes back to it. */
function render({ model, el }) {
  el.innerHTML = model.get("html");
  el.addEventListener("keydown", (event) => event.stopPropagation());
  const changed = (answers) => { model.set("answers", answers); model.save_changes(); };
  const sheet = new Sheet(el.querySelector("form.gd-record"), { changed, page: false });
  sheet.put({ ...sheet.record, answers: model.get("answers") });
}

export default { render };

if (!document.querySelector(".jp-LabShell")) {
  document.querySelectorAll("form.gd-record").forEach((form) => new Sheet(form));
}
