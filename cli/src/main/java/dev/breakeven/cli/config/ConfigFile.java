package dev.breakeven.cli.config;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A configuration file: at most 64 KiB of YAML 1.2, one mapping of keys to values or lists.
///
/// `name` is what messages call it.
record ConfigFile(String name, Path path, Setting.Origin origin) {
  private static final int MOST_BYTES = 64 << 10;
  private static final String CHECK = "Check that it is a file and may be read.";

  boolean exists() {
    return Files.exists(path);
  }

  /// What it sets. Throws [BreakevenException] with file and line for the first thing wrong.
  List<Setting> settings(Path home) {
    return new ConfigYaml(this, home).settings(values());
  }

  /// Its keys with their values. Throws [BreakevenException] as [#settings] does.
  Map<String, YamlValue> values() {
    return values(MOST_BYTES);
  }

  /// The same of a file that may have `most` bytes.
  Map<String, YamlValue> values(int most) {
    if (!Files.isRegularFile(path)) {
      throw invalid(0, "is no file", CHECK);
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(most + 1);
    } catch (IOException e) {
      throw invalid(0, "cannot be read: " + e.getClass().getSimpleName(), CHECK);
    }
    if (bytes.length > most) {
      throw invalid(
          0, "the file is larger than %,d KiB".formatted(most >> 10), "Keep what is read from it.");
    }
    return YamlTree.of(this, text(bytes));
  }

  private String text(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    if (result.isError()) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw invalid(line, "not valid UTF-8", "Save the file as UTF-8.");
    }
    String text = out.flip().toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /// The error that `line`, counted from one and 0 for the file as a whole, is not usable.
  BreakevenException invalid(int line, String what, String remedy) {
    return new BreakevenException(ErrorCode.CONFIG_INVALID, what, where(line), remedy);
  }

  String where(int line) {
    return line == 0 ? name : name + ":" + line;
  }
}
