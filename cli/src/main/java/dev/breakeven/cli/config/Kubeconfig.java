package dev.breakeven.cli.config;

import dev.breakeven.core.error.BreakevenException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the files of `KUBECONFIG`, else `~/.kube/config`, say of how to reach a cluster.
///
/// As for kubectl, the first file that has a name counts for it. Nothing that a file names is run:
/// what takes more than a token or a certificate is refused, and left to `kubectl proxy`.
public final class Kubeconfig {
  private static final int MOST_BYTES = 4 << 20;
  private static final List<String> REFUSED =
      List.of(
          "exec",
          "auth-provider",
          "username",
          "as",
          "insecure-skip-tls-verify",
          "proxy-url",
          "tls-server-name");

  private final List<Part> files;

  /// How to reach the cluster of a context; certificates and the key are PEM. `user` names it in
  /// messages.
  public record Access(
      String server,
      Optional<String> authorities,
      Optional<String> token,
      Optional<String> certificate,
      Optional<String> key,
      String user) {
    @Override
    public String toString() {
      return user + " at " + server; // never a secret
    }
  }

  private Kubeconfig(List<Part> files) {
    this.files = files;
  }

  /// Empty where there is no such file.
  ///
  /// Throws [BreakevenException] with file and line for one that cannot be read.
  public static Optional<Kubeconfig> find(Map<String, String> variables, Path home) {
    String named = variables.getOrDefault("KUBECONFIG", "");
    List<Path> paths =
        named.isEmpty()
            ? List.of(home.resolve(".kube").resolve("config"))
            : Arrays.stream(named.split(File.pathSeparator))
                .filter(each -> !each.isEmpty())
                .map(Path::of)
                .toList();
    List<Part> files =
        paths.stream()
            .filter(Files::exists)
            .map(path -> new ConfigFile(path.toString(), path, Setting.Origin.USER_FILE))
            .map(file -> new Part(file, file.values(MOST_BYTES), 0))
            .toList();
    return files.isEmpty() ? Optional.empty() : Optional.of(new Kubeconfig(files));
  }

  /// The context that kubectl would take, if one is set.
  public Optional<String> current() {
    return files.stream().flatMap(file -> file.text("current-context").stream()).findFirst();
  }

  public List<String> contexts() {
    return files.stream()
        .flatMap(file -> file.items("contexts").stream())
        .flatMap(each -> each.text("name").stream())
        .distinct()
        .toList();
  }

  /// How to reach the cluster of `context`, one of [#contexts].
  public Access access(String context) {
    Part names = entry("context", context, files.getFirst());
    Part cluster = entry("cluster", names.required("cluster"), names);
    Part user = entry("user", names.text("user").orElse(""), names);
    for (String key : REFUSED) {
      cluster.refuse(key, context);
      user.refuse(key, context);
    }
    Optional<String> certificate = user.pem("client-certificate");
    Optional<String> key = user.pem("client-key");
    if (certificate.isPresent() != key.isPresent()) {
      throw user.unusable(
          certificate.isPresent() ? "client-key" : "client-certificate", "is missing");
    }
    Optional<String> ofFile = user.text("tokenFile").map(path -> user.read("tokenFile", path));
    return new Access(
        cluster.required("server"),
        cluster.pem("certificate-authority"),
        ofFile.or(() -> user.text("token")).map(String::strip),
        certificate,
        key,
        user.file().where(user.line()));
  }

  /// The entry of the list of `kind` that is called `name`; `from` is where it is asked for.
  private Part entry(String kind, String name, Part from) {
    return files.stream()
        .flatMap(file -> file.items(kind + "s").stream())
        .filter(each -> each.text("name").equals(Optional.of(name)))
        .findFirst()
        .orElseThrow(
            () ->
                from.file()
                    .invalid(
                        from.line(),
                        "there is no %s '%s'".formatted(kind, Spelling.shown(name)),
                        "Look at 'kubectl config view'."))
        .inner(kind);
  }

  /// A mapping of a file, which begins at `line`.
  private record Part(ConfigFile file, Map<String, YamlValue> values, int line) {
    Optional<String> text(String key) {
      return values.get(key) instanceof YamlValue.Scalar(String text, boolean isNothing, _)
              && !isNothing
              && !text.isEmpty()
          ? Optional.of(text)
          : Optional.empty();
    }

    String required(String key) {
      return text(key)
          .orElseThrow(
              () ->
                  file.invalid(line, "'" + key + "' is missing", "Look at 'kubectl config view'."));
    }

    List<Part> items(String key) {
      return values.get(key) instanceof YamlValue.Sequence(List<YamlValue> items, _)
          ? items.stream().flatMap(item -> part(item).stream()).toList()
          : List.of();
    }

    /// The mapping under `key`, without keys where there is none.
    Part inner(String key) {
      return Optional.ofNullable(values.get(key))
          .flatMap(this::part)
          .orElse(new Part(file, Map.of(), line));
    }

    private Optional<Part> part(YamlValue value) {
      return value instanceof YamlValue.Mapping(Map<String, YamlValue> inside, int at)
          ? Optional.of(new Part(file, inside, at))
          : Optional.empty();
    }

    void refuse(String key, String context) {
      YamlValue value = values.get(key);
      boolean said =
          value instanceof YamlValue.Scalar
              ? text(key).filter(text -> !text.equals("false")).isPresent()
              : value != null;
      if (said && value != null) {
        throw file.invalid(
            value.line(),
            "'%s' is not done here".formatted(key),
            "Run 'kubectl proxy --context %s --port 8001', and give http://127.0.0.1:8001 instead"
                .formatted(Spelling.shown(context)));
      }
    }

    /// What stands in the file itself under `key` with `-data`, else in the file that `key` names.
    Optional<String> pem(String key) {
      String inside = key + "-data";
      return text(inside)
          .map(
              data -> {
                try {
                  byte[] pem = Base64.getMimeDecoder().decode(data);
                  return new String(pem, StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                  throw unusable(inside, "is no base64");
                }
              })
          .or(() -> text(key).map(path -> read(key, path)));
    }

    /// The file at `path`, which is meant from the folder of this file.
    String read(String key, String path) {
      Path folder = file.path().toAbsolutePath().getParent();
      try {
        return Files.readString(folder == null ? Path.of(path) : folder.resolve(path));
      } catch (IOException e) {
        throw unusable(key, "names a file that cannot be read");
      }
    }

    BreakevenException unusable(String key, String how) {
      YamlValue value = values.get(key);
      return file.invalid(
          value == null ? line : value.line(),
          "'%s' %s".formatted(key, how),
          "Look at 'kubectl config view', or use 'kubectl proxy'.");
    }
  }
}
