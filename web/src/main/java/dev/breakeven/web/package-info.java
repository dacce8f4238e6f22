/// Pages for a browser that need nothing but themselves: no script, no network.
///
/// Entry type: [PlanHtml][dev.breakeven.web.PlanHtml].
@NullMarked
package dev.breakeven.web;

import org.jspecify.annotations.NullMarked;
