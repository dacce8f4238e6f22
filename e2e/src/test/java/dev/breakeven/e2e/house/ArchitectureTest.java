package dev.breakeven.e2e.house;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The arrows between modules and, inside core, between packages (ADR 0002).
///
/// A module or package that does not exist yet passes; one that exists and is not named here fails.
class ArchitectureTest {
  private static final String ROOT = "dev.breakeven.";
  private static final String CORE = ROOT + "core.";

  /// Each module and the modules it may know.
  private static final Map<String, List<String>> ARROWS =
      Map.ofEntries(
          Map.entry("testkit", List.of()),
          Map.entry("core", List.of()),
          Map.entry("wire", List.of("core")),
          Map.entry("catalog", List.of("core", "wire")),
          Map.entry("store", List.of("core", "wire")),
          Map.entry("ingest", List.of("core", "wire")),
          Map.entry("gateway", List.of("core", "wire")),
          Map.entry("web", List.of("core", "wire")),
          Map.entry("ask", List.of("core", "wire")),
          Map.entry("cluster", List.of("core", "store")),
          Map.entry(
              "cli",
              List.of(
                  "core", "wire", "catalog", "store", "ingest", "gateway", "web", "ask",
                  "testkit")));

  private static final List<String> EDGES =
      List.of("catalog", "store", "ingest", "gateway", "web", "ask", "cluster");

  /// The packages of core from the bottom up; a package knows only those of earlier rows.
  private static final List<List<String>> LAYERS =
      List.of(
          List.of("error"),
          List.of("units"),
          List.of("offer", "workload"),
          List.of("pricing", "balance"),
          List.of("ledger", "serving"),
          List.of("routing"),
          List.of("plan", "budget"),
          List.of("audit"),
          List.of("report"));

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.breakeven");

  static Stream<String> modules() {
    return ARROWS.keySet().stream().sorted();
  }

  static Stream<Integer> layers() {
    return Stream.iterate(0, i -> i < LAYERS.size(), i -> i + 1);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void modulesKnowOnlyWhatTheirArrowsSay(String module) {
    List<String> forbidden =
        ARROWS.keySet().stream()
            .filter(other -> !other.equals(module) && !ARROWS.get(module).contains(other))
            .map(other -> ROOT + other + "..")
            .toList();
    check(
        noClasses()
            .that()
            .resideInAPackage(ROOT + module + "..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(forbidden.toArray(String[]::new)))
            .because("edges meet through ports in core, bound in cli.wiring"));
  }

  @Test
  void coreKnowsOnlyTheJdk() {
    check(
        classes()
            .that()
            .resideInAPackage(CORE + ".")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(CORE + ".", "java..", "org.jspecify.."))
            .because("the domain runs, and is tested, without any library"));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void corePackagesKnowOnlyThoseBelow(int layer) {
    for (String name : LAYERS.get(layer)) {
      List<String> allowed = new ArrayList<>(List.of(CORE + name + ".."));
      LAYERS.subList(0, layer).forEach(row -> row.forEach(p -> allowed.add(CORE + p + "..")));
      allowed.addAll(List.of("java..", "org.jspecify.."));
      check(
          classes()
              .that()
              .resideInAPackage(CORE + name + "..")
              .should()
              .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
              .because("core reads one way: " + LAYERS));
    }
  }

  @Test
  void onlyWiringConstructsEdges() {
    String[] edges = EDGES.stream().map(edge -> ROOT + edge + "..").toArray(String[]::new);
    check(
        noClasses()
            .that()
            .resideInAPackage(ROOT + "cli..")
            .and()
            .resideOutsideOfPackage(ROOT + "cli.wiring..")
            .should()
            .callConstructorWhere(targetOwner(resideInAnyPackage(edges)))
            .because("cli.wiring is the composition root: a verb asks it for what it needs"));
  }

  @Test
  void decimalsAreComparedByValue() {
    check(
        noClasses()
            .should()
            .callMethod(BigDecimal.class, "equals", Object.class)
            .because("1.0 and 1.00 are equal amounts: use compareTo"));
  }

  @Test
  void everyModuleAndCorePackageIsNamedHere() {
    TreeSet<String> unnamed = new TreeSet<>();
    List<String> packages = LAYERS.stream().flatMap(List::stream).toList();
    MAIN.forEach(
        type -> {
          String[] parts = type.getPackageName().split("\\.");
          if (!ARROWS.containsKey(parts[2])) {
            unnamed.add(parts[2]);
          } else if (parts[2].equals("core") && !packages.contains(parts[3])) {
            unnamed.add("core." + parts[3]);
          }
        });
    assertThat(unnamed).as("modules and packages of core without a place in the order").isEmpty();
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(MAIN);
  }
}
