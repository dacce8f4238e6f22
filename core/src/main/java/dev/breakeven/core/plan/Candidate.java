package dev.breakeven.core.plan;

import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.Precision;
import java.util.List;

/// An open model that the user would accept in place of today's, at the precisions to try.
public record Candidate(ModelCard model, List<Precision> precisions) {
  public Candidate {
    precisions = List.copyOf(precisions);
  }
}
