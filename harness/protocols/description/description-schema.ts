const name = { type: "string", minLength: 1 };
const pointer = { type: "string", pattern: "^(/([^~/]|~[01])*)+$" };
const headers = { type: "object", additionalProperties: { type: "string" } };
const request = { get: { type: "string" }, post: { type: "string" }, headers, json: {} };
const oneMethod = { oneOf: [{ required: ["get"] }, { required: ["post"] }] };

const object = (properties: object, required: readonly string[] = Object.keys(properties)) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

const createRequest = {
  ...object({ ...request, take: { type: "object", additionalProperties: pointer } }, []),
  ...oneMethod,
};

/** The shape of a `StreamDescription`. What a shape cannot say is checked in `check-description.ts`. */
export const descriptionSchema = {
  ...object(
    {
      create: { anyOf: [{ type: "array", items: createRequest }, createRequest] },
      open: { ...object(request, []), ...oneMethod },
      resume: { ...object(request, []), ...oneMethod },
      cursor: object(
        {
          from: { anyOf: [{ enum: ["id", "count", "none"] }, object({ data: pointer })] },
          send: { ...object({ header: name, query: name }, []), minProperties: 1, maxProperties: 1 },
        },
        ["from"],
      ),
      end: {
        type: "array",
        minItems: 1,
        items: {
          ...object(
            {
              event: name,
              data: { type: "string" },
              pointer,
              equals: { type: ["string", "number", "boolean", "null"] },
              after: { type: "integer", minimum: 1, maximum: 1_000_000 },
            },
            [],
          ),
          oneOf: [
            { required: ["event"], maxProperties: 1 },
            { required: ["data"], maxProperties: 1 },
            { required: ["pointer", "equals"], maxProperties: 2 },
            { required: ["after"], maxProperties: 1 },
          ],
        },
      },
      aside: {
        type: "array",
        items: { anyOf: [{ const: "without-id" }, object({ event: name })] },
      },
      proof: {
        type: "array",
        minItems: 1,
        maxItems: 2,
        items: [
          object(
            { number: { type: "string", pattern: "^(id|(/([^~/]|~[01])*)+)$" }, from: { type: "integer", minimum: 0 } },
            ["number"],
          ),
          object({ marker: pointer, equals: name }, ["marker"]),
        ],
      },
    },
    ["open", "cursor", "end", "proof"],
  ),
};
