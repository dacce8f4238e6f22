package dev.breakeven.cli.wiring;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The user's own key for a model: from a file that nobody else may read, or from a variable.
///
/// The variables of a host are looked at for that host alone, so that no key goes anywhere else.
public final class ModelKeys {
  /// For whatever endpoint is named.
  public static final String ANY = "BREAKEVEN_ASK_KEY";

  private static final Map<String, String> BY_HOST =
      Map.of("api.openai.com", "OPENAI_API_KEY", "api.anthropic.com", "ANTHROPIC_API_KEY");
  private static final Set<PosixFilePermission> OWNERS =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private ModelKeys() {}

  static Optional<String> find(Map<String, String> variables, String host, Optional<Path> file) {
    if (file.isPresent()) {
      return Optional.of(read(file.get()));
    }
    String any = variables.getOrDefault(ANY, "").strip();
    String ofHost = variables.getOrDefault(BY_HOST.getOrDefault(host, ""), "").strip();
    return Optional.of(any.isEmpty() ? ofHost : any).filter(key -> !key.isEmpty());
  }

  private static String read(Path file) {
    try {
      if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
        throw refused("others than its owner may read the key", file, "Run: chmod 600 " + file);
      }
      String key = Files.readString(file).strip();
      if (key.isEmpty() || key.contains("\n")) {
        throw refused("the file holds no key alone", file, "Write the key on one line.");
      }
      return key;
    } catch (NoSuchFileException e) {
      throw refused("no such file", file, "Check the path.");
    } catch (IOException | UnsupportedOperationException e) {
      throw refused("cannot be read", file, "Use the variable " + ANY + " instead.");
    }
  }

  private static BreakevenException refused(String what, Path file, String remedy) {
    return new BreakevenException(ErrorCode.USAGE, what, file.toString(), remedy);
  }
}
