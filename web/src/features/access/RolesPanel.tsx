import { Box, Text } from '@mantine/core';
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
  const inWords: Column<Permission>[] = [
    { key: 'what', header: 'Permission', lead: true, cell: (permission) => <Text size="sm" fw={600} span>{PERMISSION[permission]}</Text> },
    { key: 'who', header: 'Roles', bare: true, cell: (permission) => <Text size="sm" c="dimmed" ta="left" span>{ROLES.filter((role) => ROLE_PERMISSIONS[role].includes(permission)).map((role) => ROLE[role].label).join(', ')}</Text> },
  ];
  return (
    <Panel title="What each role may do" flush>
      <Box visibleFrom="sm">
        <DataTable caption="Permissions of each role" columns={columns} rows={PERMISSIONS} rowKey={(permission) => permission} />
      </Box>
      {/* Six columns of ticks would be six lines for each permission on a phone. */}
      <Box hiddenFrom="sm">
        <DataTable caption="Roles with each permission" columns={inWords} rows={PERMISSIONS} rowKey={(permission) => permission} />
      </Box>
    </Panel>
  );
}
