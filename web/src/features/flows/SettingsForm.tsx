import { ActionIcon, Autocomplete, Button, Group, JsonInput, NumberInput, Select, Stack, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@/ui/icons';
import { NameField, NAMES, type NameOf, UploadField } from './ChosenFields';
import type { Finding, SchemaField, Settings } from './flows.api';
import classes from './flows.module.css';
import { NamedTexts } from './NamedTexts';

interface FormProps {
  schema: SchemaField;
  settings: Settings;
  /** Names of fields the records have here, to choose from. */
  fields: string[];
  findings: Finding[];
  path?: string;
  disabled?: boolean;
  onChange: (settings: Settings) => void;
}

function typeOf(field: SchemaField): string {
  const types = Array.isArray(field.type) ? field.type : [field.type ?? 'string'];
  return types.find((type) => type !== 'null') ?? 'string';
}

const isName = (format: string | undefined): format is NameOf => NAMES.some((one) => one === format);

function label(name: string, field: SchemaField): string {
  return field.title ?? name.replace(/([a-z])([A-Z])/g, (_, one: string, two: string) => `${one} ${two.toLowerCase()}`).replace(/^./, (first) => first.toUpperCase());
}

function said(findings: Finding[], path: string): string | undefined {
  return findings.find((finding) => finding.severity === 'PROBLEM' && finding.field === path)?.message;
}

interface FieldProps extends Omit<FormProps, 'schema' | 'settings' | 'onChange'> {
  name: string;
  field: SchemaField;
  value: unknown;
  required: boolean;
  onChange: (value: unknown) => void;
}

function Field({ name, field, value, required, fields, findings, path, disabled, onChange }: FieldProps) {
  const at = path ? `${path}/${name}` : name;
  const shared = { label: label(name, field), description: field.description, error: said(findings, at), required, disabled };
  const text = value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  const setText = (next: string) => onChange(next === '' && !required ? undefined : next);
  if (field.enum) {
    const data = field.enum.map(String);
    return <Select {...shared} data={data} value={text || null} clearable={!required} onChange={(next) => onChange(next ?? undefined)} />;
  }
  switch (typeOf(field)) {
    case 'boolean':
      return <Switch label={shared.label} description={shared.description} error={shared.error} disabled={disabled} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case 'integer':
    case 'number':
      return (
        <NumberInput
          {...shared}
          allowDecimal={typeOf(field) === 'number'}
          {...(field.minimum !== undefined ? { min: field.minimum } : {})}
          {...(field.maximum !== undefined ? { max: field.maximum } : {})}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(next === '' ? undefined : Number(next))}
        />
      );
    case 'array': {
      const items = field.items ?? {};
      if (typeOf(items) === 'object' && items.properties) {
        const rows = Array.isArray(value) ? (value as Settings[]) : [];
        return (
          <Rows label={shared.label} description={shared.description} error={shared.error} schema={items} rows={rows} fields={fields} findings={findings} path={at} disabled={disabled ?? false} onChange={onChange} />
        );
      }
      return <TagsInput {...shared} data={items.format === 'field' ? fields : []} value={Array.isArray(value) ? value.map(String) : []} onChange={(next) => onChange(next.length ? next : undefined)} />;
    }
    case 'object':
      if (typeof field.additionalProperties === 'object' && typeOf(field.additionalProperties) === 'string') {
        return <NamedTexts {...shared} disabled={disabled ?? false} findings={findings} path={at} value={(value as Record<string, string> | undefined) ?? {}} onChange={onChange} />;
      }
      if (!field.properties) {
        return (
          <JsonInput
            {...shared}
            autosize
            minRows={2}
            formatOnBlur
            validationError="This is not a JSON document"
            defaultValue={value === undefined ? '' : JSON.stringify(value, null, 2)}
            onBlur={(event) => {
              try {
                onChange(event.currentTarget.value ? JSON.parse(event.currentTarget.value) : undefined);
              } catch {
                // Said below the field; what was there before stays.
              }
            }}
          />
        );
      }
      return (
        <fieldset className={classes.row}>
          <legend>{shared.label}</legend>
          <SettingsForm schema={field} settings={(value as Settings | undefined) ?? {}} fields={fields} findings={findings} path={at} disabled={disabled ?? false} onChange={onChange} />
        </fieldset>
      );
    default:
      if (field.format === 'cel') {
        return <Textarea {...shared} autosize minRows={1} maxRows={8} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12.5 } }} value={text} onChange={(event) => setText(event.currentTarget.value)} />;
      }
      if (field.format === 'multiline') return <Textarea {...shared} autosize minRows={3} maxRows={12} value={text} onChange={(event) => setText(event.currentTarget.value)} />;
      if (field.format === 'upload') return <UploadField {...shared} value={text} onChange={onChange} />;
      if (isName(field.format)) return <NameField {...shared} of={field.format} value={text} onChange={setText} />;
      if (field.format === 'field') return <Autocomplete {...shared} data={fields} value={text} onChange={setText} />;
      return <TextInput {...shared} value={text} onChange={(event) => setText(event.currentTarget.value)} />;
  }
}

interface RowsProps extends Omit<FormProps, 'settings' | 'onChange'> {
  label: string;
  description: string | undefined;
  error: string | undefined;
  rows: Settings[];
  onChange: (rows: Settings[] | undefined) => void;
}

function Rows({ label: title, description, error, schema, rows, onChange, path, ...rest }: RowsProps) {
  return (
    <div>
      <div style={{ fontWeight: 550, fontSize: 13.5 }}>{title}</div>
      {description && <div style={{ fontSize: 12, color: 'var(--idle)' }}>{description}</div>}
      {error && <div style={{ fontSize: 12, color: 'var(--bad)' }}>{error}</div>}
      <Stack gap={8} mt={6}>
        {rows.map((row, index) => (
          // Rows have no names of their own: their place is what tells them apart.
          <div key={index} className={classes.row}>
            <SettingsForm schema={schema} settings={row} path={`${path ?? ''}/${index}`} {...rest} onChange={(next) => onChange(rows.map((one, at) => (at === index ? next : one)))} />
            <Group justify="flex-end">
              <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${title} ${index + 1}`} onClick={() => onChange(rows.filter((_, at) => at !== index))}>
                <IconTrash size={16} />
              </ActionIcon>
            </Group>
          </div>
        ))}
        <div>
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => onChange([...rows, {}])}>
            Add
          </Button>
        </div>
      </Stack>
    </div>
  );
}

/** A form made from a JSON Schema. Order and words are the schema's. */
export function SettingsForm({ schema, settings, fields, findings, path, disabled, onChange }: FormProps) {
  const set = (name: string, value: unknown) => {
    const others = Object.entries(settings).filter(([one]) => one !== name);
    onChange(Object.fromEntries(value === undefined ? others : [...others, [name, value]]));
  };
  return (
    <Stack gap="sm">
      {Object.entries(schema.properties ?? {}).map(([name, field]) => (
        <Field
          key={name}
          name={name}
          field={field}
          value={settings[name]}
          required={schema.required?.includes(name) ?? false}
          fields={fields}
          findings={findings}
          {...(path !== undefined ? { path } : {})}
          {...(disabled !== undefined ? { disabled } : {})}
          onChange={(value) => set(name, value)}
        />
      ))}
    </Stack>
  );
}
