package dev.breakeven.core.units;

import java.util.Optional;
import java.util.function.Function;

/// A value that is reached at some point, or never: a break-even, a payback, a cost per token.
///
/// `Never` is what a division by nothing means here: no volume pays for it, no token was served. It
/// is neither zero nor [unknown][Knowable], and a document prints it as null.
public sealed interface Attainable<T> {
  record At<T>(T value) implements Attainable<T> {}

  /// `reason` says in words and numbers why no value reaches it.
  record Never<T>(String reason) implements Attainable<T> {}

  static <T> Attainable<T> at(T value) {
    return new At<>(value);
  }

  static <T> Attainable<T> never(String reason) {
    return new Never<>(reason);
  }

  default <R> Attainable<R> map(Function<? super T, ? extends R> function) {
    return switch (this) {
      case At<T>(T value) -> new At<>(function.apply(value));
      case Never<T>(String reason) -> new Never<>(reason);
    };
  }

  default Optional<T> toOptional() {
    return switch (this) {
      case At<T>(T value) -> Optional.of(value);
      case Never<T> _ -> Optional.empty();
    };
  }
}
