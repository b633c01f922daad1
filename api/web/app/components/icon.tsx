/** Paths on a grid of 24, drawn with a line of 1.75. */
const paths = {
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16.2 16.2 20.5 20.5',
  classify: 'M4 6h10M4 12h16M4 18h7',
  similarity: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  collections: 'M4 7.5 12 3.5l8 4-8 4zM4 12l8 4 8-4M4 16.5l8 4 8-4',
  models: 'M12 3.5 19.5 8v8L12 20.5 4.500 16V8zM12 12l7.500-4M12 12 4.500 8M12 12v8.500',
  evaluations: 'M4 20h16M7 16v-5M12 16V6M17 16v-8',
  access: 'M8.500 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11.500 12.200 19.500 4.200M16 7.700l2.800 2.800',
  similar: 'M8 4h12v12H8zM4 8v12h12',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 2.500-2.500L20 17M15.500 8.500v.01',
  folder: 'M4 6h6l2 2.500h8V19H4z',
  file: 'M6 3.500h8l4 4V20.500H6zM14 3.500v4h4',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  filter: 'M4 6h16M7 12h10M10 18h4',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400',
  moon: 'M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10z',
  auto: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 4v16M12 8h4M12 12h8M12 16h4',
  alert: 'M12 4 21 19.500H3zM12 10v4.500M12 17v.01',
  info: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 11v5M12 8v.01',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  chevron: 'M7 10l5 5 5-5',
  external: 'M10 5H5v14h14v-5M14 4h6v6M20 4l-9 9',
  lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  download: 'M12 4v11M7.500 10.500 12 15l4.500-4.500M5 19.500h14',
  trash: 'M5 7h14M9 7V4.500h6V7M7 7l1 13h8l1-13',
  play: 'M8 5.500v13l11-6.500z',
  pause: 'M8 5.500v13M16 5.500v13',
  refresh: 'M19 12a7 7 0 1 1-2-5l2 2M19 4.500V9h-4.500',
} as const;

export type IconName = keyof typeof paths;

/** A decoration: what it means is said in words beside it, or by the `aria-label` of its button. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
