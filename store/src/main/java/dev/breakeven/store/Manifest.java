package dev.breakeven.store;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;

/// Names every live file of a ledger: what it does not name does not count.
///
/// Replaced as a whole by a rename, only by the holder of the manifest lock. `next` numbers the
/// next file, and no number is used twice. `segments` are in the order of their numbers.
record Manifest(
    long generation, long next, List<String> segments, List<DayFile> days, List<StoredFile> ids) {
  /// The version of the folder: of the lines, the Parquet columns and the id files.
  static final int SCHEMA = 1;

  static final Manifest EMPTY = new Manifest(0, 1, List.of(), List.of(), List.of());

  /// A file that never changes, with what it must hold.
  record StoredFile(String name, long bytes, long crc) {}

  /// A Parquet file with attempts that began on `day` (UTC), and one with their [DaySums].
  record DayFile(String day, long rows, StoredFile file, Optional<StoredFile> sums) {
    Stream<StoredFile> files() {
      return Stream.concat(Stream.of(file), sums.stream());
    }
  }

  Manifest {
    segments = List.copyOf(segments);
    days = List.copyOf(days);
    ids = List.copyOf(ids);
  }

  /// With one more segment, numbered `next`.
  Manifest plusSegment() {
    List<String> more = new ArrayList<>(segments);
    more.add(Folder.segment(next));
    return new Manifest(generation + 1, next + 1, more, days, ids);
  }

  /// Reads the manifest; the folder without one is an empty ledger.
  static Manifest read(Folder folder) {
    Path path = folder.manifest();
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      requireNothing(folder);
      return EMPTY;
    } catch (IOException e) {
      throw unreadable(path, "cannot read the manifest: " + Folder.reason(e));
    }
    int end = bytes.length > 0 && bytes[bytes.length - 1] == '\n' ? bytes.length - 1 : bytes.length;
    try {
      Manifest manifest = new Parsed().manifest(bytes, end, path);
      if (!Line.isIntact(bytes, 0, end)) {
        throw unreadable(path, "the manifest does not fit its checksum");
      }
      return manifest;
    } catch (JacksonException e) {
      throw unreadable(path, "the manifest is no JSON");
    }
  }

  /// A folder with data but without a manifest has lost it.
  private static void requireNothing(Folder folder) {
    for (String part : List.of(Folder.HOT, Folder.COLD)) {
      try (Stream<Path> all = Files.walk(folder.file(part))) {
        for (Path path : all.filter(Files::isRegularFile).toList()) {
          if (Files.size(path) > 0) {
            throw unreadable(folder.manifest(), "the manifest is missing, but there is " + path);
          }
        }
      } catch (NoSuchFileException e) {
        // no data
      } catch (IOException e) {
        throw unreadable(folder.root(), "cannot read the folder: " + Folder.reason(e));
      }
    }
  }

  /// Puts this manifest in the place of the one before; durable on return.
  void store(Folder folder) throws IOException {
    byte[] content = json();
    byte[] line = Arrays.copyOf(content, content.length + Line.SUFFIX + 1);
    Line.seal(line, 0, content.length);
    line[line.length - 1] = '\n';
    Path fresh = folder.file("manifest.json.new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer buffer = ByteBuffer.wrap(line);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(
        fresh,
        folder.manifest(),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    Folder.sync(folder.root());
  }

  /// The object without its closing brace, ready for the checksum.
  private byte[] json() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JsonMaps.FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeNumberProperty("schema", SCHEMA);
      json.writeNumberProperty("generation", generation);
      json.writeNumberProperty("next", next);
      json.writeArrayPropertyStart("segments");
      segments.forEach(json::writeString);
      json.writeEndArray();
      json.writeArrayPropertyStart("days");
      for (DayFile day : days) {
        json.writeStartObject();
        json.writeStringProperty("day", day.day());
        json.writeNumberProperty("rows", day.rows());
        if (day.sums().isPresent()) {
          json.writeObjectPropertyStart("sums");
          write(day.sums().get(), json);
        }
        write(day.file(), json);
      }
      json.writeEndArray();
      json.writeArrayPropertyStart("ids");
      for (StoredFile file : ids) {
        json.writeStartObject();
        write(file, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    byte[] bytes = out.toByteArray();
    return Arrays.copyOf(bytes, bytes.length - 1);
  }

  private static void write(StoredFile file, JsonGenerator json) {
    json.writeStringProperty("file", file.name());
    json.writeNumberProperty("bytes", file.bytes());
    json.writeNumberProperty("crc32c", file.crc());
    json.writeEndObject();
  }

  static BreakevenException unreadable(Path path, String what) {
    return new BreakevenException(
        ErrorCode.LEDGER_UNREADABLE,
        what,
        path.toString(),
        "Restore the folder from a backup, or name another with --ledger.");
  }

  /// The values met while reading, in any order.
  private static final class Parsed {
    private long schema;
    private long generation;
    private long next;
    private final List<String> segments = new ArrayList<>();
    private final List<DayFile> days = new ArrayList<>();
    private final List<StoredFile> ids = new ArrayList<>();

    Manifest manifest(byte[] bytes, int end, Path path) {
      try (JsonParser json =
          JsonMaps.FACTORY.createParser(ObjectReadContext.empty(), bytes, 0, end)) {
        json.nextToken();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
          String key = json.currentName();
          json.nextToken();
          field(key, json);
        }
      }
      if (schema > SCHEMA) {
        throw new BreakevenException(
            ErrorCode.LEDGER_UNREADABLE,
            "the ledger has schema version " + schema + ", this program knows up to " + SCHEMA,
            path.toString(),
            "Use the newer Breakeven that wrote it.");
      }
      if (schema < 1) {
        throw unreadable(path, "the manifest has no schema version");
      }
      return new Manifest(generation, next, segments, days, ids);
    }

    private void field(String key, JsonParser json) {
      switch (key) {
        case "schema" -> schema = json.getLongValue();
        case "generation" -> generation = json.getLongValue();
        case "next" -> next = json.getLongValue();
        case "segments" -> {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            segments.add(json.getString());
          }
        }
        case "days", "ids" -> {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            file(key.equals("days"), json);
          }
        }
        default -> json.skipChildren();
      }
    }

    private void file(boolean ofDay, JsonParser json) {
      String day = "";
      String name = "";
      long rows = 0;
      long bytes = 0;
      long crc = 0;
      Optional<StoredFile> sums = Optional.empty();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String key = json.currentName();
        json.nextToken();
        switch (key) {
          case "day" -> day = json.getString();
          case "file" -> name = json.getString();
          case "rows" -> rows = json.getLongValue();
          case "bytes" -> bytes = json.getLongValue();
          case "crc32c" -> crc = json.getLongValue();
          case "sums" -> {
            file(false, json);
            sums = Optional.of(ids.removeLast());
          }
          default -> json.skipChildren();
        }
      }
      StoredFile file = new StoredFile(name, bytes, crc);
      if (ofDay) {
        days.add(new DayFile(day, rows, file, sums));
      } else {
        ids.add(file);
      }
    }
  }
}
