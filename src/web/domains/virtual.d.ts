declare module 'virtual:domains' {
  export const domains: import('./description.ts').Description;
}
