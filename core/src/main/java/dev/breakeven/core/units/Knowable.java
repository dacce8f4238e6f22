package dev.breakeven.core.units;

import java.util.Optional;
import java.util.function.Function;

/// A value, or the reason why it is not known. Unknown is never zero and never feasible.
public sealed interface Knowable<T> {
  record Known<T>(T value) implements Knowable<T> {}

  /// `reason` says what is missing and, where it can, what would supply it.
  record Unknown<T>(String reason) implements Knowable<T> {}

  static <T> Knowable<T> known(T value) {
    return new Known<>(value);
  }

  static <T> Knowable<T> unknown(String reason) {
    return new Unknown<>(reason);
  }

  default <R> Knowable<R> map(Function<? super T, ? extends R> function) {
    return switch (this) {
      case Known<T>(T value) -> new Known<>(function.apply(value));
      case Unknown<T>(String reason) -> new Unknown<>(reason);
    };
  }

  default Optional<T> toOptional() {
    return switch (this) {
      case Known<T>(T value) -> Optional.of(value);
      case Unknown<T> _ -> Optional.empty();
    };
  }
}
