import { describe, expect, it } from '@jest/globals';
import { ApiProblem } from '../../api/api-problem.js';
import { draftOf, rangesIn, securityFaults, securityOf } from './security-draft.js';

const security = {
  requireTwoFactor: 'managers' as const,
  sessionIdleDays: 14,
  sessionMaxDays: 60,
  allowedIpRanges: ['203.0.113.0/24', '2001:db8::/48'],
};

describe('the draft of the security settings', () => {
  it('goes there and back unchanged', () => {
    expect(securityOf(draftOf(security))).toEqual(security);
  });

  it('takes ranges however they are separated', () => {
    expect(rangesIn(' 203.0.113.0/24,\n\n2001:db8::/48 ; 192.0.2.0/28\n')).toEqual([
      '203.0.113.0/24',
      '2001:db8::/48',
      '192.0.2.0/28',
    ]);
  });

  it('names the range that is wrong', () => {
    const problem = new ApiProblem({
      code: 'invalid_request',
      faults: [
        { path: 'security.allowedIpRanges.1', code: 'custom', message: 'must be a range' },
        { path: 'security.sessionIdleDays', code: 'too_big', message: 'must be at most 90' },
        { path: 'name', code: 'custom', message: 'other' },
      ],
    });
    expect(securityFaults(problem, draftOf(security))).toEqual({
      allowedIpRanges: '2001:db8::/48 must be a range.',
      sessionIdleDays: 'Must be at most 90.',
    });
  });
});
