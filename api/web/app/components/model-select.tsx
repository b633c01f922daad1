import { useQuery } from '../client/use-query.ts';
import { ModelChoicesDocument } from '../generated/operations.ts';
import { Select } from './field.tsx';
import { texts as t } from './texts.ts';

const everything = {};

/** Chooses a model; the empty name is the default one. */
export function ModelSelect({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (name: string) => void;
}) {
  const { data } = useQuery(ModelChoicesDocument, everything);
  const models = data?.models ?? [];
  const standard = models.find(({ isDefault }) => isDefault)?.name;
  const options = [
    {
      value: '',
      label: standard === undefined ? t('defaultModel') : t('defaultModelNamed', { name: standard }),
    },
    ...models.filter(({ isDefault }) => !isDefault).map(({ name }) => ({ value: name, label: name })),
  ];
  return <Select label={t('model')} value={value} options={options} onChange={onChange} />;
}
