/** A program of the system that a simulator cannot do without; the message says which. */
export class MissingToolError extends Error {}
