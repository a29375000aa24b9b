// Writes a workbook described on standard input with exceljs: node exceljs.mjs xlsx PATH (or stream, inline strings)
import { createRequire } from "module";
import { readFileSync } from "fs";
const require = createRequire(process.env.NODE_PATH + "/");
const Excel = require("exceljs");
const [form, path] = process.argv.slice(2);
const spec = JSON.parse(readFileSync(0, "utf8"));
const streamed = form === "stream";
const book = streamed ? new Excel.stream.xlsx.WorkbookWriter({ filename: path, useStyles: true, useSharedStrings: false })
  : new Excel.Workbook();
if (!streamed) book.properties.date1904 = spec.date1904;
for (const one of spec.sheets) {
  const page = book.addWorksheet(one.name, { state: one.visible });
  for (const { r, c, v, f, z, note } of one.cells) {
    const cell = page.getCell(r + 1, c + 1);
    cell.value = f ? (v === null ? { formula: f } : { formula: f, result: v }) : v;
    if (z) cell.numFmt = z;
    if (note) cell.note = note;
  }
  for (const area of one.merges) page.mergeCells(area);
  for (const r of one.hiddenRows) page.getRow(r + 1).hidden = true;
  for (const c of one.hiddenColumns) page.getColumn(c + 1).hidden = true;
  if (one.filter) page.autoFilter = one.filter;
  if (streamed) page.commit();
}
if (streamed) await book.commit(); else await book.xlsx.writeFile(path);
