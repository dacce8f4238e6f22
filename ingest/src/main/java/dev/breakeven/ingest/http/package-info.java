/// Reading from services over HTTP, with a deadline and an honest account of refusals.
///
/// Entry type: [RestReader][dev.breakeven.ingest.http.RestReader].
@NullMarked
package dev.breakeven.ingest.http;

import org.jspecify.annotations.NullMarked;
