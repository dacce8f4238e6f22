package dev.breakeven.e2e.house;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The scanners that the house rules rest on see what a reader sees.
class SourceScanTest {
  @Test
  void codeHasNoCommentsAndNoLiterals() {
    JavaSource source =
        JavaSource.of(
            "A.java",
            """
            /// var one
            class A { // var two
              String s = "var \\" three"; char q = '"'; /* var
              four */ int x = 1;
              String t = \"""
                  var five \\\""" "still"
                  \"""; var y = 2;
            }
            """);

    assertThat(source.code()).hasSameSizeAs(source.lines());
    assertThat(source.code()).filteredOn(line -> line.contains("var")).hasSize(1);
    assertThat(source.code().get(6)).contains("; var y = 2;");
    assertThat(source.code().get(3)).contains("int x = 1;");
  }

  @Test
  void methodsAreMeasuredFromBraceToBrace() {
    JavaSource source =
        JavaSource.of(
            "A.java",
            """
            record A(int x) {
              A {
                x = 2;
              }
              static { System.gc(); }
              @Override
              public String toString() {
                Runnable r = () -> {
                  String brace = "}";
                };
                return new Object() {
                  public String toString() { return "{"; }
                }.toString();
              }
              interface BHelper { void none(); }
            }
            """);

    Declarations found = Declarations.of(source);

    assertThat(found.types()).contains("A", "BHelper");
    assertThat(found.methods())
        .contains(
            new Declarations.Method("initializer", 5, 1),
            new Declarations.Method("toString", 7, 8),
            new Declarations.Method("toString", 12, 1));
    assertThat(found.methods()).filteredOn(m -> m.name().equals("<init>")).hasSize(1);
  }

  @Test
  void bannedApisAreFoundByLineAndOnlyOutsideTheirPlace() {
    String text = "class A {\n  java.time.Instant at = Instant.now();\n}\n";

    assertThat(BannedApi.ALL.stream().flatMap(api -> api.usesIn(JavaSource.of("core/A", text))))
        .singleElement()
        .asString()
        .startsWith("core/A:2: take a Clock");
    assertThat(
            BannedApi.ALL.stream()
                .flatMap(
                    api ->
                        api.usesIn(
                            JavaSource.of(
                                "cli/src/main/java/dev/breakeven/cli/wiring/A.java", text))))
        .isEmpty();
  }
}
