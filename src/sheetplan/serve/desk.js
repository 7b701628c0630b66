// What the desk's page does by itself, for browsers that run scripts; without, every form and link does the same.
"use strict";

(() => {
  const MB = 1024 * 1024;
  const LOOK_AGAIN = 500;

  // A reader is brought to what has been done: its heading is read first.
  if (location.hash === "#result") {
    document.getElementById("result")?.focus();
  }

  // A form is sent once, however often its button is pressed.
  for (const form of document.querySelectorAll("form")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      // A page that comes back from the browser's memory can be used again.
      window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
    });
  }

  // Files are named before they are sent, and can be dropped.
  const drop = document.getElementById("drop");
  if (drop) {
    const field = document.getElementById("files");
    const chosen = document.getElementById("chosen");
    const say = () => {
      const files = [...field.files];
      const size = files.reduce((sum, file) => sum + file.size, 0);
      const most = Number(drop.dataset.most);
      let problem = "";
      if (files.length > Number(drop.dataset.files)) {
        problem = `That is more than ${drop.dataset.files} files. Choose fewer at a time.`;
      } else if (size > most) {
        problem = `That is more than ${most / MB} MB. Choose fewer at a time.`;
      }
      const names = files.slice(0, 8).map((file) => file.name).join(", ");
      const more = files.length > 8 ? ` and ${files.length - 8} more` : "";
      chosen.textContent = problem || (files.length ? `Chosen: ${names}${more}.` : "");
      return !problem && files.length > 0;
    };
    field.addEventListener("change", say);
    drop.addEventListener("submit", (event) => {
      if (!say()) {
        event.preventDefault();
        delete drop.dataset.sent;
        chosen.textContent = chosen.textContent || "Choose a file first, or drop one here.";
        field.focus();
      } else {
        chosen.textContent = "Putting them in ...";
      }
    });
    const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    const mark = (over) => drop.classList.toggle("over", over);
    // Beside the field too: a file dropped there would otherwise be opened in the page's place.
    for (const name of ["dragenter", "dragover"]) {
      document.addEventListener(name, (event) => {
        if (hasFiles(event)) {
          event.preventDefault();
          mark(true);
        }
      });
    }
    document.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) {
        mark(false);
      }
    });
    document.addEventListener("drop", (event) => {
      if (hasFiles(event)) {
        event.preventDefault();
        mark(false);
        field.files = event.dataTransfer.files;
        if (say()) {
          drop.requestSubmit();
        }
      }
    });
  }

  // Whoever writes own words means to take them.
  for (const area of document.querySelectorAll("textarea[data-for]")) {
    area.addEventListener("input", () => {
      if (area.value.trim()) {
        document.getElementById(area.dataset.for).checked = true;
      }
    });
  }

  // How far the job is; when it has ended, what came of it.
  const bar = document.getElementById("bar");
  if (bar) {
    const far = document.getElementById("far");
    const look = async () => {
      try {
        const answer = await fetch("far.json", { cache: "no-store" });
        const told = await answer.json();
        if (told.ended) {
          location.replace("result#result");
          return;
        }
        if (told.done) {
          bar.max = told.all;
          bar.value = told.done;
        }
        // Only what is new is said: a screen reader reads it out each time.
        if (far.textContent !== told.said) {
          far.textContent = told.said;
        }
      } catch {
        far.textContent = "The desk does not answer. Look at the window in which it was started.";
        return;
      }
      setTimeout(look, LOOK_AGAIN);
    };
    setTimeout(look, LOOK_AGAIN);
  }
})();
