/**
 * How a quantity grows with a size: k of the power law `y = c × x^k` that fits best (least squares of the logarithms).
 * 0 is flat, 1 linear.
 */
export function fitExponent(points: readonly { readonly x: number; readonly y: number }[]): number {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const mean = (of: 'x' | 'y') => logs.reduce((sum, point) => sum + point[of], 0) / logs.length;
  const [meanX, meanY] = [mean('x'), mean('y')];
  let [product, square] = [0, 0];
  for (const { x, y } of logs) {
    product += (x - meanX) * (y - meanY);
    square += (x - meanX) ** 2;
  }
  return product / square;
}
