// Runs before the first paint, so that a chosen theme doesn't flash in the other one.
document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "auto";
