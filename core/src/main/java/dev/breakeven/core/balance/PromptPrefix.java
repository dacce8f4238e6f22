package dev.breakeven.core.balance;

/// The prefix of a prompt as ids of successive blocks, chained: an equal leading run is shared.
public interface PromptPrefix {
  int blocks();

  long id(int block);
}
