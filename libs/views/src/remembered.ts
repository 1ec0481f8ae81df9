/** What is worked out from a thing that never changes is worked out once, and forgotten with it. */
export function remembered<Thing extends object, Made>(work: (thing: Thing) => Made): (thing: Thing) => Made {
  const known = new WeakMap<Thing, { readonly made: Made }>();
  return (thing) => {
    const before = known.get(thing);
    if (before !== undefined) return before.made;
    const made = work(thing);
    known.set(thing, { made });
    return made;
  };
}
