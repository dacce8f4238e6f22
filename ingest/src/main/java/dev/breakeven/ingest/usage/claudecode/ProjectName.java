package dev.breakeven.ingest.usage.claudecode;

import java.util.HashMap;
import java.util.Map;

/// The name of a project from its folder of logs, which spells the project's path with dashes.
///
/// `-home-ada-src-my-app` is `my-app` when the working folder of a call is inside it; the folder's
/// own name where that is not known. Without a folder, the last part of the working folder. Owned
/// by one thread.
final class ProjectName {
  private final Map<String, String> byFolder = new HashMap<>();

  String of(String folder, String workingFolder) {
    String known = byFolder.get(folder);
    if (known != null) {
      return known;
    }
    String path = workingFolder.replace('\\', '/');
    while (!path.isEmpty()) {
      int slash = path.lastIndexOf('/');
      if (folder.isEmpty()) {
        return path.substring(slash + 1);
      }
      if (spelled(path).equals(folder)) {
        byFolder.put(folder, path.substring(slash + 1));
        return path.substring(slash + 1);
      }
      path = slash < 0 ? "" : path.substring(0, slash);
    }
    return folder;
  }

  private static String spelled(String path) {
    StringBuilder spelled = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      spelled.append(plain ? c : '-');
    }
    return spelled.toString();
  }
}
