package dev.breakeven.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// Writes HTML and SVG: elements by name, every text and attribute escaped.
///
/// Not thread-safe. `html.open("p").text("a < b").close("p")`.
final class Html {
  private final StringBuilder out = new StringBuilder();

  /// The begin of a page that needs no other file.
  static Html page(String title) {
    Html html = new Html();
    html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
    html.element("title", title);
    return html.raw("<style>\n").raw(style()).raw("</style>\n</head>\n<body>\n<main>\n");
  }

  /// The whole page.
  String end() {
    return raw("</main>\n</body>\n</html>\n").toString();
  }

  private static String style() {
    try (InputStream in = Html.class.getResourceAsStream("plan.css")) {
      if (in == null) {
        throw new IllegalStateException("plan.css is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A pair of a list of facts.
  void fact(String name, String value, String detail) {
    open("div").element("dt", name);
    element("dd", value, "class", "value").element("dd", detail).close("div").line();
  }

  /// An opening tag; `attributes` are names and values in turn.
  Html open(String name, Object... attributes) {
    tag(name, attributes);
    out.append('>');
    return this;
  }

  Html close(String name) {
    out.append("</").append(name).append('>');
    return this;
  }

  /// An element without content, as SVG shapes are.
  Html shape(String name, Object... attributes) {
    tag(name, attributes);
    out.append("/>\n");
    return this;
  }

  /// A whole element with a text in it.
  Html element(String name, String text, Object... attributes) {
    return open(name, attributes).text(text).close(name).line();
  }

  Html text(String text) {
    escape(text);
    return this;
  }

  Html line() {
    out.append('\n');
    return this;
  }

  /// Mark-up of our own: never what a user or a file said.
  Html raw(String markup) {
    out.append(markup);
    return this;
  }

  /// The heads of a table's columns.
  Html heads(List<String> texts) {
    open("tr");
    texts.forEach(text -> open("th", "scope", "col").text(text).close("th"));
    return close("tr").line();
  }

  /// A row of a table, whose first cell names it.
  Html row(List<String> texts) {
    open("tr").open("th", "scope", "row").text(texts.getFirst()).close("th");
    texts.stream().skip(1).forEach(text -> open("td").text(text).close("td"));
    return close("tr").line();
  }

  private void tag(String name, Object... attributes) {
    out.append('<').append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attribute(attributes[i + 1]));
      out.append('"');
    }
  }

  /// A coordinate has two decimals, which is a hundredth of a pixel.
  private static String attribute(Object value) {
    if (!(value instanceof Double number)) {
      return value.toString();
    }
    String text = String.format(Locale.ROOT, "%.2f", number).replaceFirst("\\.?0+$", "");
    return text.equals("-0") ? "0" : text;
  }

  /// Characters that HTML knows, and control characters, which no file name may smuggle in.
  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(Character.isISOControl(c) || isHidden(c) ? '\uFFFD' : c);
      }
    }
  }

  /// Marks that turn the direction of writing.
  private static boolean isHidden(char c) {
    return (c >= '\u202A' && c <= '\u202E') || (c >= '\u2066' && c <= '\u2069');
  }

  @Override
  public String toString() {
    return out.toString();
  }

  /// Opens a part of the page under `title`; `kind` is its class of style.
  Html section(String title, String kind) {
    return open("section", "class", kind).line().element("h2", title);
  }

  /// The numbers of a picture, folded.
  void folded(String title, List<String> head, List<List<String>> rows) {
    open("details").line().element("summary", title);
    open("table").line().open("thead").line().heads(head).close("thead").line();
    open("tbody").line();
    rows.forEach(this::row);
    close("tbody").line().close("table").line().close("details").line();
  }
}
