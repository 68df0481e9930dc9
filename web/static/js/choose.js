// Counts the characters of the chosen passages while they are ticked.
const form = document.getElementById("choose-form");
const total = form.querySelector(".chosen-total");
const most = Number(total.dataset.most);

form.addEventListener("change", () => {
  const chosen = [...form.querySelectorAll("input[name=chosen]:checked")];
  const length = chosen.reduce((sum, box) => sum + Number(box.dataset.length) + 1, 0) - (chosen.length ? 1 : 0);
  total.querySelector("strong").textContent = length.toLocaleString("ko-KR");
  total.querySelector(".too-many").textContent = length > most ? total.dataset.tooMany : "";
});
