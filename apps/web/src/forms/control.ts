/** One control of a form, as a template draws it. */

export interface Item {
  readonly value: string;
  readonly text: string;
  readonly checked?: boolean;
  readonly selected?: boolean;
}

export interface Base {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly error?: string;
}
export type Control =
  | (Base & { readonly control: 'date'; readonly day: string; readonly month: string; readonly year: string })
  | (Base & {
      readonly control: 'moment';
      readonly day: string;
      readonly month: string;
      readonly year: string;
      readonly time: string;
    })
  | (Base & { readonly control: 'radios'; readonly items: readonly Item[] })
  | (Base & { readonly control: 'select'; readonly items: readonly Item[]; readonly other?: Other })
  | (Base & { readonly control: 'checks'; readonly items: readonly Item[]; readonly other?: Other })
  | (Base & {
      readonly control: 'input';
      readonly value: string;
      readonly width: number;
      readonly numeric?: boolean;
      readonly prefix?: string;
      readonly offered: readonly Item[];
    })
  | (Base & { readonly control: 'words'; readonly value: string; readonly rows: number })
  | (Base & { readonly control: 'lines'; readonly value: string; readonly instead: readonly Item[] })
  | (Base & { readonly control: 'tick'; readonly checked: boolean })
  | (Base & { readonly control: 'group'; readonly controls: readonly Control[] })
  | (Base & {
      readonly control: 'groups';
      readonly each: string;
      readonly members: readonly (readonly Control[])[];
      readonly count: number;
    });

/** A box for what the list beside it does not have. */
export interface Other {
  readonly label: string;
  readonly value: string;
}
