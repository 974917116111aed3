/** Light or dark: the system's, unless the reader chose; the choice is remembered. */

const KEY = 'tickrace-theme';

export class Theme {
  readonly #system = matchMedia('(prefers-color-scheme: dark)');
  #dark = $state.raw(this.#system.matches);

  constructor() {
    const chosen = localStorage.getItem(KEY);
    if (chosen === 'light' || chosen === 'dark') this.#apply(chosen === 'dark', true);
    this.#system.addEventListener('change', ({ matches }) => {
      if (localStorage.getItem(KEY) === null) this.#apply(matches, false);
    });
  }

  get dark(): boolean {
    return this.#dark;
  }

  toggle(): void {
    this.#apply(!this.#dark, true);
    localStorage.setItem(KEY, this.#dark ? 'dark' : 'light');
  }

  #apply(dark: boolean, chosen: boolean): void {
    if (chosen) document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
    this.#dark = dark;
  }
}
