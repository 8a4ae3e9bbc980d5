// Only browsers that know no modules run this: they are told that the pages work by the buttons.
document.getElementById("old").hidden = false;
