import {
  DEFAULT_TIME_ZONE,
  formatIsoDate,
  MINUTES_PER_DAY,
  MS_PER_MINUTE,
  ORIGINS,
  offsetMinutesAt,
  readCaller,
  weekdayOfDay,
  zoneId,
} from '../../rules/index.ts';
import type { BenchCall } from '../workload/call-list.ts';
import { murmur3Text } from './murmur3-text.ts';

/** What a general rules engine is told of a call: all that it could not find out by itself is found out for it. */
export type Facts = {
  /** Stored form, empty without one. */
  readonly caller: string;
  /** District code or caller class. */
  readonly origin: string;
  /** Local, `2026-05-01`. */
  readonly date: string;
  /** 0 is Monday. */
  readonly weekday: number;
  readonly minute: number;
  /** 0 to 9,999; for those only who cannot hash. */
  readonly bucket: number;
};

/** What the peers are told of a call; none of this is in their times. */
export function factsOf({ called, caller, callId, at, withheld }: BenchCall): Facts {
  const { number = '', origin } = readCaller(caller, 'national', withheld);
  const minuteOfEpoch = Math.floor(at / MS_PER_MINUTE) + offsetMinutesAt(zoneId(DEFAULT_TIME_ZONE)!, at);
  const day = Math.floor(minuteOfEpoch / MINUTES_PER_DAY);
  return {
    caller: number,
    origin: ORIGINS[origin]!,
    date: formatIsoDate(day),
    weekday: weekdayOfDay(day),
    minute: minuteOfEpoch - day * MINUTES_PER_DAY,
    bucket: Math.floor((murmur3Text(callId, murmur3Text(called, 0)) * 10_000) / 0x1_0000_0000),
  };
}
