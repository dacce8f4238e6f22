package dev.breakeven.e2e.house;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What main code must not say in the files of `where`, why not, and what to say instead.
record BannedApi(Pattern pattern, Predicate<String> where, String because, String instead) {
  private static final String CORE = "core/src/main/java/dev/breakeven/core/";
  private static final String CLI = "cli/src/main/java/dev/breakeven/cli/";
  private static final String WIRING = CLI + "wiring/";
  private static final String MAIN = CLI + "Main.java";

  static final List<BannedApi> ALL =
      List.of(
          new BannedApi(
              Pattern.compile("\\bSystem\\s*\\.\\s*(out|err)\\b"),
              outside(CLI),
              "stdout carries one document and only the command line writes it",
              "return the text, or take a PrintWriter"),
          new BannedApi(
              Pattern.compile(
                  "\\b(Instant|Year(Month)?|\\w+Date(Time)?|LocalTime)\\.now\\((?!.*[cC]lock)"),
              outside(WIRING, MAIN),
              "the same input must give the same bytes",
              "take a Clock or the date as an argument; cli.wiring holds the real clock"),
          new BannedApi(
              Pattern.compile("\\bSystem\\s*\\.\\s*currentTimeMillis\\b|\\bClock\\s*\\.\\s*system"),
              outside(WIRING, MAIN),
              "the same input must give the same bytes",
              "take a Clock as an argument; cli.wiring holds the real clock"),
          new BannedApi(
              Pattern.compile("\\bnew\\s+Random\\b|\\bMath\\.random\\b|\\bThreadLocalRandom\\b"),
              outside(),
              "a random draw is a hash of (seed, purpose, id), never a shared stream",
              "derive it from the seed"),
          new BannedApi(
              Pattern.compile("\\bThread\\s*\\.\\s*sleep\\b"),
              outside(),
              "it hides a missing signal and makes tests slow",
              "wait on a condition, a future or a scheduler"),
          new BannedApi(
              Pattern.compile("\\bvar\\s+[A-Za-z_]"),
              outside(),
              "the declared type is the unit",
              "write the type"),
          new BannedApi(
              Pattern.compile("\\b([dD]ouble|[fF]loat)\\b"),
              inside(
                  CORE + "pricing/",
                  CORE + "budget/",
                  CORE + "units/Usd",
                  CORE + "units/TokenRate",
                  CORE + "units/PicoUsd"),
              "money is exact",
              "Usd, TokenRate, PicoUsd or Ratio"));

  /// Each use in `source`, as `file:line: instead (because)`.
  Stream<String> usesIn(JavaSource source) {
    if (!where.test(source.name())) {
      return Stream.empty();
    }
    List<String> code = source.code();
    return Stream.iterate(0, i -> i < code.size(), i -> i + 1)
        .filter(i -> pattern.matcher(code.get(i)).find())
        .map(i -> "%s: %s (%s)".formatted(source.at(i), instead, because));
  }

  private static Predicate<String> inside(String... prefixes) {
    return name -> Stream.of(prefixes).anyMatch(name::startsWith);
  }

  private static Predicate<String> outside(String... prefixes) {
    return inside(prefixes).negate();
  }
}
