// The views that the big pane can show beside the inbox: each file of one registers it here.

const views = Object.create(null);
