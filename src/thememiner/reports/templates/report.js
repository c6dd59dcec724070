(() => {
  "use strict";
  const places = [...document.querySelectorAll(".drawing")];
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const palettes = read("palettes");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const pointing = matchMedia("(hover: hover)");
  const paper = 660;

  const unpack = async () => {
    const packed = document.getElementById("plotly").textContent.trim();
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text();
    // The library brings a style sheet for street maps along, which the policy would refuse.
    const head = document.head;
    const append = head.appendChild;
    head.appendChild = (node) =>
      node.localName === "style" && node.textContent ? node : append.call(head, node);
    try {
      head.append(script);
    } finally {
      delete head.appendChild;
    }
  };

  const painted = (value, colours) => {
    if (Array.isArray(value)) return value.map((one) => painted(one, colours));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, painted(v, colours)]));
    }
    return typeof value === "string" && Object.hasOwn(colours, value) ? colours[value] : value;
  };

  const fitted = (figure, place, wide) => {
    const layout = figure.layout;
    const width = wide || place.clientWidth;
    if (wide) layout.width = wide;
    if (width < 520) {
      if (figure.data[0].type === "bar") layout.xaxis.range[1] *= 1.35;
      for (const words of layout.annotations || []) words.font.size = Math.min(words.font.size, 11);
    }
    if (!pointing.matches) layout.dragmode = false;
    return figure;
  };

  const draw = (place, colours, wide) => {
    const figure = fitted(painted(read(`data-${place.dataset.figure}`), colours), place, wide);
    const config = {
      responsive: !wide,
      displaylogo: false,
      displayModeBar: place.dataset.figure === "map",
      modeBarButtons: [["zoomIn2d", "zoomOut2d", "resetScale2d"]],
    };
    return Plotly.react(place, figure.data, figure.layout, config);
  };

  const drawAll = (colours, wide) => Promise.all(places.map((place) => draw(place, colours, wide)));
  const colours = () => (dark.matches ? palettes.dark : palettes.light);

  const follow = (place) => {
    place.on("plotly_click", (event) => {
      const card = `theme-${event.points[0].data.meta}`;
      if (pointing.matches && document.getElementById(card)) location.hash = card;
    });
  };

  const begin = async () => {
    await unpack();
    for (const place of places) {
      place.style.minWidth = `${place.dataset.least}px`;
      place.replaceChildren();
      await draw(place, colours());
      follow(place);
    }
    dark.addEventListener("change", () => drawAll(colours()));
    addEventListener("beforeprint", () => drawAll(palettes.light, paper));
    addEventListener("afterprint", () => drawAll(colours()));
    document.documentElement.dataset.pictures = "drawn";
  };

  begin().catch((error) => {
    document.documentElement.dataset.pictures = "missing";
    for (const place of places) {
      if (!place.querySelector("svg")) {
        place.textContent =
          "This browser cannot draw the picture; the table below holds the same numbers.";
      }
    }
    console.warn(`The pictures could not be drawn: ${error}`);
  });
})();
