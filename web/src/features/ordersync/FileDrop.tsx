import { FileButton, Text, UnstyledButton } from '@mantine/core';
import { type DragEvent, useState } from 'react';
import { bytes } from '@/lib/format';
import { IconFileSpreadsheet, IconUpload } from '@/ui/icons';
import classes from './ordersync.module.css';

const TYPES = '.csv,.txt,.tsv,.xlsx,.gz';

/** A place to drop a file on, or to choose one with the keyboard. */
export function FileDrop({ file, busy, onFile }: { file: File | undefined; busy: boolean; onFile: (file: File) => void }) {
  const [over, setOver] = useState(false);
  const drag = (inside: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(inside && !busy);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const dropped = event.dataTransfer.files[0];
    if (dropped && !busy) onFile(dropped);
  };
  const Symbol = file ? IconFileSpreadsheet : IconUpload;
  return (
    <FileButton onChange={(chosen) => chosen && onFile(chosen)} accept={TYPES} disabled={busy} inputProps={{ 'aria-label': 'Order list', tabIndex: -1 }}>
      {(props) => (
        <UnstyledButton {...props} disabled={busy} className={`${classes.drop} ${over ? classes.over : ''}`} onDragOver={drag(true)} onDragEnter={drag(true)} onDragLeave={drag(false)} onDrop={drop}>
          <Symbol size={34} stroke={1.5} aria-hidden color="var(--info)" />
          {file ? (
            <>
              <Text fw={600} className="wrap">
                {file.name}
              </Text>
              <Text size="sm" c="dimmed">
                {bytes(file.size)} · choose or drop another to replace it
              </Text>
            </>
          ) : (
            <>
              <Text fw={600}>Drop the order list here, or choose it</Text>
              <Text size="sm" c="dimmed">
                CSV or Excel. It is compared with what is there; only changes are sent, and only when you run.
              </Text>
            </>
          )}
        </UnstyledButton>
      )}
    </FileButton>
  );
}
