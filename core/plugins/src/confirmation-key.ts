/**
 * Key of the question whether the new certificate is to be used. A plugin that may install asks
 * nothing else under it, so that a yes to something else is never taken for this one.
 */
export const confirmationKey = "install";
