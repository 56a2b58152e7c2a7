import { inject as tsyringeInject, injectable as tsyringeInjectable } from "tsyringe";

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
    tsyringeInjectable()(target as unknown as new (...args: unknown[]) => unknown);
  };
}
