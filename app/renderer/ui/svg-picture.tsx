import { useMemo } from 'react';

/**
 * A picture that a plugin brings as SVG text. It is shown as an image, in which nothing runs and nothing is loaded.
 */
export function SvgPicture({
  svg,
  alt,
  className,
}: {
  readonly svg: string;
  readonly alt: string;
  readonly className?: string | undefined;
}) {
  const address = useMemo(() => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`, [svg]);
  return <img src={address} alt={alt} className={className} draggable={false} />;
}
