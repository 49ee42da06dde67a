import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './DataTable.module.css';

export interface Column<T> {
  key: string;
  header: ReactNode;
  /** The header's text where it is shown beside the value, at phone width. */
  label?: string;
  right?: boolean;
  /** What the row is about: stands first and alone at phone width. */
  lead?: boolean;
  bare?: boolean;
  width?: number | string;
  cell: (row: T) => ReactNode;
  foot?: ReactNode;
}

interface DataTableProps<T> {
  caption: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string | number;
  empty?: ReactNode;
  more?: { has: boolean; loading: boolean; load: () => void } | undefined;
}

function cellClass<T>(column: Column<T>, content: ReactNode): string {
  const nothing = content === null || content === undefined || content === '' || content === false;
  return [column.right && classes.right, column.lead && classes.lead, column.bare && classes.bare, nothing && classes.void].filter(Boolean).join(' ');
}

/* eslint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role --
   A table laid out as blocks loses its roles, so they are named. */

/** A dense table; at phone width each row is a card of its own. */
export function DataTable<T>({ caption, columns, rows, rowKey, empty, more }: DataTableProps<T>) {
  if (rows.length === 0 && empty) return <>{empty}</>;
  const foot = columns.some((column) => column.foot !== undefined);
  const labelOf = (column: Column<T>) => column.label ?? (typeof column.header === 'string' ? column.header : '');
  return (
    <>
      {/* A wide table scrolls on its own; the keyboard has to reach it for that. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={classes.scroll} role="region" aria-label={caption} tabIndex={0}>
        <table className={`${classes.table} ${classes.stack}`} role="table" aria-label={caption}>
          <thead role="rowgroup">
            <tr role="row">
              {columns.map((column) => (
                <th key={column.key} scope="col" role="columnheader" className={column.right ? classes.right : undefined} style={{ width: column.width }}>
                  {column.header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {rows.map((row) => (
              <tr key={rowKey(row)} role="row">
                {columns.map((column) => {
                  const content = column.cell(row);
                  return (
                    <td key={column.key} role="cell" data-label={labelOf(column)} className={cellClass(column, content)}>
                      {column.lead ? <div className={classes.about}>{content}</div> : content}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
          {foot && (
            <tfoot role="rowgroup" className={classes.foot}>
              <tr role="row">
                {columns.map((column) => (
                  <td key={column.key} role="cell" data-label={labelOf(column)} className={cellClass(column, column.foot)}>
                    {column.foot}
                  </td>
                ))}
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      {more?.has && (
        <div className={classes.more}>
          <Button variant="default" size="xs" loading={more.loading} onClick={more.load}>
            Load more
          </Button>
        </div>
      )}
    </>
  );
}
