/// JSON of other people as bytes: what is refused, and a small tree for translations.
///
/// Entry types: [JsonSyntax][dev.breakeven.wire.json.JsonSyntax] and
/// [Json][dev.breakeven.wire.json.Json].
@NullMarked
package dev.breakeven.wire.json;

import org.jspecify.annotations.NullMarked;
