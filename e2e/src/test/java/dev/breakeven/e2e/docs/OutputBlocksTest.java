package dev.breakeven.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OutputBlocksTest {
  private static final String COMMENT =
      "<!-- output: breakeven cost --gpu-hour 3.6 --tok-s 1000 --utilization 0.5 | head -1"
          + " -->\n";
  private static final String BLOCK =
      "```text\n$2 per million tokens  = $3.60/h ÷ (1000 tok/s × 3600 × 0.5)\n```\n";

  @Test
  void fillsAnEmptyPlaceAndReplacesAnOldBlock() {
    String filled = "before\n\n" + COMMENT + BLOCK + "\nafter\n";
    assertThat(OutputBlocks.render("before\n\n" + COMMENT + "\nafter\n")).isEqualTo(filled);
    assertThat(OutputBlocks.render(filled.replace("$2", "$3"))).isEqualTo(filled);
    assertThat(OutputBlocks.render(filled)).isEqualTo(filled);
  }

  @Test
  void leavesOtherBlocksAndCommentsAlone() {
    String page = "<!-- output -->\n```sh\n./breakeven\n```\n";
    assertThat(OutputBlocks.render(page)).isEqualTo(page);
  }

  @Test
  void keepsTheFirstLinesWhenAsked() {
    String command = "<!-- output: breakeven price --model gpt-4o --input 1M | head -1 -->\n";
    assertThat(OutputBlocks.render(command))
        .startsWith(command + "```text\n$2.50  gpt-4o")
        .endsWith("\n```\n")
        .hasLineCount(4);
  }

  @Test
  void refusesACommandThatFails() {
    assertThatThrownBy(() -> OutputBlocks.render("<!-- output: breakeven nosuch -->\n"))
        .hasMessageContaining("exit 2");
  }
}
