import schema from "./results.schema.json" with { type: "json" };
import { schemaProblems } from "./schema-problems.ts";

/** What does not fit the schema of a run's results, a sentence each. */
export const validateResults = schemaProblems(schema);
