import { Button, Group, Modal, Text } from '@mantine/core';
import { type ReactNode, useCallback, useState } from 'react';

export interface Question {
  title: string;
  text: ReactNode;
  yes: string;
  danger?: boolean;
  act: () => unknown;
}

/** Asks before something that is hard to take back. */
export function useConfirm(): { ask: (question: Question) => void; dialog: ReactNode } {
  const [question, setQuestion] = useState<Question>();
  const [open, setOpen] = useState(false);
  const ask = useCallback((next: Question) => {
    setQuestion(next);
    setOpen(true);
  }, []);
  const close = () => setOpen(false);
  const dialog = (
    <Modal opened={open} onClose={close} title={question?.title} size="md">
      <Text component="div" size="sm">
        {question?.text}
      </Text>
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={close} data-autofocus>
          Keep as it is
        </Button>
        <Button
          color={question?.danger ? 'red' : undefined}
          onClick={() => {
            close();
            void question?.act();
          }}
        >
          {question?.yes}
        </Button>
      </Group>
    </Modal>
  );
  return { ask, dialog };
}
