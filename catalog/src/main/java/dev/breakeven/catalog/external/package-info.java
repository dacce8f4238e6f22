/// Reads other projects' price catalogs into our own record, saying what it refused and why.
///
/// Entry type: [Importer][dev.breakeven.catalog.external.Importer], which tells genai-prices,
/// LiteLLM and models.dev apart by content and answers with an
/// [Import][dev.breakeven.catalog.external.Import].
@NullMarked
package dev.breakeven.catalog.external;

import org.jspecify.annotations.NullMarked;
