// The lesson as a notebook with the reader's own changes, to open in Jupyter.

const text = (source) => (Array.isArray(source) ? source.join("") : source);
const id = (number) => `step-${number + 1}`;

function fromPage(steps) {
  const cells = steps.map((step, n) => codeCell(id(n), step.now));
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [codeCell("start", "import greaterdata_lessons as gd"), ...cells] };
}

const codeCell = (name, source) =>
  ({ cell_type: "code", id: name, metadata: {}, execution_count: null, source, outputs: [] });

/** Put the changed code into the lesson's own notebook; its old output would no longer be true. */
function changed(notebook, steps) {
  const left = steps.filter((step) => step.now !== step.was);
  for (const cell of notebook.cells) {
    const at = left.findIndex((step) => cell.cell_type === "code" && text(cell.source) === step.was);
    if (at < 0) continue;
    const [step] = left.splice(at, 1);
    Object.assign(cell, { source: step.now, outputs: [], execution_count: null });
  }
  return notebook;
}

/** Save a lesson as a file. steps: [{was, now}]; address: the lesson's own notebook. */
export async function save(lesson, steps, address) {
  let notebook;
  try {
    const reply = await fetch(address);
    notebook = changed(await reply.json(), steps);
  } catch {
    notebook = fromPage(steps); // without a connection: the code alone
  }
  offer(`${lesson}-mine.ipynb`, `${JSON.stringify(notebook, null, 1)}\n`, "application/x-ipynb+json");
}

/** Hand a file to the reader; nothing is sent. */
export function offer(name, content, type = "application/octet-stream") {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
