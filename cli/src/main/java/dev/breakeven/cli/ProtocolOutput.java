package dev.breakeven.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;

/// Standard output for a protocol alone: whoever else prints there prints to standard error.
final class ProtocolOutput {
  private ProtocolOutput() {}

  /// From here on `System.out` is standard error; only what is returned writes to standard output.
  static OutputStream claim() {
    System.setOut(System.err);
    return new FileOutputStream(FileDescriptor.out);
  }
}
