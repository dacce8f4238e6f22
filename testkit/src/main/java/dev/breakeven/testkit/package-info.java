/// Test tools that need nothing of the project: a seeded property harness.
@NullMarked
package dev.breakeven.testkit;

import org.jspecify.annotations.NullMarked;
