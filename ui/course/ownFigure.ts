import type { FigureRecord, FigureRequest } from '../../src/index.ts';

/** The same figure of one other network, `u^depth - v^depth` from `scale`; null for a figure that is of no network. */
export function ownFigure(figure: FigureRequest, depth: string, scale: string): FigureRequest | null {
  switch (figure.picture) {
    case 'curves':
    case 'trajectory':
      return { ...figure, models: [{ depth, scale }] };
    case 'transition':
      return { ...figure, depths: [depth] };
    case 'formulas':
    case 'sweep':
      return null;
  }
}

/** Where the scale stands on the horizontal axis, in figures over the scale. */
export function cursorOf(figure: FigureRequest, scale: string): number | null {
  if (figure.picture !== 'transition') return null;
  const [top, bottom = '1'] = scale.split('/');
  const at = Number(top) / Number(bottom);
  return at >= 10 ** figure.scales.from && at <= 10 ** figure.scales.to ? at : null;
}

/** Whether the curves of a network stand for its weights one by one, so that another's are drawn in their place. */
export const isByWeight = (figure: FigureRequest): boolean =>
  figure.picture === 'trajectory' && figure.show === 'weights';

/** The curves of a figure of one's own, named as such. */
export const ownSeries = ({ series }: FigureRecord): FigureRecord['series'] =>
  series.map((curve) => ({ ...curve, name: `yours: ${curve.name}` }));
