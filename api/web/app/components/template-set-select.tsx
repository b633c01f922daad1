import { useQuery } from '../client/use-query.ts';
import { TemplateSetsDocument, type TemplateSetsQuery } from '../generated/operations.ts';
import { Select } from './field.tsx';
import { texts as t } from './texts.ts';

const everything = {};

export type ReadyTemplates = TemplateSetsQuery['templateSets'][number];

/** Chooses one of the sets of templates that come with the server. */
export function TemplateSetSelect({
  label,
  none,
  text,
  onChoose,
}: {
  readonly label: string;
  /** What it says while none of them is chosen. */
  readonly none: string;
  /** Templates as they are written now, one a line: the set that they are is the chosen one. */
  readonly text?: string;
  /** Undefined for none of them. */
  readonly onChoose: (set: ReadyTemplates | undefined) => void;
}) {
  const { data } = useQuery(TemplateSetsDocument, everything);
  const sets = data?.templateSets ?? [];
  const options = [
    { value: '', label: none },
    ...sets.map((set) => ({ value: idOf(set), label: nameOf(set), group: t(set.origin) })),
  ];
  const chosen = sets.find((set) => textOf(set) === text);
  return (
    <Select
      label={label}
      value={chosen === undefined ? '' : idOf(chosen)}
      options={options}
      onChange={(id) => onChoose(sets.find((set) => idOf(set) === id))}
    />
  );
}

const idOf = ({ origin, name }: ReadyTemplates): string => `${origin}/${name}`;

/** As it is written into a field. */
export const textOf = ({ templates }: ReadyTemplates): string => templates.join('\n');

function nameOf({ name, datasets, templates }: ReadyTemplates): string {
  const others = datasets.filter((dataset) => dataset !== name);
  const shown = others.length === 0 ? name : `${name}: ${others.join(', ')}`;
  return t('templateSet', { name: shown, count: templates.length });
}
