package dev.breakeven.ingest.kubernetes;

import dev.breakeven.core.audit.Cluster;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.ingest.http.RestReader;
import dev.breakeven.ingest.text.JsonLines;
import dev.breakeven.ingest.text.TextSource;
import dev.breakeven.ingest.usage.source.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads nodes, pods and services, an object at a time. Owned by one thread.
public final class Kubernetes {
  private static final int PAGE = 500;
  private static final Set<String> SKIPPED =
      Set.of("managedFields", "annotations", "volumes", "volumeMounts", "env", "conditions");

  private final Map<String, Cluster.Node> nodes = new LinkedHashMap<>();
  private final Map<String, Cluster.Pod> pods = new LinkedHashMap<>();
  private final Map<String, Cluster.Entry> entries = new LinkedHashMap<>();

  /// True for the beginning of what `kubectl get -o json` prints, or of a list of the API.
  public static boolean recognises(String head) {
    return head.stripLeading().startsWith("{")
        && head.contains("\"apiVersion\"")
        && (head.contains("\"items\"") || head.contains("\"kind\""));
  }

  /// Reads the three lists of a live API, page by page.
  public void read(RestReader service) {
    pages(service, "nodes", "Node");
    pages(service, "pods", "Pod");
    pages(service, "services", "Service");
  }

  private void pages(RestReader service, String list, String kind) {
    String path = "/api/v1/" + list;
    Set<String> seen = new HashSet<>();
    String next = page(list, service.get(path + "?limit=" + PAGE), kind);
    while (!next.isEmpty()) {
      if (!seen.add(next)) {
        throw new BreakevenException(
            ErrorCode.SOURCE_UNREACHABLE,
            "kubernetes gives the same page of " + list + " for ever",
            "",
            "Save the lists with kubectl get -o json, and give them with --from-file");
      }
      String from = URLEncoder.encode(next, StandardCharsets.UTF_8);
      Optional<byte[]> body =
          service.getUnlessGone(path + "?limit=%d&continue=%s".formatted(PAGE, from));
      next = body.isPresent() ? page(list, body.get(), kind) : again(service, path, list, kind);
    }
  }

  /// The whole list at once, so that no token can be too old; what was read of it is forgotten.
  private String again(RestReader service, String path, String list, String kind) {
    switch (kind) {
      case "Node" -> nodes.clear();
      case "Pod" -> pods.clear();
      default -> entries.clear();
    }
    return page(list, service.get(path), kind);
  }

  private String page(String list, byte[] body, String kind) {
    return read(list, new ByteArrayInputStream(body), kind);
  }

  /// Reads a saved list of objects of any kinds.
  public void read(TextSource file) {
    read(file.name(), file.lines().rest(), "");
  }

  /// Reads a list, whose items do not name their kind when the API gives it; the token of the next
  /// page, or an empty text.
  private String read(String where, InputStream in, String kind) {
    String next = "";
    boolean listed = false;
    try (JsonParser parser = JsonLines.parser(in)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        for (String key = parser.nextName(); key != null; key = parser.nextName()) {
          JsonToken value = parser.nextToken();
          listed |= isListed(parser, key);
          if (key.equals("items") && value == JsonToken.START_ARRAY) {
            items(parser, kind);
          } else if (key.equals("metadata") && value == JsonToken.START_OBJECT) {
            next = JsonObject.read(parser, _ -> true).text("continue");
          } else {
            parser.skipChildren();
          }
        }
      }
    } catch (JacksonException e) {
      throw broken("the list is cut off or no JSON", where);
    }
    if (!listed) {
      throw broken("no list of Kubernetes objects", where);
    }
    return next;
  }

  /// An empty list may come as null, or as no items at all.
  private static boolean isListed(JsonParser parser, String key) {
    return key.equals("items") || (key.equals("kind") && parser.getString().endsWith("List"));
  }

  private static BreakevenException broken(String what, String where) {
    return new BreakevenException(
        ErrorCode.FORMAT_UNKNOWN, what, where, "Save it with kubectl get -A -o json");
  }

  private void items(JsonParser parser, String kind) {
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      JsonObject item = JsonObject.read(parser, key -> !SKIPPED.contains(key));
      String stated = item.text("kind");
      take(item, stated.isEmpty() ? kind : stated);
    }
  }

  private void take(JsonObject item, String kind) {
    JsonObject metadata = item.object("metadata");
    String path = metadata.text("namespace") + "/" + metadata.text("name");
    switch (kind) {
      case "Node" -> nodes.put(path, Objects.node(item));
      case "Pod" -> pods.put(path, Objects.pod(item));
      case "Service" -> {
        String type = item.object("spec").text("type");
        entries.put(path, Objects.entry(item, type));
      }
      default -> {} // other kinds say nothing that is asked here
    }
  }

  public Cluster cluster() {
    return new Cluster(
        List.copyOf(nodes.values()), List.copyOf(pods.values()), List.copyOf(entries.values()));
  }
}
