import { Text } from '@mantine/core';
import type { Permission, Role } from '@/api/contract';
import { PERMISSION, PERMISSIONS, ROLE, ROLE_PERMISSIONS, ROLES } from '@/lib/words';
import { type Column, DataTable } from '@/ui/DataTable';
import { IconCheck } from '@/ui/icons';
import { Panel } from '@/ui/Page';

/** The roles spelled out as what they allow. */
export function RolesPanel() {
  const columns: Column<Permission>[] = [
    { key: 'what', header: 'Permission', lead: true, cell: (permission) => PERMISSION[permission] },
    ...ROLES.map((role: Role) => ({
      key: role,
      header: ROLE[role].label,
      cell: (permission: Permission) =>
        ROLE_PERMISSIONS[role].includes(permission) ? (
          <IconCheck size={16} stroke={2.4} color="var(--good)" role="img" aria-label="Yes" />
        ) : (
          <Text span c="dimmed" size="sm" aria-label="No">
            –
          </Text>
        ),
    })),
  ];
  return (
    <Panel title="What each role may do" flush>
      <DataTable caption="Permissions of each role" columns={columns} rows={PERMISSIONS} rowKey={(permission) => permission} />
    </Panel>
  );
}
