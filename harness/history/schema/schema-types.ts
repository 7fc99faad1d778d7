declare const described: unique symbol;

/** A JSON Schema that describes exactly the type `T`: the compiler refuses any other (`history-schema.ts`). */
export interface Schema<T> {
  readonly json: object;
  readonly [described]?: (value: T) => T;
}

interface Json {
  readonly json: object;
}

export interface Optional<T> {
  readonly optional: Schema<T>;
}

/** One schema for each property of `T`, marked as optional where the property is. */
export type Properties<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K> ? Optional<Exclude<T[K], undefined>> : Schema<T[K]>;
};

export const number: Schema<number> = { json: { type: "number" } };
export const text: Schema<string> = { json: { type: "string" } };
export const flag: Schema<boolean> = { json: { type: "boolean" } };

export function only<const T extends string | true>(...values: readonly T[]): Schema<T> {
  return { json: { enum: values } };
}

export function list<T>({ json }: Schema<T>): Schema<readonly T[]> {
  return { json: { type: "array", items: json } };
}

export function either<A, B>(a: Schema<A>, b: Schema<B>): Schema<A | B> {
  return { json: { anyOf: [a.json, b.json] } };
}

export function orNull<T>({ json }: Schema<T>): Schema<T | null> {
  return { json: { ...json, nullable: true } };
}

export function optional<T>(schema: Schema<T>): Optional<T> {
  return { optional: schema };
}

/** Further properties are allowed, so that a later version may add some. */
export function object<T>(properties: Properties<T>): Schema<T> {
  const entries = Object.entries(properties as Readonly<Record<string, Json | { readonly optional: Json }>>);
  return {
    json: {
      type: "object",
      required: entries.flatMap(([name, each]) => ("optional" in each ? [] : [name])),
      properties: Object.fromEntries(
        entries.map(([name, each]) => [name, "optional" in each ? each.optional.json : each.json]),
      ),
    },
  };
}

/** A union whose variants differ in one property: a schema for each of its values. */
export function tagged<T extends object, K extends keyof T & string>(
  tag: K,
  variants: { readonly [V in T[K] & string]: Schema<Extract<T, { readonly [key in K]: V }>> },
): Schema<T> {
  const oneOf = Object.values(variants as Readonly<Record<string, Json>>).map(({ json }) => json);
  return { json: { type: "object", required: [tag], discriminator: { propertyName: tag }, oneOf } };
}
