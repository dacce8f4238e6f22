package dev.breakeven.catalog.check;

import java.util.ArrayList;
import java.util.List;

/// Findings in the order of the data they are about.
public record CheckReport(List<Finding> findings) {
  public CheckReport {
    findings = List.copyOf(findings);
  }

  public List<Finding> of(Finding.Rule rule) {
    return findings.stream().filter(finding -> finding.rule() == rule).toList();
  }

  public CheckReport plus(CheckReport other) {
    List<Finding> all = new ArrayList<>(findings);
    all.addAll(other.findings);
    return new CheckReport(all);
  }
}
