// A Worker's clock is not slowed down in a hidden tab.
setInterval(() => postMessage("beat"), 20000);
