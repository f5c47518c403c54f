/** Statements as the engine's own parser reads them. Nothing is bound or executed: tables need not be there. */
import type { Trees } from "../../compile/rule-forms.ts";
import type { Engine, EngineProfile } from "../engine.ts";

/** Few enough for one answer. */
const BATCH = 200;

/** Trees of SELECTs, one line of JSON each, without places in the text and without what is empty, null or usual. Error: EngineError. */
export async function parseTrees(texts: readonly string[], open: (profile: EngineProfile) => Promise<Engine>): Promise<Trees> {
  const engine = await open({ warehouse: ":memory:", policy: "admin", directories: [], threads: 1, memory: null, temp: null });
  try {
    const session = await engine.session();
    const trees: string[] = [];
    for (let from = 0; from < texts.length; from += BATCH) {
      const batch = texts.slice(from, from + BATCH);
      const places = batch.map((_, i) => `json_serialize_sql($t${i}::varchar, skip_default := true, skip_null := true, skip_empty := true)::varchar`);
      const { rows: [row = []] } = await session.query({ text: `select ${places.join(", ")}`, params: batch.map((value, i) => ({ name: `t${i}`, sqlType: "VARCHAR", value })) });
      for (const tree of row) trees.push(withoutPlaces(tree as string));
    }
    return { engine: engine.name, version: engine.version, trees };
  } finally {
    engine.close();
  }
}

/** As text, since numbers may be larger than JavaScript's. Inside of a string each quote has a backslash before it. */
const withoutPlaces = (tree: string): string => tree.replaceAll(/,"query_location":\d+/g, "").replaceAll(/\{"query_location":\d+,?/g, "{");
