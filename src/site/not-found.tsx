import type { VNode } from "preact";
import { useSite } from "./context.ts";
import { entryHref } from "./route.ts";
import { localName } from "./pack.ts";

export function NotFound({ name }: { readonly name: string }): VNode {
  const { pack, search } = useSite();
  const near = search(localName(name), 8).flatMap((hit) => (hit.kind === "entry" ? [pack.entries[hit.id]?.name ?? ""] : []));
  return (
    <article>
      <h1>{name} is not here</h1>
      <p>Nothing in this pack is called so, or not any more.</p>
      {near.length === 0 ? null : <><p>Meant, perhaps:</p><ul>{near.map((one) => <li key={one}><a href={entryHref(one)}>{one}</a></li>)}</ul></>}
    </article>
  );
}
