// Drafts belong to who typed them: when somebody else signs in, and at signing out, this device forgets them.
{
  const forget = (but) => {
    try {
      for (const key of Object.keys(localStorage)) {
        const [kind, owner] = key.split(" ");
        if (kind === "hwaksan-keep" && owner && owner !== but) localStorage.removeItem(key);
      }
    } catch {
      // Where nothing can be kept there is nothing to forget.
    }
  };

  forget(document.documentElement.dataset.person);
  for (const form of document.querySelectorAll("form[data-sign-out]")) form.addEventListener("submit", () => forget());
}
