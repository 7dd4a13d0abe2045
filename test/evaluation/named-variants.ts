/**
 * The variants of these names, in their own order; all without names.
 * @throws Error naming an unknown variant and the known ones
 */
export function namedVariants<V extends { name: string }>(all: readonly V[], names: readonly string[]): readonly V[] {
  const unknown = names.find((name) => !all.some((variant) => variant.name === name));
  if (unknown !== undefined) {
    throw new Error(`there is no variant ${unknown}; choose from ${all.map(({ name }) => name).join(', ')}`);
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}
