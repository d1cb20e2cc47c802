import { beforeEach, describe, expect, it } from '@jest/globals';
import { Order } from './order.js';

let now: number;
let order: Order;

beforeEach(() => {
  now = 1_000;
  order = new Order(() => now);
});

describe('order', () => {
  it('lets through what nothing waits before', () => {
    order.givenBack('ann', 5, 500);
    expect([order.holdFor('ann', 4), order.holdFor('ann', 5), order.holdFor('bob', 6)]).toEqual([0, 0, 0]);
  });

  it('holds those behind for a little longer than the one that failed', () => {
    order.givenBack('ann', 5, 500);
    expect(order.holdFor('ann', 6)).toBe(550);
    order.givenBack('ann', 6, 550);
    expect(order.holdFor('ann', 7)).toBe(600);
  });

  it('goes on when the one that failed is done', () => {
    order.givenBack('ann', 5, 500);
    order.done('ann', 5);
    expect(order.holdFor('ann', 6)).toBe(0);
  });

  it('does not wait forever for one that another copy got', () => {
    order.givenBack('ann', 5, 500);
    now += 1_501;
    expect(order.holdFor('ann', 6)).toBe(0);
  });
});
