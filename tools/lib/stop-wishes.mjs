// npm passes a signal on, `timeout` and a terminal send it to the whole group, and npm's end is noticed too.
const oneWishMs = 2_000;

/**
 * Tells somebody who asks again from a wish that arrives more than once.
 * @param {{onWish: () => unknown, onHurry: () => unknown}} options what to do at the first, and what when it is asked again later
 * @returns {() => void} to be called at each signal
 */
export function stopWishes({ onWish, onHurry }) {
  let wishedAt;
  let hurried = false;
  return () => {
    if (wishedAt === undefined) {
      wishedAt = performance.now();
      onWish();
    } else if (!hurried && performance.now() - wishedAt > oneWishMs) {
      hurried = true;
      onHurry();
    }
  };
}
