import { describe, expect, it } from 'vitest';
import { exampleMapping } from './exampleMapping';
import { readMapping, withColumn, withKey, withoutColumn, written } from './mappingText';

const TEXT = `# top
name = "shop"

[items]
name = "{Order}"

# who buys
[[items.column]]
id = "customer" # as the board has it
type = "text"
from = "Customer"

[items.column.labels]
"A" = "Alpha"

[[items.column]]
id   =   'mail'
type = "email"
transform = 'value.trim()'

[lines]
name = "{size}"

[dev]
boards = ["1"]
`;

function columns(text: string) {
  const read = readMapping(text);
  if (!read.ok) throw new Error(read.fault.message);
  return read.mapping.columns;
}

describe('a mapping text', () => {
  it('is read with its columns, their lines and the environments', () => {
    const read = readMapping(TEXT);
    expect(read.ok && read.mapping.environments).toEqual(['dev']);
    expect(columns(TEXT)).toMatchObject([
      { side: 'items', index: 0, values: { id: 'customer', type: 'text', from: 'Customer' }, firstLine: 8 },
      { side: 'items', index: 1, values: { id: 'mail', transform: 'value.trim()' } },
    ]);
  });

  it('tells the line of a fault', () => {
    expect(readMapping('name = "a"\nwhat is this\nx = 1\n')).toMatchObject({ ok: false, fault: { line: 2 } });
  });

  it('shows the shipped example without fault', () => {
    expect(columns(exampleMapping())).toHaveLength(3);
  });
});

describe('a change of one key', () => {
  it('touches that value alone', () => {
    expect(withKey(TEXT, 'items', 0, 'id', 'buyer')).toBe(TEXT.replace('id = "customer" #', 'id = "buyer" #'));
  });

  it('keeps the kind of quotes that was there', () => {
    expect(withKey(TEXT, 'items', 1, 'id', 'post')).toBe(TEXT.replace("'mail'", "'post'"));
  });

  it('adds a key that was not there below the others of its column', () => {
    expect(withKey(TEXT, 'items', 0, 'required', true)).toBe(TEXT.replace('from = "Customer"\n', 'from = "Customer"\nrequired = true\n'));
  });

  it('takes a key out with its line', () => {
    expect(withKey(TEXT, 'items', 1, 'transform', undefined)).toBe(TEXT.replace("transform = 'value.trim()'\n", ''));
  });

  it('leaves the text as it is when there is nothing to take out', () => {
    expect(withKey(TEXT, 'items', 1, 'default', undefined)).toBe(TEXT);
  });
});

describe('columns', () => {
  it('are taken out with the comment above and the tables below them', () => {
    const after = withoutColumn(TEXT, 'items', 0);
    expect(columns(after).map((column) => column.values.id)).toEqual(['mail']);
    expect(after).not.toContain('who buys');
    expect(after).not.toContain('Alpha');
    expect(after).toContain('# top');
  });

  it('are added after the last of their side', () => {
    const after = withColumn(TEXT, 'items', { id: 'total', type: 'numbers', from: 'Total' });
    expect(columns(after).map((column) => column.values.id)).toEqual(['customer', 'mail', 'total']);
    expect(after.indexOf('"total"')).toBeLessThan(after.indexOf('[lines]'));
  });

  it('are added where a side has none yet', () => {
    const after = withColumn(TEXT, 'lines', { id: 'quantity', type: 'numbers', from: 'quantity' });
    expect(columns(after).filter((column) => column.side === 'lines')).toHaveLength(1);
    expect(after.indexOf('"quantity"')).toBeLessThan(after.indexOf('[dev]'));
  });
});

describe('values', () => {
  it('that hold quotes are written so that they can be read again', () => {
    for (const value of ['a "b" c', "it's", 'back\\slash', 'two\nlines', `both " and '`]) {
      const text = withKey(TEXT, 'items', 0, 'default', value);
      expect(columns(text)[0]?.values.default).toBe(value);
    }
    expect(written(12)).toBe('12');
  });
});
