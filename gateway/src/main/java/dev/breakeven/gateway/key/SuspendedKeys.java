package dev.breakeven.gateway.key;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.wire.report.JsonIn;
import dev.breakeven.wire.report.JsonOut;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Keys that get no calls until an operator lifts it: known from memory to every call, and kept in
/// a file for each key, so that a restart lifts nothing. Thread-safe.
///
/// The file of a key that was lifted stays and says when: what it used until then is no reason to
/// suspend it again.
public final class SuspendedKeys {
  private static final JsonIn.Kind KIND =
      new JsonIn.Kind(
          ErrorCode.LEDGER_UNREADABLE,
          "a suspended key",
          "Mend it, or remove it: then the key has calls again.");

  private final Path folder;
  private final Map<String, Suspension> suspended = new ConcurrentHashMap<>();
  private final Map<String, Instant> lifted = new ConcurrentHashMap<>();
  private final Queue<Suspension> unsaved = new ConcurrentLinkedQueue<>();

  /// Since when a key has no calls, and why.
  public record Suspension(String key, Instant at, String reason) {}

  /// Reads what `folder` has, which need not be there. Throws [BreakevenException] for a file that
  /// cannot be read: nobody knows which key it suspends.
  public SuspendedKeys(Path folder) {
    this.folder = folder;
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
        files.forEach(this::read);
      } catch (IOException e) {
        throw new BreakevenException(
            ErrorCode.FILE_UNREADABLE,
            "the suspended keys cannot be read",
            folder.toString(),
            "Check the permissions of the folder and the disk.");
      }
    }
  }

  private void read(Path file) {
    JsonIn json = JsonIn.read(file, KIND);
    String key = json.get("key").text();
    Optional<Instant> end = json.find("lifted_at").map(at -> at.as(SuspendedKeys::instant));
    if (end.isPresent()) {
      lifted.put(key, end.get());
    } else {
      Instant at = json.get("at").as(SuspendedKeys::instant);
      suspended.put(key, new Suspension(key, at, json.get("reason").text()));
    }
  }

  private static Instant instant(JsonIn json) {
    try {
      return Instant.parse(json.text());
    } catch (java.time.DateTimeException e) {
      throw new IllegalArgumentException("not a time such as 2026-11-21T22:00:00Z");
    }
  }

  public Optional<Suspension> of(String key) {
    return Optional.ofNullable(suspended.get(key));
  }

  public List<String> keys() {
    return suspended.keySet().stream().sorted().toList();
  }

  /// Until when the use of keys was found to be right, at the start.
  public Map<String, Instant> lifted() {
    return Map.copyOf(lifted);
  }

  /// Holds from now on for every call; [#save] makes it outlive the process.
  public void suspend(Suspension suspension) {
    if (suspended.putIfAbsent(suspension.key(), suspension) == null) {
      unsaved.add(suspension);
    }
  }

  /// Writes what is not on the disk yet. Throws [BreakevenException] when it cannot; then the next
  /// call tries again.
  public synchronized void save() {
    for (Suspension next = unsaved.peek(); next != null; next = unsaved.peek()) {
      if (suspended.containsKey(next.key())) {
        write(next, Optional.empty());
      }
      unsaved.remove();
    }
  }

  /// Gives `key` calls again; false when it had them. Throws [BreakevenException], and lifts
  /// nothing, when that cannot be written.
  public synchronized boolean lift(String key, Instant at) {
    Suspension suspension = suspended.get(key);
    if (suspension == null) {
      return false;
    }
    write(suspension, Optional.of(at));
    suspended.remove(key);
    return true;
  }

  private void write(Suspension suspension, Optional<Instant> end) {
    StringWriter text = new StringWriter();
    JsonOut.write(
        text,
        json -> {
          json.text("key", suspension.key()).text("at", suspension.at().toString());
          json.text("reason", suspension.reason());
          end.ifPresent(at -> json.text("lifted_at", at.toString()));
        });
    Path file = folder.resolve(KeyRing.hash(suspension.key()) + ".json");
    Path whole = folder.resolve(file.getFileName() + ".tmp");
    try {
      Files.createDirectories(folder);
      try (FileChannel out =
          FileChannel.open(
              whole,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new BreakevenException(
          ErrorCode.OUTPUT_REFUSED,
          "that key '%s' is %s cannot be written"
              .formatted(suspension.key(), end.isPresent() ? "no more suspended" : "suspended"),
          file.toString(),
          "Check that the folder of the ledger may be written and has room.");
    }
  }
}
