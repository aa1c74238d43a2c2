// A button or a link that looks like one. `busy` keeps its width and says so to screen readers.
import type { ButtonHTMLAttributes, ComponentChildren } from "preact";

import { Icon, type IconName } from "./icons";

type Kind = "primary" | "plain" | "quiet" | "danger";

interface Shared {
  kind?: Kind;
  icon?: IconName;
  small?: boolean;
  children?: ComponentChildren;
  class?: string;
}
type ButtonProps = Shared & { busy?: boolean } & Omit<ButtonHTMLAttributes<HTMLButtonElement>, "class" | "icon">;

const classes = ({ kind = "plain", small, children, class: extra = "" }: Shared) =>
  `button ${kind}${small ? " small" : ""}${children === undefined ? " square" : ""} ${extra}`;

export function Button({ kind, icon, small, busy, children, class: extra, type = "button", disabled, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      class={classes({ kind, small, children, class: extra } as Shared)}
      aria-busy={busy ? "true" : undefined}
      disabled={disabled || busy}
    >
      {icon && <Icon name={icon} size={small ? 16 : 18} />}
      {children !== undefined && <span>{children}</span>}
    </button>
  );
}

// An icon alone needs words for whoever does not see it; they show on hover too.
export const IconButton = ({ label, icon, ...rest }: Omit<ButtonProps, "children" | "icon"> & { label: string; icon: IconName }) => (
  <Button kind="quiet" {...rest} icon={icon} aria-label={label} title={label} />
);

export const ButtonLink = ({
  kind,
  icon,
  small,
  children,
  class: extra,
  ...rest
}: Shared & { href: string; download?: string; target?: string; title?: string; onClick?: (event: MouseEvent) => void }) => (
  <a {...rest} class={classes({ kind, small, children, class: extra } as Shared)}>
    {icon && <Icon name={icon} size={small ? 16 : 18} />}
    {children !== undefined && <span>{children}</span>}
  </a>
);
