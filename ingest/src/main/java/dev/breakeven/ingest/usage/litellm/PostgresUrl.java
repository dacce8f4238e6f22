package dev.breakeven.ingest.usage.litellm;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/// The address of a PostgreSQL database, and apart from it the login, which no message shows.
record PostgresUrl(String jdbc, Properties login) {
  private static final String JDBC = "jdbc:postgresql:";

  /// Reads `postgresql://user:password@host:port/name` or a JDBC URL, which may hold the login too.
  static PostgresUrl parse(String url) {
    Properties login = new Properties();
    if (url.startsWith(JDBC)) {
      return new PostgresUrl(url, login);
    }
    try {
      URI uri = URI.create(url.strip());
      String host = uri.getHost();
      String scheme = String.valueOf(uri.getScheme());
      if (host == null || !scheme.startsWith("postgres")) {
        throw malformed();
      }
      String user = uri.getRawUserInfo();
      if (user != null) {
        int colon = user.indexOf(':');
        login.setProperty("user", decoded(colon < 0 ? user : user.substring(0, colon)));
        if (colon >= 0) {
          login.setProperty("password", decoded(user.substring(colon + 1)));
        }
      }
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      return new PostgresUrl(JDBC + "//" + host + port + uri.getRawPath() + query, login);
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static BreakevenException malformed() {
    return new BreakevenException(
        ErrorCode.USAGE,
        "this is no address of a PostgreSQL database",
        "",
        "Give one such as postgresql://user:password@host:5432/litellm");
  }

  /// The address without what may be a login: its parameters, and what stands before the host.
  static String withoutLogin(String jdbc) {
    int query = jdbc.indexOf('?');
    return (query < 0 ? jdbc : jdbc.substring(0, query)).replaceFirst("//[^/]*@", "//");
  }
}
