import type { Icon } from '@tabler/icons-react';
import { IconAddressBook, IconArrowsExchange, IconArrowsSplit, IconBell, IconChecklist, IconClock, IconCloudDownload, IconCloudUpload, IconCopy, IconDatabase, IconFileSpreadsheet, IconFilter, IconGitMerge, IconMail, IconMessageCircle, IconPlayerPlay, IconRoute, IconSearch, IconSend, IconTags, IconWand, IconWorld } from '@/ui/icons';
import type { NodeCard } from './flows.api';

export const NODE_ICONS: Record<string, Icon> = {
  'csv.read': IconFileSpreadsheet,
  'xlsx.read': IconFileSpreadsheet,
  'csv.write': IconFileSpreadsheet,
  'xlsx.write': IconFileSpreadsheet,
  filter: IconFilter,
  branch: IconArrowsSplit,
  transform: IconWand,
  dedupe: IconCopy,
  'records.query': IconDatabase,
  'records.upsert': IconDatabase,
  lookup: IconSearch,
  'salesforce.pull': IconCloudDownload,
  'salesforce.push': IconCloudUpload,
  'map.fields': IconRoute,
  'match.customers': IconGitMerge,
  'customers.query': IconAddressBook,
  'customers.upsert': IconAddressBook,
  'tags.add': IconTags,
  'tags.remove': IconTags,
  'http.get': IconWorld,
  'http.send': IconSend,
  'mail.send': IconMail,
  'chat.send': IconMessageCircle,
  'ordersync.run': IconArrowsExchange,
  wait: IconClock,
  approve: IconChecklist,
  call: IconPlayerPlay,
  alert: IconBell,
};

export const GROUPS: Record<NodeCard['group'], string> = { SOURCE: 'Sources', SHAPE: 'Shape', STORE: 'Our records', SEND: 'Send', CONTROL: 'Control' };
