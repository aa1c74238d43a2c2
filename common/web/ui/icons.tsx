// Our own line icons on a grid of 20. They stand beside words and say nothing by themselves.
const paths = {
  clock: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 6v4.3l2.8 1.7",
  bell: "M5 14h10l-1.3-2V9a3.7 3.7 0 0 0-7.4 0v3L5 14M8.5 16.5h3",
  grid: "M3 4h14v12H3zM3 8h14M3 12h14M8 4v12M12.7 4v12",
  book: "M10 5.5C8.5 4.3 6 4 3.5 4v11c2.5 0 5 .3 6.5 1.5 1.5-1.2 4-1.5 6.5-1.5V4c-2.5 0-5 .3-6.5 1.5zM10 5.5v11",
  report: "M5 3h7l3 3v11H5zM12 3v3h3M7.5 10h5M7.5 13h5",
  bag: "M3 7h14v9H3zM7.5 7V4.5h5V7M3 11h14",
  letter: "M3 5h14v10H3zM3 5.5l7 5.5 7-5.5",
  call: "M4 8v4h3l5 3.5v-11L7 8zM14.5 7.5c1.2 1.2 1.2 3.8 0 5",
  people:
    "M7 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M2.5 16c0-2.8 2-4.5 4.5-4.5s4.5 1.7 4.5 4.5M13 9.5a2 2 0 1 0 0-4M13.5 11.8c2.3 0 4 1.5 4 4.2",
  flag: "M5 17V3.5M5 4h9.5l-2 3 2 3H5",
  heart: "M10 16S3.5 12.3 3.5 7.8A3.3 3.3 0 0 1 10 6.5a3.3 3.3 0 0 1 6.5 1.3C16.5 12.3 10 16 10 16",
  closed: "M4 17V8l6-4.5L16 8v9zM8 11l4 4M12 11l-4 4",
  chart: "M3.5 16.5h13M6 14V9M10 14V5M14 14v-3.5",
  sync: "M4 8.5A6.3 6.3 0 0 1 15.5 7M15.8 3.5V7h-3.5M16 11.5A6.3 6.3 0 0 1 4.5 13M4.2 16.5V13h3.5",
  key: "M7 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M10.5 10H17M14 10v3M16.5 10v2",
  gear: "M10 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M10 3v2.2M10 14.8V17M3 10h2.2M14.8 10H17M5 5l1.6 1.6M13.4 13.4 15 15M15 5l-1.6 1.6M6.6 13.4 5 15",
  sun: "M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6M10 2.5v2M10 15.5v2M2.5 10h2M15.5 10h2M4.7 4.7l1.4 1.4M13.9 13.9l1.4 1.4M15.3 4.7l-1.4 1.4M6.1 13.9l-1.4 1.4",
  moon: "M15.5 12A6.3 6.3 0 0 1 8 4.5a6 6 0 1 0 7.5 7.5",
  user: "M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6M4 16.5c0-3 2.5-4.5 6-4.5s6 1.5 6 4.5",
  exit: "M8 4H4v12h4M8.5 10H17M13.5 6.5 17 10l-3.5 3.5",
  check: "M4 10.5l4 4 8-9",
  cross: "M5 5l10 10M15 5 5 15",
  warn: "M10 3.5 17.5 16.5h-15zM10 8.5v3.5M10 14.3v.2",
  info: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M10 9v4.5M10 6.5v.2",
  stop: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M7.5 7.5l5 5M12.5 7.5l-5 5",
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  search: "M9 14A5 5 0 1 0 9 4a5 5 0 0 0 0 10M12.7 12.7 16.5 16.5",
  left: "M12.5 4.5 7 10l5.5 5.5",
  right: "M7.5 4.5 13 10l-5.5 5.5",
  up: "M4.5 12.5 10 7l5.5 5.5",
  down: "M4.5 7.5 10 13l5.5-5.5",
  calendar: "M3.5 5h13v11.5h-13zM3.5 8.5h13M7 3v3M13 3v3",
  download: "M10 3.5V13M6 9.5l4 4 4-4M4 16.5h12",
  upload: "M10 13.5V4M6 7.5l4-4 4 4M4 16.5h12",
  print: "M6 7V3.5h8V7M6 14H3.5V7h13v7H14M6 11.5h8v5H6z",
  pen: "M4 16l1-3.5L13.5 4 16 6.5 7.5 15zM12 5.5 14.5 8",
  undo: "M7.5 4.5 4 8l3.5 3.5M4 8h7.5a4.2 4.2 0 0 1 0 8.4H8",
  redo: "M12.5 4.5 16 8l-3.5 3.5M16 8H8.5a4.2 4.2 0 0 0 0 8.4H12",
  trash: "M4 6h12M8 6V4h4v2M5.5 6l.7 10.5h7.6L14.5 6",
  filter: "M3.5 5h13l-5 6v5l-3-1.5V11z",
  more: "M5 10v.1M10 10v.1M15 10v.1",
  eye: "M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5M10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4",
  disk: "M4 4h9.5L16 6.5V16H4zM7 4v4h5.5V4M7 16v-4.5h6V16",
  usb: "M10 17V4M10 4 8 6.5M10 4l2 2.5M10 13.5 6 11V9M10 11.5l4-2.5V7M6 8.5v.2M14 6.5v.2",
  link: "M8.5 11.5l3-3M7 9.5 5 11.5a2.5 2.5 0 0 0 3.5 3.5l2-2M13 10.5l2-2A2.5 2.5 0 0 0 11.5 5l-2 2",
  shield: "M10 3l6 2v5c0 3.5-2.5 6-6 7.5C6.5 16 4 13.5 4 10V5z",
  moved: "M3.5 10h12M11 5.5 15.5 10 11 14.5",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 18, class: extra = "" }: { name: IconName; size?: number; class?: string }) {
  return (
    <svg class={`icon ${extra}`} viewBox="0 0 20 20" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
