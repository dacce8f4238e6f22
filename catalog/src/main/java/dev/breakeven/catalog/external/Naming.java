package dev.breakeven.catalog.external;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.catalog.ProviderNames;
import dev.breakeven.catalog.external.Problem.Rule;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.offer.ProviderId;
import dev.breakeven.core.offer.Source;
import dev.breakeven.core.units.Multiplier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Gives foreign entries our ids.
///
/// The alias table names a model; where two entries of a provider would get one id, the one that
/// is spelled most like it keeps it and the others keep their own spelling. A provider counts as
/// the maker when our catalog says so of the model, or of everything else it sells.
final class Naming {
  private final Catalog catalog;
  private final Tally tally;
  private final Map<String, Boolean> makers = new HashMap<>();
  private final Map<String, String> makerOf;

  /// `makerOf` remembers who counts as the maker of a model, by id, over several catalogs.
  Naming(Catalog catalog, Map<String, String> makerOf, Tally tally) {
    this.catalog = catalog;
    this.makerOf = makerOf;
    this.tally = tally;
    for (ApiOffer offer : catalog.apiOffers()) {
      makers.merge(offer.provider().text(), offer.vendor(), Boolean::logicalAnd);
    }
  }

  private record Wish(
      int number, Entry entry, String provider, String id, String own, boolean exact) {}

  List<ImportedOffer> name(List<Entry> entries, Source source) {
    Map<String, Wish> first = new HashMap<>();
    List<Wish> wishes = new ArrayList<>();
    for (Entry entry : entries) {
      Wish wish = wish(wishes.size(), entry);
      wishes.add(wish);
      first.merge(
          wish.provider() + "/" + wish.id(),
          wish,
          (one, other) -> !one.exact() && other.exact() ? other : one);
    }
    Set<String> taken = new HashSet<>(first.keySet());
    List<ImportedOffer> offers = new ArrayList<>();
    for (Wish wish : wishes) {
      String subject = wish.entry().provider() + "/" + wish.entry().model();
      String id = wish.id();
      Wish keeper = first.getOrDefault(wish.provider() + "/" + id, wish);
      if (keeper.number() != wish.number()) {
        id = wish.own();
        boolean free = taken.add(wish.provider() + "/" + id);
        tally.add(free ? Rule.SAME_NAME : Rule.DUPLICATE, subject);
        if (!free) {
          continue;
        }
      }
      offer(wish, id, source)
          .ifPresentOrElse(offers::add, () -> tally.add(Rule.UNNAMEABLE, subject));
    }
    return offers;
  }

  private Wish wish(int number, Entry entry) {
    String provider = ProviderNames.canonical(entry.provider());
    String spelled = entry.model().strip().toLowerCase(Locale.ROOT);
    int slash = spelled.indexOf('/');
    if (slash > 0 && ProviderNames.canonical(spelled.substring(0, slash)).equals(provider)) {
      spelled = spelled.substring(slash + 1);
    }
    String tail = spelled.substring(spelled.lastIndexOf('/') + 1);
    String id = catalog.aliasOfModel(spelled).or(() -> catalog.aliasOfModel(tail)).orElse(tail);
    String own = spelled.replace('/', ':').replace('@', ':');
    return new Wish(
        number,
        entry,
        provider,
        id.replace('@', ':'),
        own,
        id.equals(tail) || sameLetters(id, tail));
  }

  private Optional<ImportedOffer> offer(Wish wish, String id, Source source) {
    Entry entry = wish.entry();
    try {
      ApiOffer offer =
          new ApiOffer(
              new ProviderId(wish.provider()),
              new ModelId(id),
              isMaker(wish.provider(), id),
              entry.openWeights(),
              entry.context(),
              entry.maxOutput(),
              entry.rows(),
              List.of(),
              Multiplier.ONE,
              source,
              "");
      return Optional.of(new ImportedOffer(entry.provider(), entry.model(), offer));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean isMaker(String provider, String id) {
    Optional<ApiOffer> known = catalog.findApi(id);
    boolean maker =
        known.isPresent()
            ? known.get().provider().text().equals(provider)
                && known.get().model().text().equals(id)
            : makers.getOrDefault(provider, false);
    return maker && makerOf.computeIfAbsent(id, ignored -> provider).equals(provider);
  }

  private static boolean sameLetters(String one, String other) {
    return letters(one).equals(letters(other));
  }

  private static String letters(String text) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (Character.isLetterOrDigit(text.charAt(i))) {
        letters.append(text.charAt(i));
      }
    }
    return letters.toString();
  }
}
