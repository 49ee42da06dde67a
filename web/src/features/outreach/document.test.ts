import { describe, expect, it } from 'vitest';
import { beginning, movedStep, renamedStep, withoutStep, withStep } from './document';

const ids = (document: { steps: { id: string }[] }) => document.steps.map((step) => step.id);

describe('a sequence being written', () => {
  it('puts a step between two others', () => {
    const made = withStep(beginning('Fair'), 'wait', 'hello');
    expect(ids(made.document)).toEqual(['invite', 'accepted', 'hello', 'wait', 'done']);
    expect(made.document.steps.find((step) => step.id === 'hello')?.next).toBe('wait');
    expect(made.document.steps.find((step) => step.id === 'wait')?.next).toBe('done');
  });

  it('puts a step after the yes of a condition', () => {
    const made = withStep(beginning('Fair'), 'wait', 'accepted');
    const accepted = made.document.steps.find((step) => step.id === 'accepted');
    expect([accepted?.yes, accepted?.no]).toEqual(['wait', 'done']);
    expect(made.document.steps.find((step) => step.id === 'wait')?.next).toBe('hello');
  });

  it('puts a step ahead of the end where none is chosen', () => {
    const made = withStep(beginning('Fair'), 'email', undefined);
    expect(ids(made.document)).toEqual(['invite', 'accepted', 'hello', 'email', 'done']);
    expect(made.document.steps.find((step) => step.id === 'accepted')?.no).toBe('email');
    expect(made.document.steps.find((step) => step.id === 'email')?.next).toBe('done');
  });

  it('leads on past a step that is taken out', () => {
    const without = withoutStep(beginning('Fair'), 'hello');
    expect(without.steps.find((step) => step.id === 'accepted')?.yes).toBe('done');
  });

  it('renames a step with the ways to it', () => {
    const renamed = renamedStep(beginning('Fair'), 'done', 'finish');
    expect(renamed.steps.find((step) => step.id === 'hello')?.next).toBe('finish');
    expect(ids(renamed).at(-1)).toBe('finish');
  });

  it('moves a step without changing its ways, and not past the ends', () => {
    const moved = movedStep(beginning('Fair'), 'hello', -1);
    expect(ids(moved)).toEqual(['invite', 'hello', 'accepted', 'done']);
    expect(movedStep(moved, 'invite', -1)).toBe(moved);
  });
});
