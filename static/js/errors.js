// The first field in error has the focus, and the title of the page says that there is one.
export const word = document.documentElement.dataset.errorWord;

export const firstError = (root) => root.querySelector?.("[aria-invalid=true], .is-invalid");

export function showFirstError(root) {
  const wrong = firstError(root);
  if (!wrong) return;
  wrong.focus();
  if (!document.title.startsWith(word)) document.title = `${word}: ${document.title}`;
}
