package dev.breakeven.gateway.http;

import dev.breakeven.core.balance.PromptPrefix;

/// What a balancer is told of a prompt.
final class PromptPrefixes {
  /// Nothing.
  static final PromptPrefix NONE =
      new PromptPrefix() {
        @Override
        public int blocks() {
          return 0;
        }

        @Override
        public long id(int block) {
          throw new IndexOutOfBoundsException(block);
        }
      };

  private PromptPrefixes() {}
}
