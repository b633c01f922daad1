import { useQuery } from '../client/use-query.ts';
import { Button } from '../components/button.tsx';
import { Loading } from '../components/empty.tsx';
import { Select, TextField } from '../components/field.tsx';
import { FailureNotice } from '../components/notice.tsx';
import { CollectionFieldsDocument } from '../generated/operations.ts';
import { type Condition, type FieldType, type Operator, operators } from './conditions.ts';
import { texts as t } from './texts.ts';

/** Types of a collection's fields by path, undefined until they are known. */
export function useFields(collection: string, isWanted: boolean) {
  const { data, failure } = useQuery(CollectionFieldsDocument, isWanted ? { collection } : undefined);
  const fields = data?.collection?.metadataFields;
  const typeOf = (field: string): FieldType =>
    fields?.find(({ path }) => path === field)?.types.find((type) => type !== 'OBJECT') ?? 'OBJECT';
  return { fields, typeOf, failure };
}

/** Opens and closes the {@link FilterBuilder}, and says how many conditions there are. */
export function FilterButton({
  count,
  isOpen,
  onToggle,
}: {
  readonly count: number;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}) {
  return (
    <Button icon="filter" isExpanded={isOpen} controls="filter" onPress={onToggle}>
      {count === 0 ? t('filter') : t('filterCount', { count })}
    </Button>
  );
}

/** Conditions on metadata, all of which must hold: a field that is there, an operator of its type, and a value. */
export function FilterBuilder({
  collection,
  conditions,
  onChange,
}: {
  readonly collection: string;
  readonly conditions: readonly Condition[];
  readonly onChange: (conditions: readonly Condition[]) => void;
}) {
  const { fields, typeOf, failure } = useFields(collection, true);
  const names = fields?.map(({ path }) => path) ?? [];
  const [first] = names;
  const fresh = (field: string): Condition => ({ field, operator: operators[typeOf(field)][0], value: '' });
  return (
    <section class="card stack" id="filter" aria-label={t('filterTitle')}>
      <FailureNotice failure={failure} />
      {fields === undefined && failure === undefined && <Loading />}
      {fields?.length === 0 && <p class="soft">{t('filterNone')}</p>}
      {fields !== undefined &&
        conditions.map((condition, index) => (
          <ConditionRow
            // Conditions have no other identity
            key={index}
            condition={condition}
            fields={names}
            type={typeOf(condition.field)}
            onField={(field) => onChange(conditions.with(index, fresh(field)))}
            onChange={(changed) => onChange(conditions.with(index, changed))}
            onRemove={() => onChange(conditions.toSpliced(index, 1))}
          />
        ))}
      {first !== undefined && (
        <div class="row">
          <Button icon="plus" onPress={() => onChange([...conditions, fresh(first)])}>
            {t('addCondition')}
          </Button>
        </div>
      )}
    </section>
  );
}

function ConditionRow({
  condition,
  fields,
  type,
  onField,
  onChange,
  onRemove,
}: {
  readonly condition: Condition;
  readonly fields: readonly string[];
  readonly type: FieldType;
  readonly onField: (field: string) => void;
  readonly onChange: (condition: Condition) => void;
  readonly onRemove: () => void;
}) {
  const { field, operator } = condition;
  const known = fields.includes(field) ? fields : [field, ...fields];
  const choices: readonly Operator[] = operators[type];
  return (
    <div class="condition">
      <Select
        label={t('field')}
        value={field}
        options={known.map((value) => ({ value, label: value }))}
        onChange={onField}
      />
      <Select
        label={t('operator')}
        value={operator}
        options={choices.map((value) => ({ value, label: t(value) }))}
        onChange={(chosen) => onChange({ ...condition, operator: chosen, value: '' })}
      />
      <ValueField condition={condition} type={type} onChange={(value) => onChange({ ...condition, value })} />
      <Button icon="close" look="plain" label={t('removeCondition', { field })} onPress={onRemove} />
    </div>
  );
}

function ValueField({
  condition: { operator, value },
  type,
  onChange,
}: {
  readonly condition: Condition;
  readonly type: FieldType;
  readonly onChange: (value: string) => void;
}) {
  if (operator === 'exists' || operator === 'is') {
    const isExists = operator === 'exists';
    return (
      <Select
        label={t('value')}
        value={value === 'no' ? 'no' : 'yes'}
        options={[
          { value: 'yes', label: t(isExists ? 'there' : 'yes') },
          { value: 'no', label: t(isExists ? 'notThere' : 'no') },
        ]}
        onChange={onChange}
      />
    );
  }
  const isList = operator === 'in' || operator === 'containsAny';
  return (
    <TextField
      label={t('value')}
      type={type === 'NUMBER' && !isList ? 'number' : 'text'}
      step="any"
      placeholder={isList ? t('listHint') : undefined}
      value={value}
      onInput={onChange}
    />
  );
}
