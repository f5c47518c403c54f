/** The few pieces of SQL text that the runtime writes itself. What a rule says is printed by `lower`. */

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const path = (...names: readonly string[]): string => names.map(identifier).join(".");
export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
export const texts = (values: readonly string[]): string => `[${values.map(text).join(", ")}]`;
