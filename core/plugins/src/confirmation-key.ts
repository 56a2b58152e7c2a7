/**
 * Key of the question whether the new certificate is to be used. A plugin that may install asks
 * nothing else under it, so that a yes to something else is never taken for this one.
 */
export const confirmationKey = "install";

/**
 * Key of the choice of a certificate on a token: its value is the certificate's SHA-256. A plugin that
 * may adopt keys asks nothing else under it.
 */
export const certificateAnswerKey = "certificate";

/**
 * Key of the choice of a token for a new key: its value is the token's place. A plugin that may make
 * keys and read tokens asks nothing else under it.
 */
export const placeAnswerKey = "place";

/**
 * What the key of the question whether a document is to be signed begins with; the document's SHA-256
 * follows. A plugin that may sign documents asks nothing else under it.
 */
export const signingAnswerPrefix = "sign:";
