process.send?.({ type: 'news', device: 'lamp', news: { says: 'picture', pixels: 'x' } });
setInterval(() => {}, 1_000);
