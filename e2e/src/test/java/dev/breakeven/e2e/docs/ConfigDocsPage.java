package dev.breakeven.e2e.docs;

import dev.breakeven.cli.config.ConfigKey;

/// `docs/reference/config.md`: the table of keys.
final class ConfigDocsPage {
  private ConfigDocsPage() {}

  static String render() {
    StringBuilder page =
        new StringBuilder(
            """
            # Configuration

            Generated from `ConfigKey`; run `./dev docs` after a change.

            What is set as a flag wins over the environment variable, that over `./breakeven.yaml`
            in the working folder, this over `$XDG_CONFIG_HOME/breakeven/breakeven.yaml` (without
            `XDG_CONFIG_HOME`: `~/.config`), and that over the default. `breakeven config
            --show-origin` prints what holds, and which file and line or variable says so.

            ```yaml
            ledger: ~/team-ledger
            prices: [our-prices.jsonl, our-gpus.jsonl]
            candidates:
              - llama-3.3-70b
              - gpt-oss-120b:mxfp4
            fte: 0.5
            redundancy: 2x
            ```

            A file is one YAML mapping of at most 64 KiB. An unknown key, a key twice or a value of
            another type is an error with file and line, for every verb but `doctor`. A path in a
            file is meant from the folder of that file. Several values in a variable have `;`
            between them; an empty variable sets nothing. A list replaces the list of a weaker
            origin. `ledger` and `prices` hold for every verb with that flag, the others for
            `plan` and for `breakeven` without a verb; studies and calculators take only what
            they are given. No key holds a secret.

            | key | flag | variable | value | default | meaning |
            |---|---|---|---|---|---|
            """);
    for (ConfigKey key : ConfigKey.values()) {
      page.append(
          "| `%s` | `%s` | `%s` | %s%s | %s | %s |\n"
              .formatted(
                  key.key(),
                  key.flag(),
                  key.variable(),
                  key.type().label(),
                  key.isList() ? ", or several" : "",
                  key.defaultText().isEmpty() ? "" : "`" + key.defaultText() + "`",
                  key.meaning()));
    }
    return page.toString();
  }
}
