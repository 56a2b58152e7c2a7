// Draws docs/images/renewal.svg from what `npm start` really prints in a terminal (Linux, `script`).
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./lib/runtime.mjs";

const columns = 84;
const lineHeight = 17;
const charWidth = 8.05;
const colours = { 31: "#f7768e", 32: "#9ece6a", 33: "#e0af68", 36: "#7dcfff" };

const command = `stty cols ${columns} rows 50; exec "${process.execPath}" scripts/start.mjs`;
const recorded = spawnSync("script", ["-qec", command, "/dev/null"], {
  cwd: root,
  encoding: "utf8",
  env: { ...process.env, TERM: "xterm-256color", LANG: "en_US.UTF-8", NO_COLOR: undefined },
});
if (recorded.status !== 0) {
  console.error(recorded.stdout, recorded.stderr);
  process.exit(1);
}
const lines = recorded.stdout
  // A line that was taken back.
  .replaceAll(/[^\n]*\r\u001B\[2K/g, "")
  .replaceAll("\r", "")
  .replaceAll(/\/tmp\/perennial-demo-\w+/g, "/tmp/perennial-demo")
  .split("\n");
const from = lines.findIndex((line) => line.includes("What is due"));
const plan = lines.findIndex((line) => line.includes("What a renewal would do"));
const renewal = lines.findIndex((line) => line.includes("The renewal, answering"));
const end = lines.findIndex((line) => line.includes("That was it."));
const shown = [...lines.slice(from, plan), ...lines.slice(renewal, end)];
while (shown.at(-1)?.trim() === "") shown.pop();

function escape(text) {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(" ", "\u00A0");
}

/** One line with its SGR codes as SVG spans. */
function spans(line) {
  const style = { bold: false, dim: false, colour: undefined };
  let out = "";
  for (const part of line.split(/(\u001B\[[0-9;]*m)/)) {
    const code = /^\u001B\[([0-9;]*)m$/.exec(part)?.[1];
    if (code !== undefined) {
      for (const one of code.split(";").map(Number)) {
        if (one === 0) Object.assign(style, { bold: false, dim: false, colour: undefined });
        if (one === 1) style.bold = true;
        if (one === 2) style.dim = true;
        if (one === 22) Object.assign(style, { bold: false, dim: false });
        if (one === 39) style.colour = undefined;
        if (colours[one] !== undefined) style.colour = colours[one];
      }
    } else if (part !== "") {
      const fill = style.colour ?? (style.dim ? "#7a80a0" : style.bold ? "#ffffff" : "#c0caf5");
      out += `<tspan fill="${fill}"${style.bold ? ' font-weight="bold"' : ""}>${escape(part)}</tspan>`;
    }
  }
  return out;
}

const width = Math.ceil(columns * charWidth) + 40;
const height = shown.length * lineHeight + 40;
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="A renewal in the terminal, from the notice to the proof">
<rect width="100%" height="100%" rx="8" fill="#16161e"/>
<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="13.3" style="white-space:pre">
${shown.map((line, index) => `<text x="20" y="${32 + index * lineHeight}">${spans(line)}</text>`).join("\n")}
</g>
</svg>
`;
mkdirSync(join(root, "docs/images"), { recursive: true });
writeFileSync(join(root, "docs/images/renewal.svg"), svg);
