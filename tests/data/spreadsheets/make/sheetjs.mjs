// Writes a workbook described on standard input with SheetJS: node sheetjs.mjs BOOKTYPE PATH
import { createRequire } from "module";
import { readFileSync, writeFileSync } from "fs";
const require = createRequire(process.env.NODE_PATH + "/");
const XLSX = require("xlsx");
const [form, path] = process.argv.slice(2);
const spec = JSON.parse(readFileSync(0, "utf8"));
const book = XLSX.utils.book_new();
book.Workbook = { WBProps: { date1904: spec.date1904 }, Sheets: [] };
for (const one of spec.sheets) {
  const page = {};
  let right = 0, bottom = 0;
  for (const { r, c, v, f, z, note } of one.cells) {
    const cell = typeof v === "number" ? { t: "n", v } : typeof v === "boolean" ? { t: "b", v } : { t: "s", v: v ?? "" };
    if (f) cell.f = f;
    if (z) cell.z = z;
    if (note) XLSX.utils.cell_add_comment(cell, note, "office");
    page[XLSX.utils.encode_cell({ r, c })] = cell;
    right = Math.max(right, c); bottom = Math.max(bottom, r);
  }
  page["!ref"] = XLSX.utils.encode_range({ s: { r: 0, c: 0 }, e: { r: bottom, c: right } });
  page["!merges"] = one.merges.map(area => XLSX.utils.decode_range(area));
  if (one.hiddenRows.length) { page["!rows"] = []; for (const r of one.hiddenRows) page["!rows"][r] = { hidden: true }; }
  if (one.hiddenColumns.length) { page["!cols"] = []; for (const c of one.hiddenColumns) page["!cols"][c] = { hidden: true }; }
  if (one.filter) page["!autofilter"] = { ref: one.filter };
  XLSX.utils.book_append_sheet(book, page, one.name);
  book.Workbook.Sheets.push({ name: one.name, Hidden: { visible: 0, hidden: 1, veryHidden: 2 }[one.visible] });
}
writeFileSync(path, XLSX.write(book, { type: "buffer", bookType: form, bookSST: form === "xlsb", compression: true }));
