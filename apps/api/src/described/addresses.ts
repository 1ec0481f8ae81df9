import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { routeOf, type Route } from '../route.ts';

/** A route as the router has it: what the document, the 405 answers and the page are made from. */
export interface Address {
  readonly method: string;
  /** With its parameters in braces: `/v1/parties/{party}`. */
  readonly path: string;
  readonly name: string;
  readonly route: Route;
}

/** Every route of these controllers, from Nest's own metadata and ours. */
export const addressesOf = (controllers: readonly Type[]): readonly Address[] => controllers.flatMap(addressesIn);

function addressesIn(controller: Type): readonly Address[] {
  const base: string = Reflect.getMetadata(PATH_METADATA, controller);
  const methods = new Map(Object.entries(Object.getOwnPropertyDescriptors(controller.prototype)));
  return [...methods].flatMap(([name, { value: handler }]) => {
    const path: string | undefined = typeof handler === 'function' ? Reflect.getMetadata(PATH_METADATA, handler) : undefined;
    const route = typeof handler === 'function' ? routeOf(handler) : undefined;
    if (path === undefined || !route) return [];
    const method = RequestMethod[Number(Reflect.getMetadata(METHOD_METADATA, handler))] ?? '';
    return [{ method, path: joined(base, path), name, route }];
  });
}

const joined = (...parts: readonly string[]) =>
  `/${parts
    .flatMap((part) => part.split('/'))
    .filter((part) => part !== '')
    .map((part) => part.replace(/^:(.*)$/, '{$1}'))
    .join('/')}`;

/** The methods that an address takes; none where there is no such address. */
export function methodsAt(addresses: readonly Address[], url: string): readonly string[] {
  const path = url.split('?', 1)[0] ?? '';
  return addresses.filter((address) => expressionOf(address.path).test(path)).map(({ method }) => method);
}

const expressions = new Map<string, RegExp>();
function expressionOf(path: string): RegExp {
  const known = expressions.get(path) ?? new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`);
  expressions.set(path, known);
  return known;
}
