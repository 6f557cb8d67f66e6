// The first field in error has the focus, or the sentence that stands over a whole form; the title of the page says so.
export const word = document.documentElement.dataset.errorWord;

const FIELD = "[aria-invalid=true], .is-invalid";
const SENTENCE = "form .alert-danger[role=alert]";

export const firstError = (root) => root.querySelector?.(FIELD) ?? root.querySelector?.(SENTENCE);

export function showFirstError(root) {
  const wrong = firstError(root);
  if (!wrong) return;
  const isSentence = wrong.matches(SENTENCE);
  if (isSentence) wrong.tabIndex = -1;
  if (!isSentence || document.activeElement === document.body) wrong.focus();
  if (!document.title.startsWith(word)) document.title = `${word}: ${document.title}`;
}
