import { expect, it } from 'vitest';
import { fieldWords } from './words';

it('writes our fields as words and leaves those of the CRM alone', () => {
  expect(['fullName', 'title', 'lastActivityAt', 'Newsletter_Topics__c', 'Account.Name', ''].map(fieldWords)).toEqual(['Full name', 'Title', 'Last activity at', 'Newsletter_Topics__c', 'Account.Name', '']);
});
