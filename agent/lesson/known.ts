type Known<Values> = { [Name in keyof Values]?: Exclude<Values[Name], undefined> };

/** Without the fields whose value is undefined: a message or a file either has a field or lacks it. */
export function known<Values extends object>(values: Values): Known<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Known<Values>;
}
