import { memo, type ReactNode } from 'react';
import { encode } from 'uqr';

/** Light modules around it that must stay (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/** Drawn here: whoever draws it elsewhere learns who pays whom. Dark on light in either theme, as scanners want it. */
export const QrCode = memo(function QrCode({
  text,
  label,
}: {
  readonly text: string;
  readonly label: string;
}): ReactNode {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_ZONE });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg
      className="qr"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
});
