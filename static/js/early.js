// Runs before the page is drawn, so that parts which need script never flash.
document.documentElement.classList.add("js");
