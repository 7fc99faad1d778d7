// @ts-check

/**
 * The declaration files that the manifest's exports name, below `dist`, by what people import.
 *
 * @param {{ name: string, exports: Readonly<Record<string, string | { types?: string }>> }} manifest
 * @returns {Record<string, string>}
 */
export function declarationEntries({ name, exports }) {
  return Object.fromEntries(
    Object.entries(exports).flatMap(([entry, to]) =>
      typeof to === "object" && to.types ? [[`${name}${entry.slice(1)}`, to.types.replace("./dist/", "")]] : [],
    ),
  );
}
