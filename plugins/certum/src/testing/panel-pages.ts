import type { HttpRequest, HttpResponse } from "@perennial/api";
import { base64, hash } from "./hash.js";

/** The token of the forms of a session. */
export function csrfOf({ session }: HttpRequest): string {
  return hash(session).slice(0, 16);
}

/** A form with it. */
export function hiddenCsrf(request: HttpRequest): string {
  return `<form><input type="hidden" name="csrf" value="${csrfOf(request)}"></form>`;
}

/** What a form that was taken leads to. */
export function seeOther(request: HttpRequest, location: string): HttpResponse {
  return { ...html(request, 303, ""), headers: { location } };
}

/** A page as the panel answers it. */
export function html(request: HttpRequest, status: number, body: string): HttpResponse {
  const page = `<!doctype html><html><body>${body}</body></html>`;
  const headers = { "content-type": "text/html; charset=utf-8" };
  return { status, headers, url: request.url, body: base64(page) };
}

/** An error page. */
export function refusal(
  request: HttpRequest,
  status: number,
  code: string,
  detail = "",
): HttpResponse {
  const error = `<p class="error" data-code="${code}" data-detail="${detail}">No: ${code}</p>`;
  return html(request, status, error);
}

/** JSON as the panel answers it. */
export function json(request: HttpRequest, status: number, value: unknown): HttpResponse {
  const headers = { "content-type": "application/json" };
  return { status, headers, url: request.url, body: base64(JSON.stringify(value)) };
}

/** The order, after a form of it was taken. */
export function toOrder(request: HttpRequest, number: string): HttpResponse {
  return seeOther(request, `/panel/order?number=${encodeURIComponent(number)}`);
}
