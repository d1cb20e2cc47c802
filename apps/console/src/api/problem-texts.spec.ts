import { describe, expect, it } from '@jest/globals';
import { errorCodes } from '#contracts';
import { ApiProblem } from './api-problem.js';
import { faultsByField, problemText, waitText } from './problem-texts.js';

describe('problemText', () => {
  it.each(errorCodes)('has words for %s', (code) => {
    const text = problemText(new ApiProblem({ code }));
    expect(text).toMatch(/^[A-Z].+\.$/);
    expect(text).not.toContain(code);
  });

  it('says how long to wait', () => {
    expect(problemText(new ApiProblem({ code: 'rate_limited', retryAfter: 40 }))).toContain('in 40 seconds');
  });

  it('names the plan', () => {
    expect(problemText(new ApiProblem({ code: 'plan_required', plan: 'plus' }))).toContain('Plus');
  });

  it('gives the reference of an internal failure', () => {
    expect(problemText(new ApiProblem({ code: 'internal', requestId: 'r-1' }))).toContain('r-1');
  });
});

describe('waitText', () => {
  it('speaks in seconds, then in minutes', () => {
    expect([0.2, 1, 89, 90, 600].map(waitText)).toEqual([
      'in 1 second',
      'in 1 second',
      'in 89 seconds',
      'in 2 minutes',
      'in 10 minutes',
    ]);
  });
});

describe('faultsByField', () => {
  it('keeps the first fault of a field and folds list entries', () => {
    const problem = new ApiProblem({
      code: 'invalid_request',
      faults: [
        { path: 'firstName', code: 'too_small', message: 'must not be empty' },
        { path: 'firstName', code: 'custom', message: 'other' },
        { path: 'teamIds.0', code: 'custom', message: 'is not a team of this account' },
      ],
    });
    expect(faultsByField(problem)).toEqual({
      firstName: 'Must not be empty.',
      teamIds: 'Is not a team of this account.',
    });
  });
});
