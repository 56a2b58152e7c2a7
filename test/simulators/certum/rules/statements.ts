import { PortalError } from "../../shared/portal-error.js";

/** Something that the customer states about the order. */
export interface Statement {
  readonly id: string;
  readonly text: string;
  readonly required: boolean;
}

export const statements: readonly Statement[] = [
  {
    id: "terms",
    text: "I have read the Certification Practice Statement and the terms of use, and accept them.",
    required: true,
  },
  {
    id: "truth",
    text: "The data that I have given are true, and I am entitled to act for the organization.",
    required: true,
  },
  { id: "news", text: "I would like to be told about news by e-mail.", required: false },
];

/** @throws PortalError `statements.missing` (detail: the id) for a required one that is not marked. */
export function checkStatements(marked: readonly string[]): void {
  for (const { id, required } of statements)
    if (required && !marked.includes(id))
      throw new PortalError(400, "statements.missing", "Please mark the statement.", id);
}
