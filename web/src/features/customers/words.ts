/** The name of a field as people read it: "lastActivityAt" is "Last activity at"; names of the CRM stay as they are. */
export function fieldWords(name: string): string {
  if (!/^[a-z][A-Za-z]*$/.test(name)) return name;
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
