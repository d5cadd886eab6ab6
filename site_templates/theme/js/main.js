// @ts-check
// Starts what a page has. Every page is finished without it.

import { startDialog } from "./dialog.js";
import { startMarks } from "./entries.js";
import { startKeys } from "./keys.js";
import { startNews } from "./news.js";
import { startPalette } from "./palette.js";
import { startCards, startParts } from "./parts.js";
import { locate } from "./search/shards.js";
import { bundle } from "./site.js";
import { forbidInstant, hideFeeds, startMenus, startTabs } from "./theme.js";
import { startDensity, startRail } from "./view.js";

locate(bundle);
forbidInstant();
hideFeeds();
startTabs();
startPalette();
startRail();
startDensity();
startMarks();
startDialog();
startKeys();
startMenus();
startParts();
startCards();
startNews();
