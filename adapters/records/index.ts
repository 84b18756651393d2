/** The door of the decision records: what was decided, written down, found again and explained. */

export { type RecordCounts, type RecordEvent, type RecordOptions, RecordWriter } from './record-writer.ts';
export { recordingDecider } from './recording-decider.ts';
export { type WhyOptions, why } from './why.ts';
