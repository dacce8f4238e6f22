package dev.breakeven.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.Property;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdIndexTest {
  @TempDir Path folder;

  @Test
  void tableAndFileAnswerAsATreeMapDoes() throws IOException {
    Files.createDirectories(folder.resolve(Folder.IDS));
    int[] number = {0};
    Property.check(
        "table and run",
        30,
        random -> {
          TreeMap<Long, Long> older = new TreeMap<>();
          TreeMap<Long, Long> newer = new TreeMap<>();
          List<IdEntries> sources =
              List.of(table(random, older, 5000), table(random, newer, random.nextInt(20_000)));
          String name = Folder.idFile(number[0]++);
          IdRun.write(new Folder(folder), name, sources);
          TreeMap<Long, Long> both = new TreeMap<>(older);
          both.putAll(newer);
          check(name, both, random);
        });
  }

  private void check(String name, TreeMap<Long, Long> expected, SplittableRandom random)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      IdRun run = IdRun.open(folder.resolve(name), arena);
      assertThat(run.size()).isEqualTo(expected.size());
      List<Long> order = new ArrayList<>();
      for (long i = 0; i < run.size(); i++) {
        order.add(run.high(i));
      }
      assertThat(order).containsExactlyElementsOf(expected.keySet());
      expected.forEach((high, digest) -> assertThat(run.find(high, ~high)).isEqualTo(digest));
      for (int i = 0; i < 1000; i++) {
        long absent = random.nextLong();
        assertThat(run.find(absent, ~absent)).isEqualTo(expected.getOrDefault(absent, 0L));
        assertThat(run.find(absent, absent)).isZero();
      }
    }
  }

  private static IdTable table(SplittableRandom random, TreeMap<Long, Long> expected, int size) {
    IdTable table = new IdTable();
    for (int i = 0; i < size; i++) {
      long high = random.nextInt(10) == 0 ? random.nextLong(50) : random.nextLong();
      long digest = random.nextLong(1, Long.MAX_VALUE);
      table.put(high, ~high, digest);
      expected.put(high, digest);
    }
    expected.forEach((high, digest) -> assertThat(table.digest(high, ~high)).isEqualTo(digest));
    assertThat(table.size()).isEqualTo(expected.size());
    return table.sorted();
  }
}
