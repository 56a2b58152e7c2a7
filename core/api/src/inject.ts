import { container, inject as tsyringeInject, injectable as tsyringeInjectable } from "tsyringe";

/** Names a service that the host or the plugin provides. */
export interface Token<T> {
  readonly description: string;
  readonly symbol: symbol;
  /** Never set; carries the type. */
  readonly type?: T;
}

/** Makes a token. Tokens with the same description are the same service. */
export function token<T>(description: string): Token<T> {
  return { description, symbol: Symbol.for(`perennial:${description}`) };
}

/** Asks for a service in a constructor. Every parameter of an injected class carries one. */
export function inject<T>(service: Token<T>): ParameterDecorator {
  return tsyringeInject(service.symbol) as ParameterDecorator;
}

/** Marks a class of the plugin's own that has services injected. Steps use `@step` instead. */
export function injectable(): (target: new (...services: never[]) => object) => void {
  return (target) => {
    inheritInjections(target);
    tsyringeInjectable()(target as unknown as new (...args: unknown[]) => unknown);
  };
}

const injections = "injectionTokens";

/**
 * A class without a constructor of its own gets what its base class asks for: tsyringe reads the
 * own metadata of a class only. A base class is found even if it is not decorated itself.
 */
export function inheritInjections(target: object): void {
  if ((target as { length?: unknown }).length !== 0 || Reflect.hasOwnMetadata(injections, target))
    return;
  const inherited: unknown = Reflect.getMetadata(injections, target);
  if (inherited !== undefined) Reflect.defineMetadata(injections, inherited, target);
}

/** What serves a token: an instance. Made by {@link service}. */
export interface Service {
  readonly token: Token<unknown>;
  readonly instance: unknown;
}

/** Says that `instance` serves `token`. */
export function service<T>(token: Token<T>, instance: T): Service {
  return { token, instance };
}

/**
 * Builds a class with the services it asks for, in a container of its own: in tests of a plugin, or
 * in a plugin that makes its own objects.
 */
export function construct<T>(
  type: new (...services: never[]) => T,
  services: readonly Service[],
): T {
  const child = container.createChildContainer();
  for (const { token, instance } of services) child.registerInstance(token.symbol, instance);
  return child.resolve<T>(type as unknown as new (...args: unknown[]) => T);
}
