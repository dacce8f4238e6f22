/// ServeGen: rates and lengths of many callers in two files, from which requests are made.
@NullMarked
package dev.breakeven.ingest.trace.servegen;

import org.jspecify.annotations.NullMarked;
