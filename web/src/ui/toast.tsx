import { notifications } from '@mantine/notifications';
import { asProblem } from '@/api/problem';
import { IconCheck, IconX } from './icons';

export function say(message: string, title?: string): void {
  notifications.show({ title, message, color: 'petrol', icon: <IconCheck size={16} aria-hidden />, autoClose: 4000, closeButtonProps: { 'aria-label': 'Close message' } });
}

export function sayProblem(error: unknown): void {
  const problem = asProblem(error);
  notifications.show({
    title: problem.title,
    message: problem.id ? `${problem.detail} (${problem.id})` : problem.detail,
    color: 'red',
    icon: <IconX size={16} aria-hidden />,
    autoClose: 10_000,
    closeButtonProps: { 'aria-label': 'Close message' },
  });
}
