import { z } from 'zod';
import { NotWellFormed } from './problem.ts';

/** A schema that the documentation shows, and the looser one by which requests are held. */
const looser = new WeakMap<z.ZodType, z.ZodType>();

/**
 * Documents a body by one schema and holds it against a looser one: where what is inside is checked, and told better,
 * by who reads it.
 */
export function documentedAs<T>(held: z.ZodType<T>, shown: z.ZodType): z.ZodType<T> {
  looser.set(shown, held);
  return shown as z.ZodType<T>;
}

/** Fastify's validator of a schema. */
export function validateBy(schema: z.ZodType) {
  const held = looser.get(schema) ?? schema;
  return (data: unknown) => {
    const result = held.safeParse(data);
    return result.success ? { value: result.data } : { error: new NotWellFormed(result.error.issues) };
  };
}

/** A whole number in a query, where all is text. */
export function countShape(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.int().min(min).max(max));
}
