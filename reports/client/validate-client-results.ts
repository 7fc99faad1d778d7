import { schemaProblems } from "../schema-problems.ts";
import schema from "./client-results.schema.json" with { type: "json" };

/** What does not fit the schema of a client's results, a sentence each. */
export const validateClientResults = schemaProblems(schema);
