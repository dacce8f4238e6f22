package dev.breakeven.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
  @TempDir Path folder;

  @Test
  void whatAKilledProcessLeftIsSweptAfterAnHourAndNothingElse() throws IOException {
    FileTime newest = FileTime.from(Samples.NOON);
    Path left = file("libduckdb_java1.so", newest, Duration.ofMinutes(61));
    Path inUse = file("libduckdb_java2.so", newest, Duration.ofMinutes(59));
    Path other = file("other.so", newest, Duration.ofDays(9));

    NativeLibrary.sweepAbandoned(folder, newest);

    assertThat(left).doesNotExist();
    assertThat(inUse).exists();
    assertThat(other).exists();
  }

  private Path file(String name, FileTime newest, Duration older) throws IOException {
    Path path = Files.createFile(folder.resolve(name));
    return Files.setLastModifiedTime(path, FileTime.from(newest.toInstant().minus(older)));
  }
}
