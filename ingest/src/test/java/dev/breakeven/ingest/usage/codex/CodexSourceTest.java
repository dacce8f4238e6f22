package dev.breakeven.ingest.usage.codex;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.pricing.Usage;
import dev.breakeven.ingest.usage.UsageSourceContract;
import dev.breakeven.ingest.usage.source.UsageSource;
import io.airlift.compress.v3.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CodexSourceTest extends UsageSourceContract {
  @Override
  protected UsageSource source() {
    return new CodexSource();
  }

  @Override
  protected List<String> fixtures() {
    return List.of("logs");
  }

  /// Codex states `total_tokens`, which is input plus output; the last counter is the session's.
  @Override
  protected Generated generate(SplittableRandom random) {
    StringBuilder text = new StringBuilder(meta("s", ""));
    long[] total = new long[4];
    for (int i = random.nextInt(1, 8); i > 0; i--) {
      long input = random.nextInt(1, 100_000);
      long output = random.nextInt(1, 10_000);
      long[] added = {input, random.nextLong(input + 1), output, random.nextLong(output + 1)};
      for (int k = 0; k < 4; k++) {
        total[k] += added[k];
      }
      String line = count(i, total);
      text.append(line).append(random.nextBoolean() ? line : "");
    }
    return new Generated(text.toString(), total[0] + total[2]);
  }

  private static String meta(String id, String more) {
    return """
        {"timestamp":"2026-04-01T08:00:00Z","type":"session_meta","payload":{"id":"%s"%s}}
        """
        .formatted(id, more);
  }

  private static String count(int second, long... total) {
    return """
        {"timestamp":"2026-04-01T08:00:%02dZ","type":"event_msg","payload":{"type":"token_count",\
        "info":{"total_token_usage":{"input_tokens":%d,"cached_input_tokens":%d,\
        "output_tokens":%d,"reasoning_output_tokens":%d}}}}
        """
        .formatted(second, total[0], total[1], total[2], total[3]);
  }

  private static Usage sum(Read read) {
    return read.attempts().stream()
        .map(attempt -> attempt.metered().usage())
        .reduce(Usage.NONE, Usage::plus);
  }

  @Test
  void aBranchReadBeforeItsParentCountsTheSharedPartOnce(@TempDir Path folder) throws IOException {
    String shared = count(1, 100, 10, 20, 2) + count(2, 300, 50, 40, 4);
    String sharedLater = count(11, 100, 10, 20, 2) + count(11, 300, 50, 40, 4);
    Path branch =
        Files.writeString(
            folder.resolve("a.jsonl"),
            meta("branch", ",\"forked_from_id\":\"parent\"")
                + sharedLater
                + count(12, 350, 60, 45, 4));
    Path parent =
        Files.writeString(
            folder.resolve("b.jsonl"), meta("parent", "") + shared + count(3, 400, 50, 50, 5));
    Read read = read(branch.toString(), parent.toString());
    // 350 + 45 of the branch, of which 300 + 40 are shared, and 100 + 10 more of the parent
    assertThat(sum(read).total().count()).isEqualTo(395 + 110);
    assertThat(read.report().sources().getFirst().duplicates()).isEqualTo(2);
    assertThat(sum(read(parent.toString(), branch.toString()))).isEqualTo(sum(read));
  }

  @Test
  void aSubagentNamesItsParentInItsSource(@TempDir Path folder) throws IOException {
    String spawned =
        ",\"source\":{\"subagent\":{\"thread_spawn\":{\"parent_thread_id\":\"p\",\"depth\":1}}}";
    Files.writeString(folder.resolve("a.jsonl"), meta("p", "") + count(1, 100, 0, 10, 0));
    Files.writeString(
        folder.resolve("b.jsonl"),
        meta("c", spawned) + count(9, 100, 0, 10, 0) + count(10, 150, 0, 15, 0));
    Read read = read(folder.toString());
    assertThat(sum(read)).isEqualTo(Usage.of(150, 15));
  }

  @Test
  void siblingsWhoseOwnTurnsCountAlikeStayApart(@TempDir Path folder) throws IOException {
    String forked = ",\"forked_from_id\":\"p\"";
    Files.writeString(folder.resolve("a.jsonl"), meta("p", "") + count(1, 100, 0, 10, 0));
    for (String id : List.of("x", "y")) {
      int second = id.equals("x") ? 20 : 30;
      Files.writeString(
          folder.resolve("b" + id + ".jsonl"),
          meta(id, forked) + count(9, 100, 0, 10, 0) + count(second, 150, 0, 15, 0));
    }
    assertThat(sum(read(folder.toString()))).isEqualTo(Usage.of(100 + 50 + 50, 10 + 5 + 5));
  }

  @Test
  void readsWhatIsCompressed(@TempDir Path folder) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZstdOutputStream out = new ZstdOutputStream(packed)) {
      out.write(
          (meta("p", "") + count(1, 100, 40, 10, 3))
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    Files.write(folder.resolve("rollout-x.jsonl.zst"), packed.toByteArray());
    assertThat(sum(read(folder.toString()))).isEqualTo(new Usage(60, 40, 0, 0, 7, 3));
  }
}
