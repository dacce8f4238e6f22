package dev.breakeven.wire.report;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// A folder in which a plan lies with what it was made from: `inputs.json` and `plan.json`.
///
/// Traces and price files stay where they are; the folder has their paths, relative to itself, and
/// the digest of their content.
public final class SavedPlan {
  private static final String INPUTS = "inputs.json";
  private static final String RESULT = "plan.json";
  private static final long VERSION = 1;
  private static final JsonIn.Kind KIND =
      new JsonIn.Kind(
          ErrorCode.FORMAT_UNKNOWN,
          "the inputs of a saved plan",
          "Save the plan again with 'breakeven plan ... --save DIR'.");

  private final Path folder;
  private final List<Argument> arguments;

  public SavedPlan(Path folder, List<Argument> arguments) {
    this.folder = folder.toAbsolutePath().normalize();
    this.arguments = List.copyOf(arguments);
  }

  /// One value of a flag, whose name is empty for a trace; `file` is empty for what is no file.
  public record Argument(String flag, String value, List<Path> file) {
    public Argument {
      file = List.copyOf(file);
    }

    public static Argument ofText(String flag, String value) {
      return new Argument(flag, value, List.of());
    }

    /// `path` as given, such as `FILE@2`, which reads `file`.
    public static Argument ofFile(String flag, Path path, Path file) {
      return new Argument(flag, path.toAbsolutePath().normalize().toString(), List.of(file));
    }
  }

  public static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(INPUTS));
  }

  /// The text of `inputs.json`; the digest of every file is taken now.
  public String inputs(String at, String catalogAsOf) {
    StringWriter out = new StringWriter();
    JsonOut.write(
        out,
        json -> {
          json.number("saved_plan", VERSION);
          json.text("at", at).text("catalog_as_of", catalogAsOf);
          json.array(
              "arguments",
              arguments,
              argument -> {
                boolean isFile = !argument.file().isEmpty();
                json.text("flag", argument.flag());
                json.text(
                    isFile ? "file" : "value", isFile ? relative(argument) : argument.value());
                argument.file().forEach(file -> json.text("sha256", digest(file)));
              });
        });
    return out.toString();
  }

  private String relative(Argument argument) {
    return folder.relativize(Path.of(argument.value())).toString().replace('\\', '/');
  }

  public static Path inputsFile(Path folder) {
    return folder.resolve(INPUTS);
  }

  public static Path resultFile(Path folder) {
    return folder.resolve(RESULT);
  }

  /// What was saved in a folder: the arguments of `plan`, and files whose content is another now.
  public record Inputs(List<String> arguments, List<String> changedFiles) {
    public Inputs {
      arguments = List.copyOf(arguments);
      changedFiles = List.copyOf(changedFiles);
    }
  }

  /// Reads `inputs.json`; the date of prices is left out, since it is for another day.
  public static Inputs read(Path folder) {
    JsonIn root = JsonIn.read(folder.resolve(INPUTS), KIND);
    root.only(Set.of("saved_plan", "at", "catalog_as_of", "arguments"));
    if (root.get("saved_plan").whole() != VERSION) {
      throw root.get("saved_plan").invalid("a saved plan of a newer Breakeven");
    }
    List<String> flags = new ArrayList<>();
    List<String> traces = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    for (JsonIn argument : root.get("arguments").items()) {
      argument.only(Set.of("flag", "value", "file", "sha256"));
      String flag = argument.get("flag").text();
      String value =
          argument
              .find("file")
              .map(file -> folder.resolve(file.text()).toAbsolutePath().normalize().toString())
              .orElseGet(() -> argument.get("value").text());
      argument
          .find("sha256")
          .filter(saved -> !saved.text().equals(digest(withoutFactor(Path.of(value)))))
          .ifPresent(_ -> changed.add(value));
      if (flag.isEmpty()) {
        traces.add(value);
      } else {
        flags.add(flag + "=" + value);
      }
    }
    flags.addAll(traces);
    return new Inputs(flags, changed);
  }

  /// `calls.csv@2` is the file `calls.csv`, unless there is one of the whole name.
  public static Path withoutFactor(Path given) {
    int at = Files.exists(given) ? -1 : given.toString().lastIndexOf('@');
    return at < 0 ? given : Path.of(given.toString().substring(0, at));
  }

  private static String digest(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchFileException e) {
      throw new BreakevenException(
          ErrorCode.FILE_MISSING,
          "no such file, which the plan was made from",
          file.toString(),
          "Put it back, or save the plan again.");
    } catch (IOException e) {
      throw new BreakevenException(
          ErrorCode.FILE_UNREADABLE,
          "cannot be read again",
          file.toString(),
          "Give a file: what came through a pipe is gone.");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
