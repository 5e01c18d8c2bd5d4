/** The facade's types, made of the client's. `packages/printTypes.mjs` prints what they come to, without Effect. */
import type * as apis from "@effect-vipps/client/apis"
import type { Methods as Functions } from "@effect-vipps/client/internal/operation/methods"
import type * as Client from "@effect-vipps/client/Operation"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type * as Stream from "effect/Stream"
import type { AwaitOptions, CallOptions } from "../options.js"

/** A value with its secrets as strings. */
export type Revealed<A> = { readonly [K in keyof A]: A[K] extends Redacted.Redacted<infer Secret> ? Secret : A[K] }

/** What a call of the client returns, as the facade returns it. */
export type Plain<A> = A extends { readonly secret: Redacted.Redacted } ? Revealed<A> : A

type OfEffect = symbol | "cause" | "name" | "pipe" | "stack" | "toJSON" | "toString"

/** A duration is a number of milliseconds. */
type Millis<A> = Duration.Duration extends A ? Exclude<A, Duration.Duration> | number : A

/** An error of the client, without what it has as an Effect. */
export type Thrown<E> = Error & { readonly [K in keyof E as Exclude<K, OfEffect>]: Millis<E[K]> }

/** One that has the fields of others: those and its own. */
export type ThrownAs<Fields, E> = Fields & {
  readonly [K in keyof E as Exclude<K, OfEffect | keyof Fields>]: Millis<E[K]>
}

type Same<A, B> = [A, B] extends [B, A] ? true : false

type IsOptions<Argument, Options> = Same<keyof Argument, keyof Options>

/** An argument of the client's function, as the facade takes it: only options differ. */
type Given<Argument> =
  IsOptions<Argument, Client.CallOptions> extends true
    ? CallOptions
    : IsOptions<Argument, Client.AwaitOptions> extends true
      ? AwaitOptions
      : IsOptions<Argument, Omit<Client.CallOptions, "extra">> extends true
        ? Omit<CallOptions, "extra">
        : IsOptions<Argument, Omit<Client.CallOptions, "extra" | "idempotencyKey">> extends true
          ? Omit<CallOptions, "extra" | "idempotencyKey">
          : Argument

type Arguments<Args> = { [I in keyof Args]: undefined extends Args[I] ? Given<Exclude<Args[I], undefined>> : Args[I] }

type Promised<F> = F extends (...args: infer Args) => Effect.Effect<infer A, infer _, infer _>
  ? (...args: Arguments<Args>) => Promise<Plain<A>>
  : F extends (...args: infer Args) => Stream.Stream<infer A, infer _, infer _>
    ? (...args: Arguments<Args>) => AsyncIterable<Plain<A>>
    : never

/** Functions of the client as methods of the facade: a promise for an effect, an async iterable for a stream. */
type Promises<Functions> = { readonly [K in keyof Functions]: Promised<Functions[K]> }

/** The functions of an API as its methods. */
export type MethodsOf<Api> = Api extends Functions<infer Module, infer Key> ? Promises<Pick<Module, Key>> : never

/** The methods of the API with this name. */
export type Methods<Name extends keyof typeof apis> = MethodsOf<(typeof apis)[Name]>

/** Each API, under its name. */
export type Apis = { readonly [Name in keyof typeof apis]: Methods<Name> }
