import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '@/api/problem';
import { useSavedDraft } from './useSavedDraft';

describe('a draft that saves itself', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  const pause = () => act(() => vi.advanceTimersByTimeAsync(1000));

  it('saves a moment after the last change, once', async () => {
    const send = vi.fn(() => Promise.resolve());
    const { result } = renderHook(() => useSavedDraft('a', send));
    act(() => result.current.change('ab', { of: 'text' }));
    act(() => result.current.change('abc', { of: 'text' }));
    expect(result.current.saving).toBe('waiting');
    await pause();
    expect(send.mock.calls).toEqual([['abc']]);
    expect(result.current.saving).toBe('saved');
  });

  it('takes typing back in one step, and puts it forward again', () => {
    const { result } = renderHook(() => useSavedDraft('a', () => Promise.resolve()));
    act(() => result.current.change('ab', { of: 'text' }));
    act(() => result.current.change('abc', { of: 'text' }));
    act(() => result.current.change('abc, moved', { quiet: true }));
    act(() => result.current.undo());
    expect(result.current.now).toBe('a');
    act(() => result.current.redo());
    expect(result.current.now).toBe('abc, moved');
  });

  it('saves what was changed while it saved, too', async () => {
    let answer = () => {};
    const send = vi.fn(() => new Promise<void>((resolve) => (answer = resolve)));
    const { result } = renderHook(() => useSavedDraft('a', send));
    act(() => result.current.change('b'));
    await pause();
    act(() => result.current.change('c'));
    act(() => answer());
    await pause();
    expect(send.mock.calls).toEqual([['b'], ['c']]);
  });

  it('saves nothing more once somebody else saved', async () => {
    const send = vi.fn(() => Promise.reject(new ApiProblem({ status: 409, code: 'outreach.changed-meanwhile', title: 'Changed meanwhile', detail: '' })));
    const { result, unmount } = renderHook(() => useSavedDraft('a', send));
    act(() => result.current.change('b'));
    await pause();
    expect(result.current.saving).toBe('conflict');
    act(() => result.current.change('c'));
    await pause();
    unmount();
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('saves when the page is left', () => {
    const send = vi.fn(() => Promise.resolve());
    const { result, unmount } = renderHook(() => useSavedDraft('a', send));
    act(() => result.current.change('b'));
    unmount();
    return vi.waitFor(() => expect(send.mock.calls).toEqual([['b']]));
  });
});
