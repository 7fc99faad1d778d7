const name = { type: "string", minLength: 1 };
const pointer = { type: "string", pattern: "^(/([^~/]|~[01])*)+$" };
const status = { type: "integer", minimum: 200, maximum: 599 };
const plain = { type: ["string", "number", "boolean", "null"] };
const headers = { type: "object", additionalProperties: { type: "string" } };
const request = { get: { type: "string" }, post: { type: "string" }, put: { type: "string" }, headers, json: {} };
const oneMethod = { oneOf: [{ required: ["get"] }, { required: ["post"] }, { required: ["put"] }] };

const object = (properties: object, required: readonly string[] = Object.keys(properties)) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const requestWith = (more: object) => ({ ...object({ ...request, ...more }, []), ...oneMethod });
const fromHeader = object({ header: name });
const createRequest = requestWith({
  take: { type: "object", additionalProperties: { anyOf: [pointer, fromHeader] } },
  otherwise: name,
});

/** One object whose keys say which of the rules it is. */
const rules = (properties: object, ...kinds: readonly (readonly string[])[]) => ({
  ...object(properties, []),
  oneOf: kinds.map((required) => ({ required, maxProperties: required.length })),
});
const inEvent = { event: name, data: { type: "string" }, pointer, equals: plain };
const inEventKinds = [["event"], ["data"], ["pointer"], ["pointer", "equals"]] as const;
const counter = { type: "string", pattern: "^(id|(/([^~/]|~[01])*)+)$" };
const oneOrMore = (item: object) => ({ anyOf: [item, { type: "array", minItems: 1, items: item }] });

const publish = requestWith({ text: { type: "string" }, form: headers });

const proof = {
  anyOf: [
    { enum: ["prefix", "witness"] },
    {
      ...object(
        {
          number: { anyOf: [counter, { type: "array", minItems: 1, items: pointer }] },
          from: { type: "integer", minimum: 0 },
          marker: { anyOf: [{ const: "data" }, ...oneOrMore(pointer).anyOf] },
          equals: name,
          document: pointer,
          part: pointer,
          witness: { enum: ["alongside", "again"] },
          open: requestWith({}),
          publisher: publish,
          at: pointer,
          last: publish,
        },
        [],
      ),
      dependencies: { document: ["part"], part: ["document"] },
      oneOf: [
        { required: ["number"], ...only("from") },
        { required: ["marker"], ...only("equals") },
        { required: ["document", "part"], maxProperties: 2 },
        { required: ["witness"], ...only("open") },
        { required: ["publisher"], propertyNames: { enum: ["publisher", "at", "last"] } },
      ],
    },
  ],
};

/** At most one property beside the first, and that is this one. */
function only(second: string): object {
  return { anyOf: [{ maxProperties: 1 }, { required: [second], maxProperties: 2 }] };
}

/** The shape of a `StreamDescription`. What a shape cannot say is checked in `check-description.ts`. */
export const descriptionSchema = {
  ...object(
    {
      session: { anyOf: [{ type: "array", items: createRequest }, createRequest] },
      create: { anyOf: [{ type: "array", items: createRequest }, createRequest] },
      open: requestWith({
        take: { type: "object", additionalProperties: { anyOf: [fromHeader, object({ event: pointer })] } },
      }),
      resume: requestWith({}),
      cursor: object(
        {
          from: { anyOf: [{ enum: ["id", "count", "none"] }, object({ data: pointer }), fromHeader] },
          send: { ...object({ header: name, query: name, body: pointer }, []), minProperties: 1, maxProperties: 1 },
          first: name,
        },
        ["from"],
      ),
      end: {
        type: "array",
        minItems: 1,
        items: {
          anyOf: [
            { const: "close" },
            rules(
              { ...inEvent, after: { type: "integer", minimum: 1, maximum: 1_000_000 }, status },
              ...inEventKinds,
              ["after"],
              ["status"],
            ),
          ],
        },
      },
      closes: { const: "anytime" },
      aside: {
        type: "array",
        items: {
          anyOf: [{ const: "without-id" }, rules(inEvent, ...inEventKinds)],
        },
      },
      gone: {
        type: "array",
        minItems: 1,
        items: rules(
          { ...inEvent, status: { anyOf: [status, { type: "array", minItems: 1, items: status }] } },
          ...inEventKinds,
          ["status"],
        ),
      },
      items: { type: "string", pattern: "^(/([^~/]|~[01])*)*$" },
      readers: { const: "one" },
      leavesOpen: { type: "array", minItems: 1, items: name },
      proof: { type: "array", items: proof },
      workloads: object({ burst: headers, idle: headers, "hostile-text": headers }, []),
    },
    ["open", "cursor", "proof"],
  ),
};
