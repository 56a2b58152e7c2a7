export { someToken } from "../token/testing/some-token.js";
