// What was sent to get this page is forgotten with it: a browser keeps it beside the history, to ask for the page again.
history.replaceState(null, "", location.href);
