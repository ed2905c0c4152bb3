import { type IconName, icons, isIconName } from './icons.ts';

interface IconProps {
  readonly name: IconName;
  /** Edge in pixels. */
  readonly size?: number;
  readonly className?: string | undefined;
}

/** One icon of the table, in the colour of the text around it. It says nothing to screen readers. */
export function Icon({ name, size = 16, className }: IconProps) {
  const Picture = icons[name];
  return <Picture size={size} stroke={1.7} className={className} aria-hidden focusable={false} />;
}

/** The icon that a plugin names; an unknown name shows a puzzle piece rather than nothing. */
export function NamedIcon({
  name,
  ...rest
}: Omit<IconProps, 'name'> & {
  readonly name: string;
}) {
  return <Icon name={isIconName(name) ? name : 'puzzle'} {...rest} />;
}
