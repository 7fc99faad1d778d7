export { default } from "../runs.ts";
