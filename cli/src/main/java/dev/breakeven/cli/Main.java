package dev.breakeven.cli;

/// Entry point of the packaged application.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(0);
  }
}
