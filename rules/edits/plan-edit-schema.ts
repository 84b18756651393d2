import { z } from 'zod';
import { MAX_EDITS } from '../limits.ts';
import { WEEKDAYS } from '../plan/plan.ts';
import { anyHoursShape, dayShape, hoursShape, planSchema, siteMembers } from '../plan/plan-schema.ts';
import { nameShape, textListShape } from '../steps/shape-words.ts';
import { percentShape } from '../steps/split.ts';
import type { PlanEdit } from './plan-edit.ts';

/** The shape of each edit, once: `parseEdits`, the HTTP interface and its description read it from here. */
const entriesShape = textListShape(z.string(), 1);
const namesShape = textListShape(nameShape, 1);
const dateRange = { from: z.string(), to: z.string().exactOptional() };

/** By name, or in the order of the shares. */
export const PERCENTS_SHAPES = [z.record(nameShape, percentShape), z.array(percentShape).min(2, 'TOO_FEW')] as const;

const SHAPES = [
  z.strictObject({ edit: z.literal('set-destinations'), site: nameShape, ...siteMembers }),
  z.strictObject({ edit: z.literal('add-site'), site: nameShape, ...siteMembers }),
  z.strictObject({ edit: z.literal('remove-site'), site: nameShape }),
  z.strictObject({ edit: z.literal('authorise-callers'), list: nameShape, entries: entriesShape }),
  z.strictObject({ edit: z.literal('remove-callers'), list: nameShape, entries: entriesShape }),
  z.strictObject({ edit: z.literal('set-area'), area: nameShape, in: textListShape(nameShape, 0) }),
  z.strictObject({ edit: z.literal('move-districts'), districts: namesShape, to: z.string() }),
  z.strictObject({
    edit: z.literal('set-hours'),
    calendar: nameShape,
    days: textListShape(z.enum(WEEKDAYS), 1),
    hours: anyHoursShape,
    period: nameShape,
  }),
  z.strictObject({
    edit: z.literal('close'),
    calendar: nameShape,
    ...dateRange,
    period: nameShape.exactOptional(),
  }),
  z.strictObject({ edit: z.literal('open'), calendar: nameShape, ...dateRange, hours: hoursShape, period: nameShape }),
  z.strictObject({
    edit: z.literal('remove-day'),
    calendar: nameShape,
    index: z.int().min(0).exactOptional(),
    entry: dayShape,
  }),
  z.strictObject({
    edit: z.literal('set-percentages'),
    split: z.string().exactOptional(),
    percents: z.union(PERCENTS_SHAPES),
  }),
  z.strictObject({ edit: z.literal('replace-plan'), plan: planSchema }),
] as const;

export const planEditSchema: z.ZodType<PlanEdit> = z.discriminatedUnion('edit', SHAPES).meta({ id: 'edit' });

export const planEditsSchema: z.ZodType<readonly PlanEdit[]> = z.array(planEditSchema).min(1).max(MAX_EDITS);

/** The shape of one edit by its name. */
export const EDIT_SHAPES: ReadonlyMap<string, z.ZodType<PlanEdit>> = new Map(
  SHAPES.map((shape) => [shape.shape.edit.value, shape] as const),
);
