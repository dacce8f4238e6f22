/// JMH benchmarks; bench/README.md says what each one answers.
@NullMarked
package dev.breakeven.bench;

import org.jspecify.annotations.NullMarked;
