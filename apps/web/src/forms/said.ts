import { labelOf, type EventType } from '#psti';

/** A sentence of the door, with each field called as its box is. What a box must hold is said beside it already. */
export function saidOnForm(says: string, type: EventType): string {
  const said = says
    .replace(/ is missing: .*/, ' is missing')
    .replace(/`([\w.]+)(?:\[\d+\])?`/g, (whole, name: string) => calledOnForm(type, name) ?? whole);
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** A name that is no field has no label of its own. */
function calledOnForm(type: EventType, name: string): string | undefined {
  const { label } = labelOf(type, name);
  return label === name ? undefined : `“${label}”`;
}
