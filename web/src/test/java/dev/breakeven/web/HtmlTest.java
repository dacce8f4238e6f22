package dev.breakeven.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlTest {
  @Test
  void textsAndAttributesAreEscaped() {
    assertThat(
            new Html()
                .element("p", "a<b> & \"c\" 'd'", "title", "\"><script>x</script>")
                .toString())
        .isEqualTo(
            "<p title=\"&quot;&gt;&lt;script&gt;x&lt;/script&gt;\">"
                + "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;</p>\n");
  }

  @Test
  void marksThatNobodySeesAreReplaced() {
    assertThat(new Html().text("evil\u202Etxt\u0007").toString()).isEqualTo("evil\uFFFDtxt\uFFFD");
  }

  @Test
  void coordinatesHaveTwoDecimalsAtMost() {
    assertThat(new Html().shape("line", "a", 1.0, "b", -0.001, "c", 2.345678, "d", 3).toString())
        .isEqualTo("<line a=\"1\" b=\"0\" c=\"2.35\" d=\"3\"/>\n");
  }

  @Test
  void linearTicksAreRoundStepsFromZero() {
    assertThat(Axis.linear(7_300, 100, 0).ticks()).isEqualTo(List.of(0.0, 2000.0, 4000.0, 6000.0));
    assertThat(Axis.linear(100, 100, 0).at(25)).isEqualTo(75);
  }

  @Test
  void logarithmicTicksArePowersOfTen() {
    assertThat(Axis.logarithmic(50, 200_000, 0, 100).ticks())
        .isEqualTo(List.of(100.0, 1000.0, 10_000.0, 100_000.0));
    assertThat(Axis.logarithmic(50, 1500, 0, 100).ticks())
        .isEqualTo(List.of(50.0, 100.0, 200.0, 500.0, 1000.0));
    assertThat(Axis.logarithmic(1, 100, 0, 80).at(10)).isEqualTo(40);
  }
}
