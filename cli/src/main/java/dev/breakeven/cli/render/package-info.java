/// Text for a terminal: tables, amounts, and the page of each verb.
@NullMarked
package dev.breakeven.cli.render;

import org.jspecify.annotations.NullMarked;
