import { describe, expect, test } from '@jest/globals';
import { describeIssue, ISSUES, type IssueCode, parsePlan } from '../../../rules/index.ts';
import { issuesOfFault, planOfFault, readFaults } from './fault-file.ts';

describe('every issue code', () => {
  test('has a fault file, and every fault file a code', () => {
    expect(readFaults().map(([name]) => name)).toEqual(Object.keys(ISSUES).sort());
  });

  test.each(readFaults())('%s fires alone and exactly', (name, fault) => {
    const issues = issuesOfFault(fault).filter((issue) => issue.code !== fault.among);
    expect(issues.map(({ code, path, level }) => ({ code, path, level }))).toEqual([
      { code: name, path: fault.path, level: ISSUES[name as IssueCode].level },
    ]);
    expect(fault.code).toBe(name);
    if (fault.place !== undefined) expect(issues[0]!.params).toMatchObject(fault.place);
  });

  test.each(readFaults())('%s is told in two languages with every parameter', (_name, fault) => {
    const issue = issuesOfFault(fault).find((each) => each.code === fault.code)!;
    for (const language of ['it', 'en'] as const) {
      const sentence = describeIssue(issue, language);
      expect(sentence).not.toMatch(/[{}]|undefined|\?/);
      expect(sentence).toMatch(/\. \S.*\.$/s);
    }
    expect(describeIssue(issue, 'it')).not.toBe(describeIssue(issue, 'en'));
  });
});

test('a fault of shape gives no plan; one of meaning does', () => {
  const byCode = new Map(readFaults());
  expect(parsePlan(planOfFault(byCode.get('UNKNOWN_KEY')!)).plan).toBeUndefined();
  expect(parsePlan(planOfFault(byCode.get('SPLIT_SUM')!)).plan).toBeDefined();
});
