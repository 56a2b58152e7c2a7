import type { PortalError } from "./portal-error.js";
import { reply, type Reply } from "./reply.js";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as HTML, for content and for quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A whole page of a portal. `body` is HTML. */
export function page(status: number, title: string, body: string): Reply {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}label{display:block;margin:.5rem 0}input,select{font:inherit}.error{color:#a00}.note{color:#555}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${body}
<p class="note">This page belongs to a simulator. Nothing here is real.</p>
</body>
</html>
`;
  return reply(status, "text/html; charset=utf-8", html);
}

/** The page of a refusal. */
export function errorPage(error: PortalError): Reply {
  const answer = page(
    error.status,
    "Refused",
    `<p class="error" data-code="${escapeHtml(error.code)}" data-detail="${escapeHtml(error.detail)}">${escapeHtml(error.message)}</p>`,
  );
  return { ...answer, headers: { ...answer.headers, ...error.headers } };
}

/** A page with the receipt of something that was accepted. */
export function receiptPage(title: string, receipt: string, text: string): Reply {
  return page(
    200,
    title,
    `<p class="receipt" data-receipt="${escapeHtml(receipt)}">${escapeHtml(text)} Receipt: ${escapeHtml(receipt)}</p>`,
  );
}

/** The hidden field every form of a session has. */
export function csrfField(csrf: string): string {
  return `<input type="hidden" name="csrf" value="${escapeHtml(csrf)}">`;
}

/** A labelled text field. */
export function field(name: string, label: string, type = "text", value = ""): string {
  const attributes = value === "" ? "" : ` value="${escapeHtml(value)}"`;
  return `<label>${escapeHtml(label)} <input type="${type}" name="${name}"${attributes}></label>`;
}
